import { isPatchWithLog, subjectSpan } from "../commitLog.js";
import { logReferences } from "../commitReferences.js";
import { otherSubject, shownSubject, squeezed } from "../commitWords.js";
import type { Finding, MessageRule } from "../rule.js";

/** A backport keeps the subject of what it is a backport of. */
export const upstreamSubjectMismatch: MessageRule = {
  scope: "message",
  id: "stable.upstream-subject-mismatch",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "A backport has another subject than its upstream commit.",
  oracle: "ours; Documentation/process/stable-kernel-rules.rst keeps the log of the upstream commit",
  explanation:
    "The mail's subject, without its brackets, against that of the commit in `commit <hash> upstream.` or `[ Upstream commit <hash> ]`. Either the hash is of another commit, or the subject was changed. Nothing is reported where a mail names more than one upstream commit, or no repository knows it.",
  example: {
    wrong:
      "Subject: [PATCH 6.1] frost: fix sign\n\ncommit 5b5a2b2c9a3e4d5f60718293a4b5c6d7e8f90a1b upstream.",
    right:
      "Subject: [PATCH 6.1] frost: Read the sign\n\ncommit 5b5a2b2c9a3e4d5f60718293a4b5c6d7e8f90a1b upstream.",
  },
  runsOnPages: false,
  asksCommits: true,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    const { message } = context;
    const [reference, ...more] = logReferences(context.document, message).upstream;
    if (reference === undefined || more.length > 0) return;
    const { hash } = reference;
    const found = otherSubject({ hash, subject: message.tag.title }, context.commits, true);
    if (found === null || endsWithSubject(message.subject, found.subject)) return;
    yield {
      span: subjectSpan(message),
      message: `The upstream commit ${found.hash.slice(0, 12)} is “${shownSubject(found.subject)}”: is it the one that this is a backport of?`,
    };
  },
};

/** An upstream subject may begin with brackets of its own, which look like the mail's. */
function endsWithSubject(line: string, subject: string): boolean {
  const [whole, end] = [squeezed(line), squeezed(subject)];
  return (
    whole.endsWith(end) &&
    whole
      .slice(0, whole.length - end.length)
      .trimEnd()
      .endsWith("]")
  );
}
