/** The numbers of `@@ -a,b +c,d @@ section` (or `@@@ -a,b -c,d +e,f @@@` of a combined diff). */
export interface HunkNumbers {
  /** One pair for each parent: 1-based start and count. An omitted count is 1, an explicit 0 is 0. */
  readonly old: readonly { readonly start: number; readonly count: number }[];
  readonly newStart: number;
  readonly newCount: number;
  /** Offset behind the closing `@@`. */
  readonly afterOffset: number;
}

/**
 * Reads a hunk header at `start`; null where it is none (git-diff(1), "Combined diff format"; `apply.c`).
 * Hand-written, since it stands on the path of 10,000-hunk patches.
 */
export function parseHunkHeader(text: string, start: number, end: number): HunkNumbers | null {
  let at = start;
  while (at < end && text.charCodeAt(at) === 0x40) at++;
  const parents = at - start - 1;
  if (parents < 1 || parents > 64 || text.charCodeAt(at) !== 0x20) return null;
  at++;
  const old: { start: number; count: number }[] = [];
  const number = { value: 0, next: 0 };
  for (let parent = 0; parent <= parents; parent++) {
    const sign = parent === parents ? 0x2b : 0x2d;
    if (text.charCodeAt(at) !== sign || !readNumber(text, at + 1, end, number)) return null;
    const first = number.value;
    let count = 1;
    at = number.next;
    if (text.charCodeAt(at) === 0x2c) {
      if (!readNumber(text, at + 1, end, number)) return null;
      count = number.value;
      at = number.next;
    }
    if (text.charCodeAt(at) !== 0x20) return null;
    at++;
    if (parent < parents) old.push({ start: first, count });
    else {
      for (let sign2 = 0; sign2 <= parents; sign2++) {
        if (sign2 < 2 || text.charCodeAt(at) === 0x40) {
          if (text.charCodeAt(at) !== 0x40 || at >= end) return null;
          at++;
        }
      }
      return { old, newStart: first, newCount: count, afterOffset: at };
    }
  }
  return null;
}

function readNumber(
  text: string,
  start: number,
  end: number,
  into: { value: number; next: number },
): boolean {
  let value = 0;
  let at = start;
  while (at < end) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = Math.min(value * 10 + digit, 0xffffffff);
    at++;
  }
  into.value = value;
  into.next = at;
  return at > start;
}
