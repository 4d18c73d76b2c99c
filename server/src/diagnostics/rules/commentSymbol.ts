import { logLines } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** The head of what `hg export` writes: `git am` knows it (builtin/am.c `hg_patch_to_mail`). */
const OF_MERCURIAL = /^# (?:HG changeset patch$|User |Date |Node ID |Parent )/;

/** checkpatch: COMMIT_COMMENT_SYMBOL. */
export const commentSymbol: MessageRule = {
  scope: "message",
  id: "log.comment-symbol",
  received: "information",
  draft: "warning",
  description: "A line of the commit log begins with #, and git drops it when the log is edited.",
  oracle: "checkpatch: COMMIT_COMMENT_SYMBOL",
  explanation:
    "`git commit --amend` and `git rebase` take lines that begin with `#` for comments, so they are lost without notice when a maintainer edits the log (`core.commentChar`). Indent such lines. Reported once, at the first such line above the first sign-off.",
  example: { wrong: "# modprobe frost", right: "  # modprobe frost" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    const { lines, signoffAt } = logLines(context.document, context.message);
    const found = lines
      .slice(0, signoffAt)
      .filter(({ kind, text }) => kind !== "quote" && text.startsWith("#") && !OF_MERCURIAL.test(text));
    const [first] = found;
    if (first === undefined) return;
    const others = found.length === 1 ? "" : ` So do ${found.length - 1} more.`;
    yield {
      span: { start: first.start, end: first.end },
      message: `This line begins with #: git drops it when somebody edits the log. Indent it.${others}`,
    };
  },
};
