import { APPLY_CONTEXT, APPLY_ORACLE } from "../applyWords.js";
import type { RepositoryRule } from "../rule.js";

/** A hunk that applies elsewhere in its file. */
export const hunkOffset: RepositoryRule = {
  scope: "repository",
  id: "apply.offset",
  received: "information",
  draft: "information",
  description: "A hunk that applies some lines away from where it says.",
  oracle: `${APPLY_ORACLE}: “Hunk #1 succeeded at 13 (offset 3 lines)”`,
  explanation:
    "It applies, but lines were added or removed above it since: the patch was made for another commit. Where the same lines stand in the file more than once, look whether it is the right place.",
  example: {
    wrong: `The lines begin at line 13:\n@@ -10,4 +10,4 @@\n${APPLY_CONTEXT}`,
    right: `The lines begin at line 13:\n@@ -13,4 +13,4 @@\n${APPLY_CONTEXT}`,
  },
};
