import type { RepositoryRule } from "../rule.js";

const oracle = "git apply --check --reject -v";
const context = " static int probe(void)\n {\n-\treturn 0;\n+\treturn setup();\n }";

/** What a check against a repository finds (`Patch Mail: Check Whether It Applies`): nothing of it is known before. */
export const APPLY_RULES: readonly RepositoryRule[] = [
  {
    scope: "repository",
    id: "apply.hunk-fails",
    received: "warning",
    draft: "warning",
    description: "A hunk that does not apply to the commit it was checked against.",
    oracle: `${oracle}: “error: patch failed”`,
    explanation:
      "Found by *Check Whether It Applies*; an edit of the mail takes it away. The lines that the hunk takes for granted are nowhere in the file of that commit. " +
      "A later patch of a series is checked on what the earlier ones leave; where one of those failed in the same file, the problem says so. " +
      "Look for another base (`base-commit:`), or ask for a new version of the patch.",
    example: {
      wrong: `The file has “return -ENODEV;”:\n@@ -10,4 +10,4 @@\n${context}`,
      right: `The file has “return 0;”:\n@@ -10,4 +10,4 @@\n${context}`,
    },
  },
  {
    scope: "repository",
    id: "apply.offset",
    received: "information",
    draft: "information",
    description: "A hunk that applies some lines away from where it says.",
    oracle: `${oracle}: “Hunk #1 succeeded at 13 (offset 3 lines)”`,
    explanation:
      "It applies, but lines were added or removed above it since: the patch was made for another commit. Where the same lines stand in the file more than once, look whether it is the right place.",
    example: {
      wrong: `The lines begin at line 13:\n@@ -10,4 +10,4 @@\n${context}`,
      right: `The lines begin at line 13:\n@@ -13,4 +13,4 @@\n${context}`,
    },
  },
  {
    scope: "repository",
    id: "apply.file-missing",
    received: "warning",
    draft: "warning",
    description: "A file that the patch changes and the commit it was checked against does not have.",
    oracle: `${oracle}: “does not exist in index”`,
    explanation:
      "It may have been renamed or removed there, or the patch is for another tree. The first folder of each path is taken away, as `git apply` does (`-p1`).",
    example: {
      wrong: "--- fs/old.c\n+++ fs/old.c",
      right: "--- a/fs/old.c\n+++ b/fs/old.c",
    },
  },
  {
    scope: "repository",
    id: "apply.file-fails",
    received: "warning",
    draft: "warning",
    description:
      "A file whose diff cannot be applied as a whole: it exists already, its binary data is missing, its path is refused.",
    oracle: `${oracle}; for paths our own stricter list`,
    explanation:
      "Also where git cannot read the patch at all, or the file in the repository is of another type. A path that leads out of the repository, into `.git`, through a symbolic link or to a device of Windows is never given to git.",
    example: {
      wrong: "--- /dev/null\n+++ b/../../.profile",
      right: "--- /dev/null\n+++ b/fs/new.c",
    },
  },
  {
    scope: "repository",
    id: "apply.already-applied",
    received: "information",
    draft: "information",
    description: "A file or hunk whose change the commit it was checked against has already.",
    oracle: "git apply --check -R",
    explanation: "Taken back, it applies: the patch, or a part of it, is there already.",
    example: {
      wrong: `The file has “return setup();”:\n@@ -10,4 +10,4 @@\n${context}`,
      right: `The file has “return 0;”:\n@@ -10,4 +10,4 @@\n${context}`,
    },
  },
];
