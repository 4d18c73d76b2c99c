import { announcesPatch, otherDiffLine0 } from "../otherDiff.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: NOT_UNIFIED_DIFF. */
export const notUnified: MessageRule = {
  scope: "message",
  id: "patch.not-unified",
  received: "error",
  draft: "error",
  description: "A patch in the form of a context diff or of plain diff(1) output, which git does not read.",
  oracle: "git am: “Patch is empty” or “No valid patches in input”; checkpatch: NOT_UNIFIED_DIFF",
  explanation:
    "git reads unified diffs alone (`@@ -1,3 +1,4 @@`). Write the patch with `git format-patch`, or with `diff -up`. " +
    "Only for a mail announced as a patch, and not for a cover letter; where there is no diff of any form, `patch.empty` says so. checkpatch says it of each file without a hunk, also of a mere rename, which git takes.",
  example: {
    wrong: "*** a/x.c\n--- b/x.c\n***************\n*** 1,2 ****\n! int a;",
    right: "--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-int a;\n+long a;",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!announcesPatch(context)) return;
    const line0 = otherDiffLine0(context);
    if (line0 === null) return;
    const { lines } = context.document.model;
    yield {
      span: { start: lines.start(line0), end: lines.contentEnd(line0) },
      message:
        "This diff is not unified, and git reads no other form: “Patch is empty”. Write it with git format-patch, or with diff -up.",
    };
  },
};
