import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { IGrammar, IRawGrammar } from "vscode-textmate";

// Both packages are CommonJS bundles whose names an ESM import does not see.
const require = createRequire(import.meta.url);
const textmate: typeof import("vscode-textmate") = require("vscode-textmate");
const oniguruma: typeof import("vscode-oniguruma") = require("vscode-oniguruma");

/** The project's root folder. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A stretch of a line with its scopes, outermost first, without the root scope. */
export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

/**
 * A grammar of C that leaves comments and strings open as VS Code's own does: what leaks would show. It keeps the
 * tests apart from VS Code's grammar, which is not a part of this project.
 */
const standInForC: IRawGrammar = {
  scopeName: "source.c",
  repository: { $self: {}, $base: {} },
  patterns: [
    { name: "comment.block.c", begin: "/\\*", end: "\\*/" },
    { name: "string.quoted.double.c", begin: '"', end: '"' },
    { name: "invalid.illegal.stray-bracket-end.c", match: "\\}" },
    { name: "keyword.control.c", match: "\\b(?:if|return|goto|for|while)\\b" },
    { name: "storage.type.c", match: "\\b(?:int|char|void|struct|static)\\b" },
  ],
};

function readGrammar(file: string): IRawGrammar {
  return textmate.parseRawGrammar(readFileSync(file, "utf8"), file);
}

/** Loads the grammar of this project; `c` is the file of a grammar for C, else a small stand-in is used. */
export async function loadGrammar(c?: string): Promise<IGrammar> {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      if (scopeName === "text.patch-mail") return readGrammar(`${root}syntaxes/patch-mail.tmLanguage.json`);
      if (scopeName === "source.c") return c === undefined ? standInForC : readGrammar(c);
      return null;
    },
  });
  const grammar = await registry.loadGrammar("text.patch-mail");
  if (grammar === null) throw new Error("the grammar was not found");
  return grammar;
}

/** Tokens of each line. */
export function tokenize(grammar: IGrammar, text: string): Token[][] {
  let state = textmate.INITIAL;
  return text.split(/\r\n|\r|\n/).map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map((token) => ({
      text: line.slice(token.startIndex, token.endIndex),
      scopes: token.scopes.slice(1),
    }));
  });
}

/** One line per token that has a scope with a colour: `text  scope scope`, without `meta` and `punctuation`. */
export function describeLine(tokens: readonly Token[]): string[] {
  return tokens
    .map(({ text, scopes }) => ({
      text,
      scopes: scopes.filter((scope) => !/^(?:meta|punctuation)\b/.test(scope)),
    }))
    .filter(({ text, scopes }) => scopes.length > 0 && text.trim() !== "")
    .map(
      ({ text, scopes }) =>
        `${text.trim()} : ${scopes.map((scope) => scope.replace(".patch-mail", "")).join(" ")}`,
    );
}
