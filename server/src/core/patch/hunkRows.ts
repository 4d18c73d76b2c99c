import { type DiffFile, type Hunk, LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import type { HunkRow, HunkToApply } from "./applyHunks.js";

/**
 * A file's hunks as `applyHunks` takes them, without quote marks and the comments between their lines; the index in
 * `file.hunks` of the first one that is damaged where one is, since nothing mended is applied. Not for combined diffs.
 */
export function hunksToApply(lines: LineTable, file: DiffFile): readonly HunkToApply[] | number {
  const result: HunkToApply[] = [];
  for (const [index, hunk] of file.hunks.entries()) {
    const rows = rowsToApply(lines, file, hunk);
    if (rows === null) return index;
    result.push({ oldStart: hunk.oldStart, newStart: hunk.newStart, rows });
  }
  return result;
}

/**
 * The lines of one hunk; null for a damaged one. A CR before a line's end is kept where the headers of the file's diff have
 * none: it is the source's then, and not the mail's (see `exactDiff`).
 */
function rowsToApply(lines: LineTable, file: DiffFile, hunk: Hunk): readonly HunkRow[] | null {
  if (hunk.corruptLine0 !== null || hunk.missingLines > 0 || hunk.unmarkedLines > 0) return null;
  const isSentWithCr = lines.endsInCrlf(file.startLine0);
  const rows: HunkRow[] = [];
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    if (lines.depth(line0) !== hunk.depth) continue;
    const sign = signs.get(lines.kind(line0));
    if (sign !== undefined) {
      const end = !isSentWithCr && lines.endsInCrlf(line0) ? "\r\n" : "\n";
      rows.push({ sign, text: `${lines.content(line0).slice(1)}${end}` });
    } else if (lines.kind(line0) === LineKind.wrapped) {
      const last = rows.pop();
      if (last !== undefined) rows.push({ ...last, text: joined(last.text, lines.content(line0)) });
    } else if (lines.kind(line0) === LineKind.noNewline) {
      const last = rows.pop();
      if (last !== undefined) rows.push({ ...last, text: last.text.replace(/\n$/, "") });
    }
  }
  // Those of a quote that was edited need not be what its header counts.
  const count = (gone: HunkRow["sign"]): number => rows.filter(({ sign }) => sign !== gone).length;
  return count("+") === hunk.oldLines && count("-") === hunk.newLines ? rows : null;
}

/** A line of a hunk, and where it stands. */
export interface PlacedRow {
  readonly sign: HunkRow["sign"];
  /** Without its sign and its line end. */
  readonly text: string;
  /** 0-based line of the document. */
  readonly line0: number;
}

/** The lines of a hunk that belong to the file, without quote marks and the comments between them. */
export interface PlacedHunk {
  readonly rows: readonly PlacedRow[];
  /** 1-based, as the header says. */
  readonly oldStart: number;
  readonly newStart: number;
  /** All lines that the header promises are there: its ends are those of the sender. */
  readonly isWhole: boolean;
}

/**
 * The lines of one hunk, damaged or not, to find their places by. Context that has lost its leading blank keeps its text.
 * Not for combined diffs (`@@@`).
 */
export function placedHunk(lines: LineTable, hunk: Hunk): PlacedHunk {
  const rows: PlacedRow[] = [];
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    if (lines.depth(line0) !== hunk.depth) continue;
    const sign = signs.get(lines.kind(line0));
    if (sign === undefined) continue;
    const content = lines.content(line0);
    const isMarked = sign !== " " || content.startsWith(" ");
    rows.push({ sign, text: isMarked ? content.slice(1) : content, line0 });
  }
  const { oldStart, newStart } = hunk;
  return { rows, oldStart, newStart, isWhole: hunk.missingLines === 0 && hunk.corruptLine0 === null };
}

/** A line with the rest of it, which a mailer has wrapped at a blank: the counts of a quoted hunk have proved it. */
function joined(text: string, rest: string): string {
  const content = text.replace(/\r?\n$/, "");
  return `${content}${content.endsWith(" ") ? "" : " "}${rest}${text.slice(content.length)}`;
}

const signs: ReadonlyMap<number, HunkRow["sign"]> = new Map<number, HunkRow["sign"]>([
  [LineKind.context, " "],
  [LineKind.added, "+"],
  [LineKind.removed, "-"],
]);
