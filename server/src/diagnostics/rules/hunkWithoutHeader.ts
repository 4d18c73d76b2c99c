import type { DiffFile } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { isGitHeaderLine } from "../gitHeader.js";
import type { Finding, MessageRule } from "../rule.js";
import { inFiles, isPlainHeader, structureLevel } from "../structure.js";

/** git: "patch fragment without header at line N". */
export const hunkWithoutHeader: MessageRule = {
  scope: "message",
  id: "patch.hunk-without-header",
  received: "error",
  draft: "error",
  description: "A hunk without the --- and +++ lines of its file right above it.",
  oracle: "git apply: “patch fragment without header at line N”",
  explanation:
    "Git reads the hunks of a file only as long as they follow each other: a line of any other kind between the file header and a hunk, or between two hunks, even an empty one, ends the file. " +
    "Take that line out, or give the hunk its file header back.",
  example: {
    wrong: "@@ -1,2 +1,3 @@\n a\n+b\n c\n\n@@ -10,2 +11,3 @@\n d\n+e\n f",
    right: "@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -10,2 +11,3 @@\n d\n+e\n f",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context);
    for (const problem of context.problems) {
      if (problem.code !== "hunkWithoutHeader" || !inFiles(context, problem.span.start)) continue;
      yield { span: problem.span, message: problem.message, level };
    }
    const { lines } = context.document.model;
    for (const file of context.files) {
      if (file.isCombined) continue;
      for (const [index, hunk] of file.hunks.entries()) {
        const before = file.hunks[index - 1];
        // A hunk that is cut or corrupt has been told already: git stops there.
        if (before && (before.corruptLine0 !== null || before.endLine0 >= hunk.startLine0)) continue;
        if (!before && isBelowHeader(lines, file, hunk.startLine0)) continue;
        yield {
          span: hunk.headerSpan,
          message: `A line that is no part of the diff parts this hunk from ${before ? "the hunk" : "the file header"} above: git says “patch fragment without header”. Take that line out.`,
          level,
        };
      }
    }
  },
};

/** Whether the hunk stands right under the header of its file, as git wants it. */
function isBelowHeader(lines: LineTable, file: DiffFile, hunkLine0: number): boolean {
  if (hunkLine0 === file.startLine0) return true; // no header at all: the parser's problem tells it
  if (isPlainHeader(lines, hunkLine0)) return true;
  if (!file.hasGitHeader || hunkLine0 === file.startLine0 + 1) return false;
  for (let line = hunkLine0 - 1; line > file.startLine0; line--) {
    if (!isGitHeaderLine(lines.lineText(line))) return false;
  }
  return true;
}
