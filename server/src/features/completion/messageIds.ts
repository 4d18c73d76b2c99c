import type { MessageSummary } from "../../threads/model.js";
import { archiveLink, isPrintableId } from "../archiveLinks.js";
import type { CompletionPlace } from "./place.js";
import type { CompletionSource, Offer } from "./source.js";
import { titleOf } from "./titles.js";

const maxOffers = 100;

/**
 * Names of mail at hand: ids in In-Reply-To and References, and the archive's URL behind `Closes:` and `Link:`, of mail that others sent. The
 * mail's own thread and versions of its patch come first.
 */
export const messageIds: CompletionSource = {
  offers(place) {
    const { zone, context, message } = place;
    const toText = textFor(place);
    if (toText === null || (zone.kind !== "headerValue" && zone.kind !== "trailerValue")) return null;
    const { start, end, typed } = token(place, zone.valueStart);
    const words = typed.toLowerCase().replace(/^</, "");
    const holds = (each: MessageSummary): boolean =>
      !each.isSynthetic &&
      each.messageId !== message.messageId &&
      isPrintableId(each.messageId) &&
      (words === "" || filterOf(each).toLowerCase().includes(words));
    const near = [message.messageId, ...message.inReplyTo, ...message.references]
      .flatMap((id) => (id === null ? [] : context.mail.thread(id)))
      .filter(holds);
    const newest = context.mail.newest?.(maxOffers * 2, holds) ?? [];
    const title = titleOf(message.subject);
    const sameTitle = newest.filter(({ subject }) => title !== "" && titleOf(subject) === title);
    const all = new Map<string, MessageSummary>();
    for (const each of [...near, ...sameTitle, ...newest])
      if (!all.has(each.messageId)) all.set(each.messageId, each);
    const offers = [...all.values()].slice(0, maxOffers).flatMap((each): Offer[] => {
      const text = toText(each);
      if (text === null || text === typed) return [];
      return [
        {
          label: each.subject === "" ? each.messageId : each.subject,
          text,
          start,
          end,
          filter: zone.kind === "headerValue" ? `<${filterOf(each)}` : `${text} ${filterOf(each)}`,
          detail: each.fromName || each.fromAddress,
          documentation: `<${each.messageId}>\n${each.fromName} <${each.fromAddress}>${dateOf(each)}`,
          kind: "message",
        },
      ];
    });
    return { offers, isWhole: all.size < maxOffers && newest.length < maxOffers };
  },
};

/** What stands for a message there; null: nothing is meant. */
function textFor({
  zone,
  message,
  context,
}: CompletionPlace): ((each: MessageSummary) => string | null) | null {
  if (zone.kind === "headerValue" && (zone.name === "in-reply-to" || zone.name === "references"))
    return ({ messageId }) => `<${messageId}>`;
  if (zone.kind !== "trailerValue") return null;
  if (zone.name === "message-id") return ({ messageId }) => `<${messageId}>`;
  if (zone.name !== "closes" && zone.name !== "link") return null;
  const own = message.author?.address.toLowerCase();
  // A link to one's own posting tells nothing.
  return ({ messageId, fromAddress }) =>
    fromAddress.toLowerCase() === own ? null : archiveLink(context.options.archiveUrl, messageId);
}

/** The id that is being written: from the last blank to the next one; of a trailer all of it. */
function token(
  { document, offset, lineEnd, zone }: CompletionPlace,
  valueStart: number,
): { start: number; end: number; typed: string } {
  const { text } = document;
  if (zone.kind === "trailerValue")
    return { start: valueStart, end: lineEnd, typed: text.slice(valueStart, offset) };
  let start = offset;
  while (start > valueStart && !/\s/.test(text[start - 1] ?? "")) start--;
  let end = offset;
  while (end < lineEnd && !/\s/.test(text[end] ?? "")) end++;
  return { start, end, typed: text.slice(start, offset) };
}

function filterOf({ messageId, subject, fromName, fromAddress }: MessageSummary): string {
  return `${messageId} ${subject} ${fromName} ${fromAddress}`.slice(0, 500);
}

function dateOf({ date }: MessageSummary): string {
  if (date === null || !Number.isFinite(date) || Math.abs(date) > 8e15) return "";
  return `, ${new Date(date).toISOString().slice(0, 10)}`;
}
