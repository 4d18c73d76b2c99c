import type { Finding, MessageRule } from "../rule.js";
import { structureLevel } from "../structure.js";

/** git's apply.c: "file X becomes empty but is not deleted". */
export const fileBecomesEmpty: MessageRule = {
  scope: "message",
  id: "patch.file-becomes-empty",
  received: "warning",
  draft: "warning",
  description: "All lines of a file are removed, and the file stays, empty.",
  oracle: "git apply leaves an empty file (apply.c has a warning for it, which no patch reaches)",
  explanation:
    "The one hunk of the file is `@@ -1,n +0,0 @@` without context, and nothing says that the file is deleted: `deleted file mode`, or `+++ /dev/null`. " +
    "If it is to go, remove it with `git rm` and write the patch anew.",
  example: {
    wrong: "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +0,0 @@",
    right: "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context) === "error" ? "warning" : "information";
    for (const { hunks, status, isCombined, path } of context.files) {
      const [hunk] = hunks;
      if (!hunk || hunks.length > 1 || isCombined || status === "deleted" || status === "added") continue;
      // Without context git lets a hunk only match from the file's first line to its last.
      if (hunk.newLines > 0 || hunk.oldLines === 0 || hunk.oldStart > 1 || hunk.newStart > 0) continue;
      if (hunk.corruptLine0 !== null || hunk.contextLines > 0) continue;
      yield {
        span: hunk.headerSpan,
        message: `${path || "The file"} loses all its lines and stays as an empty file. If it is to be deleted, the header must say “deleted file mode” and “+++ /dev/null”.`,
        level,
      };
    }
  },
};
