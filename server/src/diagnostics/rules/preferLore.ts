import { archiveUrls } from "../archiveUrls.js";
import { logLines } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** Links of one log. */
const MOST = 50;

/** checkpatch of 6.2 and later: PREFER_LORE_ARCHIVE. */
export const preferLore: MessageRule = {
  scope: "message",
  id: "log.prefer-lore",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "A link of the commit log leads to a mailing list archive other than lore.kernel.org.",
  oracle: "checkpatch 6.12: PREFER_LORE_ARCHIVE",
  explanation:
    "lkml.org, marc.info, spinics.net, mail-archive.com, gmane and the pipermail archives of lists.infradead.org, ozlabs and others have gone before, and their links say nothing once they do; a link of lore.kernel.org holds the Message-ID. `patch.msgid.link` leads there, too. " +
    "There is a quick fix where the link holds the Message-ID, or an open mail says in its `Archived-At` that it is kept there. Looked at in the whole log.",
  example: {
    wrong: "Link: https://marc.info/?i=20260309.1@example.org",
    right: "Link: https://lore.kernel.org/r/20260309.1@example.org",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    let count = 0;
    for (const line of logLines(context.document, context.message).lines) {
      if (line.kind === "quote") continue;
      for (const { span, host } of archiveUrls(line.text)) {
        if (++count > MOST) return;
        yield {
          span: { start: line.start + span.start, end: line.start + span.end },
          message: `${host} may go away: link to the same mail on lore.kernel.org.`,
        };
      }
    }
  },
};
