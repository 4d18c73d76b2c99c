import type { DiffFile } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/**
 * A file's diff as a text of its own: without quote marks and the comments between its lines, with LF. Hunks keep the
 * counts of their headers, so a damaged one stays damaged.
 */
export function plainDiff(lines: LineTable, file: DiffFile): string {
  const rows: string[] = [];
  for (let line = file.startLine0; line < file.endLine0; line++) {
    const kind = lines.kind(line);
    if (lines.depth(line) !== file.depth || kind < LineKind.diffCommand || kind > LineKind.binary) continue;
    const content = lines.content(line);
    // Trailing blanks are lost on the way, leading ones on saved pages: context has its blank again.
    rows.push(kind === LineKind.context && !/^[ \t]/.test(content) ? ` ${content}` : content);
  }
  return `${rows.join("\n")}\n`;
}
