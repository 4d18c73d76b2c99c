import { isPatchWithLog } from "../commitLog.js";
import { logReferences } from "../commitReferences.js";
import { unknownCommit } from "../commitWords.js";
import type { Finding, MessageRule } from "../rule.js";

/** verify_fixes.sh: “Target SHA1 does not exist”. */
export const fixesUnknown: MessageRule = {
  scope: "message",
  id: "trailer.fixes-unknown",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "A Fixes trailer names a commit that the repository does not have.",
  oracle: "verify_fixes.sh: “Target SHA1 does not exist”; checkpatch 6.1: UNKNOWN_COMMIT_ID",
  explanation:
    "The repository asked is the one that holds the files, the blobs or the `base-commit:` of the patch; where there is none, in an untrusted workspace, and in a shallow or partial clone, nothing is reported. " +
    "Digits that more than one commit begins with are reported, too. Often the hash is that of a branch which was rebased since: look for the subject with `git log --grep`. On received mail it may just not be fetched yet: a hint.",
  example: {
    wrong: 'Fixes: 0123456789ab ("frost: Read the sign")',
    right: 'Fixes: 5b5a2b2c9a3e ("frost: Read the sign")',
  },
  runsOnPages: false,
  asksCommits: true,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    for (const reference of logReferences(context.document, context.message).fixes) {
      const finding = unknownCommit(reference, context.commits);
      if (finding !== null) yield finding;
    }
  },
};
