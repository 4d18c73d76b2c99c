import type { DiffFile, Hunk } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { HeaderFault } from "./gitHeader.js";
import { checkGitHeader, isGitHeaderLine } from "./gitHeader.js";
import type { Level, RuleContext } from "./rule.js";

/** Longest file header that is looked at, in lines; git's own have at most ten. */
const HEADER_LINES = 64;

/**
 * The level of what git refuses: error where the mail is a patch (or a bare diff), information where a reply sketches a
 * diff that nobody applies.
 */
export function structureLevel(context: RuleContext): Level {
  if (context.isPage) return "hint";
  return context.message.role === "patch" || context.document.model.form === "diff" ? "error" : "information";
}

/** Whether an offset lies in one of the message's own, readable diff files. */
export function inFiles(context: RuleContext, offset: number): boolean {
  const { files } = context;
  let low = 0;
  let high = files.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const file = files[middle];
    if (!file) return false;
    if (offset < file.span.start) high = middle - 1;
    // Lines right behind the last hunk belong to the problem of that hunk.
    else if (offset > file.span.end) low = middle + 1;
    else return true;
  }
  return false;
}

/**
 * First line of a hunk that is only the rest of the one above (format=flowed, RFC 3676 §4.2), or null. The parser takes
 * such a line with the one it belongs to; git, which does not join lines, refuses the patch.
 */
export function flowedRestLine0(context: RuleContext, hunk: Hunk): number | null {
  if (!context.message.isFlowed) return null;
  const { text } = context.document;
  const { lines } = context.document.model;
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    const start = lines.start(line0);
    if (start < lines.contentEnd(line0) && !" +-\\".includes(text.charAt(start))) return line0;
  }
  return null;
}

/** Whether `--- x` and `+++ y` stand right above the hunk: a file header that needs no `diff --git` line. */
export function isPlainHeader(lines: LineTable, hunkLine0: number): boolean {
  return lines.lineText(hunkLine0 - 2).startsWith("--- ") && lines.lineText(hunkLine0 - 1).startsWith("+++ ");
}

/** What is wrong with the header of each file that begins with `diff --git`. */
export function* headerFaults(
  context: RuleContext,
): Iterable<{ readonly file: DiffFile; readonly faults: readonly HeaderFault[] }> {
  const { lines } = context.document.model;
  const isOnlyFile = context.files.length === 1;
  for (const file of context.files) {
    if (!file.hasGitHeader || file.isCombined) continue;
    const end = Math.min(file.headerEndLine0, file.startLine0 + HEADER_LINES);
    const header = [lines.lineText(file.startLine0)];
    let line = file.startLine0 + 1;
    for (; line < end; line++) {
      const text = lines.lineText(line);
      if (!isGitHeaderLine(text)) break;
      header.push(text);
    }
    // Behind a line of another kind git no longer takes what follows for this file's; a bare `diff --git` line it passes
    // over, and then takes --- and +++ for a file of their own.
    const isWhole =
      line === file.headerEndLine0 || (header.length === 1 && isPlainHeader(lines, file.headerEndLine0));
    const faults = checkGitHeader(header, (isWhole && file.hunks.length > 0) || file.isBinary, isOnlyFile);
    if (faults.length > 0) yield { file, faults };
  }
}
