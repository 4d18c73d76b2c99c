import { APPLY_CONTEXT } from "../applyWords.js";
import type { RepositoryRule } from "../rule.js";

/** A change that is there already. */
export const alreadyApplied: RepositoryRule = {
  scope: "repository",
  id: "apply.already-applied",
  received: "information",
  draft: "information",
  description: "A file or hunk whose change the commit it was checked against has already.",
  oracle: "git apply --check -R",
  explanation: "Taken back, it applies: the patch, or a part of it, is there already.",
  example: {
    wrong: `The file has “return setup();”:\n@@ -10,4 +10,4 @@\n${APPLY_CONTEXT}`,
    right: `The file has “return 0;”:\n@@ -10,4 +10,4 @@\n${APPLY_CONTEXT}`,
  },
};
