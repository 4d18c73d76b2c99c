/** Scope of each use; see grammar.mjs. */
export const scope: Readonly<Record<string, string>> & {
  readonly [use in
    | "headerName"
    | "headerValue"
    | "address"
    | "subject"
    | "date"
    | "messageId"
    | "hash"
    | "attribution"
    | "comment"
    | "trailerName"
    | "trailerPerson"
    | "trailerValue"
    | "separator"
    | "cutLine"
    | "signature"
    | "dump"
    | "report"
    | "page"
    | "added"
    | "removed"
    | "meta"
    | "range"
    | "section"
    | "path"]: string;
};
/** Scope of each quote level, the first one first. */
export const quoteScopes: readonly string[];
/** The whole grammar, as TextMate's JSON. */
export const grammar: {
  readonly scopeName: string;
  readonly patterns: readonly object[];
  readonly repository: object;
};
