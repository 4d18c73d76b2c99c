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
    const rows = hunkRows(lines, file, hunk);
    if (rows === null) return index;
    result.push({ oldStart: hunk.oldStart, newStart: hunk.newStart, rows });
  }
  return result;
}

/**
 * The lines of one hunk; null for a damaged one. A CR before a line's end is kept where the headers of the file's diff have
 * none: it is the source's then, and not the mail's (see `exactDiff`).
 */
export function hunkRows(lines: LineTable, file: DiffFile, hunk: Hunk): readonly HunkRow[] | null {
  if (hunk.corruptLine0 !== null || hunk.missingLines > 0 || hunk.unmarkedLines > 0) return null;
  const isSentWithCr = hasCr(lines, file.startLine0);
  const rows: HunkRow[] = [];
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    if (lines.depth(line0) !== hunk.depth) continue;
    const sign = signs.get(lines.kind(line0));
    if (sign !== undefined) {
      const end = !isSentWithCr && hasCr(lines, line0) ? "\r\n" : "\n";
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

function hasCr(lines: LineTable, line0: number): boolean {
  return lines.text.startsWith("\r\n", lines.contentEnd(line0));
}
