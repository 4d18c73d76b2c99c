/**
 * What has changed inside a changed line: the lines of a change are paired by likeness, and each pair is compared word by
 * word. Words are runs of letters, digits and `_` (and of everything beyond ASCII), runs of blanks, and single other
 * characters, as git diff --word-diff-regex='[[:alnum:]_]+|[[:blank:]]+|.' splits ASCII. Offsets are those of the text.
 */
import type { Span } from "../text/span.js";

/** Stretches of the two lines that differ, in order: start and end offsets, two numbers each. What is not in them is equal. */
export interface WordMarks {
  readonly old: readonly number[];
  readonly new: readonly number[];
}

/** How much is still worth comparing closely: a request shares one. Then beginnings and ends are compared only. */
export interface WordBudget {
  cells: number;
}

/** For one request: some 10 ms. */
export const wordBudget = (): WordBudget => ({ cells: 4_000_000 });

/** Words of a line that are told apart; a longer line is compared from both of its ends. */
const maxWords = 400;
/** Comparisons that one pair of lines may cost. */
const maxCells = 40_000;
/** Comparisons of lines with lines that one change may cost; above that each line looks at the next few. */
const maxPairs = 2_500;
const lookAhead = 16;
/** Lines that have less in common are no pair, out of 1. */
const enough = 0.4;
/** The same for one line that takes the place of one. */
const enoughForOne = 0.25;

interface Words {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  /** `count + 1` offsets. */
  readonly at: Int32Array;
  readonly sums: Int32Array;
  /** How much a word tells: blanks 1, punctuation 2, names more. */
  readonly weights: Uint8Array;
}

/** The words of `[start, end)`; what stands behind the 400th is one word. */
function wordsOf(text: string, start: number, end: number): Words {
  const size = Math.min(end - start, maxWords);
  const at = new Int32Array(size + 1);
  const sums = new Int32Array(size);
  const weights = new Uint8Array(size);
  let count = 0;
  for (let offset = start; offset < end; count++) {
    at[count] = offset;
    if (count === maxWords - 1) {
      weights[count] = 2;
      sums[count] = sumOf(text, offset, end);
      count++;
      break;
    }
    const kind = kindOf(text.charCodeAt(offset));
    let stop = offset + 1;
    if (kind !== 0) while (stop < end && kindOf(text.charCodeAt(stop)) === kind) stop++;
    sums[count] = sumOf(text, offset, stop);
    weights[count] = kind === 1 ? 2 + Math.min(8, stop - offset) : kind === 2 ? 1 : 2;
    offset = stop;
  }
  at[count] = end;
  return { start, end, count, at, sums, weights };
}

/** 1: part of a word, 2: blank, 0: stands for itself. */
function kindOf(c: number): 0 | 1 | 2 {
  if (c === 0x20 || c === 0x09) return 2;
  const isWord =
    (c >= 0x61 && c <= 0x7a) ||
    (c >= 0x41 && c <= 0x5a) ||
    (c >= 0x30 && c <= 0x39) ||
    c === 0x5f ||
    c >= 0x80;
  return isWord ? 1 : 0;
}

function sumOf(text: string, start: number, end: number): number {
  let sum = 0x811c9dc5 ^ (end - start);
  for (let at = start; at < end; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum;
}

/** What differs between two lines, given without their `-` and `+`. */
export function wordDiff(text: string, old: Span, now: Span, budget: WordBudget = wordBudget()): WordMarks {
  return diffOf(text, wordsOf(text, old.start, old.end), wordsOf(text, now.start, now.end), budget);
}

function diffOf(text: string, old: Words, now: Words, budget: WordBudget): WordMarks {
  const isSame = (a: number, b: number): boolean => isEqualWord(text, old, a, now, b);
  let first = 0;
  const shorter = Math.min(old.count, now.count);
  while (first < shorter && isSame(first, first)) first++;
  let oldEnd = old.count;
  let newEnd = now.count;
  while (oldEnd > first && newEnd > first && isSame(oldEnd - 1, newEnd - 1)) {
    oldEnd--;
    newEnd--;
  }
  const rows = oldEnd - first;
  const columns = newEnd - first;
  const cells = rows * columns;
  if (cells <= 1 || cells > maxCells || cells > budget.cells)
    return { old: stretch(old, first, oldEnd), new: stretch(now, first, newEnd) };
  budget.cells -= cells;
  const partners = align(rows, columns, (row, column) =>
    isSame(first + row, first + column) ? (old.weights[first + row] ?? 0) : 0,
  );
  joinAcrossBlanks(partners, old, first, columns);
  const isKept = new Uint8Array(columns);
  for (const partner of partners) if (partner !== -1) isKept[partner] = 1;
  return {
    old: unkept(old, first, rows, (row) => partners[row] !== -1),
    new: unkept(now, first, columns, (column) => isKept[column] === 1),
  };
}

function isEqualWord(text: string, old: Words, a: number, now: Words, b: number): boolean {
  if (old.sums[a] !== now.sums[b]) return false;
  const from = old.at[a] ?? 0;
  const length = (old.at[a + 1] ?? 0) - from;
  const other = now.at[b] ?? 0;
  if ((now.at[b + 1] ?? 0) - other !== length) return false;
  for (let at = 0; at < length; at++)
    if (text.charCodeAt(from + at) !== text.charCodeAt(other + at)) return false;
  return true;
}

/**
 * The heaviest way to pair rows with columns in order (weight 0: no pair): the column of each row, -1 without one.
 * Of equal ones that which pairs early.
 */
function align(rows: number, columns: number, weight: (row: number, column: number) => number): Int32Array {
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  const weights = new Float64Array(rows * columns);
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const own = weight(row, column);
      weights[row * columns + column] = own;
      const at = row * width + column;
      const skipRow = best[at + width] ?? 0;
      const skipColumn = best[at + 1] ?? 0;
      const paired = own === 0 ? 0 : own + (best[at + width + 1] ?? 0);
      best[at] = Math.max(skipRow, skipColumn, paired);
    }
  }
  const partners = new Int32Array(rows).fill(-1);
  let row = 0;
  let column = 0;
  while (row < rows && column < columns) {
    const at = row * width + column;
    const own = weights[row * columns + column] ?? 0;
    if (own > 0 && best[at] === own + (best[at + width + 1] ?? 0)) {
      partners[row] = column;
      row++;
      column++;
    } else if (best[at] === best[at + width]) row++;
    else column++;
  }
  return partners;
}

