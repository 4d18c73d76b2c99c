import { expect, it } from "vitest";
import { actionSources } from "../../../server/src/features/codeActions/index.js";
import { lateCapabilities } from "../../../server/src/features/lateCapabilities.js";
import { lateFeatures } from "../../../server/src/features/lateFeatures.js";

it("announces the late features, and no others", () => {
  const methods = (all: readonly { readonly method: string }[]): string[] =>
    all.map(({ method }) => method).sort();
  expect(methods(lateCapabilities)).toEqual(methods(lateFeatures));
});

it("announces the kinds of all code actions", () => {
  const { capabilities } = lateCapabilities.find(({ method }) => method === "textDocument/codeAction") ?? {};
  const kinds = [...new Set(actionSources.map(({ kind }) => kind))].sort();
  expect(capabilities).toEqual({ codeActionProvider: { codeActionKinds: kinds } });
});
