import { authorSignoff, signoffSpan } from "../authorSignoff.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: NO_AUTHOR_SIGN_OFF. */
export const authorSignoffMissing: MessageRule = {
  scope: "message",
  id: "trailer.author-signoff-missing",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "The patch is signed off, but not by its author.",
  oracle: "checkpatch: NO_AUTHOR_SIGN_OFF",
  explanation:
    "The author is the in-body `From:`, else the header's; of mail through a relay (`… via B4 Relay`) the X-Original-From or Reply-To, and where neither names the author, nothing is reported. " +
    "NIPA, netdev's robot, does not report it, so it is a hint on received mail.",
  example: {
    wrong: "From: Ann Author <ann@example.org>\n…\nSigned-off-by: Max Maintainer <max@example.com>",
    right:
      "From: Ann Author <ann@example.org>\n…\nSigned-off-by: Ann Author <ann@example.org>\nSigned-off-by: Max Maintainer <max@example.com>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const result = authorSignoff(context);
    if (result.kind !== "missing") return;
    yield {
      span: signoffSpan(context, result),
      message: `The author, ${result.author.name || result.author.address}, has not signed off this patch${context.state === "draft" ? ": add “Signed-off-by” with the address of the From line" : ""}.`,
    };
  },
};
