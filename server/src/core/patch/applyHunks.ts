/** Applies a file's hunks to its text as git-apply(1) does: exact lines, searched for around their place, no fuzz. */
import { lineRuns, nearestLine } from "./lineRuns.js";

/** A line of a hunk with its line end, which is missing only in front of `\ No newline at end of file`. */
export interface HunkRow {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** A hunk to apply. `oldStart` and `newStart` are 1-based as its header has them; 0 where a side has no lines. */
export interface HunkToApply {
  readonly oldStart: number;
  readonly newStart: number;
  readonly rows: readonly HunkRow[];
}

export type HunkOutcome =
  /**
   * `line0`: where its first line stands, 0-based, in the text as the hunks before it left it; `offset`: by how many lines
   * that differs from what its header says.
   */
  | { readonly kind: "applied"; readonly line0: number; readonly offset: number }
  | { readonly kind: "failed"; readonly reason: "notFound" | "noChange" | "tooMuchWork" };

export interface Applied {
  /** The text with all hunks that apply; those that fail are left out, as by `git apply --reject`. */
  readonly text: string;
  /** One for each hunk, in order. */
  readonly outcomes: readonly HunkOutcome[];
  readonly isWhole: boolean;
}

/** Lines that may be looked at or moved for all hunks together, beside one pass over the text. */
const maxWork = 20_000_000;

/**
 * Applies hunks in their order to `text` (lines end in LF; a CR before it is part of the line). `isReverse`: takes them
 * back instead. A hunk stands where its header says, else at the nearest place below or above that has its lines; from line 1
 * it must begin the file, and without context behind its changes it must end the file (apply.c: `find_pos`, `match_fragment`).
 * A line that a hunk has put there, its context too, belongs to no other hunk.
 */
export function applyHunks(
  text: string,
  hunks: readonly HunkToApply[],
  { isReverse = false }: { readonly isReverse?: boolean } = {},
): Applied {
  const sides = hunks.map((hunk) => sidesOf(hunk, isReverse));
  const image = createImage(text, sides);
  const outcomes = sides.map((side) => applyOne(image, side));
  return { text: image.text(), outcomes, isWhole: outcomes.every(({ kind }) => kind === "applied") };
}

interface HunkSides {
  readonly oldStart: number;
  readonly newStart: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly isChange: boolean;
  readonly hasTrailingContext: boolean;
}

function sidesOf({ oldStart, newStart, rows }: HunkToApply, isReverse: boolean): HunkSides {
  const gone = isReverse ? "+" : "-";
  return {
    oldStart: isReverse ? newStart : oldStart,
    newStart: isReverse ? oldStart : newStart,
    before: rows.filter(({ sign }) => sign === " " || sign === gone).map(({ text }) => text),
    after: rows.filter(({ sign }) => sign !== gone).map(({ text }) => text),
    isChange: rows.some(({ sign }) => sign !== " "),
    hasTrailingContext: rows.at(-1)?.sign === " ",
  };
}

function applyOne(image: Image, side: HunkSides): HunkOutcome {
  // git takes such a hunk for a damaged one.
  if (!side.isChange) return { kind: "failed", reason: "noChange" };
  if (image.work() > maxWork) return { kind: "failed", reason: "tooMuchWork" };
  const wanted = Math.max(0, side.newStart - 1);
  const found = findPlace(image, side, wanted);
  if (typeof found === "string") return { kind: "failed", reason: found };
  if (!image.replace(found, side.before.length, side.after)) return { kind: "failed", reason: "tooMuchWork" };
  return { kind: "applied", line0: found, offset: found - wanted };
}

function findPlace(image: Image, side: HunkSides, wanted: number): number | "notFound" | "tooMuchWork" {
  const before = image.idsOf(side.before);
  const last = image.length() - before.ids.length;
  const mustBegin = side.oldStart <= 1;
  const mustEnd = !side.hasTrailingContext;
  if (last < 0) return "notFound";
  if (mustBegin || mustEnd) {
    const only = mustBegin ? 0 : last;
    return (!mustEnd || only === last) && image.matches(only, before, mustEnd) ? only : "notFound";
  }
  const start = Math.min(wanted, image.length());
  // Near places one by one; a search that takes longer than the whole text is made in one pass over it instead.
  const patience = image.work() + 4 * (image.length() + before.ids.length) + 1000;
  for (let step = 0; start + step <= last || start - step >= 0; step++) {
    if (start + step <= last && image.matches(start + step, before, false)) return start + step;
    if (step > 0 && start - step >= 0 && start - step <= last && image.matches(start - step, before, false))
      return start - step;
    if (image.work() > maxWork) return "tooMuchWork";
    if (image.work() > patience) return nearestMatch(image, before, start);
  }
  return "notFound";
}

/** The match nearest to `start`, the lower one of two, in one pass. */
function nearestMatch(image: Image, { ids }: HunkIds, start: number): number | "notFound" | "tooMuchWork" {
  if (!image.spend(2 * image.length())) return "tooMuchWork";
  const found = nearestLine(lineRuns(ids, image.length(), image.idAt), start);
  return found === -1 ? "notFound" : found;
}

/** The lines of a hunk's side as numbers: equal lines have equal ones. */
interface HunkIds {
  readonly ids: Int32Array;
  /** The last line, where it has no line end; else null. */
  readonly openEnd: string | null;
}

/** The text while hunks are applied: rows with a gap at the place of the last change, so that hunks in order move each row once. */
interface Image {
  length(): number;
  idsOf(lines: readonly string[]): HunkIds;
  /** The number of the line at a place; no hunk's where it was put there by a hunk. */
  idAt(at: number): number;
  matches(at: number, before: HunkIds, mustEnd: boolean): boolean;
  /** False where that is too much work. */
  replace(at: number, removed: number, added: readonly string[]): boolean;
  work(): number;
  spend(work: number): boolean;
  text(): string;
}

/** Of lines that no hunk looks for. */
const foreign = 0;

function createImage(text: string, hunks: readonly HunkSides[]): Image {
  const idByLine = new Map<string, number>();
  let maxAdded = 0;
  for (const { before, after } of hunks) {
    maxAdded += after.length;
    for (const line of before) if (!idByLine.has(line)) idByLine.set(line, idByLine.size + 1);
  }
  const starts = lineStarts(text);
  const oldCount = starts.length - 1;
  const oldText = (row: number): string => text.slice(starts[row], starts[row + 1]);
  // Rows below `oldCount` are the old text's; the others are added lines, in the order of `added`.
  const added: string[] = [];
  const ids = new Int32Array(oldCount);
  for (let row = 0; row < oldCount; row++) ids[row] = idByLine.get(oldText(row)) ?? foreign;
  const rows = new Int32Array(oldCount + maxAdded);
  let gapStart = 0;
  let gapEnd = maxAdded;
  for (let row = 0; row < oldCount; row++) rows[gapEnd + row] = row;
  let work = 0;
  const rowAt = (at: number): number => rows[at < gapStart ? at : at + gapEnd - gapStart] ?? -1;
  const length = (): number => rows.length - (gapEnd - gapStart);
  const idAt = (at: number): number => ids[rowAt(at)] ?? -1;
  const moveGap = (to: number): void => {
    const moved = Math.abs(to - gapStart);
    work += moved;
    if (to < gapStart) rows.copyWithin(gapEnd - moved, to, gapStart);
    else rows.copyWithin(gapStart, gapEnd, gapEnd + moved);
    gapEnd += to - gapStart;
    gapStart = to;
  };
  return {
    length,
    idAt,
    idsOf(lines) {
      const last = lines.at(-1);
      return {
        ids: Int32Array.from(lines, (line) => idByLine.get(line) ?? foreign),
        openEnd: last === undefined || last.endsWith("\n") ? null : last,
      };
    },
    matches(at, { ids: wanted, openEnd }, mustEnd) {
      const whole = openEnd === null || mustEnd ? wanted.length : wanted.length - 1;
      for (let row = 0; row < whole; row++) {
        work++;
        if (idAt(at + row) !== wanted[row]) return false;
      }
      if (whole === wanted.length) return true;
      // As git compares them: a context line without its end is the beginning of a line that has nothing but blanks more.
      const row = rowAt(at + whole);
      if (row < 0 || row >= oldCount) return false;
      const line = oldText(row);
      return openEnd !== null && line.startsWith(openEnd) && line.slice(openEnd.length).trim() === "";
    },
    replace(at, removed, lines) {
      moveGap(at);
      gapEnd += removed;
      for (const line of lines) {
        rows[gapStart++] = oldCount + added.length;
        added.push(line);
      }
      work += removed + lines.length;
      return work <= maxWork;
    },
    work: () => work,
    spend(more) {
      work += more;
      return work <= maxWork;
    },
    text() {
      const pieces: string[] = [];
      const total = length();
      for (let at = 0; at < total; ) {
        const first = rowAt(at);
        if (first >= oldCount) {
          pieces.push(added[first - oldCount] ?? "");
          at++;
          continue;
        }
        let end = at + 1;
        while (end < total && rowAt(end) === first + (end - at) && rowAt(end) < oldCount) end++;
        pieces.push(text.slice(starts[first], starts[first + (end - at)]));
        at = end;
      }
      return pieces.join("");
    },
  };
}

/** Where each line begins, and the text's end. A text that ends in LF has no empty line behind it. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  return starts;
}
