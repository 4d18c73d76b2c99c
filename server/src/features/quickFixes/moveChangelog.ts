import { changelogIn } from "../../diagnostics/changelog.js";
import { logLines } from "../../diagnostics/logLines.js";
import type { QuickFix } from "./quickFix.js";
import { lineEndOf, withoutLines } from "./wholeLines.js";

/** Moves what changed between versions right below the `---`, which is added where the log ends at the diff. */
export const moveChangelog: QuickFix = {
  rules: ["log.versioning-above-cut"],
  isSafe: false,
  fixes({ document, message, span }) {
    const { commitLog } = message;
    const log = logLines(document, message);
    const changelog = changelogIn(log);
    const last = changelog && log.lines[changelog.end - 1];
    if (commitLog === null || changelog === null || !last || changelog.first.start !== span.start) return [];
    const { text, model } = document;
    const { lines } = model;
    const { line0 } = changelog.first;
    const words = text.slice(changelog.first.start, last.end);
    const cut0 = commitLog.endLine0;
    const lineEnd = lineEndOf(document, line0);
    const hasCut = lines.lineText(cut0).trimEnd() === "---";
    const at = lines.start(hasCut ? cut0 + 1 : cut0);
    const head = hasCut ? "" : `---${lineEnd}`;
    // One empty line between this and the diffstat; what stands there already brings its own.
    const gap = hasCut && lines.lineText(cut0 + 1).trim() === "" ? "" : lineEnd;
    return [
      {
        title: "Move what changed below the ---",
        changes: [
          withoutLines(document, line0, last.line0 + 1),
          { span: { start: at, end: at }, text: `${head}${words}${lineEnd}${gap}` },
        ],
      },
    ];
  },
};
