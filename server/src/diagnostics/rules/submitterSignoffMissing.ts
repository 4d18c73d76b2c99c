import { signoffLines } from "../authorSignoff.js";
import { isPatchWithLog, isRelayed, logEnd, nominalAuthor } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { mayBeSamePerson, type TrailerPerson, trailerPerson } from "../trailerPerson.js";

/** submitting-patches.rst: who passes a patch on signs it off. */
export const submitterSignoffMissing: MessageRule = {
  scope: "message",
  id: "trailer.submitter-signoff-missing",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: "Who sends the patch is not its author, and has not signed it off.",
  oracle: "ours (submitting-patches.rst, “Sign your work”)",
  explanation:
    "The chain of sign-offs is the route that the patch took: whoever hands it on adds theirs below the others, also without changing anything. Reported where an in-body `From:` names another author than the mail's own `From:`, and no sign-off has the sender's name or address, nor something close to either. " +
    "Mail that a relay or a robot sends for somebody is left alone.",
  example: {
    wrong:
      "From: Max Maintainer <max@example.com>\n\nFrom: Ann Author <ann@example.org>\n…\nSigned-off-by: Ann Author <ann@example.org>",
    right:
      "From: Max Maintainer <max@example.com>\n\nFrom: Ann Author <ann@example.org>\n…\nSigned-off-by: Ann Author <ann@example.org>\nSigned-off-by: Max Maintainer <max@example.com>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    const { sender } = context.message;
    const author = nominalAuthor(context);
    if (sender === null || sender.address === "" || author === null || isRelayed(sender)) return;
    const isSender = (person: Pick<TrailerPerson, "name" | "address">): boolean =>
      mayBeSamePerson(person, sender);
    if (isSender(author)) return;
    const signers = signoffLines(context).map(({ value }) => trailerPerson(value));
    if (signers.length === 0 || signers.some(isSender)) return;
    yield {
      span: logEnd(context),
      message: `${sender.name || sender.address} sends this patch of ${author.name || author.address} without having signed it off${context.state === "draft" ? ": add “Signed-off-by” below the others" : ""}.`,
    };
  },
};
