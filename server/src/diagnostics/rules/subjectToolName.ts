import { subjectSpan } from "../commitLog.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: EMAIL_SUBJECT. */
export const subjectToolName: MessageRule = {
  scope: "message",
  id: "log.subject-tool-name",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "The subject names the tool that found the fault, not what is changed.",
  oracle: "checkpatch: EMAIL_SUBJECT",
  explanation:
    "“Fix checkpatch warnings” does not say what the patch does. Describe the change, and name checkpatch, sparse or smatch in the log. Not reported for patches to the tools themselves (`checkpatch: …`).",
  example: {
    wrong: "Subject: [PATCH] hwmon: frost: fix checkpatch warning",
    right: "Subject: [PATCH] hwmon: frost: Indent with tabs",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    const { message } = context;
    const tool = /\b(checkpatch|sparse|smatch)\b[^:]/i.exec(`${message.tag.title.slice(0, 400)} `)?.[1];
    if (tool === undefined) return;
    yield {
      span: subjectSpan(message),
      message: `The subject names ${tool}: say what the patch changes, and name the tool in the log.`,
    };
  },
};
