import { restoreHunks as restored } from "../../core/patch/restoreHunks.js";
import type { QuickFix } from "./quickFix.js";

const counted = (count: number, one: string, more: string): string =>
  count === 1 ? one : `${count} ${more}`;

/** Joins wrapped lines and puts lost leading blanks back in the whole patch, where the counts of the `@@` headers prove it. */
export const restoreHunks: QuickFix = {
  rules: ["patch.corrupt-hunk", "patch.whitespace-damaged", "patch.hunk-without-header"],
  isSafe: true,
  fixes({ document: { model }, message, rule, span }) {
    const answer = restored(model.lines, message);
    if (answer === null) return [];
    const line0 = model.lines.lineAt(span.start);
    const isOfIt = answer.hunks.some(({ startLine0, endLine0 }) => startLine0 <= line0 && line0 <= endLine0);
    // A mailer's damage is told at one place for the whole mail; each hunk that does not count right is told by itself.
    if (rule === "patch.corrupt-hunk" && !isOfIt) return [];
    const { joined, blanks, changes } = answer;
    const join = counted(joined, "the wrapped line", "wrapped lines");
    const blank = counted(blanks, "the context line's lost blank", "lost blanks of context lines");
    const title =
      blanks === 0
        ? `Join ${join} again`
        : joined === 0
          ? `Put ${blank} back`
          : `Join ${join} again and put ${blank} back`;
    return [{ title, changes }];
  },
};
