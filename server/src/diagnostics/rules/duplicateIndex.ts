import { parseSubject } from "../../core/mail/subject.js";
import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule } from "../rule.js";
import { seriesAtHand, seriesElsewhere } from "../seriesAtHand.js";

/** b4: two mails of one series with the same number. */
export const duplicateIndex: DocumentRule = {
  scope: "document",
  id: "series.duplicate-index",
  received: "information",
  draft: "warning",
  description: "Two mails of one version of a series have the same number.",
  oracle: "b4 am: “Duplicate patch … found”",
  explanation:
    "Same thread, sender, version and count, the same `n/m`, and different Message-IDs: programs take one of them, and you cannot know which. A patch that is sent again says `RESEND` or has a new version.",
  example: {
    wrong: "[PATCH v2 1/2] hwmon: (frost) Fix it\n[PATCH v2 1/2] hwmon: (frost) Really fix it",
    right: "[PATCH v2 1/2] hwmon: (frost) Fix it\n[PATCH v2 2/2] hwmon: (frost) Really fix it",
  },
  *checkDocument(context): Iterable<DocumentFinding> {
    for (const series of seriesAtHand(context)) {
      const seen = new Map<number, { readonly messageId: string | null; readonly title: string }>();
      const told = new Set<number>();
      for (const message of series.messages) {
        const index = message.tag.index ?? 0;
        const before = seen.get(index);
        if (before === undefined) seen.set(index, { messageId: message.messageId, title: message.tag.title });
        else if (before.messageId === null || before.messageId !== message.messageId) {
          told.add(index);
          yield {
            messageIndex: message.index,
            span: subjectSpan(message),
            message: `This series has ${index}/${series.total} twice${titleOf(before.title, message.tag.title)}: give each mail its own number, or a new version.`,
          };
        }
      }
      for (const { subject, messageId } of seriesElsewhere(series, context)) {
        const tag = parseSubject(subject);
        const index = tag.index ?? 0;
        const message = series.messages.find((one) => one.tag.index === index);
        if (message === undefined || told.has(index) || tag.isResend !== message.tag.isResend) continue;
        if (message.messageId === null || series.messages.some((one) => one.messageId === messageId))
          continue;
        told.add(index);
        yield {
          messageIndex: message.index,
          span: subjectSpan(message),
          message: `Other mail of this series has ${index}/${series.total}, too${titleOf(tag.title, message.tag.title)}: one of them is not meant.`,
        };
      }
    }
  },
};

const titleOf = (other: string, own: string): string =>
  other === own ? "" : `, the other is “${other.length > 60 ? `${other.slice(0, 60)}…` : other}”`;
