/** The numbers of `@@ -a,b +c,d @@ section` (or `@@@ -a,b -c,d +e,f @@@` of a combined diff). */
export interface HunkNumbers {
  /** 1-based first line on the (first) old side. An omitted count is 1, an explicit 0 is 0. */
  readonly oldStart: number;
  readonly oldCount: number;
  /** Counts for each parent of a combined diff; null for a plain one. */
  readonly parentCounts: readonly number[] | null;
  readonly newStart: number;
  readonly newCount: number;
  /** Offset behind the closing `@@`. */
  readonly afterOffset: number;
}

const AT = 0x40;
const SPACE = 0x20;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;

/**
 * Reads a hunk header at `start`; null where it is none (git-diff(1), "Combined diff format"; `apply.c`).
 * Hand-written and without garbage, since it stands on the path of 10,000-hunk patches.
 */
export function parseHunkHeader(text: string, start: number, end: number): HunkNumbers | null {
  let at = start;
  while (at < end && text.charCodeAt(at) === AT) at++;
  const parents = at - start - 1;
  if (parents < 1 || parents > 64 || text.charCodeAt(at) !== SPACE) return null;
  at++;
  const parentCounts: number[] | null = parents > 1 ? [] : null;
  let oldStart = 0;
  let oldCount = 0;
  for (let parent = 0; parent < parents; parent++) {
    if (text.charCodeAt(at) !== MINUS) return null;
    const startEnd = digitsEnd(text, at + 1, end);
    const countEnd = rangeEnd(text, at + 1, startEnd, end);
    if (countEnd === -1) return null;
    const count = countEnd === startEnd ? 1 : numberIn(text, startEnd + 1, countEnd);
    if (parent === 0) {
      oldStart = numberIn(text, at + 1, startEnd);
      oldCount = count;
    }
    parentCounts?.push(count);
    at = countEnd + 1;
  }
  if (text.charCodeAt(at) !== PLUS) return null;
  const newStartEnd = digitsEnd(text, at + 1, end);
  const newCountEnd = rangeEnd(text, at + 1, newStartEnd, end);
  if (newCountEnd === -1) return null;
  const newStart = numberIn(text, at + 1, newStartEnd);
  const newCount = newCountEnd === newStartEnd ? 1 : numberIn(text, newStartEnd + 1, newCountEnd);
  at = newCountEnd + 1;
  const signs = at;
  while (at < end && at - signs <= parents && text.charCodeAt(at) === AT) at++;
  if (at - signs < 2) return null;
  return { oldStart, oldCount, parentCounts, newStart, newCount, afterOffset: at };
}

/** End of `a` or `a,b` followed by a blank, where `a` ends at `startEnd`; -1 where it is none. */
function rangeEnd(text: string, start: number, startEnd: number, end: number): number {
  if (startEnd === start) return -1;
  let at = startEnd;
  if (text.charCodeAt(at) === COMMA) {
    at = digitsEnd(text, startEnd + 1, end);
    if (at === startEnd + 1) return -1;
  }
  return text.charCodeAt(at) === SPACE ? at : -1;
}

function digitsEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) break;
    at++;
  }
  return at;
}

/** The number that the digits in `[start, end)` write; one longer than git's longs is as good as endless. */
function numberIn(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (text.charCodeAt(at) - 0x30);
  return Math.min(value, 0xffffffff);
}
