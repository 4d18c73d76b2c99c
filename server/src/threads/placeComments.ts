import {
  type CommentPlace,
  type PatchAnchor,
  QuotedHead,
  type QuotedLines,
  type ReviewComment,
  RowSide,
} from "./facts.js";

/** Messages above a reply whose patches are looked at. */
const maxAnchors = 8;
/** Places of one line in a patch that are weighed against each other: braces and blanks come often. */
const maxCandidates = 500;
/** Lines at the end of a quote that may be broken or edited: the one above them then tells the place. */
const maxLost = 3;

interface Found {
  readonly anchor: PatchAnchor;
  readonly row: number;
  readonly isExact: boolean;
  readonly score: number;
  /** Found as one line with the quoted line below it: a mailer had broken it. */
  readonly isJoined: boolean;
}

/**
 * The comments of a reply, put into the patches that it quotes. `anchors`: those of the messages above, the one that is
 * answered first; those without a diff may be left out. Where none is known, or the lines are not found in them, a comment
 * keeps the place that its own quote gives.
 */
export function placeComments(
  comments: readonly ReviewComment[],
  quoted: QuotedLines | null,
  anchors: readonly PatchAnchor[],
): readonly ReviewComment[] {
  if (quoted === null || anchors.length === 0) return comments;
  const near = anchors.slice(0, maxAnchors);
  let before: Found | null = null;
  return comments.map((comment, index) => {
    const found = find(quoted, index, near, before);
    if (found === null) {
      if (comment.unplaced !== "noHeader") return comment;
      return { ...comment, unplaced: "notInPatch" as const };
    }
    before = found;
    return { ...comment, place: placeAt(found), unplaced: null };
  });
}

function find(
  quoted: QuotedLines,
  index: number,
  anchors: readonly PatchAnchor[],
  before: Found | null,
): Found | null {
  const first = headOf(quoted, index, "firstRow");
  const end = headOf(quoted, index, "endRow");
  if (first === end) return null;
  const isDiff = headOf(quoted, index, "isDiff") === 1;
  const hunks = anchors.map((anchor) => hunkByNumbers(quoted, index, anchor));
  for (const [at, anchor] of anchors.entries()) {
    const exact = byNumbers(quoted, index, anchor, hunks[at] ?? -1);
    if (exact !== null) return exact;
  }
  for (let lost = 0; lost <= maxLost && first + lost < end; lost++) {
    let best: Found | null = null;
    for (const [at, anchor] of anchors.entries()) {
      const found = byContent(quoted, index, first + lost, anchor, hunks[at] ?? -1, before);
      // The quote's depth tells whose patch it is, where both have the line.
      const bonus = at + 1 === headOf(quoted, index, "depth") ? 1 : 0;
      if (found !== null && (best === null || found.score + bonus > best.score))
        best = { ...found, score: found.score + bonus };
    }
    if (best === null) continue;
    // One line of prose may stand in a diff by chance; what no line of a diff is needs two.
    const left = best.isJoined ? lost - 1 : lost;
    if (!isDiff && (left > 0 || best.score < 2 * runWeight)) continue;
    return left <= 0 ? best : { ...best, row: rowBelow(best, left) };
  }
  return null;
}

/** Where lines at the end are lost, the comment stands below the line that follows the one found. */
function rowBelow({ anchor, row }: Found, lost: number): number {
  const end = anchor.sums.length - 1;
  let at = row;
  for (let left = lost; left > 0 && at < end && anchor.sides[at + 1] !== RowSide.other; left--) at++;
  return at;
}

/** The line that the numbers of the quoted hunk header lead to, if it says what is quoted. */
function byNumbers(quoted: QuotedLines, index: number, anchor: PatchAnchor, at: number): Found | null {
  if (at === -1) return null;
  const offset = headOf(quoted, index, "offset");
  const row = (anchor.hunks[at + 1] ?? 0) + offset;
  if (row >= (anchor.hunks[at + 2] ?? 0)) return null;
  const first = headOf(quoted, index, "firstRow");
  return isEqual(quoted, first, anchor.sums[row] ?? 0)
    ? { anchor, row, isExact: true, score: 0, isJoined: false }
    : null;
}

/** Place in `anchor.hunks` of the hunk that the quoted header names; -1 where there is none. */
function hunkByNumbers(quoted: QuotedLines, index: number, anchor: PatchAnchor): number {
  if (headOf(quoted, index, "offset") < 0) return -1;
  const oldStart = headOf(quoted, index, "oldStart");
  const newStart = headOf(quoted, index, "newStart");
  const path = headOf(quoted, index, "path");
  for (let at = 0; at < anchor.hunks.length; at += 5) {
    if (anchor.hunks[at + 3] !== oldStart || anchor.hunks[at + 4] !== newStart) continue;
    if (path === 0 || anchor.pathSums[anchor.hunks[at] ?? 0] === path) return at;
  }
  return -1;
}

