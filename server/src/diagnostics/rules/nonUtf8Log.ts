import { findField } from "../../core/mail/header.js";
import { isUtf8, toldCharset } from "../charset.js";
import { isPatchWithLog, subjectSpan } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: UTF8_BEFORE_PATCH. */
export const nonUtf8Log: MessageRule = {
  scope: "message",
  id: "mail.non-utf8-log",
  received: "warning",
  draft: "warning",
  description: "A commit log in UTF-8 in a mail whose header names another charset.",
  oracle:
    "checkpatch: UTF8_BEFORE_PATCH; git mailinfo, which reads the log in the charset that the header names",
  explanation:
    "`git am` reads `ü` as `Ã¼` then, and refuses the mail (“cannot convert from us-ascii to UTF-8”) where the charset has no such bytes or is none. " +
    "checkpatch heeds only a charset in quotes. Say `charset=UTF-8`; `git send-email` and b4 do.",
  example: {
    wrong: "Content-Type: text/plain; charset=us-ascii\n\nReported by Jörg",
    right: "Content-Type: text/plain; charset=UTF-8\n\nReported by Jörg",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { document, message } = context;
    const log = message.commitLog;
    if (!log || message.encoding !== "identity" || !isPatchWithLog(context)) return;
    const charset = toldCharset(document.text, message);
    if (charset === null || isUtf8(charset)) return;
    const text = document.text.slice(log.span.start, log.span.end);
    // Read as UTF-8, bytes of the other charset are replacement characters.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is ASCII
    if (!/[^\u0000-\u007f]/.test(text) || text.includes("\ufffd")) return;
    const field = findField(message.header, "content-type");
    yield {
      span: field?.valueSpan ?? subjectSpan(message),
      message: `The header says charset ${charset.slice(0, 40)}, and the commit log is UTF-8: git would misread or refuse it. The header must say charset=UTF-8.`,
    };
  },
};
