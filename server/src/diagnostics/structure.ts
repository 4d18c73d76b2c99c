import { type DiffFile, type Hunk, LineKind } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { checkGitHeader, isGitHeaderLine, isUsualHeader } from "./gitHeader.js";
import type { FileFaults, Level, RuleContext } from "./rule.js";

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
 * First context line of a hunk that git will not know any more, or null. Of format=flowed mail git joins broken lines and
 * takes the first blank of each line for stuffing (RFC 3676 §4.4, mailinfo.c `handle_filter_flowed`): a context line
 * that was not stuffed, a blank and then the code, has lost its blank by then.
 */
export function unstuffedLine0(context: RuleContext, hunk: Hunk): number | null {
  if (!context.message.isFlowed) return null;
  const { text } = context.document;
  const { lines } = context.document.model;
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    const start = lines.start(line0);
    if (lines.kind(line0) !== LineKind.context || text.charAt(start) !== " ") continue;
    if (start + 1 < lines.contentEnd(line0) && !" +-\\".includes(text.charAt(start + 1))) return line0;
  }
  return null;
}

/** Whether `--- x` and `+++ y` stand right above the hunk: a file header that needs no `diff --git` line. */
export function isPlainHeader(lines: LineTable, hunkLine0: number): boolean {
  return lines.lineText(hunkLine0 - 2).startsWith("--- ") && lines.lineText(hunkLine0 - 1).startsWith("+++ ");
}

/** What is wrong with the header of each file that begins with `diff --git`; files without fault are left out. */
export function headerFaults(lines: LineTable, files: readonly DiffFile[]): readonly FileFaults[] {
  const result: FileFaults[] = [];
  const isOnlyFile = files.length === 1;
  for (const file of files) {
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
    const hasHunks = isWhole && file.hunks.length > 0;
    if (hasHunks && isUsualHeader(header)) continue;
    const faults = checkGitHeader(header, hasHunks || file.isBinary, isOnlyFile);
    if (faults.length > 0) result.push({ file, faults });
  }
  return result;
}
