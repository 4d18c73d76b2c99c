import { parseAddresses } from "../core/mail/addresses.js";
import { parseDate } from "../core/mail/date.js";
import { decodeEncodedWords } from "../core/mail/encodedWords.js";
import { findField, messageIds, unfold } from "../core/mail/header.js";
import { listsOf } from "../core/mail/lists.js";
import type { MailDocument, Message } from "../core/model.js";
import type { MailFile, MessageSummary } from "../threads/model.js";
import { toldByOverview } from "../threads/overview.js";

/** Message-IDs of one field that are kept: nobody's thread is deeper, and hostile mail must not fill the index. */
const maxIds = 1000;

/**
 * An id for a message that has none: stable as long as the file keeps its name and the message its place. Of a Maildir's
 * file that is the name without its flags, wherever it lies: it must not change when the mail was read.
 */
export function syntheticId(uri: string, index: number): string {
  return `${stableUri(uri)}#${index}`;
}

/** `.../cur/1700000000.1.host:2,S` and `.../new/1700000000.1.host` are one mail (cr.yp.to/proto/maildir.html). */
function stableUri(uri: string): string {
  const slash = uri.lastIndexOf("/");
  const folder = uri.slice(Math.max(0, slash - 4), slash);
  if (folder !== "/cur" && folder !== "/new") return uri;
  const name = uri.slice(slash + 1).replace(/(?::|%3A)2(?:,|%2C)[A-Za-z]{0,20}$/i, "");
  return `${uri.slice(0, slash - 4)}/${name}`;
}

/** Raw values (folded, encoded, 8 bit decoded) of the header fields that a summary is made of; "" where there is none. */
export interface RawFields {
  readonly subject: string;
  readonly from: string;
  readonly date: string;
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: string;
  readonly contentType: string;
  readonly listId: string;
  readonly to: string;
  readonly cc: string;
}

/** A summary out of header fields alone. */
export function summaryOfFields(
  uri: string,
  index: number,
  line0: number,
  fields: RawFields,
  place: { readonly start: number; readonly length: number } | null = null,
): MessageSummary {
  const id = firstId(fields.messageId);
  const from = parseAddresses(fields.from, 0, fields.from.length)[0];
  return {
    uri,
    index,
    line0,
    messageId: id ?? syntheticId(uri, index),
    isSynthetic: id === null,
    inReplyTo: ids(fields.inReplyTo),
    references: ids(fields.references),
    subject: oneLine(decodeEncodedWords(unfold(fields.subject))),
    fromName: from?.name ?? "",
    fromAddress: from?.address ?? "",
    date: parseDate(fields.date),
    ...(place === null ? {} : { byteStart: place.start, byteLength: place.length }),
    ...partsHint(fields.contentType),
    ...listsHint(fields),
  };
}

function listsHint(fields: Pick<RawFields, "listId" | "to" | "cc">): { readonly lists?: readonly string[] } {
  const lists = listsOf(fields.listId, fields.to, fields.cc);
  return lists.length > 0 ? { lists } : {};
}

/** Two forms of one text are no attachments, nor is a text alone. */
function partsHint(contentType: string): { readonly mayHaveAttachments?: true } {
  const type = contentType.slice(0, 100).trimStart().toLowerCase();
  const hasParts = /^[a-z]+\/[a-z]/.test(type) && !/^(?:text|multipart\/alternative)\b/.test(type);
  return hasParts ? { mayHaveAttachments: true } : {};
}

function ids(value: string): readonly string[] {
  if (value === "") return [];
  return bounded(messageIds(value));
}

function bounded(ids: readonly string[]): readonly string[] {
  const all = ids.some(isPromptAnswer) ? ids.filter((id) => !isPromptAnswer(id)) : ids;
  return all.length <= maxIds ? all : [...all.slice(0, 1), ...all.slice(1 - maxIds)];
}

/**
 * `In-Reply-To: <yes>` stands in real mail: an answer to git send-email's question "Message-ID to be used as In-Reply-To
 * for the first email (if any)?". Taken for an id, it would make one thread of strangers' mail.
 */
function isPromptAnswer(id: string): boolean {
  return /^(?:y|yes|n|no)$/i.test(id);
}

function firstId(value: string): string | null {
  if (value === "") return null;
  const id = messageIds(value)[0] ?? value.trim();
  return id === "" ? null : id.slice(0, 1000);
}

function oneLine(text: string): string {
  return text.slice(0, 1000).replace(/\s+/g, " ").trim();
}

/**
 * What a parsed document gives to the threads. A text without any mail header (`git diff` in a file) gives nothing:
 * it is no mail.
 */
export function mailFileOf(uri: string, document: MailDocument): MailFile {
  if (document.form === "diff" || document.form === "binary" || document.form === "empty") return noMail;
  const messages: MessageSummary[] = [];
  const byIndex = new Map<number, MessageSummary>();
  for (const message of document.messages) {
    const summary = summaryOf(uri, document, message);
    if (!isNamed(summary)) continue;
    messages.push(summary);
    byIndex.set(message.index, summary);
  }
  return { messages, told: toldOf(document, byIndex) };
}

/** Whether there is anything to show of a message; a header of `Content-Type` alone is a part that stands by itself. */
export function isNamed(summary: MessageSummary): boolean {
  return (
    summary.subject !== "" || !summary.isSynthetic || summary.fromName !== "" || summary.fromAddress !== ""
  );
}

const noMail: MailFile = { messages: [], told: [] };

function contentTypeOf({ lines }: MailDocument, { header }: Message): string {
  const field = findField(header, "content-type");
  if (field === null) return "";
  const text = lines.lineText(field.startLine0);
  return (
    text.slice(text.indexOf(":") + 1) ||
    (field.endLine0 > field.startLine0 + 1 ? lines.lineText(field.startLine0 + 1) : "")
  );
}

/** The lines of the first field of that name, behind its colon; "" where there is none. */
function valueOf({ lines }: MailDocument, { header }: Message, name: string): string {
  const field = findField(header, name);
  if (field === null) return "";
  const texts: string[] = [];
  for (let line0 = field.startLine0; line0 < field.endLine0; line0++) texts.push(lines.lineText(line0));
  const text = texts.join("\n");
  return text.slice(text.indexOf(":") + 1);
}

function summaryOf(uri: string, document: MailDocument, message: Message): MessageSummary {
  return {
    uri,
    index: message.index,
    line0: message.header.fields.length > 0 ? message.header.startLine0 : message.startLine0,
    messageId: message.messageId ?? syntheticId(uri, message.index),
    isSynthetic: message.messageId === null,
    inReplyTo: bounded(message.inReplyTo),
    references: bounded(message.references),
    subject: oneLine(message.subject),
    fromName: message.sender?.name ?? "",
    fromAddress: message.sender?.address ?? "",
    date: message.date,
    ...partsHint(document.form === "mail" ? contentTypeOf(document, message) : ""),
    ...listsHint({
      listId: valueOf(document, message, "list-id"),
      to: valueOf(document, message, "to"),
      cc: valueOf(document, message, "cc"),
    }),
  };
}

function toldOf(document: MailDocument, byIndex: ReadonlyMap<number, MessageSummary>): MailFile["told"] {
  return document.messages.flatMap(({ overview }) => {
    if (overview === null) return [];
    const messageOf = new Map<number, MessageSummary>();
    for (const [at, { messageIndex }] of overview.entries.entries()) {
      const summary = messageIndex === null ? undefined : byIndex.get(messageIndex);
      if (summary !== undefined) messageOf.set(at, summary);
    }
    return toldByOverview(overview, messageOf);
  });
}
