import { describe, expect, it } from "vitest";
import type { InitializeParams } from "vscode-languageserver/node";
import { features } from "../../../server/src/features/index.js";
import { mergeCapabilities } from "../../../server/src/lsp/capabilities.js";
import { clientFacts } from "../../../server/src/lsp/clientFacts.js";

describe("merged capabilities", () => {
  it("join objects and lists", () => {
    expect(
      mergeCapabilities([
        { a: { full: true, legend: ["x"] }, b: true },
        { a: { range: true, legend: ["x", "y"] }, c: 1 },
        { b: { option: 1 }, c: 1 },
      ]),
    ).toEqual({ a: { full: true, range: true, legend: ["x", "y"] }, b: { option: 1 }, c: 1 });
  });

  it("leave what they are made of as it was", () => {
    const first = { a: { b: { c: 1 } } };
    mergeCapabilities([first, { a: { b: { d: 2 } } }]);
    expect(first).toEqual({ a: { b: { c: 1 } } });
  });

  it("refuse a contradiction", () => {
    expect(() => mergeCapabilities([{ a: { b: 1 } }, { a: { b: 2 } }])).toThrow(/a\.b/);
  });

  it("of our features do not contradict each other, and no method is there twice", () => {
    expect(() => mergeCapabilities(features.map((feature) => feature.capabilities))).not.toThrow();
    const methods = features.map((feature) => feature.method);
    expect(new Set(methods).size).toBe(methods.length);
  });
});

describe("what is known of the client", () => {
  const facts = (params: Partial<InitializeParams>) =>
    clientFacts({ processId: null, rootUri: null, capabilities: {}, ...params });
  const vsCode: Partial<InitializeParams> = {
    capabilities: {
      workspace: { diagnostics: { refreshSupport: true } },
      textDocument: {
        diagnostic: {},
        foldingRange: { rangeLimit: 5000, lineFoldingOnly: true },
        semanticTokens: {
          requests: { range: true, full: { delta: true } },
          tokenTypes: [],
          tokenModifiers: [],
          formats: [],
          serverCancelSupport: true,
        },
      },
    },
  };

  it("VS Code: trims folds itself, colours C in hunks, retries long tokens, pulls", () => {
    expect(facts(vsCode)).toMatchObject({
      retriesFullTokens: true,
      pullsDiagnostics: true,
      features: { foldingRangeLimit: null, lineFoldingOnly: true, hunkTokens: "markers" },
    });
  });

  it("an old client: gets everything whole", () => {
    expect(facts({})).toMatchObject({
      name: "unknown client",
      trusted: true,
      folders: [],
      retriesFullTokens: false,
      pullsDiagnostics: false,
      canAskSettings: false,
      features: {
        foldingRangeLimit: 5000,
        lineFoldingOnly: false,
        hoverMarkdown: false,
        hierarchicalSymbols: false,
        hunkTokens: "lines",
      },
    });
    expect(facts({ rootUri: "file:///work" }).folders).toEqual(["file:///work"]);
    expect(
      facts({ rootUri: "file:///a", workspaceFolders: [{ uri: "file:///b", name: "b" }] }).folders,
    ).toEqual(["file:///b"]);
  });

  it("trust: only an explicit no is a no; other options may be anything", () => {
    for (const initializationOptions of [
      undefined,
      null,
      7,
      "x",
      [],
      {},
      { trusted: true },
      { trusted: "no" },
    ]) {
      expect(facts({ initializationOptions }).trusted).toBe(true);
    }
    expect(facts({ initializationOptions: { trusted: false } }).trusted).toBe(false);
    expect(
      facts({ ...vsCode, initializationOptions: { retriesFullTokens: false, hunkTokens: "lines" } }),
    ).toMatchObject({ retriesFullTokens: false, features: { hunkTokens: "lines" } });
    expect(facts({ ...vsCode, initializationOptions: { hunkTokens: 1 } }).features.hunkTokens).toBe(
      "markers",
    );
  });
});
