import { findField, unfold } from "../../core/mail/header.js";
import { isGitDate } from "../gitDate.js";
import type { Finding, MessageRule } from "../rule.js";

/** git am: "invalid date format". */
export const badDate: MessageRule = {
  scope: "message",
  id: "mail.bad-date",
  received: "error",
  draft: "error",
  description: "A Date that git cannot read.",
  oracle: "git am: “invalid date format: …”",
  explanation:
    "`git am` needs a year from 1970 to 2099, a month and a time of day and passes over the rest; a missing Date field is no fault. " +
    "On mail that is no patch it is a hint, since threads cannot sort the message.",
  example: { wrong: "Date: yesterday, at noon", right: "Date: Thu, 6 Nov 2025 12:00:00 +0100" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { message, document } = context;
    if (document.model.form !== "mail") return;
    const field = findField(message.header, "date");
    if (!field) return;
    const value = unfold(document.text.slice(field.valueSpan.start, field.valueSpan.end));
    if (value.trim() === "" || isGitDate(value)) return;
    const isPatch = message.role === "patch" && context.files.length > 0;
    if (!isPatch && message.date !== null) return; // good enough to sort by, e.g. a year of two digits
    yield {
      span: field.valueSpan,
      message:
        "This date cannot be read: git says “invalid date format”. Write it as “Thu, 6 Nov 2025 12:00:00 +0100”.",
      level: isPatch ? "error" : "hint",
    };
  },
};
