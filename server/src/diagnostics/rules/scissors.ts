import { isScissorsLine } from "../../core/body/scissors.js";
import { LineKind } from "../../core/model.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";

/** git am --scissors: "Remove everything in body before a scissors line". */
export const scissors: MessageRule = {
  scope: "message",
  id: "mail.scissors",
  received: "information",
  draft: "information",
  description: "A scissors line (`-- >8 --`) above a patch: `git am --scissors` drops what stands above it.",
  oracle: "git mailinfo --scissors",
  explanation:
    "Without `--scissors` (or `mailinfo.scissors`) git takes the words above for the commit log. The lines right below may give `Subject:` and `From:` anew. " +
    "Reported at the last such line before the `---` or the diff.",
  example: { wrong: "How about this?\n-- >8 --\nSubject: net: fix a leak", right: "net: fix a leak" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const line0 = scissorsLine0(context);
    if (line0 === null) return;
    const { lines } = context.document.model;
    yield {
      span: { start: lines.start(line0), end: lines.contentEnd(line0) },
      message:
        "git am --scissors drops what stands above this line; without that option it becomes part of the commit log.",
    };
  },
};

/** The last one that git would heed: above the `---` and the diff. */
function scissorsLine0({ document, message, files }: RuleContext): number | null {
  const [first] = files;
  if (document.model.form !== "mail" || !first) return null;
  const { lines } = document.model;
  let found: number | null = null;
  for (let line0 = message.bodyLine0; line0 < first.startLine0; line0++) {
    if (lines.depth(line0) > 0) continue;
    if (lines.kind(line0) === LineKind.cutLine) break;
    const start = lines.start(line0);
    const line = lines.text.slice(start, Math.min(lines.contentEnd(line0), start + MOST));
    if (isScissorsLine(line)) found = line0;
  }
  return found;
}

/** Longest line that is looked at. */
const MOST = 200;
