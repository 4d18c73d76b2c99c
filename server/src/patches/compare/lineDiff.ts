/** Which lines of two texts have no partner in the other: 1 for those. One entry more than lines, always 0. */
export interface LineChanges {
  readonly old: Uint8Array;
  readonly now: Uint8Array;
}

/** What a comparison may still cost: one step looks at a diagonal or a line. Shared by many, and counted down. */
export interface Budget {
  steps: number;
}

/**
 * After so many differences from both ends of a stretch the shortest way is not looked for any more: the longest one so
 * far is taken. git's limit is about this one, too.
 */
const maxDifferences = 256;

/**
 * The lines that differ, by Myers' algorithm in linear space ("An O(ND) Difference Algorithm and Its Variations", 1986,
 * section 4b). Lines are compared as numbers. Where the budget ends, what is left counts as changed, in linear time.
 */
export function lineChanges(a: Int32Array, b: Int32Array, budget: Budget): LineChanges {
  const old = new Uint8Array(a.length + 1);
  const now = new Uint8Array(b.length + 1);
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  budget.steps -= start + tail + a.length + b.length;
  const rowsA = worthComparing(a, start, a.length - tail, b, old);
  const rowsB = worthComparing(b, start, b.length - tail, a, now);
  divide(a, rowsA, b, rowsB, old, now, budget);
  return { old, now };
}

/** How a line stands in the other text. */
const noPartner = 0;
const somePartners = 1;
const manyPartners = 2;

/** Lines around one with many partners that are looked at, each way. */
const lookedAround = 100;

/**
 * Indexes of the lines that partners are looked for; the others are marked as changed. Those are lines that the other side
 * has not at all, and lines that it has very often (`}`) amid such lines: a partner found there says nothing. git leaves
 * out the same ones, so that its numbers and these are equal.
 */
function worthComparing(
  lines: Int32Array,
  start: number,
  end: number,
  other: Int32Array,
  changed: Uint8Array,
): Int32Array {
  const counts = new Map<number, number>();
  for (const line of other) counts.set(line, (counts.get(line) ?? 0) + 1);
  const many = Math.min(roughRoot(lines.length), 1024);
  const partners = new Uint8Array(lines.length);
  for (let at = start; at < end; at++) {
    const count = counts.get(lines[at] ?? -1) ?? 0;
    partners[at] = count === 0 ? noPartner : count < many ? somePartners : manyPartners;
  }
  const found = new Int32Array(Math.max(0, end - start));
  let length = 0;
  for (let at = start; at < end; at++) {
    const isKept =
      partners[at] === somePartners ||
      (partners[at] === manyPartners && !isAmidOthers(partners, at, start, end));
    if (isKept) found[length++] = at;
    else changed[at] = 1;
  }
  return found.subarray(0, length);
}

/** Of the lines around, up to the next with some partners on each side, three in four have none. */
function isAmidOthers(partners: Uint8Array, line: number, start: number, end: number): boolean {
  let none = 0;
  // The line itself, once for each side.
  let often = 2;
  for (const step of [-1, 1]) {
    let noneHere = 0;
    for (let away = 1; away <= lookedAround; away++) {
      const at = line + step * away;
      if (at < start || at >= end || partners[at] === somePartners) break;
      if (partners[at] === noPartner) noneHere++;
      else often++;
    }
    if (noneHere === 0) return false;
    none += noneHere;
  }
  return often * 4 < often + none;
}

/** The power of two that is next above the square root, or twice that. */
function roughRoot(count: number): number {
  let root = 1;
  for (let rest = count; rest > 0; rest >>= 2) root <<= 1;
  return root;
}

/** `rowsA`, `rowsB`: the lines that are compared, as indexes of `a` and `b`. */
function divide(
  a: Int32Array,
  rowsA: Int32Array,
  b: Int32Array,
  rowsB: Int32Array,
  old: Uint8Array,
  now: Uint8Array,
  budget: Budget,
): void {
  const idsA = rowsA.map((row) => a[row] ?? -1);
  const idsB = rowsB.map((row) => b[row] ?? -1);
  // The diagonals of both searches, with room for the two beside the outermost.
  const size = idsA.length + idsB.length + 3;
  const search: Search = {
    a: idsA,
    b: idsB,
    forward: new Int32Array(size),
    backward: new Int32Array(size),
    origin: idsB.length + 1,
    budget,
  };
  // No recursion: mail decides how deep it would go.
  const open: Box[] = [{ left: 0, right: idsA.length, top: 0, bottom: idsB.length }];
  for (let box = open.pop(); box !== undefined; box = open.pop()) {
    let { left, right, top, bottom } = box;
    while (left < right && top < bottom && idsA[left] === idsB[top]) {
      left++;
      top++;
    }
    while (left < right && top < bottom && idsA[right - 1] === idsB[bottom - 1]) {
      right--;
      bottom--;
    }
    const split = left === right || top === bottom ? null : middleOf(search, { left, right, top, bottom });
    const isCorner =
      split === null || (split.x === left && split.y === top) || (split.x === right && split.y === bottom);
    if (split === null || isCorner) {
      for (let at = left; at < right; at++) old[rowsA[at] ?? 0] = 1;
      for (let at = top; at < bottom; at++) now[rowsB[at] ?? 0] = 1;
      continue;
    }
    open.push({ left: split.x, right, top: split.y, bottom });
    open.push({ left, right: split.x, top, bottom: split.y });
  }
}

