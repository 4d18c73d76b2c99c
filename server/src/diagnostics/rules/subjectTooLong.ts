import { columns } from "../columns.js";
import { subjectSpan } from "../commitLog.js";
import { isBackport, isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** Columns (submitting-patches.rst: "no more than 70-75 characters"). */
const LONGEST = 75;

/** submitting-patches.rst, "The canonical patch format". */
export const subjectTooLong: MessageRule = {
  scope: "message",
  id: "log.subject-too-long",
  received: "hint",
  draft: "warning",
  presets: { stable: "off", plain: "off" },
  description: "The subject is longer than 75 characters, without its [PATCH …].",
  oracle: "submitting-patches.rst: “no more than 70-75 characters”",
  explanation:
    'The subject becomes the first line of the commit: lists and `git log --oneline` show that much of it. `Revert "…"` keeps the subject of what it reverts, and is left alone.',
  example: {
    wrong:
      "Subject: [PATCH] hwmon: frost: Fix the reading of temperatures that are far below the freezing point",
    right: "Subject: [PATCH] hwmon: frost: Fix temperatures below zero",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context) || isBackport(context)) return;
    const { message } = context;
    const { title } = message.tag;
    if (title.length <= LONGEST || /^(?:Revert|Reapply) "/.test(title)) return;
    const length = columns(title.slice(0, 2000));
    if (length <= LONGEST) return;
    yield {
      span: subjectSpan(message),
      message: `The subject has ${length} characters, without what stands in brackets: say it in ${LONGEST}.`,
    };
  },
};
