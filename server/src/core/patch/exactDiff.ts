import { type DiffFile, type Hunk, LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/**
 * A file's diff as its sender wrote it, as far as that is there: all header lines, hunk headers with their counts and
 * sections, lines, `\ No newline at end of file`, binary data; without quote marks and the comments between its lines. For git:
 * nothing is mended, so git says of a damaged hunk what it says of the mail. (`plainDiff` is for reading.)
 *
 * Lines end in LF. A CR before it is kept where the file's headers have none: it is the source's then, not the mail's.
 */
export function exactDiff(lines: LineTable, file: DiffFile): string {
  return textOf(lines, file, file.startLine0, file.endLine0);
}

/** One hunk of the file, its header first; see `exactDiff`. */
export function exactHunk(lines: LineTable, file: DiffFile, hunk: Hunk): string {
  return textOf(lines, file, hunk.startLine0, hunk.endLine0);
}

/** The header lines of a file's diff, without its hunks; see `exactDiff`. */
export function exactFileHeader(lines: LineTable, file: DiffFile): string {
  return textOf(lines, file, file.startLine0, file.headerEndLine0);
}

function textOf(lines: LineTable, { depth, startLine0 }: DiffFile, from0: number, to0: number): string {
  const isSentWithCr = hasCr(lines, startLine0);
  let text = "";
  let isInData = false;
  for (let line0 = from0; line0 < to0; line0++) {
    const kind = lines.kind(line0);
    // An empty line ends each piece of binary data; git does not read it without.
    if (isInData && kind === LineKind.blank) text += "\n";
    isInData = kind === LineKind.binary;
    if (lines.depth(line0) !== depth || !isOfDiff(kind)) continue;
    text += lines.content(line0);
    text += !isSentWithCr && hasCr(lines, line0) ? "\r\n" : "\n";
  }
  const isEndOfData = isInData && to0 < lines.count && lines.kind(to0) === LineKind.blank;
  return isEndOfData ? `${text}\n` : text;
}

/** Whether the line ends in CRLF. */
function hasCr(lines: LineTable, line0: number): boolean {
  return lines.text.startsWith("\r\n", lines.contentEnd(line0));
}

function isOfDiff(kind: number): boolean {
  return (kind >= LineKind.diffCommand && kind <= LineKind.binary) || kind === LineKind.corrupt;
}
