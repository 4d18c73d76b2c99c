import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { features } from "../../../server/src/features/index.js";
import {
  semanticTokenModifiers,
  semanticTokenTypes,
} from "../../../server/src/features/semanticTokensLegend.js";

interface Named {
  readonly id: string;
  readonly description: string;
}

interface Manifest {
  readonly contributes: {
    readonly semanticTokenTypes: readonly Named[];
    readonly semanticTokenModifiers: readonly Named[];
    readonly semanticTokenScopes: readonly { readonly scopes: Readonly<Record<string, readonly string[]>> }[];
  };
}

const manifest = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
) as Manifest;

it("has the manifest contribute each type and modifier of the legend, and no other", () => {
  const { contributes } = manifest;
  expect(contributes.semanticTokenTypes.map(({ id }) => id)).toEqual([...semanticTokenTypes]);
  expect(contributes.semanticTokenModifiers.map(({ id }) => id)).toEqual([...semanticTokenModifiers]);
});

it("has the manifest map each type to scopes", () => {
  for (const { scopes } of manifest.contributes.semanticTokenScopes) {
    expect(semanticTokenTypes.filter((type) => (scopes[type] ?? []).length === 0)).toEqual([]);
  }
});

it("answers each method once", () => {
  const methods = features.map((feature) => feature.method);
  expect(new Set(methods).size).toBe(methods.length);
});
