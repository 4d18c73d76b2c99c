import { hunkAt, messageAt } from "../../core/lookup.js";
import { parseAddresses } from "../../core/mail/addresses.js";
import { LineKind, type Mailbox } from "../../core/model.js";
import type { FinderQuestion, GoTo, GoToPlace } from "../../features/finder.js";
import { fieldAt } from "../../features/locate.js";
import { messageIdAt } from "../../features/messageIds.js";
import type { MessageSummary } from "../../threads/model.js";
import { lineReferences, type PatchLine } from "./lineReferences.js";
import { findOrigin } from "./origin.js";
import { type FinderParts, messageHere, nowhere, summaryHere, targetOf } from "./parts.js";
import { subjectLines } from "./subjectLines.js";

/** Messages of one answer. */
const maxMessages = 1000;

/** What refers to the thing at a place: a person's messages, replies to a Message-ID, comments on a line of a patch. */
export async function referencesAt(
  parts: FinderParts,
  question: FinderQuestion,
  withOwn: boolean,
): Promise<GoTo> {
  const { document, position } = question;
  const { model, text } = document;
  const offset = model.lines.offsetAt(position);
  const message = messageHere(question);
  if (message === null) return nowhere();
  const person = personAt(question, offset);
  if (person !== null)
    return places(parts, messagesOf(parts, person), "No message of this person is at hand.", question);
  const id = messageIdAt(message, text, model.lines, offset);
  if (id !== null)
    return places(parts, answersTo(parts, id.id, withOwn), "No reply to it is at hand.", question);
  const line = await patchLine(parts, question);
  if (line === null) return nowhere("This is no line of a patch, no person and no Message-ID.");
  const found = await lineReferences(parts, line, withOwn, question.token);
  return found.length > 0
    ? { origin: null, places: found, note: null }
    : nowhere("Nobody at hand has commented on this line.");
}

/** Each message once, the newest first, at its subject. */
async function places(
  parts: FinderParts,
  found: readonly MessageSummary[],
  none: string,
  { token }: FinderQuestion,
): Promise<GoTo> {
  const messages = withoutCopies(found)
    .sort((a, b) => (b.date ?? 0) - (a.date ?? 0))
    .slice(0, maxMessages);
  const lines = await subjectLines(parts.services, messages, token);
  const all = messages.map(
    (summary, at): GoToPlace => ({ kind: "mail", target: targetOf(parts, summary, lines[at] ?? 0, false) }),
  );
  return { origin: null, places: all, note: all.length > 0 ? null : none };
}

function withoutCopies(messages: readonly MessageSummary[]): MessageSummary[] {
  const ids = new Set<string>();
  return messages.filter(({ messageId, isSynthetic }) => {
    if (isSynthetic) return true;
    if (ids.has(messageId)) return false;
    ids.add(messageId);
    return true;
  });
}

/** The address, in lower case, of the person at an offset of an address field or a trailer. */
function personAt({ document }: FinderQuestion, offset: number): string | null {
  const { model, text } = document;
  const message = messageAt(model, offset);
  if (message === null) return null;
  const line0 = model.lines.lineAt(offset);
  const field = fieldAt(message, line0);
  const trailer = message.trailers.find((one) => one.line0 <= line0 && line0 < one.endLine0);
  const span = field?.valueKind === "addresses" ? field.valueSpan : trailer?.valueSpan;
  if (span === undefined) return null;
  const all = parseAddresses(text, span.start, Math.min(span.end, span.start + maxField)).filter(isPerson);
  const under = all.find((one) => offset >= one.span.start && offset <= one.span.end);
  // On the name of a field or trailer that has one person.
  const only = all.length === 1 ? all[0] : undefined;
  return (under ?? only)?.address.toLowerCase() ?? null;
}

const maxField = 100_000;
const isPerson = ({ address }: Mailbox): boolean => /^[^\s@<>]{1,200}@[^\s@<>]{1,200}$/.test(address);

function messagesOf({ services: { mail } }: FinderParts, address: string): MessageSummary[] {
  const found: MessageSummary[] = [];
  for (const uri of mail.uris())
    for (const message of mail.messagesOf(uri))
      if (message.fromAddress.toLowerCase() === address) found.push(message);
  return found;
}

/** Replies, and mail that has the id among its references. */
function answersTo({ services: { mail } }: FinderParts, id: string, withOwn: boolean): MessageSummary[] {
  const own = withOwn ? mail.byMessageId(id) : [];
  const found = [...own];
  for (const uri of mail.uris())
    for (const message of mail.messagesOf(uri))
      if (message.inReplyTo.includes(id) || message.references.includes(id)) found.push(message);
  return found;
}

/** The line of a patch at a place: its own, or the one that a quoted line repeats. */
async function patchLine(parts: FinderParts, question: FinderQuestion): Promise<PatchLine | null> {
  const { document, position } = question;
  const { model } = document;
  const { lines } = model;
  const message = messageHere(question);
  if (message === null) return null;
  if (lines.depth(position.line) > 0) {
    const found = await findOrigin(parts, question);
    if (found === null || found.depth > 0) return null;
    const { summary, mail, line0 } = found;
    return patchLineOf(summary, mail.document.lines, line0, mail.message.header.startLine0);
  }
  const kind = lines.kind(position.line);
  const isOfDiff = kind >= LineKind.hunkHeader && kind <= LineKind.noNewline;
  const summary = summaryHere(parts, question);
  if (!isOfDiff || summary === undefined || hunkAt(model, message, position.line) === null) return null;
  return patchLineOf(summary, lines, position.line, message.header.startLine0);
}

const patchLineOf = (
  summary: MessageSummary,
  lines: PatchLine["lines"],
  line0: number,
  base: number,
): PatchLine => ({ summary, lines, line0, lineInMessage: line0 - base });
