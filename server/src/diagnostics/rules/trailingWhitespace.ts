import { addedLines, trailingStart } from "../addedLines.js";
import { findingsAt } from "../findingsAt.js";
import type { Finding, MessageRule } from "../rule.js";

/** git: "trailing whitespace."; checkpatch: TRAILING_WHITESPACE. */
export const trailingWhitespace: MessageRule = {
  scope: "message",
  id: "patch.trailing-whitespace",
  received: "warning",
  draft: "warning",
  description: "An added line that ends in blanks or tabs.",
  oracle:
    "git apply: “trailing whitespace” (git-config(1) `core.whitespace`, blank-at-eol); checkpatch: TRAILING_WHITESPACE",
  explanation:
    "`git apply` warns of it, and some maintainers' hooks refuse it. Context and removed lines are the file's own, and are not reported. " +
    "In text that may be edited each line is reported, else the first one and how many there are. Not reported in format=flowed mail, where blanks at line ends are the mailer's (`mail.format-flowed`).",
  example: { wrong: "+\treturn 0; ", right: "+\treturn 0;" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (context.message.isFlowed) return;
    const { lines } = context.document.model;
    yield* findingsAt(
      context,
      addedLines(context).trailing.map((line0) => {
        const end = lines.contentEnd(line0);
        return { start: trailingStart(lines.text, lines.start(line0) + 1, end), end };
      }),
      "This added line ends in white space: git says “trailing whitespace”. Strip it.",
      "lines of this mail do",
    );
  },
};
