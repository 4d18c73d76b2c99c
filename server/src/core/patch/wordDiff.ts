/**
 * What has changed inside a changed line: the lines of a change are paired by likeness, and each pair is compared word by
 * word (`WordTable` says what a word is). Offsets are those of the text.
 */
import type { Span } from "../text/span.js";
import { blankWeight, WordTable } from "./wordTable.js";

/** Stretches of the two lines that differ, in order: start and end offsets, two numbers each. What is not in them is equal. */
export interface WordMarks {
  readonly old: readonly number[];
  readonly new: readonly number[];
}

/** A removed line and the added line that takes its place, as indexes of the lists given. */
export interface LinePair {
  readonly old: number;
  readonly new: number;
}

/** Comparisons of words and lines that a request may cost: some 10 ms. Then beginnings and ends are compared only. */
const maxWork = 4_000_000;
/** Comparisons that one pair of lines may cost. */
const maxCells = 40_000;
/** Comparisons of lines with lines that one change may cost; above that each line looks at the next few. */
const maxPairs = 2_500;
/** What one of these costs, in comparisons of words. */
const pairCost = 16;
const lookAhead = 16;
/** Lines that have less in common are no pair, out of 1. */
const enough = 0.4;
/** The same for one line that takes the place of one. */
const enoughForOne = 0.25;
/** Lines so alike need no other line to be looked at. */
const surely = 0.9;

/** What changes of one text share: the words that they know, how much work is left, and room to work in. */
export interface WordWork {
  readonly words: WordTable;
  left: number;
  /** For the best sums from each cell on; grows. */
  sums: Int32Array;
}

/** For one request about a text. */
export const wordWork = (text: string): WordWork => ({
  words: new WordTable(text),
  left: maxWork,
  sums: new Int32Array(1024),
});

/** What differs between two lines, given without their `-` and `+`. */
export function wordDiff(text: string, old: Span, now: Span): WordMarks {
  const work = wordWork(text);
  return marksOf(work, work.words.add(old), work.words.add(now));
}

/**
 * The pairs of a change: which removed line became which added one, in order. Lines that have little in common stay
 * alone. `old` and `now`: contents without `-` and `+`.
 */
export function pairLines(text: string, old: readonly Span[], now: readonly Span[]): LinePair[] {
  return pairsOf(wordWork(text), old, now);
}

/**
 * Calls `visit` with each pair of a change that `isWanted`, in order, and what differs in it.
 * @param old lines without `-`; `now`: without `+`
 */
export function forEachPair(
  work: WordWork,
  old: readonly Span[],
  now: readonly Span[],
  isWanted: (pair: LinePair) => boolean,
  visit: (pair: LinePair, marks: WordMarks) => void,
): void {
  for (const pair of pairsOf(work, old, now))
    if (isWanted(pair)) visit(pair, marksOf(work, pair.old, old.length + pair.new));
}

/** As `pairLines`; leaves the lines in the table of words, the old ones first. */
function pairsOf(work: WordWork, old: readonly Span[], now: readonly Span[]): LinePair[] {
  const { words } = work;
  if (old.length === 0 || now.length === 0) return [];
  words.clear();
  for (const span of old) words.add(span);
  for (const span of now) words.add(span);
  if (old.length === 1 && now.length === 1) {
    words.mark(0);
    return words.likeness(0, 1, enoughForOne) > 0 ? [{ old: 0, new: 0 }] : [];
  }
  const cells = old.length * now.length;
  if (cells > maxPairs || cells * pairCost > work.left) return nearestPairs(words, old.length, now.length);
  work.left -= cells * pairCost;
  return bestPairs(work, old.length, now.length);
}

/** Likeness as a whole number, so that sums are exact. */
const scale = 1_000_000;

/** The pairs with the greatest sum of likeness that are in order. Of equal ones those that pair early. */
function bestPairs(work: WordWork, rows: number, columns: number): LinePair[] {
  const { words } = work;
  const width = columns + 1;
  const best = room(work, (rows + 1) * width + rows * columns);
  // Behind the sums, the likeness of each cell.
  const alike = (rows + 1) * width;
  best.fill(0, rows * width, alike);
  for (let row = rows - 1; row >= 0; row--) {
    words.mark(row);
    best[row * width + columns] = 0;
    for (let column = columns - 1; column >= 0; column--) {
      const own = Math.round(words.likeness(row, rows + column, enough) * scale);
      const at = row * width + column;
      best[alike + row * columns + column] = own;
      const skipped = Math.max(best[at + width] ?? 0, best[at + 1] ?? 0);
      best[at] = own === 0 ? skipped : Math.max(skipped, own + (best[at + width + 1] ?? 0));
    }
  }
  const pairs: LinePair[] = [];
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    const at = row * width + column;
    const own = best[alike + row * columns + column] ?? 0;
    if (own > 0 && best[at] === own + (best[at + width + 1] ?? 0)) pairs.push({ old: row++, new: column++ });
    else if (best[at] === best[at + width]) row++;
    else column++;
  }
  return pairs;
}

