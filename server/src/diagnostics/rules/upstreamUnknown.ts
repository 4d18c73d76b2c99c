import { isPatchWithLog } from "../commitLog.js";
import { logReferences } from "../commitReferences.js";
import { unknownCommit } from "../commitWords.js";
import type { Finding, MessageRule } from "../rule.js";

/** The commit that a backport says it is of. */
export const upstreamUnknown: MessageRule = {
  scope: "message",
  id: "stable.upstream-unknown",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "A backport names an upstream commit that the repository does not have.",
  oracle: "git cat-file; Documentation/process/stable-kernel-rules.rst",
  explanation:
    "`commit <hash> upstream.` and `[ Upstream commit <hash> ]`. The repository asked is the one that holds the files, the blobs or the `base-commit:` of the patch; where there is none, in an untrusted workspace, and in a shallow or partial clone, nothing is reported. A clone of the stable tree alone has the upstream commits up to its branch point only: fetch mainline, too.",
  example: {
    wrong: "commit 0123456789abcdef0123456789abcdef01234567 upstream.",
    right: "commit 5b5a2b2c9a3e4d5f60718293a4b5c6d7e8f90a1b upstream.",
  },
  runsOnPages: false,
  asksCommits: true,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    for (const reference of logReferences(context.document, context.message).upstream) {
      const finding = unknownCommit(reference, context.commits);
      if (finding !== null) yield finding;
    }
  },
};