const isEqual = (quoted: QuotedLines, at: number, sum: number): boolean =>
  sum !== 0 && (quoted.rows[at * 2] === sum || quoted.rows[at * 2 + 1] === sum);

const headOf = (quoted: QuotedLines, index: number, column: keyof typeof QuotedHead): number =>
  quoted.heads[index * QuotedHead.count + QuotedHead[column]] ?? 0;

const runWeight = 4;

/** The place of a quoted line in a patch by what it and the lines above it say. */
function byContent(
  quoted: QuotedLines,
  index: number,
  at: number,
  anchor: PatchAnchor,
  hunk: number,
  before: Found | null,
): Found | null {
  const end = headOf(quoted, index, "endRow");
  const from = hunk === -1 ? -1 : (anchor.hunks[hunk + 1] ?? 0);
  const to = hunk === -1 ? -1 : (anchor.hunks[hunk + 2] ?? 0);
  const last = before !== null && before.anchor === anchor ? before.row : -1;
  let best: Found | null = null;
  let candidates = 0;
  for (const isJoined of [false, true]) {
    const sum = quoted.rows[at * 2 + (isJoined ? 1 : 0)] ?? 0;
    if (sum === 0) continue;
    for (let row = anchor.sums.indexOf(sum); row !== -1; row = anchor.sums.indexOf(sum, row + 1)) {
      if (++candidates > maxCandidates) break;
      let score = (runLength(quoted, at, end, anchor, row) + (isJoined ? 1 : 0)) * runWeight;
      if (row >= from && row < to) score += 2 * runWeight;
      // Comments stand in the order of the patch; of equal places the next one is meant.
      if (row > last) score += 2;
      if (best === null || score > best.score) best = { anchor, row, isExact: false, score, isJoined };
    }
  }
  return best;
}

/** Quoted lines, upwards, that stand in the patch one above the other. */
function runLength(
  quoted: QuotedLines,
  first: number,
  end: number,
  anchor: PatchAnchor,
  last: number,
): number {
  let row = last;
  let length = 0;
  for (let at = first; at < end && row >= 0; at++) {
    while (row >= 0 && anchor.sums[row] === 0) row--;
    if (row < 0) break;
    if (!isEqual(quoted, at, anchor.sums[row] ?? 0)) {
      // The second half of a broken line: its sum with the line above is the row's.
      if (at + 1 < end && quoted.rows[at * 2 + 3] === anchor.sums[row]) continue;
      break;
    }
    length++;
    row--;
  }
  return length;
}

function placeAt({ anchor, row, isExact }: Found): CommentPlace {
  const file = fileOf(anchor, row);
  const { hunk, fileLine, side } = hunkLineAt(anchor, file, row);
  return {
    messageId: anchor.messageId,
    path: anchor.paths[file] ?? "",
    hunk,
    patchLine0: anchor.line0 + row,
    fileLine,
    side,
    isExact,
  };
}

function fileOf(anchor: PatchAnchor, row: number): number {
  let file = 0;
  for (let at = 0; at < anchor.paths.length; at++) if ((anchor.fileRows[at * 2] ?? 0) <= row) file = at;
  return file;
}

/** Counted from the hunk's header, as patch(1) does. */
function hunkLineAt(
  anchor: PatchAnchor,
  file: number,
  row: number,
): { readonly hunk: number; readonly fileLine: number | null; readonly side: "old" | "new" } {
  let hunk = -1;
  for (let at = 0; at < anchor.hunks.length; at += 5) {
    if (anchor.hunks[at] !== file) continue;
    const headerRow = anchor.hunks[at + 1] ?? 0;
    if (headerRow > row) break;
    hunk++;
    if (row >= (anchor.hunks[at + 2] ?? 0)) continue;
    if (row === headerRow) return { hunk, fileLine: null, side: "new" };
    let oldLine = (anchor.hunks[at + 3] ?? 1) - 1;
    let newLine = (anchor.hunks[at + 4] ?? 1) - 1;
    for (let line = headerRow + 1; line <= row; line++) {
      const side = anchor.sides[line];
      if (side === RowSide.context || side === RowSide.removed) oldLine++;
      if (side === RowSide.context || side === RowSide.added) newLine++;
    }
    const side = anchor.sides[row];
    if (side === RowSide.other) return { hunk, fileLine: null, side: "new" };
    return side === RowSide.removed
      ? { hunk, fileLine: oldLine, side: "old" }
      : { hunk, fileLine: newLine, side: "new" };
  }
  return { hunk, fileLine: null, side: "new" };
}