/** For changes of very many lines: each takes the most similar of the next few. */
function nearestPairs(words: WordTable, rows: number, columns: number): LinePair[] {
  const pairs: LinePair[] = [];
  let next = 0;
  for (let row = 0; row < rows && next < columns; row++) {
    let best = enough;
    let found = -1;
    words.mark(row);
    for (let column = next; column < Math.min(columns, next + lookAhead); column++) {
      const own = words.likeness(row, rows + column, best);
      if (own <= best) continue;
      best = own;
      found = column;
      if (own > surely) break;
    }
    if (found === -1) continue;
    pairs.push({ old: row, new: found });
    next = found + 1;
  }
  return pairs;
}

/** A stretch of words, `[from, end)`, by their numbers in the table. */
interface Stretch {
  readonly from: number;
  readonly end: number;
}

/** What differs between two lines of the table. */
function marksOf(work: WordWork, oldLine: number, newLine: number): WordMarks {
  const { words } = work;
  const { ids, first } = words;
  let from = first[oldLine] ?? 0;
  let other = first[newLine] ?? 0;
  let end = first[oldLine + 1] ?? 0;
  let otherEnd = first[newLine + 1] ?? 0;
  while (from < end && other < otherEnd && ids[from] === ids[other]) {
    from++;
    other++;
  }
  while (end > from && otherEnd > other && ids[end - 1] === ids[otherEnd - 1]) {
    end--;
    otherEnd--;
  }
  const old = { from, end };
  const now = { from: other, end: otherEnd };
  const cells = (end - from) * (otherEnd - other);
  if (cells <= 1 || cells > maxCells || cells > work.left)
    return { old: markOf(words, from, end), new: markOf(words, other, otherEnd) };
  work.left -= cells;
  const partners = align(work, old, now);
  joinAcrossBlanks(words, partners, old, otherEnd - other);
  const isKept = new Uint8Array(otherEnd - other);
  for (const partner of partners) if (partner !== -1) isKept[partner] = 1;
  return {
    old: unkept(words, old, (row) => partners[row] !== -1),
    new: unkept(words, now, (column) => isKept[column] === 1),
  };
}

/**
 * The heaviest way to keep equal words in order: of each old word the new one (counted from the beginning of its stretch),
 * -1 without one. Of equal ways that which keeps early words.
 */
function align(work: WordWork, old: Stretch, now: Stretch): Int32Array {
  const { ids, weights } = work.words;
  const rows = old.end - old.from;
  const columns = now.end - now.from;
  const width = columns + 1;
  const best = room(work, (rows + 1) * width);
  best.fill(0, rows * width, (rows + 1) * width);
  for (let row = rows - 1; row >= 0; row--) {
    const id = ids[old.from + row] ?? 0;
    const weight = weights[old.from + row] ?? 0;
    let at = row * width + columns;
    let right = 0;
    best[at] = 0;
    for (let column = columns - 1; column >= 0; column--) {
      at--;
      const below = best[at + width] ?? 0;
      if (below > right) right = below;
      if (ids[now.from + column] === id) {
        const kept = weight + (best[at + width + 1] ?? 0);
        if (kept > right) right = kept;
      }
      best[at] = right;
    }
  }
  const partners = new Int32Array(rows).fill(-1);
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    const at = row * width + column;
    const isSame = ids[old.from + row] === ids[now.from + column];
    if (isSame && best[at] === (weights[old.from + row] ?? 0) + (best[at + width + 1] ?? 0)) {
      partners[row] = column;
      row++;
      column++;
    } else if (best[at] === best[at + width]) row++;
    else column++;
  }
  return partners;
}

function room(work: WordWork, cells: number): Int32Array {
  if (work.sums.length < cells) work.sums = new Int32Array(2 * cells);
  return work.sums;
}

/** Equal blanks between two changes on both sides are part of the change: `a b` for `c d` is one mark, not two. */
function joinAcrossBlanks({ weights }: WordTable, partners: Int32Array, old: Stretch, columns: number): void {
  let previousColumn = -1;
  for (let row = 0; row < partners.length; row++) {
    const column = partners[row] ?? -1;
    if (column === -1) continue;
    const isBlank = weights[old.from + row] === blankWeight;
    let next = row + 1;
    while (next < partners.length && partners[next] === -1) next++;
    const nextColumn = next < partners.length ? (partners[next] ?? columns) : columns;
    const hasOld = row > 0 && partners[row - 1] === -1 && next > row + 1;
    const hasNew = column > previousColumn + 1 && nextColumn > column + 1;
    if (isBlank && hasOld && hasNew) partners[row] = -1;
    else previousColumn = column;
  }
}

/** One mark from a word to the one before `end`. */
function markOf({ starts, ends }: WordTable, from: number, end: number): number[] {
  return end > from ? [starts[from] ?? 0, ends[end - 1] ?? 0] : [];
}

function unkept(
  { starts, ends }: WordTable,
  { from, end }: Stretch,
  isKept: (index: number) => boolean,
): number[] {
  const marks: number[] = [];
  const count = end - from;
  for (let index = 0; index < count; index++) {
    if (isKept(index)) continue;
    const begin = index;
    while (index + 1 < count && !isKept(index + 1)) index++;
    marks.push(starts[from + begin] ?? 0, ends[from + index] ?? 0);
  }
  return marks;
}
