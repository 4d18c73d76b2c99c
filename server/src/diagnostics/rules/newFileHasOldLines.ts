import type { Finding, MessageRule } from "../rule.js";
import { structureLevel } from "../structure.js";

/** git: "new file X depends on old contents". */
export const newFileHasOldLines: MessageRule = {
  scope: "message",
  id: "patch.new-file-has-old-lines",
  received: "error",
  draft: "error",
  description: "A new file whose hunk counts lines of an old one.",
  oracle: "git apply: “new file X depends on old contents”",
  explanation:
    "A new file has one hunk, `@@ -0,0 +1,n @@`, of `+` lines alone. Either the file is not new, or the hunk's old count is wrong.",
  example: {
    wrong: "new file mode 100644\n--- /dev/null\n+++ b/x\n@@ -1 +1,2 @@",
    right: "new file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context);
    for (const file of context.files) {
      if (file.status !== "added" || file.isCombined) continue;
      const hunk = file.hunks.find((candidate) => candidate.oldLines > 0);
      if (!hunk || hunk.corruptLine0 !== null) continue;
      yield {
        span: hunk.headerSpan,
        message: `The file is new, yet this hunk counts ${hunk.oldLines} lines of an old one: git says “depends on old contents”.`,
        level,
      };
    }
  },
};
