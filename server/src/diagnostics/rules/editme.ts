import { subjectSpan } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";

/** Lines of a body that are looked at: templates stand at the top. */
const LINES = 400;
/** b4's cover template, and git format-patch --cover-letter's. */
const TEMPLATE =
  /^\s{0,20}(?:EDITME\b|# Describe the purpose of this series\.|\*\*\* (?:BLURB|SUBJECT) HERE \*\*\*)/;

/** b4 prep: `EDITME`; git format-patch --cover-letter: `*** SUBJECT HERE ***`. */
export const editme: MessageRule = {
  scope: "message",
  id: "log.editme",
  received: "information",
  draft: "warning",
  description: "Text of a template that was to be replaced is still there.",
  oracle: "b4: EDITME; git send-email: “*** SUBJECT HERE ***”",
  explanation:
    "`b4 prep` begins a cover letter with lines that say EDITME, and `git format-patch --cover-letter` with `*** SUBJECT HERE ***` and `*** BLURB HERE ***`. Write your own words there before you send the series.",
  example: { wrong: "EDITME: cover title for frost", right: "hwmon: frost: Temperatures below zero" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { message, document } = context;
    if (message.role !== "patch" && message.role !== "cover") return;
    const sentence = "This was to be replaced before sending: write your own words here.";
    if (TEMPLATE.test(message.tag.title)) yield { span: subjectSpan(message), message: sentence };
    const { lines } = document.model;
    const { startLine0, endLine0 } = message.commitLog ?? {
      startLine0: message.bodyLine0,
      endLine0: message.endLine0,
    };
    const end0 = Math.min(endLine0, startLine0 + LINES);
    for (let line0 = startLine0; line0 < end0; line0++) {
      if (lines.depth(line0) > 0) continue;
      const start = lines.start(line0);
      const end = lines.contentEnd(line0);
      if (TEMPLATE.test(document.text.slice(start, Math.min(end, start + 100))))
        yield { span: { start, end }, message: sentence };
    }
  },
};
