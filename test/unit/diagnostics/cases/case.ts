/** A text, and what one rule says of it. */
export interface Case {
  readonly name: string;
  readonly text: string;
  /** `level rule | text of the line`, of the rule under test only; empty: silent. */
  readonly expect: readonly string[];
  /** The case is about line ends: not run with CRLF. */
  readonly onlyLf?: boolean;
}

/** Cases by rule: at least one that fires and one that does not. */
export type CaseTable = Readonly<Record<string, readonly Case[]>>;
