import type { Block, Message } from "../../core/model.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

const CHANGE_ID = /^\s{0,80}change-id:\s{0,20}I[0-9a-f]{40}\s*$/i;

/** checkpatch: GERRIT_CHANGE_ID. */
export const gerritChangeId: MessageRule = {
  scope: "message",
  id: "log.gerrit-change-id",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: "A Gerrit Change-Id is left in the patch.",
  oracle: "checkpatch: GERRIT_CHANGE_ID",
  explanation:
    "`Change-Id: I…` with 40 digits is Gerrit's, and says nothing to anybody outside of its server. Remove it, above and below the `---`. The `change-id:` that b4 writes below the diff, a date and a name, is another thing and stays.",
  example: {
    wrong: "Change-Id: I0123456789abcdef0123456789abcdef01234567",
    right: "Signed-off-by: Ann Author <ann@example.org>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    const { lines } = context.document.model;
    for (const { startLine0, endLine0 } of wordsOf(context.message)) {
      for (let line0 = startLine0; line0 < endLine0; line0++) {
        const end = lines.contentEnd(line0);
        const start = lines.start(line0);
        if (end - start < 52 || end - start > 200 || !CHANGE_ID.test(lines.lineText(line0))) continue;
        yield {
          span: { start, end },
          message: "Remove Gerrit's Change-Id: it means nothing outside of its server.",
        };
      }
    }
  },
};

/** What stands in the log, and between the cut and the diff. */
function wordsOf({ blocks }: Message): readonly Block[] {
  return blocks.filter(
    ({ kind, depth }) => depth === 0 && (kind === "text" || kind === "trailers" || kind === "patchInfo"),
  );
}
