/** The diffs of a document by lines: what features of hunk lines share. All linear, all at any quote depth. */
import { type DiffFile, type Hunk, LineKind, type MailDocument, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";

/** Calls `visit` for each file that has a line in `[startLine0, endLine0)`, of all depths, in order. */
export function forEachFile(
  { messages }: MailDocument,
  startLine0: number,
  endLine0: number,
  visit: (file: DiffFile, message: Message) => void,
): void {
  for (const message of messages) {
    if (message.endLine0 <= startLine0) continue;
    if (message.startLine0 >= endLine0) break;
    for (const file of message.files) {
      if (file.startLine0 >= endLine0) break;
      if (file.endLine0 > startLine0) visit(file, message);
    }
  }
}

/** As `forEachFile`, for hunks. */
export function forEachHunk(
  document: MailDocument,
  startLine0: number,
  endLine0: number,
  visit: (hunk: Hunk, file: DiffFile) => void,
): void {
  forEachFile(document, startLine0, endLine0, (file) => {
    for (const hunk of file.hunks) {
      if (hunk.startLine0 >= endLine0) break;
      if (hunk.endLine0 > startLine0) visit(hunk, file);
    }
  });
}

/** What stands behind the second `@@` (a function, as a rule), joined where a mailer has wrapped it; cut to `limit`. */
export function hunkSection(lines: LineTable, { section, startLine0 }: Hunk, limit: number): string {
  const { start, end } = section;
  const own = lines.text.slice(start, Math.min(end, start + limit));
  const next = startLine0 + 1;
  return lines.kind(next) === LineKind.wrapped ? `${own} ${lines.content(next).slice(0, limit)}` : own;
}

/**
 * The files of one patch: those of the file's depth, up to where another message is quoted (an attribution stands between)
 * or another part of the mail begins.
 */
export function patchFiles(message: Message, file: DiffFile): readonly DiffFile[] {
  const { attachments, attributions, files } = message;
  const starts = attachments.map(({ startLine0 }) => startLine0);
  const partOf = (line0: number): number => {
    const at = lowerCount(starts, line0) - 1;
    return line0 < (attachments[at]?.endLine0 ?? 0) ? at : -1;
  };
  const borders = attributions.filter(({ depth }) => depth < file.depth).map(({ startLine0 }) => startLine0);
  // Of quoted text each attribution above begins another message.
  const sectionOf = (line0: number): number => lowerCount(borders, line0);
  const part = partOf(file.startLine0);
  const section = sectionOf(file.startLine0);
  return files.filter(
    (other) =>
      other.depth === file.depth &&
      sectionOf(other.startLine0) === section &&
      partOf(other.startLine0) === part,
  );
}

/** How many of the sorted numbers are at most `value`. */
function lowerCount(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
