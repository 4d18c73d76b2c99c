import { findField } from "../../core/mail/header.js";
import type { Message } from "../../core/model.js";
import type { ParsedDocument } from "../../features/feature.js";
import type { MessageSummary } from "../../threads/model.js";
import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule } from "../rule.js";

/** Two mails of a file with one Message-ID (RFC 5322 §3.6.4). */
export const duplicateMessageId: DocumentRule = {
  scope: "document",
  id: "thread.duplicate-message-id",
  received: "information",
  draft: "warning",
  description: "Two different mails of a file have the same Message-ID.",
  oracle: "ours (RFC 5322 §3.6.4)",
  explanation:
    "Archives and mail programs keep one of two mails with the same id. A copy of the same mail (it went to two lists) is only a hint: same sender, date and subject.",
  example: {
    wrong:
      "Message-ID: <1@example.org>\nSubject: [PATCH] …\n…\nMessage-ID: <1@example.org>\nSubject: [PATCH v2] …",
    right:
      "Message-ID: <1@example.org>\nSubject: [PATCH] …\n…\nMessage-ID: <2@example.org>\nSubject: [PATCH v2] …",
  },
  *checkDocument({ document, earlier }): Iterable<DocumentFinding> {
    const seen = new Map<string, Mail>();
    for (const message of document.model.messages) {
      const { messageId, index } = message;
      if (messageId === null || messageId === "") continue;
      const own = mailOf(document, message);
      const before = seen.get(messageId) ?? earlier(messageId);
      if (before === null) {
        seen.set(messageId, own);
        continue;
      }
      const span = findField(message.header, "message-id")?.valueSpan ?? subjectSpan(message);
      const line = before.line0 + 1;
      if (isCopy(before, own))
        yield {
          messageIndex: index,
          span,
          level: "hint",
          message: `This is the mail of line ${line} again.`,
        };
      else
        yield {
          messageIndex: index,
          span,
          message: `Another mail of this file (line ${line}) has this Message-ID: archives will keep one of the two. Give each its own.`,
        };
    }
  },
};

/** What tells two mails apart. */
type Mail = Pick<MessageSummary, "line0" | "subject" | "date" | "fromAddress">;

const mailOf = ({ model }: ParsedDocument, { header, subject, date, sender }: Message): Mail => ({
  line0: model.lines.lineAt(header.span.start),
  subject,
  date,
  fromAddress: sender?.address ?? "",
});

const isCopy = (a: Mail, b: Mail): boolean =>
  oneLine(a.subject) === oneLine(b.subject) &&
  a.date === b.date &&
  a.fromAddress.toLowerCase() === b.fromAddress.toLowerCase();

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
