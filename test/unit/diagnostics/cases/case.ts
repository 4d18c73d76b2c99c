import type { Ancestry, NamedCommit, Preset } from "../../../../server/src/diagnostics/rule.js";

/** A text, and what one rule says of it. */
export interface Case {
  readonly name: string;
  readonly text: string;
  /** `level rule | text of the line`, of the rule under test only; empty: silent. */
  readonly expect: readonly string[];
  /** Absent: kernel. */
  readonly preset?: Preset;
  /** Of git's user, whose drafts are drafts; absent: all is received. */
  readonly user?: string;
  /** What the repository says, by hash; absent: there is none. */
  readonly commits?: Readonly<Record<string, NamedCommit>>;
  readonly ancestries?: Readonly<Record<string, Ancestry>>;
  /** The case is about line ends: not run with CRLF. */
  readonly onlyLf?: boolean;
}

/** Cases by rule: at least one that fires and one that does not. */
export type CaseTable = Readonly<Record<string, readonly Case[]>>;
