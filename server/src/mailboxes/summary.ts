import { parseAddresses } from "../core/mail/addresses.js";
import { parseDate } from "../core/mail/date.js";
import { decodeEncodedWords } from "../core/mail/encodedWords.js";
import { findField, messageIds, unfold } from "../core/mail/header.js";
import { listsOf } from "../core/mail/lists.js";
import type { MailDocument, Message } from "../core/model.js";
import type { MailFile, MessageSummary } from "../threads/model.js";
import { toldByOverview } from "../threads/overview.js";
import { createInterner, type Interner } from "./intern.js";
import { syntheticId } from "./syntheticId.js";

/** Message-IDs of one field that are kept: nobody's thread is deeper, and hostile mail must not fill the index. */
const maxIds = 1000;

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

/** A summary out of header fields alone. It holds nothing of the texts of `fields`. */
export function summaryOfFields(
  uri: string,
  index: number,
  line0: number,
  fields: RawFields,
  intern: Interner,
  place: { readonly start: number; readonly length: number },
): MessageSummary {
  const id = firstId(fields.messageId);
  const from = parseAddresses(fields.from, 0, fields.from.length)[0];
  const summary: MessageSummary = {
    uri,
    index,
    line0,
    messageId: intern.text(id ?? syntheticId(uri, index)),
    isSynthetic: id === null,
    inReplyTo: intern.list(ids(fields.inReplyTo)),
    references: intern.list(ids(fields.references)),
    subject: intern.text(oneLine(decodeEncodedWords(unfold(fields.subject)))),
    fromName: intern.text(from?.name ?? ""),
    fromAddress: intern.text(from?.address ?? ""),
    date: parseDate(fields.date),
    // Always there: objects of one shape are smaller.
    lists: listsIn(fields, intern),
    byteStart: place.start,
    byteLength: place.length,
  };
  return mayHaveAttachments(fields.contentType) ? { ...summary, mayHaveAttachments: true } : summary;
}

function listsIn(
  { listId, to, cc }: Pick<RawFields, "listId" | "to" | "cc">,
  intern: Interner,
): readonly string[] {
  return listId === "" && to === "" && cc === "" ? noLists : intern.group(listsOf(listId, to, cc));
}

const noLists: readonly string[] = [];

/** Two forms of one text are no attachments, nor is a text alone. */
function mayHaveAttachments(contentType: string): boolean {
  if (contentType === "") return false;
  const type = contentType.slice(0, 100).trimStart().toLowerCase();
  return /^[a-z]+\/[a-z]/.test(type) && !/^(?:text|multipart\/alternative)\b/.test(type);
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
  const intern = createInterner();
  for (const message of document.messages) {
    const summary = summaryOf(uri, document, message, intern);
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

/** `Archived-At: <https://…>` (RFC 5064 §2). */
function archivedAtOf(
  document: MailDocument,
  message: Message,
  intern: Interner,
): Pick<MessageSummary, "archivedAt"> {
  const value = valueOf(document, message, "archived-at").slice(0, longestUrl).trim();
  const url = value.startsWith("<") && value.endsWith(">") ? value.slice(1, -1) : value;
  return /^https?:\/\/[!-~]+$/.test(url) ? { archivedAt: intern.text(url) } : {};
}

const longestUrl = 1000;

/** The lines of the first field of that name, behind its colon; "" where there is none. */
function valueOf({ lines }: MailDocument, { header }: Message, name: string): string {
  const field = findField(header, name);
  if (field === null) return "";
  const texts: string[] = [];
  for (let line0 = field.startLine0; line0 < field.endLine0; line0++) texts.push(lines.lineText(line0));
  const text = texts.join("\n");
  return text.slice(text.indexOf(":") + 1);
}

function startOf(
  { lines }: MailDocument,
  { header, span }: Message,
): Pick<MessageSummary, "line0" | "character0"> {
  const { line, character } = lines.positionAt(header.fields.length > 0 ? header.span.start : span.start);
  return { line0: line, ...(character === 0 ? {} : { character0: character }) };
}

/** The model's texts are parts of the whole file's: a summary must not hold that. */
function summaryOf(uri: string, document: MailDocument, message: Message, intern: Interner): MessageSummary {
  return {
    uri,
    index: message.index,
    ...startOf(document, message),
    messageId: intern.text(message.messageId ?? syntheticId(uri, message.index)),
    isSynthetic: message.messageId === null,
    inReplyTo: intern.list(bounded(message.inReplyTo)),
    references: intern.list(bounded(message.references)),
    subject: intern.text(oneLine(message.subject)),
    fromName: intern.text(message.sender?.name ?? ""),
    fromAddress: intern.text(message.sender?.address ?? ""),
    date: message.date,
    ...(message.commit === null ? {} : { commit: intern.text(message.commit) }),
    lists: listsIn(
      {
        listId: valueOf(document, message, "list-id"),
        to: valueOf(document, message, "to"),
        cc: valueOf(document, message, "cc"),
      },
      intern,
    ),
    ...archivedAtOf(document, message, intern),
    ...(document.form === "mail" && mayHaveAttachments(contentTypeOf(document, message))
      ? { mayHaveAttachments: true }
      : {}),
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
