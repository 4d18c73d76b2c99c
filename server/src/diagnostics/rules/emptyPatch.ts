import { subjectSpan } from "../commitLog.js";
import { announcesPatch, mayBePatch, otherDiffLine0 } from "../otherDiff.js";
import type { Finding, MessageRule } from "../rule.js";

/** git am: "Patch is empty." */
export const emptyPatch: MessageRule = {
  scope: "message",
  id: "patch.empty",
  received: "error",
  draft: "error",
  description: "A mail announced as a patch that holds no diff.",
  oracle: "git am: “Patch is empty.”; for a combined diff “No valid patches in input”",
  explanation:
    "Only for a mail with `[PATCH]` or a number in its subject that is neither cover letter, reply, report nor pull request, has no attachment and is not in base64 or quoted-printable; and not for a diff that is there in another form (`patch.not-unified`). " +
    "A merge's combined diff (`diff --cc`) cannot be applied either.",
  example: {
    wrong: "Subject: [PATCH] net: fix a leak\n\nThe diff was forgotten, and the leak goes on.",
    right:
      "Subject: [PATCH] net: fix a leak\n\n…\ndiff --git a/net/x.c b/net/x.c\n--- a/net/x.c\n+++ b/net/x.c\n@@ -1 +1 @@\n-int a;\n+int b;",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { message } = context;
    if (!mayBePatch(context)) return;
    if (context.files.length === 0) {
      if (!announcesPatch(context) || otherDiffLine0(context) !== null) return;
      yield {
        span: subjectSpan(message),
        message: "The subject announces a patch, and the mail holds no diff: git says “Patch is empty.”.",
      };
    } else if (context.files.every((file) => file.isCombined)) {
      yield {
        span: subjectSpan(message),
        message: "The diff is a merge's combined diff, which git cannot apply: “No valid patches in input”.",
      };
    }
  },
};
