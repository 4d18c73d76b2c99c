import type { Message } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { type HunkRegion, hunkRegions } from "./hunkRegions.js";
import type { TextChange } from "./hunkShape.js";

/** What can be put back into the damaged hunks of a message. */
export interface RestoredHunks {
  /** In order and apart from each other. */
  readonly changes: readonly TextChange[];
  /** Lines that are joined to the one above. */
  readonly joined: number;
  /** Context lines that get their leading blank. */
  readonly blanks: number;
  /** The hunks that are whole by it: `[startLine0, endLine0)` with their headers. */
  readonly hunks: readonly { readonly startLine0: number; readonly endLine0: number }[];
}

/** What a line of a hunk's region is taken for. */
type Row = "context" | "added" | "removed" | "neither" | "unmarked";
/** Lines that are joined to the one above, and those that get a blank. */
interface Reading {
  readonly region: HunkRegion;
  readonly joined: readonly number[];
  readonly stripped: readonly number[];
  readonly endLine0: number;
}

/** Mailers wrap a line when its next word would pass a column of 66 or more … */
const narrowest = 66;
/** … but some at less, and then all of the mail is narrower than that; a line cut shorter than this was broken by nobody. */
const leastWidth = 40;
/** … and never one of more characters: what is so long was not wrapped. */
const widest = 132;
const tabWidth = 8;
/** Below a hunk; its last lines may be some of them. */
const mostEmptyLines = 8;

/**
 * Joins lines that a mailer has wrapped and gives context lines the leading blank that they have lost, where the counts of the
 * hunk's header prove it: there is one way to read the lines so that all of them are the hunk's and its counts hold. A blank that a
 * mailer breaks a line at is put back as one blank. null where nothing is damaged, or nothing can be proved.
 */
export function restoreHunks(lines: LineTable, message: Message): RestoredHunks | null {
  const before = known.get(message);
  if (before !== undefined) return before;
  const found = restored(lines, message);
  known.set(message, found);
  return found;
}

/** Each finding of a message asks for it. */
const known = new WeakMap<Message, RestoredHunks | null>();

function restored(lines: LineTable, message: Message): RestoredHunks | null {
  const regions = hunkRegions(lines, message);
  const damaged: Reading[] = [];
  const sound: Reading[] = [];
  const narrow = narrowWidth(lines, message);
  for (const region of regions) {
    const reading =
      readRegion(lines, region, narrowest, narrow !== null) ??
      (narrow === null ? null : readRegion(lines, region, narrow, true));
    if (reading === null) continue;
    const isSound = reading.joined.length === 0 && reading.stripped.length === 0;
    (isSound ? sound : damaged).push(reading);
  }
  if (damaged.length === 0) return null;
  const hasStripped = damaged.some(({ stripped }) => stripped.length > 0);
  const more = hasStripped ? linesThatHideIt(lines, [...damaged, ...sound]) : [];
  // The counts hold for these, too, whether they have lost a blank or not: what they were cannot be told.
  const kept = more === null ? damaged.filter(({ stripped }) => stripped.length === 0) : damaged;
  if (kept.length === 0) return null;
  const changes: TextChange[] = [];
  const isBlankKept = kept.every(({ joined }) => joined.every((line0) => endsInBlank(lines, line0 - 1)));
  for (const { joined, stripped } of kept) {
    for (const line0 of joined) changes.push(joinChange(lines, line0, isBlankKept ? "" : " "));
    for (const line0 of stripped) changes.push(blankChange(lines, line0));
  }
  for (const line0 of more ?? []) changes.push(blankChange(lines, line0));
  return {
    changes: changes.sort((a, b) => a.span.start - b.span.start),
    joined: kept.reduce((sum, { joined }) => sum + joined.length, 0),
    blanks: kept.reduce((sum, { stripped }) => sum + stripped.length, more?.length ?? 0),
    hunks: kept.map(({ region, endLine0 }) => ({ startLine0: region.headerLine0, endLine0 })),
  };
}

