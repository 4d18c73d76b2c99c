import { type Hunk, LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/** One line of a hunk, without its mark. */
export interface HunkLine {
  readonly side: "context" | "added" | "removed";
  readonly text: string;
  /** 0-based line of the document. */
  readonly line0: number;
}

/** The lines of a hunk that belong to the file, without quote marks, marks and the comments between them. */
export interface HunkLines {
  readonly rows: readonly HunkLine[];
  /** 1-based, as the header says. */
  readonly oldStart: number;
  readonly newStart: number;
  /** All lines that the header promises are there: its ends are those of the sender. */
  readonly isWhole: boolean;
}

/** Context that has lost its leading blank keeps its text. Not for combined diffs (`@@@`). */
export function hunkLines(lines: LineTable, hunk: Hunk): HunkLines {
  const rows: HunkLine[] = [];
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    if (lines.depth(line0) !== hunk.depth) continue;
    const side = sideOf(lines.kind(line0));
    if (side === null) continue;
    const content = lines.content(line0);
    const isMarked = side !== "context" || content.startsWith(" ");
    rows.push({ side, text: isMarked ? content.slice(1) : content, line0 });
  }
  const { oldStart, newStart } = hunk;
  return { rows, oldStart, newStart, isWhole: hunk.missingLines === 0 && hunk.corruptLine0 === null };
}

function sideOf(kind: number): HunkLine["side"] | null {
  if (kind === LineKind.context) return "context";
  if (kind === LineKind.added) return "added";
  return kind === LineKind.removed ? "removed" : null;
}
