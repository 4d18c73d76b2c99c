/**
 * Sum of the characters in `[start, end)` that are no white space; 0 where there are none, else positive and below 2^30.
 * Not for keeping apart what somebody made to collide: only for finding lines again.
 */
export function lineSum(text: string, start: number, end: number, from = 0): number {
  let sum = from;
  for (let at = start; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c <= 0x20 || c === 0xa0) continue;
    sum = (Math.imul(sum ^ c, 0x01000193) + 0x9e3779b1) | 0;
  }
  return sum;
}

/** What is stored of a sum. */
export function closeSum(sum: number): number {
  return sum === 0 ? 0 : ((sum ^ (sum >>> 15)) & 0x3fffffff) | 1;
}

/** The sum of a line of a diff. Of a hunk header its numbers only: mailers break what stands behind them. */
export function diffLineSum(text: string, start: number, end: number): number {
  return closeSum(lineSum(text, start, diffLineEnd(text, start, end)));
}

function diffLineEnd(text: string, start: number, end: number): number {
  if (text.charCodeAt(start) !== 0x40 || !text.startsWith("@@ -", start)) return end;
  for (let at = start + 4; at + 1 < Math.min(end, start + 80); at++)
    if (text.charCodeAt(at) === 0x40 && text.charCodeAt(at + 1) === 0x40) return at + 2;
  return end;
}

/** The sum of a path, which compares faster; 0 for "". */
export const pathSum = (path: string): number => closeSum(lineSum(path, 0, path.length));