/** Equal blanks between two changes on both sides are part of the change: `a b` for `c d` is one mark, not two. */
function joinAcrossBlanks(partners: Int32Array, old: Words, first: number, columns: number): void {
  let previousColumn = -1;
  for (let row = 0; row < partners.length; row++) {
    const column = partners[row] ?? -1;
    if (column === -1) continue;
    const isBlank = old.weights[first + row] === 1;
    let next = row + 1;
    while (next < partners.length && partners[next] === -1) next++;
    const nextColumn = next < partners.length ? (partners[next] ?? columns) : columns;
    const hasOld = row > 0 && partners[row - 1] === -1 && next > row + 1;
    const hasNew = column > previousColumn + 1 && nextColumn > column + 1;
    if (isBlank && hasOld && hasNew) partners[row] = -1;
    else previousColumn = column;
  }
}

function stretch({ at }: Words, first: number, end: number): number[] {
  return end > first ? [at[first] ?? 0, at[end] ?? 0] : [];
}

function unkept({ at }: Words, first: number, count: number, isKept: (index: number) => boolean): number[] {
  const marks: number[] = [];
  for (let index = 0; index < count; index++) {
    if (isKept(index)) continue;
    const from = index;
    while (index + 1 < count && !isKept(index + 1)) index++;
    marks.push(at[first + from] ?? 0, at[first + index + 1] ?? 0);
  }
  return marks;
}

/** A removed line and the added line that takes its place, as indexes of the lists given. */
export interface LinePair {
  readonly old: number;
  readonly new: number;
}

/**
 * The pairs of a change: which removed line became which added one, in order. Lines that have little in common stay
 * alone. `old` and `now`: contents without `-` and `+`.
 */
export function pairLines(
  text: string,
  old: readonly Span[],
  now: readonly Span[],
  budget: WordBudget = wordBudget(),
): LinePair[] {
  if (old.length === 0 || now.length === 0) return [];
  const removed = old.map((span) => bagOf(text, span));
  const added = now.map((span) => bagOf(text, span));
  const likeness = (row: number, column: number): number => {
    const a = removed[row];
    const b = added[column];
    return a === undefined || b === undefined ? 0 : likenessOf(a, b);
  };
  if (old.length === 1 && now.length === 1) return likeness(0, 0) >= enoughForOne ? [{ old: 0, new: 0 }] : [];
  const cells = old.length * now.length;
  if (cells > maxPairs || cells * 16 > budget.cells) return nearestPairs(old.length, now.length, likeness);
  budget.cells -= cells * 16;
  const partners = align(old.length, now.length, (row, column) => {
    const found = likeness(row, column);
    return found >= enough ? found : 0;
  });
  return [...partners].flatMap((partner, at) => (partner === -1 ? [] : [{ old: at, new: partner }]));
}

/** For changes of very many lines: each takes the most similar of the next few. */
function nearestPairs(
  rows: number,
  columns: number,
  likeness: (row: number, column: number) => number,
): LinePair[] {
  const pairs: LinePair[] = [];
  let next = 0;
  for (let row = 0; row < rows && next < columns; row++) {
    let best = enough;
    let found = -1;
    for (let column = next; column < Math.min(columns, next + lookAhead); column++) {
      const own = likeness(row, column);
      if (own <= best) continue;
      best = own;
      found = column;
      if (own > 0.9) break;
    }
    if (found === -1) continue;
    pairs.push({ old: row, new: found });
    next = found + 1;
  }
  return pairs;
}

/** The words of a line without their order. */
interface Bag {
  /** Sorted. */
  readonly sums: Int32Array;
  /** Of each, as `sums`: names weigh more than punctuation. */
  readonly weightOf: ReadonlyMap<number, number>;
  readonly weight: number;
}

function bagOf(text: string, { start, end }: Span): Bag {
  const words = wordsOf(text, start, Math.min(end, start + 2 * maxWords));
  const weightOf = new Map<number, number>();
  const sums = new Int32Array(words.count);
  let count = 0;
  let weight = 0;
  for (let index = 0; index < words.count; index++) {
    const own = words.weights[index] ?? 0;
    if (own === 1) continue;
    const sum = words.sums[index] ?? 0;
    sums[count++] = sum;
    weightOf.set(sum, own);
    weight += own;
  }
  return { sums: sums.subarray(0, count).sort(), weightOf, weight };
}

/** 1 for lines of the same words, 0 for such as have none in common. Two blank lines are not alike: nothing is to be marked. */
function likenessOf(a: Bag, b: Bag): number {
  if (a.weight === 0 || b.weight === 0) return 0;
  let common = 0;
  let at = 0;
  let other = 0;
  while (at < a.sums.length && other < b.sums.length) {
    const own = a.sums[at] ?? 0;
    const theirs = b.sums[other] ?? 0;
    if (own === theirs) {
      common += a.weightOf.get(own) ?? 0;
      at++;
      other++;
    } else if (own < theirs) at++;
    else other++;
  }
  return (2 * common) / (a.weight + b.weight);
}
