import { APPLY_CONTEXT, APPLY_ORACLE } from "../applyWords.js";
import type { RepositoryRule } from "../rule.js";

/** A hunk that the commit does not take. */
export const hunkFails: RepositoryRule = {
  scope: "repository",
  id: "apply.hunk-fails",
  received: "warning",
  draft: "warning",
  description: "A hunk that does not apply to the commit it was checked against.",
  oracle: `${APPLY_ORACLE}: “error: patch failed”`,
  explanation:
    "Found by *Check Whether It Applies*; an edit of the mail takes it away. The lines that the hunk takes for granted are nowhere in the file of that commit. " +
    "A later patch of a series is checked on what the earlier ones leave; where one of those failed in the same file, the problem says so. " +
    "Look for another base (`base-commit:`), or ask for a new version of the patch.",
  example: {
    wrong: `The file has “return -ENODEV;”:\n@@ -10,4 +10,4 @@\n${APPLY_CONTEXT}`,
    right: `The file has “return 0;”:\n@@ -10,4 +10,4 @@\n${APPLY_CONTEXT}`,
  },
};
