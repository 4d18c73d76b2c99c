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
  const isSentWithCr = lines.endsInCrlf(startLine0);
  let text = "";
  let isInBinary = false;
  for (let line0 = from0; line0 < to0; line0++) {
    if (lines.depth(line0) !== depth) continue;
    const kind = lines.kind(line0);
    // An empty line ends each block of binary data; git asks for it.
    if (kind === LineKind.blank && isInBinary) text += "\n";
    isInBinary = kind === LineKind.binary && !isNotice(lines, line0);
    if (!isOfDiff(kind)) continue;
    // The name that a mailer has wrapped is no line of its own; a hunk's wrapped line is left for git to refuse.
    if (isWrappedName(lines, line0)) text = `${text.trimEnd()} `;
    text += lines.content(line0);
    text += !isSentWithCr && lines.endsInCrlf(line0) ? "\r\n" : "\n";
  }
  // The last one may stand behind what the file spans.
  return isInBinary ? `${text}\n` : text;
}

/** `Binary files a/x and b/x differ`, which has no data. */
const isNotice = (lines: LineTable, line0: number): boolean =>
  lines.text.startsWith("Binary files ", lines.contentStart(line0));

/** The second name of a `diff --git` line that a mailer has wrapped. */
export function isWrappedName(lines: LineTable, line0: number): boolean {
  return (
    lines.kind(line0) === LineKind.diffExtended &&
    lines.kind(line0 - 1) === LineKind.diffCommand &&
    /^[b-w12]\/\S+\s*$/.test(lines.content(line0))
  );
}

function isOfDiff(kind: number): boolean {
  return (
    (kind >= LineKind.diffCommand && kind <= LineKind.binary) ||
    kind === LineKind.corrupt ||
    kind === LineKind.wrapped
  );
}
