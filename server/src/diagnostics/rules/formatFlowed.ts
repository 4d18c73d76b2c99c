import { findField } from "../../core/mail/header.js";
import { subjectSpan } from "../commitLog.js";
import { partHeaders } from "../ownFiles.js";
import type { Finding, MessageRule } from "../rule.js";

/** git mailinfo: "Patch sent with format=flowed; space at the end of lines might be lost." */
export const formatFlowed: MessageRule = {
  scope: "message",
  id: "mail.format-flowed",
  received: "warning",
  draft: "warning",
  description: "A patch sent as format=flowed text, which loses blanks at line ends and may join lines.",
  oracle: "git am: “Patch sent with format=flowed; space at the end of lines might be lost.”",
  explanation:
    "The sender's mailer marks paragraphs by a blank at the line's end (RFC 3676) and stuffs a blank before lines that begin with one. `git am` still takes it, with that warning. " +
    "Send patches with `git send-email` or b4, or switch format=flowed off (kernel: Documentation/process/email-clients.rst).",
  example: {
    wrong: "Content-Type: text/plain; charset=UTF-8; format=flowed",
    right: "Content-Type: text/plain; charset=UTF-8",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { message, document } = context;
    if (!message.isFlowed || message.role !== "patch" || context.files.length === 0) return;
    // In a multipart mail the cover text may be flowed and the attached patch not.
    const parts = partHeaders(document, message, context.files);
    if (
      context.files.every((file) => parts.has(file) && !/format\s*=\s*"?flowed/i.test(parts.get(file) ?? ""))
    )
      return;
    const field = findField(message.header, "content-type");
    yield {
      span: field ? field.valueSpan : subjectSpan(message),
      message:
        "The patch was sent as format=flowed: blanks at line ends may be lost and lines joined. Ask for it without, or take it from the attachment or the author's tree.",
    };
  },
};
