import { isPatchWithLog } from "../commitLog.js";
import { logReferences } from "../commitReferences.js";
import type { Finding, MessageRule } from "../rule.js";

/** verify_fixes.sh: “Target SHA1 is not an ancestor of this commit”. */
export const fixesNotAncestor: MessageRule = {
  scope: "message",
  id: "trailer.fixes-not-ancestor",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "A Fixes trailer names a commit that the tree of the patch does not contain.",
  oracle: "`git merge-base --is-ancestor`; verify_fixes.sh asks the same of the commit that was applied",
  explanation:
    "The repository has the commit, but not in the history of the patch's `base-commit:`. Often the hash is that of one's own branch, or of another tree's copy (a cherry-pick): name the one that the maintainer's tree has. " +
    "A patch without a `base-commit:` that the repository knows is compared with HEAD, its upstream branch and origin's main branch; since the patch may be for another tree, that is never more than information. Nothing is reported in a shallow clone.",
  example: {
    wrong: 'base-commit: 6f1d9e2c0b7a (before the commit)\nFixes: 0123456789ab ("frost: Read the sign")',
    right: 'base-commit: 6f1d9e2c0b7a (behind the commit)\nFixes: 5b5a2b2c9a3e ("frost: Read the sign")',
  },
  runsOnPages: false,
  asksCommits: true,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    for (const { hash, hashSpan: span } of logReferences(context.document, context.message).fixes) {
      const answer = context.commits.ancestry(hash);
      if (answer === null || answer.isAncestor) continue;
      if (answer.of === "base-commit")
        yield {
          span,
          message: `Commit ${hash.slice(0, 12)} is not in the history of the patch's base-commit: name the one that this tree has.`,
        };
      else
        yield {
          span,
          message: `Commit ${hash.slice(0, 12)} is neither in the history of HEAD nor of its upstream branch: is it of a branch that was rebased, or of another tree?`,
          level: "information",
        };
    }
  },
};