const blankChange = (lines: LineTable, line0: number): TextChange => {
  const start = lines.start(line0);
  return { span: { start, end: start }, text: " " };
};

/** `blank`: that at which the line was broken, unless the mailer has left it at the end of the line above. */
function joinChange(lines: LineTable, line0: number, blank: string): TextChange {
  return { span: { start: lines.contentEnd(line0 - 1), end: lines.start(line0) }, text: blank };
}

const endsInBlank = (lines: LineTable, line0: number): boolean =>
  lines.text.charAt(lines.contentEnd(line0) - 1) === " ";

/** The one reading in which the header's counts hold; null where there is none, or more than one. */
function readRegion(lines: LineTable, region: HunkRegion, width: number, isNarrow: boolean): Reading | null {
  let trimmed0 = region.endLine0;
  while (trimmed0 > region.headerLine0 + 1 && isEmpty(lines, trimmed0 - 1)) trimmed0--;
  // Empty lines at the end may be context whose blank is lost, or none of the hunk.
  if (region.endLine0 - trimmed0 > mostEmptyLines) return null;
  let only: Reading | null = null;
  for (let endLine0 = trimmed0; endLine0 <= region.endLine0; endLine0++) {
    const reading = readRows(lines, region, endLine0, width, isNarrow);
    if (reading !== null && only !== null) return null;
    only ??= reading;
  }
  return only;
}

function readRows(
  lines: LineTable,
  region: HunkRegion,
  endLine0: number,
  width: number,
  isNarrow: boolean,
): Reading | null {
  const { headerLine0, numbers, endsAt } = region;
  let old = numbers.oldCount;
  let now = numbers.newCount;
  const sure: number[] = [];
  const joinable: number[] = [];
  const plus: number[] = [];
  const minus: number[] = [];
  for (let line0 = headerLine0 + 1; line0 < endLine0; line0++) {
    if (lines.depth(line0) > 0) return null;
    const row = rowOf(lines, line0);
    if (row === "context" || row === "removed") old--;
    if (row === "context" || row === "added") now--;
    if (row === "unmarked") (mayBeRest(lines, line0, width) ? joinable : sure).push(line0);
    // In a narrow mail too many lines may be the rest of the one above: one with a mark is what its mark says.
    else if (isNarrow || !mayBeRest(lines, line0, width)) continue;
    else if (row === "added") plus.push(line0);
    else if (row === "removed") minus.push(line0);
  }
  const joinedOf = (joined: readonly number[], stripped: readonly number[]): Reading | null => {
    // Below the last line of a message's last hunk may stand anything.
    if (endsAt === "message" && joined.includes(endLine0 - 1)) return null;
    return { region, joined: [...joined].sort((a, b) => a - b), stripped, endLine0 };
  };
  old -= sure.length;
  now -= sure.length;
  if (old === 0 && now === 0) return joinedOf(joinable, sure);
  if (old === joinable.length && now === joinable.length && old > 0)
    return joinedOf(
      [],
      [...sure, ...joinable].sort((a, b) => a - b),
    );
  // A line with a mark is what its mark says, unless the counts say that all that may be the rest of a line are it.
  const isAllOrNone = (excess: number, all: readonly number[]): boolean =>
    excess === 0 || excess === all.length;
  // Both damages at once, and one of them guessed from marks, prove nothing: the mailer may be a narrower one.
  if (sure.length > 0 && (old < 0 || now < 0)) return null;
  if (old > 0 || now > 0 || !isAllOrNone(-now, plus) || !isAllOrNone(-old, minus)) return null;
  return joinedOf([...joinable, ...(now < 0 ? plus : []), ...(old < 0 ? minus : [])], sure);
}

