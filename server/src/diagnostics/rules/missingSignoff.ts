import { signoffLines } from "../authorSignoff.js";
import { isOwnPatch, logEnd } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { unhyphenatedTrailers } from "../unhyphenated.js";

/** checkpatch: MISSING_SIGN_OFF. */
export const missingSignoff: MessageRule = {
  scope: "message",
  id: "trailer.missing-signoff",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: "A patch without Signed-off-by in its commit log.",
  oracle: "checkpatch: MISSING_SIGN_OFF",
  explanation:
    "The kernel takes no patch without its author's and submitter's sign-off (submitting-patches.rst, “Sign your work”). A sign-off below the `---` line is not part of the log. " +
    "Add it with `git commit --amend --signoff`. Where one stands with a misspelled name, `trailer.bad-form` tells that alone.",
  example: {
    wrong: "net: fix a leak\n---",
    right: "net: fix a leak\n\nSigned-off-by: Ann Author <ann@example.org>\n---",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isOwnPatch(context)) return;
    if (signoffLines(context).length > 0) return;
    if (unhyphenatedTrailers(context).some(({ right }) => right === "Signed-off-by")) return;
    yield {
      span: logEnd(context),
      message: `The commit log has no Signed-off-by: the kernel takes no patch without.${context.state === "draft" ? " Add yours: git commit --amend --signoff." : ""}`,
    };
  },
};
