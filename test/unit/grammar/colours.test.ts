import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  semanticTokenModifiers,
  semanticTokenTypes,
} from "../../../server/src/features/semanticTokensLegend.js";
import { scope as grammarScopes, quoteScopes } from "../../../syntaxes/grammar.mjs";
import {
  builtInThemes,
  contrast,
  firstForeground,
  foregroundOf,
  loadTheme,
  themeFolders,
} from "../../themes/builtInThemes.js";
import { root } from "./tokenize.js";

interface Manifest {
  readonly contributes: {
    readonly semanticTokenTypes: readonly {
      readonly id: string;
      readonly superType?: string;
      readonly description: string;
    }[];
    readonly semanticTokenModifiers: readonly { readonly id: string; readonly description: string }[];
    readonly semanticTokenScopes: readonly {
      readonly language?: string;
      readonly scopes: Readonly<Record<string, readonly string[]>>;
    }[];
  };
}

const { contributes } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const scopes = contributes.semanticTokenScopes.find((entry) => entry.language === "patch-mail")?.scopes ?? {};

describe("the manifest's semantic tokens", () => {
  it("are the legend's, in its order", () => {
    expect(contributes.semanticTokenTypes.map(({ id }) => id)).toEqual([...semanticTokenTypes]);
    expect(contributes.semanticTokenModifiers.map(({ id }) => id)).toEqual([...semanticTokenModifiers]);
  });

  it("have each a superType, a description and scopes", () => {
    for (const { id, superType, description } of contributes.semanticTokenTypes) {
      expect(superType, id).toMatch(/^[a-z]+$/);
      expect(description, id).toMatch(/\.$/);
      expect(scopes[id], id).toBeDefined();
    }
  });

  it("have the same scopes in diffs as in mail", () => {
    expect(contributes.semanticTokenScopes.map(({ language }) => language)).toEqual(["patch-mail", "diff"]);
    expect(contributes.semanticTokenScopes[1]?.scopes).toEqual(scopes);
  });

  it("end in a scope that every theme has a colour for", () => {
    const coloured =
      /^(?:comment|string|keyword|variable|constant\.numeric|entity\.name\.(?:type|function))(?:\.|$)/;
    for (const [id, list] of Object.entries(scopes)) expect(list.at(-1), id).toMatch(coloured);
  });
});

const folders = themeFolders(path.join(root, ".vscode-test"));
if (folders.length === 0) {
  console.log(`${builtInThemes.length} themes skipped: no VS Code in .vscode-test yet (npm test fetches it)`);
}
const themes = folders.flatMap((folder) =>
  builtInThemes.map((theme) => ({
    ...theme,
    from: path.relative(root, folder).split(path.sep)[1] ?? "",
    folder,
  })),
);

describe.each(themes)("$name of $from", ({ folder, file, background, foreground }) => {
  const theme = loadTheme(path.join(folder, file));
  const paper = theme.colors["editor.background"] ?? background;
  const plain = (theme.colors["editor.foreground"] ?? foreground).toLowerCase();

  it("is what this test believes it to be", () => {
    expect(paper.toLowerCase()).toBe(background.toLowerCase());
    expect(plain).toBe(foreground.toLowerCase());
  });

  it.each(Object.keys(scopes))("colours %s, readably", (id) => {
    const colour = firstForeground(theme, scopes[id] ?? []);
    expect(colour).toBeDefined();
    expect(colour?.toLowerCase()).not.toBe(plain);
    expect(contrast(colour ?? paper, paper)).toBeGreaterThanOrEqual(4.5);
  });

  it("tells neighbouring quote levels apart, in tokens and in the grammar", () => {
    const tokens = [1, 2, 3, 4, 5, 6, 1].map((level) =>
      firstForeground(theme, scopes[`patchMailQuote${level}`] ?? []),
    );
    const grammar = [...quoteScopes, quoteScopes[0] ?? ""].map((name) => foregroundOf(theme, name));
    for (const levels of [tokens, grammar]) {
      for (let at = 1; at < levels.length; at++) expect(levels[at]).not.toBe(levels[at - 1]);
    }
  });

  it("tells added, removed and context lines apart", () => {
    const colours = ["Added", "Removed", "Context"].map((kind) =>
      firstForeground(theme, scopes[`patchMailDiff${kind}`] ?? []),
    );
    expect(new Set(colours).size).toBe(3);
  });

  it("colours each scope of the grammar, readably", () => {
    for (const [use, name] of Object.entries(grammarScopes)) {
      // The marks of added and removed lines inherit the colour of their line.
      if (name.startsWith("punctuation.")) continue;
      const colour = foregroundOf(theme, name);
      expect(colour, use).toBeDefined();
      expect(contrast(colour ?? paper, paper), use).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("does not change when the semantic tokens arrive", () => {
    const pairs = [
      ["patchMailHeaderName", grammarScopes.headerName],
      ["patchMailHeaderValue", grammarScopes.headerValue],
      ["patchMailHeaderAddress", grammarScopes.address],
      ["patchMailHeaderSubject", grammarScopes.subject],
      ["patchMailHeaderDate", grammarScopes.date],
      ["patchMailMessageId", grammarScopes.messageId],
      ["patchMailAttribution", grammarScopes.attribution],
      ["patchMailComment", grammarScopes.comment],
      ["patchMailTrailerName", grammarScopes.trailerName],
      ["patchMailTrailerPerson", grammarScopes.trailerPerson],
      ["patchMailTrailerValue", grammarScopes.trailerValue],
      ["patchMailDiffAdded", grammarScopes.added],
      ["patchMailDiffRemoved", grammarScopes.removed],
      ["patchMailDiffMeta", grammarScopes.meta],
      ["patchMailDiffHunk", grammarScopes.range],
      ["patchMailDiffSection", grammarScopes.section],
      ["patchMailHash", grammarScopes.hash],
      ["patchMailFilePath", grammarScopes.path],
      ["patchMailSignature", grammarScopes.signature],
      ["patchMailDump", grammarScopes.dump],
      ["patchMailSeparator", grammarScopes.separator],
      ["patchMailCutLine", grammarScopes.cutLine],
      ["patchMailReport", grammarScopes.report],
      ["patchMailPage", grammarScopes.page],
      ...quoteScopes.map((name, at) => [`patchMailQuote${at + 1}`, name] as const),
    ] as const;
    for (const [id, name] of pairs) {
      expect(firstForeground(theme, scopes[id] ?? []), id).toBe(foregroundOf(theme, name));
    }
  });
});
