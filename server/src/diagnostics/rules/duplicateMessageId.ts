import { findField } from "../../core/mail/header.js";
import type { Message } from "../../core/model.js";
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
    "Archives and mail programs keep one of two mails with the same id. A copy of the same mail (it went to two lists) is only a hint: same sender, date and subject with its version and number.",
  example: {
    wrong:
      "Message-ID: <1@example.org>\nSubject: [PATCH] …\n…\nMessage-ID: <1@example.org>\nSubject: [PATCH v2] …",
    right:
      "Message-ID: <1@example.org>\nSubject: [PATCH] …\n…\nMessage-ID: <2@example.org>\nSubject: [PATCH v2] …",
  },
  *checkDocument({ document }): Iterable<DocumentFinding> {
    const { messages, lines } = document.model;
    const seen = new Map<string, Message>();
    for (const message of messages) {
      const { messageId, index } = message;
      if (messageId === null || messageId === "") continue;
      const before = seen.get(messageId);
      if (before === undefined) {
        seen.set(messageId, message);
        continue;
      }
      const span = findField(message.header, "message-id")?.valueSpan ?? subjectSpan(message);
      const line = lines.lineAt(before.header.span.start) + 1;
      if (isCopy(before, message))
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

/** Lists put their name in front of a subject: what the brackets number counts, not each of their words. */
const isCopy = (a: Message, b: Message): boolean =>
  a.tag.title === b.tag.title &&
  a.tag.version === b.tag.version &&
  a.tag.index === b.tag.index &&
  a.tag.total === b.tag.total &&
  a.tag.isReply === b.tag.isReply &&
  a.date === b.date &&
  (a.sender?.address ?? "").toLowerCase() === (b.sender?.address ?? "").toLowerCase();
