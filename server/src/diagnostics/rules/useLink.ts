import { isChangelogHead } from "../changelog.js";
import { logLines } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** `BugLink: https://…` */
const NAMED_LINK = /^\s{0,80}(\w{1,40}:)\s{0,20}http/;

/** checkpatch of 6.4 and later: COMMIT_LOG_USE_LINK. */
export const useLink: MessageRule = {
  scope: "message",
  id: "log.use-link",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "A link in the commit log has another name than Link: or Closes:.",
  oracle: "checkpatch 6.12: COMMIT_LOG_USE_LINK",
  explanation:
    "Tools of the kernel follow `Link:` (for more to read) and `Closes:` (for the report that the patch settles), and no `BugLink:`, `References:`, `URL:`. Looked at above the first sign-off; not where the word ends a sentence that goes on from the line before.",
  example: {
    wrong: "BugLink: https://bugs.example.org/1",
    right: "Closes: https://bugs.example.org/1",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    const { lines, signoffAt } = logLines(context.document, context.message);
    for (let at = 0; at < signoffAt; at++) {
      const line = lines[at];
      if (line === undefined || line.kind === "quote" || line.kind === "dump") continue;
      const name = NAMED_LINK.exec(line.text)?.[1];
      if (name === undefined || name === "Link:" || name === "Closes:" || isChangelogHead(line.text))
        continue;
      if (/^[a-z]/.test(name) && lines[at - 1]?.kind === "prose") continue;
      const start = line.start + line.text.indexOf(name);
      yield {
        span: { start, end: start + name.length },
        message: `Write Link: or Closes: before a link, not ${name}`,
      };
    }
  },
};
