import type { Message } from "../../core/model.js";
import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule } from "../rule.js";
import { seriesAtHand, seriesElsewhere } from "../seriesAtHand.js";
import { hasSameWords } from "../seriesParts.js";

/** b4: two mails of one series with the same number. */
export const duplicateIndex: DocumentRule = {
  scope: "document",
  id: "series.duplicate-index",
  received: "information",
  draft: "warning",
  description: "Two mails of one version of a series have the same number.",
  oracle: "b4 am: “Duplicate patch … found”",
  explanation:
    "Same sender, version and count, tied by what they answer (the cover letter, the first patch, the patch before), the same `n/m`, and different Message-IDs: programs take one of them, and you cannot know which. Two series of one sender in a thread are not meant. A patch that is sent again says `RESEND` or has a new version.",
  example: {
    wrong:
      "[PATCH v2 0/2] hwmon: (frost) Temperatures below zero\n[PATCH v2 1/2] hwmon: (frost) Fix it\n[PATCH v2 1/2] hwmon: (frost) Really fix it",
    right:
      "[PATCH v2 0/2] hwmon: (frost) Temperatures below zero\n[PATCH v2 1/2] hwmon: (frost) Fix it\n[PATCH v2 2/2] hwmon: (frost) Really fix it",
  },
  *checkDocument(context): Iterable<DocumentFinding> {
    for (const series of seriesAtHand(context)) {
      const seen = new Map<number, Message>();
      const told = new Set<number>();
      for (const message of series.messages) {
        const index = message.tag.index ?? 0;
        const before = seen.get(index);
        if (before === undefined) seen.set(index, message);
        else if (
          (before.messageId === null || before.messageId !== message.messageId) &&
          hasSameWords(before.tag, message.tag)
        ) {
          told.add(index);
          yield {
            messageIndex: message.index,
            span: subjectSpan(message),
            message: `This series has ${index}/${series.total} twice${titleOf(before.tag.title, message.tag.title)}: give each mail its own number, or a new version.`,
          };
        }
      }
      for (const { tag } of seriesElsewhere(series, context)) {
        const index = tag.index ?? 0;
        const message = seen.get(index);
        if (message === undefined || message.messageId === null || told.has(index)) continue;
        if (!hasSameWords(tag, message.tag)) continue;
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
