import type { Message } from "../../core/model.js";
import { restoreHunks as restored } from "../../core/patch/restoreHunks.js";
import type { LineTable } from "../../core/text/lineTable.js";
import type { QuickFix } from "./quickFix.js";

const counted = (count: number, one: string, more: string): string =>
  count === 1 ? one : `${count} ${more}`;

/** Joins wrapped lines and puts lost leading blanks back in the whole patch, where the counts of the `@@` headers prove it. */
export const restoreHunks: QuickFix = {
  rules: ["patch.corrupt-hunk", "patch.whitespace-damaged", "patch.hunk-without-header"],
  // Of an added line nothing tells whether it was broken at one blank or at two.
  isSafe: ({ document: { model }, message }) => !joinsAddedLine(model.lines, message),
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

/** Each finding of a message asks for it. */
const known = new WeakMap<Message, boolean>();

function joinsAddedLine(lines: LineTable, message: Message): boolean {
  const before = known.get(message);
  if (before !== undefined) return before;
  const { changes = [] } = restored(lines, message) ?? {};
  const joins = changes.filter(({ span }) => span.end > span.start);
  // The line that a join belongs to may be of several.
  const joined = new Set<number>();
  const isAdded = joins.some(({ span }) => {
    let line0 = lines.lineAt(span.start);
    joined.add(line0 + 1);
    while (joined.has(line0)) line0--;
    return lines.text.charAt(lines.start(line0)) === "+";
  });
  known.set(message, isAdded);
  return isAdded;
}
