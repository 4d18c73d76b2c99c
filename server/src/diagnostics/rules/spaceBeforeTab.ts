import { addedLines, spaceBeforeTabEnd } from "../addedLines.js";
import { findingsAt } from "../findingsAt.js";
import type { Finding, MessageRule } from "../rule.js";

/** git: "space before tab in indent."; checkpatch: SPACE_BEFORE_TAB. */
export const spaceBeforeTab: MessageRule = {
  scope: "message",
  id: "patch.space-before-tab",
  received: "warning",
  draft: "warning",
  description: "An added line with a blank before a tab in its indentation.",
  oracle: "git apply: “space before tab in indent” (git-config(1) `core.whitespace`, space-before-tab)",
  explanation:
    "One does not see it, and `git apply` warns of it. Indent with tabs alone, and put blanks behind them only to align. " +
    "checkpatch's SPACE_BEFORE_TAB is about blanks before any tab of a line, also behind code; here, as in git, only the indentation counts.",
  example: { wrong: "+  \treturn 0;", right: "+\treturn 0;" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { lines } = context.document.model;
    yield* findingsAt(
      context,
      addedLines(context).spaceBeforeTab.map((line0) => {
        const start = lines.start(line0) + 1;
        return { start, end: spaceBeforeTabEnd(lines.text, start, lines.contentEnd(line0)) };
      }),
      "A blank stands before a tab in the indentation of this added line: git says “space before tab in indent”. Indent with tabs.",
      "lines of this mail are so",
    );
  },
};
