import { findField } from "../../core/mail/header.js";
import { subjectSpan } from "../commitLog.js";
import { isHtmlOnly } from "../htmlMail.js";
import type { Finding, MessageRule } from "../rule.js";

/** The kernel's lists refuse it: Documentation/process/email-clients.rst. */
export const htmlOnly: MessageRule = {
  scope: "message",
  id: "mail.html-only",
  received: "warning",
  draft: "warning",
  description: "A mail that holds HTML and no plain text.",
  oracle: "ours; vger.kernel.org refuses mail with HTML, and git am finds no patch in it",
  explanation:
    "Kernel lists silently drop it (Documentation/process/email-clients.rst), and most readers see its tags. Send plain text. Where a plain part stands beside the HTML nothing is reported, but that it is encoded, if it is.",
  example: {
    wrong: "Content-Type: text/html; charset=UTF-8",
    right: "Content-Type: text/plain; charset=UTF-8",
  },
  runsOnPages: false,
  *check({ document, message }): Iterable<Finding> {
    if (document.model.form !== "mail" || !isHtmlOnly(document.text, message)) return;
    const field = findField(message.header, "content-type");
    yield {
      span: field?.valueSpan ?? subjectSpan(message),
      message:
        "This mail is HTML without plain text: kernel lists refuse it, and git finds no patch in it. Send it as plain text.",
    };
  },
};
