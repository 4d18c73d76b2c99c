import { APPLY_ORACLE } from "../applyWords.js";
import type { RepositoryRule } from "../rule.js";

/** A file that is not there. */
export const fileMissing: RepositoryRule = {
  scope: "repository",
  id: "apply.file-missing",
  received: "warning",
  draft: "warning",
  description: "A file that the patch changes and the commit it was checked against does not have.",
  oracle: `${APPLY_ORACLE}: “does not exist in index”`,
  explanation:
    "It may have been renamed or removed there, or the patch is for another tree. The first folder of each path is taken away, as `git apply` does (`-p1`).",
  example: {
    wrong: "--- fs/old.c\n+++ fs/old.c",
    right: "--- a/fs/old.c\n+++ b/fs/old.c",
  },
};