/** A part of both texts: lines `[left, right)` of the old one and `[top, bottom)` of the new one. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** An x that no search from the end gets to. */
const unreachable = 0x7fffffff;

interface Search {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Furthest x of each diagonal x - y, from the start and from the end. */
  readonly forward: Int32Array;
  readonly backward: Int32Array;
  /** Index of diagonal 0 in both. */
  readonly origin: number;
  readonly budget: Budget;
}

/** A point on a shortest way through the box; null where the budget is used up. Corners of the box differ. */
function middleOf(
  { a, b, forward, backward, origin, budget }: Search,
  { left, right, top, bottom }: Box,
): Point | null {
  const lowest = left - bottom;
  const highest = right - top;
  const first = left - top;
  const last = right - bottom;
  const isOdd = ((first - last) & 1) !== 0;
  let forwardLow = first;
  let forwardHigh = first;
  let backwardLow = last;
  let backwardHigh = last;
  forward[origin + first] = left;
  backward[origin + last] = right;
  for (let differences = 1; ; differences++) {
    if (budget.steps <= 0) return null;
    budget.steps -= forwardHigh - forwardLow + backwardHigh - backwardLow + 4;

    // Diagonals alternate; one beyond the box is entered as unreachable.
    if (forwardLow > lowest) forward[origin + --forwardLow - 1] = -1;
    else forwardLow++;
    if (forwardHigh < highest) forward[origin + ++forwardHigh + 1] = -1;
    else forwardHigh--;
    for (let diagonal = forwardHigh; diagonal >= forwardLow; diagonal -= 2) {
      const below = forward[origin + diagonal - 1] ?? -1;
      const above = forward[origin + diagonal + 1] ?? -1;
      let x = below >= above ? below + 1 : above;
      while (x < right && x - diagonal < bottom && a[x] === b[x - diagonal]) x++;
      forward[origin + diagonal] = x;
      if (isOdd && diagonal >= backwardLow && diagonal <= backwardHigh) {
        if ((backward[origin + diagonal] ?? 0) <= x) return { x, y: x - diagonal };
      }
    }

    if (backwardLow > lowest) backward[origin + --backwardLow - 1] = unreachable;
    else backwardLow++;
    if (backwardHigh < highest) backward[origin + ++backwardHigh + 1] = unreachable;
    else backwardHigh--;
    for (let diagonal = backwardHigh; diagonal >= backwardLow; diagonal -= 2) {
      const below = backward[origin + diagonal - 1] ?? unreachable;
      const above = backward[origin + diagonal + 1] ?? unreachable;
      let x = below < above ? below : above - 1;
      while (x > left && x - diagonal > top && a[x - 1] === b[x - diagonal - 1]) x--;
      backward[origin + diagonal] = x;
      if (!isOdd && diagonal >= forwardLow && diagonal <= forwardHigh) {
        if (x <= (forward[origin + diagonal] ?? 0)) return { x, y: x - diagonal };
      }
    }

    if (differences < maxDifferences) continue;
    const box = { left, right, top, bottom };
    const fromStart = furthest(forward, origin, forwardLow, forwardHigh, box);
    const fromEnd = nearest(backward, origin, backwardLow, backwardHigh, box);
    const isForward = right + bottom - (fromEnd.x + fromEnd.y) < fromStart.x + fromStart.y - (left + top);
    return isForward ? fromStart : fromEnd;
  }
}

/** The point of the search from the start that is furthest from it. */
function furthest(found: Int32Array, origin: number, low: number, high: number, box: Box): Point {
  let best = { x: box.left, y: box.top };
  for (let diagonal = high; diagonal >= low; diagonal -= 2) {
    const x = Math.min(found[origin + diagonal] ?? -1, box.right, box.bottom + diagonal);
    if (x + x - diagonal > best.x + best.y) best = { x, y: x - diagonal };
  }
  return best;
}

/** The point of the search from the end that is furthest from it. */
function nearest(found: Int32Array, origin: number, low: number, high: number, box: Box): Point {
  let best = { x: box.right, y: box.bottom };
  for (let diagonal = high; diagonal >= low; diagonal -= 2) {
    const x = Math.max(found[origin + diagonal] ?? unreachable, box.left, box.top + diagonal);
    if (x + x - diagonal < best.x + best.y) best = { x, y: x - diagonal };
  }
  return best;
}
