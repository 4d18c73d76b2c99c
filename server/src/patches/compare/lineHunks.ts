import type { LineChanges } from "./lineDiff.js";

/** A stretch of a diff with its context: lines `[oldStart, oldEnd)` of the one text and `[nowStart, nowEnd)` of the other. */
export interface LineHunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly nowStart: number;
  readonly nowEnd: number;
  /** Lines that a diff shows for it, without its header: context counts once. */
  readonly size: number;
}

const contextLines = 3;

/** The hunks of a diff with three lines of context; changes with at most six lines between them are one hunk, as in git. */
export function* lineHunks({ old, now }: LineChanges): Generator<LineHunk> {
  const oldCount = old.length - 1;
  const nowCount = now.length - 1;
  /** Start, and where the last change ended. */
  let open: { oldStart: number; nowStart: number; oldEnd: number; nowEnd: number; size: number } | null =
    null;
  const close = (): LineHunk | null => {
    if (open === null) return null;
    const after = Math.min(contextLines, oldCount - open.oldEnd);
    const hunk = {
      ...open,
      oldEnd: open.oldEnd + after,
      nowEnd: open.nowEnd + after,
      size: open.size + after,
    };
    open = null;
    return hunk;
  };
  for (let i = 0, j = 0; i < oldCount || j < nowCount; i++, j++) {
    const oldStart = i;
    const nowStart = j;
    while (old[i] === 1) i++;
    while (now[j] === 1) j++;
    if (i === oldStart && j === nowStart) continue;
    const gap = open === null ? 0 : oldStart - open.oldEnd;
    if (open !== null && gap > 2 * contextLines) {
      const hunk = close();
      if (hunk !== null) yield hunk;
    }
    if (open === null) {
      const before = Math.min(contextLines, oldStart, nowStart);
      open = { oldStart: oldStart - before, nowStart: nowStart - before, oldEnd: i, nowEnd: j, size: before };
    } else open.size += gap;
    open.size += i - oldStart + j - nowStart;
    open.oldEnd = i;
    open.nowEnd = j;
  }
  const last = close();
  if (last !== null) yield last;
}

/** Lines of the whole diff, headers of hunks counted: what git-range-diff(1) takes as the distance of two patches. */
export function diffSize(changes: LineChanges): number {
  let size = 0;
  for (const hunk of lineHunks(changes)) size += hunk.size + 1;
  return size;
}
