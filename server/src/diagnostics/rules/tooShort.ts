import { descriptionBelowCut } from "../changelog.js";
import { subjectSpan } from "../commitLog.js";
import { hasDescription } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: COMMIT_MESSAGE. */
export const tooShort: MessageRule = {
  scope: "message",
  id: "log.too-short",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: "A patch whose commit log has no description, only trailers or nothing.",
  oracle: "checkpatch: COMMIT_MESSAGE",
  explanation:
    "The kernel wants to know why: what goes wrong without the patch, and how it is fixed, also for a small one. Where the description stands below the `---`, log.misplaced-body says so. Write it with `git commit --amend`.",
  example: {
    wrong: "Signed-off-by: Ann Author <ann@example.org>\n---",
    right:
      "The register is signed: without this the driver shows 4095 degrees for -1.\n\nSigned-off-by: Ann Author <ann@example.org>\n---",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { document, message } = context;
    if (!isPostedPatch(context) || hasDescription(document, message)) return;
    if (descriptionBelowCut(document, message) !== null) return;
    yield {
      span: subjectSpan(message),
      message:
        "The commit log has no description: say what is wrong without this patch, and how it is fixed.",
    };
  },
};
