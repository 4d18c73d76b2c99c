import { findField } from "../../core/mail/header.js";
import type { Message } from "../../core/model.js";
import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule, DocumentRuleContext } from "../rule.js";

/** A mail that is answered and is not at hand, although others of the thread are. */
export const parentMissing: DocumentRule = {
  scope: "document",
  id: "thread.parent-missing",
  received: "hint",
  draft: "off",
  description: "The mail that a message answers is not at hand, although others of its thread are.",
  oracle: "ours",
  explanation:
    "Reported once for each mail that is missing, at the first message that answers it, and only where other mail of the thread is known, from the same file or from the other mail that is open: a lone `.eml` is no fault. A thread is read with its gaps; the archive has the rest.",
  example: {
    wrong:
      "Message-ID: <1@example.org>\n…\nMessage-ID: <3@example.org>\nIn-Reply-To: <2@example.org>\nReferences: <1@example.org> <2@example.org>",
    right:
      "Message-ID: <1@example.org>\n…\nMessage-ID: <2@example.org>\nIn-Reply-To: <1@example.org>\n…\nMessage-ID: <3@example.org>\nIn-Reply-To: <2@example.org>",
  },
  *checkDocument(context): Iterable<DocumentFinding> {
    const { messages } = context.document.model;
    const here = new Set<string>();
    for (const { messageId } of messages) if (messageId !== null) here.add(messageId);
    const speakers = countSpeakers(messages);
    const told = new Set<string>();
    for (const message of messages) {
      // What git format-patch has written refers to a cover letter that stands in a file of its own.
      if (message.commit !== null) continue;
      const parent = message.inReplyTo[0] ?? message.references.at(-1);
      if (parent === undefined || !isMailId(parent) || here.has(parent) || told.has(parent)) continue;
      if (!hasMates(message, speakers, here) && !hasMatesElsewhere(message, parent, context)) continue;
      if (isElsewhere(message, parent, context)) continue;
      told.add(parent);
      const field = findField(message.header, "in-reply-to") ?? findField(message.header, "references");
      yield {
        messageIndex: message.index,
        span: field?.valueSpan ?? subjectSpan(message),
        message: `The mail that this one answers, <${parent.slice(0, 100)}>, is not at hand, neither in this file nor in other mail that is open.`,
      };
    }
  },
};

/** Not what somebody typed into the field, nor what Gmane made of an id. */
const isMailId = (id: string): boolean => id.includes("@") && !id.endsWith("@public.gmane.org");

const idsOf = (message: Message): ReadonlySet<string> =>
  new Set([...message.references.slice(0, 100), ...message.inReplyTo.slice(0, 5)]);

/** How many messages of the document name each id as an ancestor. */
function countSpeakers(messages: readonly Message[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const message of messages) for (const id of idsOf(message)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function hasMates(
  message: Message,
  speakers: ReadonlyMap<string, number>,
  here: ReadonlySet<string>,
): boolean {
  if (message.messageId !== null && (speakers.get(message.messageId) ?? 0) > 0) return true;
  for (const id of idsOf(message)) if (here.has(id) || (speakers.get(id) ?? 0) > 1) return true;
  return false;
}

function hasMatesElsewhere(message: Message, parent: string, context: DocumentRuleContext): boolean {
  const id = message.messageId ?? parent;
  return context.thread(id).some(({ messageId }) => messageId !== message.messageId);
}

function isElsewhere(message: Message, parent: string, context: DocumentRuleContext): boolean {
  const id = message.messageId ?? parent;
  return context.thread(id).some(({ messageId }) => messageId === parent);
}
