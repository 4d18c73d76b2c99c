import { APPLY_ORACLE } from "../applyWords.js";
import type { RepositoryRule } from "../rule.js";

/** A file whose diff git refuses as a whole. */
export const fileFails: RepositoryRule = {
  scope: "repository",
  id: "apply.file-fails",
  received: "warning",
  draft: "warning",
  description:
    "A file whose diff cannot be applied as a whole: it exists already, its binary data is missing, its path is refused.",
  oracle: `${APPLY_ORACLE}; for paths our own stricter list`,
  explanation:
    "Also where git cannot read the patch at all, or the file in the repository is of another type. A path that leads out of the repository, into `.git`, through a symbolic link or to a device of Windows is never given to git.",
  example: {
    wrong: "--- /dev/null\n+++ b/../../.profile",
    right: "--- /dev/null\n+++ b/fs/new.c",
  },
};
