import type { PlacedHunk, PlacedRow } from "./hunkRows.js";
import { lineRuns, nearestLine } from "./lineRuns.js";

/** Where a line of a hunk stands in a file. */
export interface LineInFile {
  /** 0-based; inside the file. */
  readonly line0: number;
  readonly how: LineFound;
}

export type LineFound =
  /** Where the hunk's header counts it. */
  | "exact"
  /** Somewhere else, by what it and the lines around it say. */
  | "drifted"
  /** An added line, and the file is as it was before the patch: the place where it goes. */
  | "notApplied"
  /** A removed line, and the file is as the patch makes it: the place where it stood. */
  | "applied"
  /** Nowhere: the place nearest to it. */
  | "missing";

/** Lines above and below one that tell it from others that say the same. */
const maxAround = 8;
/** Context lines that may be others at each end of a hunk: patch(1)'s fuzz. */
const maxFuzz = 2;

/**
 * Finds the line `hunk.rows[at]` in a file. The whole hunk first, nearest to the place that its header counts (as `git apply`
 * looks for it: at equal distance the place below): its new side for added lines and context, its old side for
 * removed ones, then the other; then with up to two context lines less at its ends; then the line alone, where most lines
 * around it are those of the hunk. If all of this fails, again without regard to white space. Time is linear in the file.
 */
export function findHunkInFile(text: string, hunk: PlacedHunk, at: number): LineInFile {
  const file = linesOf(text);
  const row = hunk.rows[at];
  if (row === undefined) return { line0: clamp(hunk.newStart - 1, file.length), how: "missing" };
  for (const isLoose of [false, true]) {
    const found = findIn(numbered(file, hunk.rows, isLoose), hunk, at);
    if (found !== null) return { line0: clamp(found.line0, file.length), how: found.how };
  }
  return missing(numbered(file, hunk.rows, true), hunk, at);
}

/** A file, as one without a line end behind its last line has it; CR at the ends of lines is none of the text. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

const clamp = (line0: number, count: number): number => Math.max(0, Math.min(line0, count - 1));

/** Lines as numbers: equal where the lines are. */
interface Numbered {
  /** Of each row of the hunk. */
  readonly rows: readonly number[];
  /** Of each line of the file; -1: no row says this. */
  readonly file: Int32Array;
}

function numbered(file: readonly string[], rows: readonly PlacedRow[], isLoose: boolean): Numbered {
  const numbers = new Map<string, number>();
  const key = (line: string): string => (isLoose ? line.replace(/\s+/g, "") : line);
  const own = rows.map(({ text }) => {
    const wanted = key(text);
    const known = numbers.get(wanted) ?? numbers.size;
    numbers.set(wanted, known);
    return known;
  });
  return { rows: own, file: Int32Array.from(file, (line) => numbers.get(key(line)) ?? -1) };
}

/** The rows of one side, by their places in the hunk. */
interface Side {
  readonly name: "old" | "new";
  readonly rows: readonly number[];
  /** 0-based line that the header gives to the first. */
  readonly start: number;
}

function sideOf(hunk: PlacedHunk, name: "old" | "new"): Side {
  const other = name === "old" ? "+" : "-";
  const rows = hunk.rows.flatMap(({ sign }, at) => (sign === other ? [] : [at]));
  const start = name === "old" ? hunk.oldStart : hunk.newStart;
  // `@@ -5,0 +6,2 @@`: of an empty side the header names the line above.
  return { name, rows, start: rows.length === 0 ? start : Math.max(0, start - 1) };
}

function findIn(lines: Numbered, hunk: PlacedHunk, at: number): LineInFile | null {
  const own = hunk.rows[at];
  if (own === undefined) return null;
  const first = sideOf(hunk, own.sign === "-" ? "old" : "new");
  const other = sideOf(hunk, own.sign === "-" ? "new" : "old");
  for (let fuzz = 0; fuzz <= maxFuzz; fuzz++) {
    const runs = [first, other].flatMap((side) => runOf(lines, hunk, side, fuzz) ?? []);
    // Context stands on both sides: where both are there, in the one that has moved less.
    if (own.sign === " ") runs.sort((a, b) => a.drift - b.drift);
    for (const { side, start, drift } of runs) {
      const place = side.rows.indexOf(at);
      if (place !== -1) return { line0: start + place, how: drift === 0 ? "exact" : "drifted" };
      // A context line at an end that was left aside: what stands there is another line.
      if (own.sign === " ") continue;
      return { line0: start + rowsBefore(side, at), how: own.sign === "+" ? "notApplied" : "applied" };
    }
  }
  const alone = byLine(lines, [first, other], at, isTelling(own.text) ? 1 : 2);
  return alone === -1 ? null : { line0: alone, how: alone === counted(first, at) ? "exact" : "drifted" };
}

