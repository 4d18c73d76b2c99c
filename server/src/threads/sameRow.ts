import { type CommentPlace, type PatchAnchor, QuotedHead, type QuotedLines } from "./facts.js";

/** Lines above and below one that tell it from others that say the same. */
const maxAround = 8;
const maxCandidates = 500;
/** Rows between two quoted lines, where what stood there was cut out of the quote. */
const maxCut = 500;

/**
 * The row of another version's diff that is the same line: of the same file and side, of several the one with most of the
 * lines around it. -1 where that version does not hold it.
 */
export function sameRow(anchor: PatchAnchor, row: number, other: PatchAnchor): number {
  if (anchor === other) return row;
  const sum = anchor.sums[row] ?? 0;
  if (sum === 0) return -1;
  const path = pathAt(anchor, row);
  let best = -1;
  let bestScore = -1;
  let candidates = 0;
  for (let at = other.sums.indexOf(sum); at !== -1; at = other.sums.indexOf(sum, at + 1)) {
    if (++candidates > maxCandidates) break;
    if (other.sides[at] !== anchor.sides[row] || pathAt(other, at) !== path) continue;
    const score = around(anchor, row, other, at, -1) + around(anchor, row, other, at, 1);
    if (score > bestScore) {
      best = at;
      bestScore = score;
    }
  }
  return best;
}

/** Sum of the path of the file that holds a row. */
function pathAt({ fileRows, pathSums }: PatchAnchor, row: number): number {
  let found = 0;
  for (let file = 0; file < pathSums.length; file++)
    if ((fileRows[file * 2] ?? 0) <= row) found = pathSums[file] ?? 0;
  return found;
}

/** Rows in one direction that agree, one after the other; empty ones are passed over. */
function around(a: PatchAnchor, rowA: number, b: PatchAnchor, rowB: number, step: 1 | -1): number {
  let [atA, atB, score] = [rowA, rowB, 0];
  while (score < maxAround) {
    atA = nextRow(a, atA, step);
    atB = nextRow(b, atB, step);
    const sum = a.sums[atA];
    if (sum === undefined || sum !== b.sums[atB]) break;
    score++;
  }
  return score;
}

/** The next row that is not empty; outside of the diff where there is none. */
function nextRow({ sums }: PatchAnchor, row: number, step: 1 | -1): number {
  let at = row + step;
  while (sums[at] === 0) at += step;
  return at;
}

/**
 * Whether the lines that a comment quotes hold a row of the patch. "perhaps": it stands further above than quotes are kept as sums:
 * the mail's text tells.
 */
export function quotesRow(
  quoted: QuotedLines,
  index: number,
  place: CommentPlace,
  anchor: PatchAnchor,
  row: number,
): boolean | "perhaps" {
  if (place.patchLine0 === null) return false;
  let at = place.patchLine0 - anchor.line0;
  if (row > at) return false;
  if (row === at) return true;
  const first = quoted.heads[index * QuotedHead.count + QuotedHead.firstRow] ?? 0;
  const end = quoted.heads[index * QuotedHead.count + QuotedHead.endRow] ?? 0;
  for (let pair = first; pair < end; pair++) {
    const found = rowAbove(anchor, at, quoted.rows[pair * 2] ?? 0, quoted.rows[pair * 2 + 1] ?? 0);
    // Half of a broken line, or one that was edited.
    if (found === -1) continue;
    if (found === row) return true;
    if (found < row) return false;
    at = found - 1;
  }
  return "perhaps";
}

/** The nearest row at or above `from` that is one of two sums; -1 where none is near. */
function rowAbove({ sums }: PatchAnchor, from: number, one: number, other: number): number {
  for (let row = from; row >= Math.max(0, from - maxCut); row--) {
    const sum = sums[row];
    if (sum !== 0 && (sum === one || sum === other)) return row;
  }
  return -1;
}
