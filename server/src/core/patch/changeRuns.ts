import { type Hunk, LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/** Removed lines and the added ones behind them, by line number (0-based); one of the lists may be empty. */
export interface ChangeRun {
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/**
 * The changes of a hunk that have a line in `[from0, to0)`, in order. Comments between quoted lines do not end a change;
 * context does, and a removed line behind an added one.
 */
export function changeRuns(lines: LineTable, hunk: Hunk, from0 = 0, to0 = lines.count): ChangeRun[] {
  const runs: ChangeRun[] = [];
  let removed: number[] = [];
  let added: number[] = [];
  const flush = (): void => {
    const first = removed[0] ?? added[0];
    const last = added.at(-1) ?? removed.at(-1);
    if (first !== undefined && last !== undefined && first < to0 && last >= from0)
      runs.push({ removed, added });
    removed = [];
    added = [];
  };
  // What is above the range matters only as far as the change goes on into it.
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    if (lines.depth(line0) !== hunk.depth) continue;
    const kind = lines.kind(line0);
    if (kind === LineKind.removed) {
      if (added.length > 0) flush();
      removed.push(line0);
    } else if (kind === LineKind.added) added.push(line0);
    else if (kind !== LineKind.noNewline) {
      flush();
      if (line0 >= to0) break;
    }
  }
  flush();
  return runs;
}

/** The words of a hunk's line: behind its `+` or `-`, without its line end. */
export function changedText(
  lines: LineTable,
  line0: number,
): { readonly start: number; readonly end: number } {
  const end = lines.contentEnd(line0);
  return { start: Math.min(end, lines.contentStart(line0) + 1), end };
}
