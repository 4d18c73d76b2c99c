import type { FinderQuestion, GoTo } from "../../features/finder.js";
import { isMailStoreError } from "../../mailboxes/mailStore.js";
import type { ReadableMessage } from "../../mailboxes/readableMessage.js";
import type { MessageSummary } from "../../threads/model.js";
import { originIn, type QuotedOrigin, type QuotedText, quotedTextAt } from "../../threads/quotedOrigin.js";
import { readMail } from "../seriesMail.js";
import { type FinderParts, messageHere, nowhere, summaryHere, targetOf } from "./parts.js";

/** Messages above a reply that are read for one question. */
const maxRead = 12;

export interface FoundOrigin extends QuotedOrigin {
  readonly summary: MessageSummary;
  readonly mail: ReadableMessage;
}

/** The line of the message that wrote the quoted line at a place. */
export async function originOf(parts: FinderParts, question: FinderQuestion): Promise<GoTo> {
  const { document, position } = question;
  const { lines } = document.model;
  const message = messageHere(question);
  if (message === null || lines.depth(position.line) === 0) return nowhere();
  const origin = lines.rangeOf({
    start: lines.contentStart(position.line),
    end: lines.contentEnd(position.line),
  });
  const found = await findOrigin(parts, question);
  if (found === null) {
    const isAtHand = ancestors(parts, question).length > 0;
    return {
      ...nowhere(
        isAtHand ? "The quoted line is not in the mail above it." : "The mail that is quoted is not at hand.",
      ),
      origin,
    };
  }
  const { summary, mail, line0, depth } = found;
  const target = targetOf(parts, summary, line0 - mail.message.header.startLine0, mail.isDecoded);
  const note = depth === 0 ? null : "The mail that wrote this is not at hand: this one quotes it, too.";
  return { origin, places: [{ kind: "mail", target }], note };
}

/** The same, with the text that holds it; null where none is found. */
export async function findOrigin(parts: FinderParts, question: FinderQuestion): Promise<FoundOrigin | null> {
  const message = messageHere(question);
  const quoted = message && quotedTextAt(question.document.model.lines, message, question.position.line);
  if (quoted === null || quoted === undefined) return null;
  let best: FoundOrigin | null = null;
  for (const summary of inOrder(ancestors(parts, question), quoted)) {
    if (question.token.isCancellationRequested) return null;
    const mail = await read(parts, summary, question);
    const found = mail && originIn(mail.document, mail.message, quoted);
    if (mail === null || found === null) continue;
    if (best === null || isBetter(found, best)) best = { ...found, summary, mail };
    // Its writer, and the lines around it agree.
    if (best.depth === 0 && best.score > 1) break;
  }
  return best;
}

const isBetter = (one: QuotedOrigin, other: QuotedOrigin): boolean =>
  one.depth === other.depth ? one.score > other.score : one.depth < other.depth;

async function read(
  { services }: FinderParts,
  summary: MessageSummary,
  question: FinderQuestion,
): Promise<ReadableMessage | null> {
  try {
    return await readMail(services, summary, question.token);
  } catch (error) {
    if (isMailStoreError(error)) return null;
    throw error;
  }
}

/** The mail above, nearest first: by In-Reply-To and References, of those that are not at hand the thread's. */
export function ancestors(parts: FinderParts, question: FinderQuestion): MessageSummary[] {
  const { mail } = parts.services;
  const own = summaryHere(parts, question);
  const message = messageHere(question);
  const found = new Set<MessageSummary>();
  const ids = new Set<string>();
  const add = (id: string): MessageSummary | undefined => {
    ids.add(id);
    const summary = mail.byMessageId(id)[0];
    if (summary !== undefined && summary !== own && found.size < maxRead) found.add(summary);
    return summary;
  };
  let [next] = [...(message?.inReplyTo ?? []), ...(own?.inReplyTo ?? [])];
  const references = [...(message?.references ?? []), ...(own?.references ?? [])];
  next ??= references.at(-1);
  while (next !== undefined && !ids.has(next) && found.size < maxRead) {
    const summary: MessageSummary | undefined = add(next);
    next = summary?.inReplyTo[0] ?? summary?.references.at(-1);
  }
  for (const id of references.toReversed()) if (!ids.has(id) && found.size < maxRead) add(id);
  // A reply without ids, placed by its subject.
  const entry = own === undefined ? undefined : mail.forest().entryOf(own);
  for (const { node } of entry === undefined ? [] : mail.forest().pathTo(entry).toReversed())
    if (node.message !== null && node.message !== own && found.size < maxRead) found.add(node.message);
  return [...found];
}

/** The mail that wrote text of this depth by its distance first, then the nearest. */
function inOrder(found: readonly MessageSummary[], { depth }: QuotedText): readonly MessageSummary[] {
  const likely = found[depth - 1];
  return likely === undefined ? found : [likely, ...found.filter((one) => one !== likely)];
}