function rowOf(lines: LineTable, line0: number): Row {
  if (isEmpty(lines, line0)) return "context";
  switch (lines.text.charAt(lines.start(line0))) {
    case " ":
      return "context";
    case "+":
      return "added";
    case "-":
      return "removed";
    case "\\":
      // `\ No newline at end of file`, in whatever language; a lone backslash is the end of a wrapped line.
      return lines.text.startsWith("\\ ", lines.start(line0)) ? "neither" : "unmarked";
    default:
      return "unmarked";
  }
}

const isEmpty = (lines: LineTable, line0: number): boolean => lines.start(line0) === lines.contentEnd(line0);

/** Whether the line may be the second half of the one above: its first word would not have fitted there in `width` columns. */
function mayBeRest(lines: LineTable, line0: number, width: number): boolean {
  const { text } = lines;
  const start = lines.start(line0);
  const end = lines.contentEnd(line0);
  let wordEnd = start;
  while (wordEnd < end && text.charCodeAt(wordEnd) > 0x20) wordEnd++;
  const word = wordEnd - start;
  const from = lines.start(line0 - 1);
  const to = lines.contentEnd(line0 - 1);
  if (word === 0 || to - from > widest) return false;
  // Broken inside its indentation: how wide that was cannot be told.
  if (lines.text.slice(from + 1, to).trim() === "") return false;
  return columnsOf(lines, line0 - 1) + 1 + word > width;
}

/** Tabs as eight columns. */
function columnsOf(lines: LineTable, line0: number): number {
  const { text } = lines;
  const end = Math.min(lines.contentEnd(line0), lines.start(line0) + widest);
  let columns = 0;
  for (let at = lines.start(line0); at < end; at++)
    columns = text.charCodeAt(at) === 0x09 ? columns - (columns % tabWidth) + tabWidth : columns + 1;
  return columns;
}

/** How wide the text is of a mail that was wrapped at less than the usual columns; null where a line is wider than that. */
function narrowWidth(lines: LineTable, { bodyLine0, endLine0 }: Message): number | null {
  let width = leastWidth;
  for (let line0 = bodyLine0; line0 < endLine0; line0++) {
    const columns = columnsOf(lines, line0);
    // A line of one word cannot be broken.
    if (columns <= width || !/\S\s+\S/.test(lines.lineText(line0).slice(1, widest))) continue;
    if (columns >= narrowest) return null;
    width = columns;
  }
  return width;
}

/**
 * Of a mail of which the blanks were taken that begin lines, the context lines that still begin with one: they have lost one, too,
 * and hide it. Empty where other lines prove that only those without a blank have lost it; null where nobody knows.
 */
function linesThatHideIt(lines: LineTable, readings: readonly Reading[]): readonly number[] | null {
  const hiding: number[] = [];
  let isSure = true;
  // Lines that have their blank by their looks, and those that have not.
  let whole = 0;
  let stripped = 0;
  for (const { region, joined, stripped: own, endLine0 } of readings) {
    stripped += own.length;
    const rests = new Set(joined);
    for (let line0 = region.headerLine0 + 1; line0 < endLine0; line0++) {
      if (rests.has(line0) || rowOf(lines, line0) !== "context") continue;
      const start = lines.start(line0);
      const end = lines.contentEnd(line0);
      if (start !== end && isWhole(lines.text.slice(start, Math.min(end, start + 80)))) whole++;
      else {
        hiding.push(line0);
        // ` * ` of a comment: in C no line begins with a star at the left edge.
        isSure &&= start === end || (lines.text.startsWith(" *", start) && /\.[chS]$/.test(region.path));
      }
    }
  }
  if (whole === 0 && isSure) return hiding;
  return whole > stripped ? [] : null;
}

/** A blank alone, or in front of a tab or a word; labels and directives are indented by one, too, and comments and text by any. */
const isWhole = (text: string): boolean => !/^ (?:[ *#]|[A-Za-z_]\w{0,60}:\s*$)/.test(text);
