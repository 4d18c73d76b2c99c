import { isPatchWithLog } from "../commitLog.js";
import { logReferences } from "../commitReferences.js";
import { unknownCommit } from "../commitWords.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: UNKNOWN_COMMIT_ID. */
export const unknownCommitInLog: MessageRule = {
  scope: "message",
  id: "log.unknown-commit",
  received: "hint",
  draft: "warning",
  description: "The log names a commit that the repository does not have.",
  oracle: "checkpatch 6.1: UNKNOWN_COMMIT_ID",
  explanation:
    "`commit <hash>` in the commit log, 6 digits or more. The repository asked is the one that holds the files, the blobs or the `base-commit:` of the patch; where there is none, in an untrusted workspace, and in a shallow or partial clone, nothing is reported. " +
    "Not asked for: commits of `(cherry picked from commit …)`, links, quotes and kernel logs. Digits that more than one commit begins with are reported, too. " +
    "The commit may be rebased, misspelled, or not fetched yet (`git fetch`): a hint on received mail.",
  example: {
    wrong: 'Since commit 0123456789ab ("frost: a commit of a branch that was rebased") …',
    right: 'Since commit 5b5a2b2c9a3e ("frost: Read the sign") …',
  },
  runsOnPages: false,
  asksCommits: true,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    const told = new Set<string>();
    for (const reference of logReferences(context.document, context.message).prose) {
      if (told.has(reference.hash)) continue;
      told.add(reference.hash);
      const finding = unknownCommit(reference, context.commits);
      if (finding !== null) yield finding;
    }
  },
};
