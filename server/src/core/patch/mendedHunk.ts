import { type Hunk, LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/** A damaged hunk as it was, for reading only: it is never to be applied, exported or copied as a patch. */
export interface MendedHunk {
  /** Header and lines without quote marks, with LF. */
  readonly text: string;
  /** What was put back, and what may be lost still. */
  readonly note: string;
}

/**
 * The hunk with the leading blanks that its context lines have lost, where the counts prove it: each line without a mark
 * taken as context, the header counts exactly the lines that are there. null for a sound hunk, and where lines are missing
 * or cannot be part of it.
 */
export function mendedHunk(lines: LineTable, hunk: Hunk): MendedHunk | null {
  if (hunk.unmarkedLines === 0 || hunk.missingLines > 0) return null;
  const rows: string[] = [];
  let old = 0;
  let now = 0;
  let hasIndent = false;
  for (let line = hunk.startLine0; line < hunk.endLine0; line++) {
    // A comment between quoted lines is not the hunk's.
    if (lines.depth(line) !== hunk.depth) continue;
    const content = lines.content(line);
    switch (lines.kind(line)) {
      case LineKind.hunkHeader:
      case LineKind.noNewline:
        rows.push(content);
        break;
      case LineKind.context: {
        const marked = content.startsWith(" ") ? content : ` ${content}`;
        hasIndent ||= /^ [ \t]/.test(marked);
        rows.push(marked);
        old++;
        now++;
        break;
      }
      case LineKind.added:
        hasIndent ||= /^\+[ \t]/.test(content);
        rows.push(content);
        now++;
        break;
      case LineKind.removed:
        hasIndent ||= /^-[ \t]/.test(content);
        rows.push(content);
        old++;
        break;
      default:
        return null;
    }
  }
  if (old !== hunk.oldLines || now !== hunk.newLines) return null;
  const count = hunk.unmarkedLines;
  const note = `${count} context ${count === 1 ? "line has its" : "lines have their"} leading blank again: the header's counts prove it.`;
  return {
    text: `${rows.join("\n")}\n`,
    note: hasIndent ? note : `${note} The lines' indentation is lost.`,
  };
}
