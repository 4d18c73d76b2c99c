import { LineKind, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { isDiffLine, type QuotedDiffs } from "./quotedDiff.js";

/** Lines above an answer that are looked at. */
const maxLookBack = 300;
/** Lines between a quoted comment and the diff line above it that may be broken, or a mark of a cut. */
const maxLost = 2;

/**
 * Whoever answers a comment quotes it, and, one level deeper, the line of the diff that it was about: that line; -1 where
 * there is none. `line0`: the last quoted line above the answer, which is no line of a diff. Only prose may stand between, and
 * answers to it; another mail that begins to be quoted ends the search.
 */
export function answeredDiffLine0(
  lines: LineTable,
  message: Message,
  diffs: QuotedDiffs,
  line0: number,
): number {
  const least0 = Math.max(message.bodyLine0, line0 - maxLookBack);
  const first = lines.depth(line0);
  let depth = first;
  /** The lowest line of the present depth. */
  let lowest0 = line0;
  for (let line = line0 - 1; line >= least0; line--) {
    if (lines.kind(line) === LineKind.attribution) return -1;
    const own = lines.depth(line);
    if (own < depth || lines.contentStart(line) >= lines.contentEnd(line)) continue;
    if (own > depth) {
      if (diffs.placeOf(line).isDiff) return line;
      depth = own;
      lowest0 = line;
    } else if (isDiffLine(lines, line)) return depth > first && lowest0 - line <= maxLost ? line : -1;
  }
  return -1;
}
