import type { DiffFile, Hunk } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { isWrappedName } from "./exactDiff.js";

/**
 * A file's diff as a text of its own that any reader of diffs can take: without quote marks and the comments between its
 * lines, with LF, without `\ No newline` lines. The counts of each hunk header are those of the lines that stand there,
 * so a damaged or trimmed hunk does not swallow the next; what a mailer has wrapped is joined. Empty hunks are left out; not for combined diffs (`@@@`).
 */
export function plainDiff(lines: LineTable, file: DiffFile): string {
  const rows: string[] = [];
  for (let line0 = file.startLine0; line0 < file.headerEndLine0; line0++) {
    const kind = lines.kind(line0);
    const isHeader = kind >= LineKind.diffCommand && kind <= LineKind.diffNew;
    if (!isHeader || lines.depth(line0) !== file.depth) continue;
    if (isWrappedName(lines, line0)) join(rows, lines.content(line0));
    else rows.push(lines.content(line0));
  }
  for (const hunk of file.hunks) addHunk(lines, hunk, rows);
  return `${rows.join("\n")}\n`;
}

function addHunk(lines: LineTable, hunk: Hunk, rows: string[]): void {
  const own: string[] = [];
  let context = 0;
  let added = 0;
  let removed = 0;
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    if (lines.depth(line0) !== hunk.depth) continue;
    const kind = lines.kind(line0);
    if (kind === LineKind.context) context++;
    else if (kind === LineKind.added) added++;
    else if (kind === LineKind.removed) removed++;
    else {
      if (kind === LineKind.wrapped) join(own, lines.content(line0));
      continue;
    }
    // Trailing blanks are lost on the way, leading ones on saved pages: context has its blank again.
    const content = lines.content(line0);
    own.push(kind === LineKind.context && !/^[ \t]/.test(content) ? ` ${content}` : content);
  }
  if (own.length === 0) return;
  const { oldStart, newStart } = hunk;
  rows.push(`@@ -${oldStart},${context + removed} +${newStart},${context + added} @@`, ...own);
}

/** The rest of a line that a mailer has wrapped: at a blank, as a rule. */
function join(rows: string[], rest: string): void {
  const above = rows.pop();
  if (above !== undefined) rows.push(above.endsWith(" ") ? above + rest : `${above} ${rest}`);
}
