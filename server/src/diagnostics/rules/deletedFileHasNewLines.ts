import type { Finding, MessageRule } from "../rule.js";
import { structureLevel } from "../structure.js";

/** git: "deleted file X still has contents". */
export const deletedFileHasNewLines: MessageRule = {
  scope: "message",
  id: "patch.deleted-file-has-new-lines",
  received: "error",
  draft: "error",
  description: "A deleted file of which lines remain.",
  oracle: "git apply: “deleted file X still has contents”",
  explanation:
    "A deleted file has one hunk, `@@ -1,n +0,0 @@`, of `-` lines alone. Either the file stays, or the hunk's new count is wrong.",
  example: {
    wrong: "deleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1,2 +1 @@",
    right: "deleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context);
    for (const file of context.files) {
      if (file.status !== "deleted" || file.isCombined) continue;
      const hunk = file.hunks.find((candidate) => candidate.newLines > 0);
      if (!hunk || hunk.corruptLine0 !== null) continue;
      yield {
        span: hunk.headerSpan,
        message: `The file is deleted, yet this hunk leaves ${hunk.newLines} lines of it: git says “still has contents”.`,
        level,
      };
    }
  },
};
