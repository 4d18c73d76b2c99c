import { logLines } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

const LINK_TAG = /^\s{0,80}(Link|Closes):\s{0,20}(\S{1,1000})/;

/** checkpatch of 6.4 and later: COMMIT_LOG_WRONG_LINK. */
export const badLink: MessageRule = {
  scope: "message",
  id: "log.bad-link",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: "Link: or Closes: without a link behind it.",
  oracle: "checkpatch 6.12: COMMIT_LOG_WRONG_LINK",
  explanation:
    "Behind `Link:` and `Closes:` comes an `http://` or `https://` address that everybody can open: no bug number, no Message-ID, no angle brackets. A mail is linked as `https://lore.kernel.org/r/<Message-ID>`. The whole log is checked, also what comes after the sign-offs.",
  example: { wrong: "Closes: #4711", right: "Closes: https://bugs.example.org/4711" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    for (const line of logLines(context.document, context.message).lines) {
      if (line.kind === "quote" || line.kind === "dump") continue;
      const match = LINK_TAG.exec(line.text);
      if (match === null) continue;
      const [whole, name = "", value = ""] = match;
      if (/^https?:\/\//.test(value)) continue;
      const end = line.start + whole.length;
      yield {
        span: { start: end - value.length, end },
        message: `${name}: needs a public http(s) address behind it.`,
      };
    }
  },
};
