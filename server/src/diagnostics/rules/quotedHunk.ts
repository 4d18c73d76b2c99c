import type { Finding, MessageRule } from "../rule.js";

/** The only thing that is told about quoted text. */
export const quotedHunk: MessageRule = {
  scope: "message",
  id: "patch.quoted-hunk",
  received: "hint",
  draft: "hint",
  description: "A quoted hunk that is not whole: the replier has trimmed it, or a mailer has wrapped it.",
  oracle: "ours",
  explanation:
    "Nothing to mend: it says why the lines of this quote cannot be counted, so that jumps from it may be off. Nothing else is ever said about quoted text.",
  example: { wrong: "> @@ -1,3 +1,4 @@\n>  a\n> [...]", right: "> @@ -1,3 +1,4 @@\n>  a\n> +b\n>  c\n>  d" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    for (const problem of context.problems) {
      if (problem.code === "quotedHunk") yield { span: problem.span, message: problem.message };
    }
  },
};
