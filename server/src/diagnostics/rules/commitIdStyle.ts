import { type CommitMention, commitMentions } from "../commitMentions.js";
import { logLines } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: GIT_COMMIT_ID. */
export const commitIdStyle: MessageRule = {
  scope: "message",
  id: "log.commit-id-style",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: 'A commit is not named in the form commit <12 to 40 lowercase hex digits> ("subject").',
  oracle: "checkpatch: GIT_COMMIT_ID",
  explanation:
    "The hash finds the commit, and the subject says what it was to somebody who only reads. The reference may be wrapped over three lines. Looked at above the first sign-off; not in trailers, links, quotes and kernel log, and not what git and the stable tree write themselves: `This reverts commit …`, `commit … upstream.`, `[ Upstream commit … ]`, `(cherry picked from commit …)`, a hash in angle or square brackets. " +
    "netdev's own checks leave it out, so it is a hint for received mail. `git log -1 --abbrev=12 --format='commit %h (\"%s\")' <commit>` writes it.",
  example: {
    wrong: "This is broken since Commit 1A2B3C4D (hwmon: add frost).",
    right: 'This is broken since commit 1a2b3c4d5e6f ("hwmon: add frost").',
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    for (const mention of commitMentions(logLines(context.document, context.message))) {
      const fault = faultOf(mention);
      if (fault !== null)
        yield {
          span: mention.span,
          message: `${fault} The form is: commit <12 to 40 lowercase hex digits> ("subject").`,
        };
    }
  },
};

function faultOf(mention: CommitMention): string | null {
  const { word, hash, hasOneBlank, title, hasQuotes } = mention;
  if (word === null) return "This looks like a commit, and right before it the word “commit” is missing.";
  if (word !== "commit" && word !== "Commit") return `Write “commit”, not “${word}”.`;
  if (hash.length < 12) return `The hash has ${hash.length} digits: give at least 12.`;
  if (hash.length > 40) return "The hash has more than 40 digits.";
  if (/[A-F]/.test(hash)) return "The hash has capitals: git writes lowercase.";
  if (!hasOneBlank) return "Between “commit” and the hash is more than one blank.";
  if (title === null) return 'The commit\'s subject is missing: write it behind the hash, in ("…").';
  return hasQuotes ? null : 'The commit\'s subject is not in quotes: write ("…").';
}
