import { addedLines } from "../addedLines.js";
import { findingsAt } from "../findingsAt.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: DOS_LINE_ENDINGS. */
export const dosLineEndings: MessageRule = {
  scope: "message",
  id: "patch.dos-line-endings",
  received: "warning",
  draft: "warning",
  description: "An added line that ends in CR LF, in a file whose lines end in LF.",
  oracle: "checkpatch: DOS_LINE_ENDINGS; git apply: “trailing whitespace”",
  explanation:
    "`git apply` and `git am --keep-cr` write the CR into the file; `git am` alone takes all CRs away. Save the file with LF ends and write the patch anew. " +
    "Not reported where the old lines of the changed file end in CR LF, too, and not where the whole mail does, which is how mail travels. " +
    "VS Code gives all lines of a file one end as soon as it opens it: mixed ones are found there only by `patch-mail lint`; before an edit of ours is saved a question says what becomes of them.",
  example: { wrong: " \tint a;\n+\tint b;␍", right: " \tint a;\n+\tint b;" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { lines } = context.document.model;
    yield* findingsAt(
      context,
      addedLines(context).dos.map((line0) => ({ start: lines.start(line0), end: lines.contentEnd(line0) })),
      "This added line ends in CR LF (DOS), and the lines of its file in LF alone: git apply would write the CR into the file.",
      "lines of this mail do",
    );
  },
};
