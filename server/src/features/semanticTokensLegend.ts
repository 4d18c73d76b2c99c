/**
 * Our own semantic token types and modifiers. package.json contributes each name (`semanticTokenTypes`,
 * `semanticTokenModifiers`) and maps it to TextMate scopes (`semanticTokenScopes`); a test holds the two equal.
 *
 * Where a token stands:
 * - header: name without the colon, value by its kind (one token for each folded line);
 * - quote prefixes: each `>` with its padding in the colour of its own level, quoted prose in its level's;
 *   level 7 has the colour of level 1, and so on;
 * - hunk lines: the whole line, or its first character only (`FeatureOptions.hunkTokens: "markers"`), which leaves the
 *   content to the grammar's colours of C; lines of quoted hunks are always whole;
 * - prose of a commit log is plain text; only hashes, Message-IDs and paths in it are tokens.
 */
export const semanticTokenTypes = [
  /** `Subject`, `Cc`, also of MIME parts and in-body headers. */
  "patchMailHeaderName",
  /** Value of a header field with no kind of its own. */
  "patchMailHeaderValue",
  "patchMailHeaderAddress",
  "patchMailHeaderSubject",
  "patchMailHeaderDate",
  /** `<…@…>` in a header field or in prose. */
  "patchMailMessageId",
  "patchMailQuote1",
  "patchMailQuote2",
  "patchMailQuote3",
  "patchMailQuote4",
  "patchMailQuote5",
  "patchMailQuote6",
  /** "On <date>, <name> wrote:" */
  "patchMailAttribution",
  /** The writer's own text between quotes. */
  "patchMailComment",
  "patchMailTrailerName",
  /** `Name <address>` in a trailer. */
  "patchMailTrailerPerson",
  /** Any other trailer value, e.g. the subject in `Fixes:` or a URL. */
  "patchMailTrailerValue",
  "patchMailDiffAdded",
  "patchMailDiffRemoved",
  "patchMailDiffContext",
  /** `diff --git`, `index`, modes, `---`/`+++` markers, binary data, `\ No newline`, `base-commit:`. */
  "patchMailDiffMeta",
  /** `@@ -1,2 +1,2 @@` */
  "patchMailDiffHunk",
  /** The function behind the second `@@`. */
  "patchMailDiffSection",
  "patchMailHash",
  "patchMailFilePath",
  /** `-- ` and what follows it. */
  "patchMailSignature",
  /** Kernel log lines. */
  "patchMailDump",
  /** `From sender date` between messages, MIME boundaries. */
  "patchMailSeparator",
  /** `---` and scissors. */
  "patchMailCutLine",
  /** The `+` bar and insertions of a diffstat. */
  "patchMailDiffstatAdded",
  /** The `-` bar and deletions of a diffstat. */
  "patchMailDiffstatRemoved",
  /** `>> file:line: warning` and listing rows of robot reports. */
  "patchMailReport",
  /** What an archive page adds: banners, thread overview, reply instructions. */
  "patchMailPage",
] as const;

export type SemanticTokenTypeName = (typeof semanticTokenTypes)[number];

export const semanticTokenModifiers = [
  /** The token stands inside a quote. */
  "patchMailQuoted",
  /** A line of a diff that does not belong to its hunk. */
  "patchMailCorrupt",
] as const;

export type SemanticTokenModifierName = (typeof semanticTokenModifiers)[number];

/** The legend as LSP wants it (SemanticTokensLegend). */
export const semanticTokensLegend = {
  tokenTypes: [...semanticTokenTypes],
  tokenModifiers: [...semanticTokenModifiers],
};

/** Number of quote colours; deeper levels begin again with the first. */
export const quoteColourCount = 6;

/** Index of each type in the legend. */
export const TokenType: { readonly [Name in SemanticTokenTypeName]: number } =
  indexOfNames(semanticTokenTypes);

/** Bit of each modifier. */
export const TokenModifier = { patchMailQuoted: 1, patchMailCorrupt: 2 } as const satisfies {
  readonly [Name in SemanticTokenModifierName]: number;
};

function indexOfNames<const Names extends readonly string[]>(
  names: Names,
): { readonly [Name in Names[number]]: number } {
  return Object.fromEntries(names.map((name, index) => [name, index])) as {
    readonly [Name in Names[number]]: number;
  };
}
