import { subjectSpan } from "../commitLog.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** At most three words before the first colon that a blank follows: `net: `, `ARM: dts: `, `x86/mm, sched: `. */
const PREFIX =
  /^(?:\[[^\]]{1,80}\]\s{0,4})?[^\s:]{1,80}(?:\s[^\s:]{1,80}){0,2}(?:::[^\s:]{1,80})*\s?:(?:\s|$)/;
/** What has none by custom. */
const WITHOUT = /^(?:Revert|Reapply|Merge|Linux \d|Fix up|fixup!|squash!|amend!|\S{1,80}:\S)/i;

/** submitting-patches.rst, "The canonical patch format": subject lines are `subsystem: summary phrase`. */
export const subjectPrefixMissing: MessageRule = {
  scope: "message",
  id: "log.subject-prefix-missing",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "The subject does not begin with the name of a subsystem and a colon.",
  oracle: "submitting-patches.rst: “Subject: [PATCH 001/123] subsystem: summary phrase”",
  explanation:
    "The subsystem's name shows maintainers at a glance what is theirs. `git log --oneline -- <file>` shows the prefix that is used for a file. Reverts, merges and `fixup!` commits have none.",
  example: {
    wrong: "Subject: [PATCH] Fix temperatures below zero",
    right: "Subject: [PATCH] hwmon: frost: Fix temperatures below zero",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    const { message } = context;
    // `[PATCH][SMB3] …`: brackets of its own are a prefix, too.
    if (/\]\s{0,4}\[(?!patch|rfc|resend)[^\]]{1,80}\]/i.test(message.subject.slice(0, 400))) return;
    const title = message.tag.title.slice(0, 400).replace(/^:\s*/, "");
    if (title === "" || PREFIX.test(title) || WITHOUT.test(title)) return;
    yield {
      span: subjectSpan(message),
      message:
        "The subject has no prefix: begin it with the subsystem's name and a colon, as git log shows it for the files.",
    };
  },
};
