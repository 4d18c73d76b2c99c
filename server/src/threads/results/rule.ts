import type { ResultState } from "../facts.js";

/** One row of the table. Conditions that are given must all hold. Patterns are anchored, and linear. */
export interface ResultRule {
  readonly id: string;
  readonly state: ResultState;
  /** One line for people; `$1` … of the last pattern that matched: `line`, else `subject`. */
  readonly text: string;
  /** Display name and address. */
  readonly from?: RegExp;
  readonly subject?: RegExp;
  /** Of a line of the writer's own text. The first line that matches gives the result. */
  readonly line?: RegExp;
  /** The line begins so, in any case: asked before `line` where no `from` keeps other mail away. */
  readonly starts?: readonly string[];
  /** "reply": answers somebody; "patch": brings a diff; "other": brings none. */
  readonly mail?: "reply" | "patch" | "other";
  /** Each line that matches gives a result, also below `-- `. */
  readonly isCommand?: true;
  /** What is meant: titles listed with their commits, the title in the subject's group 1, the line below the matching one. */
  readonly of?: "list" | "subject" | "titleBelow" | "subjectLine";
}