/** Where a side stands in the file, as far as it is taken. */
interface Run {
  readonly side: Side;
  readonly start: number;
  /** Lines from where the header says. */
  readonly drift: number;
}

function runOf(lines: Numbered, hunk: PlacedHunk, whole: Side, fuzz: number): Run | null {
  const side = trimmed(whole, hunk, fuzz);
  if (side === null) return null;
  const start = nearestRun(lines, side, hunk.isWhole && fuzz === 0 ? hunk : null);
  return start === -1 ? null : { side, start, drift: Math.abs(start - side.start) };
}

const rowsBefore = ({ rows }: Side, at: number): number => rows.filter((row) => row < at).length;
const counted = (side: Side, at: number): number => side.start + rowsBefore(side, at);

/** A side with `fuzz` context lines less at each end; null where it has not so many, or nothing is left. */
function trimmed(side: Side, hunk: PlacedHunk, fuzz: number): Side | null {
  if (fuzz === 0) return side.rows.length === 0 ? null : side;
  let from = 0;
  let to = side.rows.length;
  const isContext = (place: number): boolean => hunk.rows[side.rows[place] ?? -1]?.sign === " ";
  while (from < fuzz && from < to && isContext(from)) from++;
  while (side.rows.length - to < fuzz && to > from && isContext(to - 1)) to--;
  const taken = from + side.rows.length - to;
  if (taken === 0 || to <= from) return null;
  return { ...side, rows: side.rows.slice(from, to), start: side.start + from };
}

/**
 * First line of the run of lines that is the side, nearest to where its header says; -1: there is none. As `git apply` does, a
 * whole hunk that begins at line 1, or has no context at its end, is looked for at the file's beginning or end first.
 */
function nearestRun({ rows, file }: Numbered, side: Side, whole: PlacedHunk | null): number {
  const wanted = side.rows.map((row) => rows[row] ?? -1);
  const starts = lineRuns(wanted, file.length, (line0) => file[line0] ?? -1);
  const end = file.length - wanted.length;
  if (whole !== null && starts.length > 1) {
    if (side.start <= 0 && starts[0] === 0) return 0;
    if (side.start > 0 && whole.rows.at(-1)?.sign !== " " && starts.at(-1) === end) return end;
  }
  return nearestLine(starts, Math.min(side.start, file.length));
}

/** A brace or a blank line stands everywhere. */
const isTelling = (text: string): boolean => /\w{3}/.test(text);

/**
 * The line alone: of all that say the same the one with most lines of a side around it, then the nearest. -1 where none
 * has `least` of them, itself counted.
 */
function byLine({ rows, file }: Numbered, sides: readonly Side[], at: number, least: number): number {
  const wanted = rows[at] ?? -2;
  let best = -1;
  let bestScore = least - 1;
  for (const side of sides) {
    const place = side.rows.indexOf(at);
    if (place === -1) continue;
    const expected = side.start + place;
    for (let line0 = file.indexOf(wanted); line0 !== -1; line0 = file.indexOf(wanted, line0 + 1)) {
      const score = around(rows, file, side, place, line0);
      const isNearer = Math.abs(line0 - expected) <= Math.abs(best - expected);
      if (score > bestScore || (score === bestScore && best !== -1 && isNearer)) {
        best = line0;
        bestScore = score;
      }
    }
  }
  return best;
}

/** Lines above and below that are the hunk's, too, up to `maxAround` in each direction, and this one. */
function around(rows: readonly number[], file: Int32Array, side: Side, place: number, line0: number): number {
  let score = 1;
  for (const step of [-1, 1]) {
    for (let distance = 1; distance <= maxAround; distance++) {
      const row = side.rows[place + step * distance];
      if (row === undefined || file[line0 + step * distance] !== rows[row]) break;
      score++;
    }
  }
  return score;
}

/** Beside the nearest row of the hunk that is there; else where the header counts. */
function missing(lines: Numbered, hunk: PlacedHunk, at: number): LineInFile {
  const side = sideOf(hunk, hunk.rows[at]?.sign === "-" ? "old" : "new");
  for (let distance = 1; distance <= maxAround; distance++) {
    for (const neighbour of [at - distance, at + distance]) {
      const row = hunk.rows[neighbour];
      if (row === undefined || !isTelling(row.text)) continue;
      const line0 = byLine(lines, [sideOf(hunk, row.sign === "-" ? "old" : "new")], neighbour, 1);
      if (line0 === -1) continue;
      return { line0: clamp(line0 + (neighbour < at ? 1 : 0), lines.file.length), how: "missing" };
    }
  }
  return { line0: clamp(counted(side, at), lines.file.length), how: "missing" };
}
