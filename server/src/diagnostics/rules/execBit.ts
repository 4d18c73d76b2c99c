import type { DiffFile } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import type { Finding, MessageRule } from "../rule.js";

/** Where executables are expected, as checkpatch has it. */
const MAY_BE_EXECUTABLE = /scripts\/|\.(?:py|pl|awk|sh)$/;
/** Longest file header that is looked at, in lines. */
const HEADER_LINES = 16;

/** checkpatch: EXECUTE_PERMISSIONS. */
export const execBit: MessageRule = {
  scope: "message",
  id: "patch.exec-bit",
  received: "information",
  draft: "information",
  presets: { plain: "off" },
  description: "A source file that is made executable.",
  oracle: "checkpatch: EXECUTE_PERMISSIONS",
  explanation:
    "`new file mode 100755` or `new mode 100755`, unless the file lies in a folder `scripts/` or ends in .py, .pl, .awk or .sh. " +
    "A new file that begins with `#!` is a script, too; checkpatch does not look at that. " +
    "`chmod -x` the file and write the patch anew; where it is meant to be run, leave it.",
  example: { wrong: "new file mode 100755", right: "new file mode 100644" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { lines } = context.document.model;
    for (const file of context.files) {
      const { newMode, path, status } = file;
      if (newMode === null || status === "deleted" || MAY_BE_EXECUTABLE.test(path)) continue;
      if (!isExecutable(newMode) || isScript(lines, file)) continue;
      const line0 = modeLine0(lines, file);
      if (line0 === null) continue;
      yield {
        span: { start: lines.start(line0), end: lines.contentEnd(line0) },
        message: `${path || "The file"} becomes executable (${newMode.slice(0, 10)}): source files have mode 100644, unless they are scripts.`,
      };
    }
  },
};

/** Of a regular file: 120000 and 160000 have no such bits. */
function isExecutable(mode: string): boolean {
  return /^100[0-7]*[1357][0-7]{0,2}$/.test(mode);
}

/** A new file that names its interpreter. */
function isScript({ text, starts }: LineTable, { status, hunks: [hunk] }: DiffFile): boolean {
  return status === "added" && hunk !== undefined && text.startsWith("+#!", starts[hunk.startLine0 + 1] ?? 0);
}

/** The line that gives the new mode; the mode behind `index` is no change. */
function modeLine0(lines: LineTable, { startLine0, headerEndLine0 }: DiffFile): number | null {
  for (let line0 = startLine0; line0 < Math.min(headerEndLine0, startLine0 + HEADER_LINES); line0++) {
    const { text } = lines;
    const start = lines.start(line0);
    if (text.startsWith("new mode ", start) || text.startsWith("new file mode ", start)) return line0;
  }
  return null;
}
