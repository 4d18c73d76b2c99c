import { findField } from "../core/mail/header.js";
import { readPartHead } from "../core/mail/mime.js";
import type { Message } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import type { ParsedDocument } from "./feature.js";

/** Text of one block that is looked at: a part's header is a few lines. */
const maxHeader = 4000;
/** Text of messages within the message that is looked at. */
const maxNested = 1_000_000;
/** Charsets whose ASCII bytes mean other characters. In any other one only bytes above ASCII are lost to an editor. */
const statefulCharset = /^(?:iso-2022-|hz|utf-?7|utf-?16|utf-?32|unicode-1-1)/;
const htmlPart = /^content-type:[ \t]*text\/html\b/im;
const encryptedPart = /^content-type:[ \t]*multipart\/encrypted\b/im;
const messagePart = /^content-type:[ \t]*message\/(?:rfc822|global)\b/im;
const attachedPart = /^content-disposition:[ \t]*attachment\b/im;
const flowedPart = /format[ \t]*=[ \t]*"?flowed/i;
const transferEncoding = /^content-transfer-encoding:[ \t]*(quoted-printable|base64)\b/im;

/**
 * Why the raw text of a message is not what one reads: `quoted-printable`, `base64`, the name of a charset, `HTML`,
 * `format=flowed` with lines that are to be joined, `encrypted`; null: it reads as it stands. Encoded words of a header
 * and attachments that are no text are no reason. `text` is the document's, as the editor has read it: bytes that were
 * no UTF-8 are replacement characters there.
 */
export function encodedAs(text: string, message: Message): string | null {
  const { header, body, encoding } = message;
  if (header.fields.length === 0) return null;
  const { contentType, charset } = readPartHead(text, header);
  const parts = contentType.startsWith("multipart/") ? partsOf(text, message) : [];
  if (contentType === "multipart/encrypted" || parts.some(({ head }) => encryptedPart.test(head)))
    return "encrypted";
  if (encoding === "mixed") return encodingOfParts(message);
  if (encoding !== "identity") return encoding;
  if (contentType === "text/html") return "HTML";
  if (contentType.startsWith("multipart/")) return formOfParts(text, message, parts);
  if (contentType.startsWith("message/")) return encodingIn(text, body);
  if (!contentType.startsWith("text/")) return null;
  if (message.isFlowed && hasSoftBreak(text, body)) return "format=flowed";
  if (statefulCharset.test(charset)) return charset;
  const isReplaced = text.slice(body.start, body.end).includes("\ufffd");
  // What is no UTF-8 in a patch that says UTF-8, or that git has written, is a changed file's: it reads the same decoded.
  const isTold = findField(header, "content-type") !== null;
  const isOfFiles = message.files.length > 0 && (isTold ? /^utf-?8$/.test(charset) : message.commit !== null);
  return isReplaced && !isOfFiles ? charset : null;
}

function encodingOfParts({ attachments }: Message): string {
  return attachments.find(({ encoding }) => encoding !== "identity")?.encoding ?? "quoted-printable";
}

interface Part {
  readonly head: string;
  readonly content: Span;
}

function partsOf(text: string, { blocks, body }: Message): Part[] {
  const parts: Part[] = [];
  let partEnd = body.end;
  for (const { kind, span } of blocks.toReversed()) {
    if (kind === "partSeparator") partEnd = span.start;
    else if (kind === "partHeader") {
      const { start, end } = span;
      const head = text.slice(start, Math.min(end, start + maxHeader));
      parts.push({ head, content: { start: end, end: partEnd } });
    }
  }
  return parts.reverse();
}

function formOfParts(text: string, message: Message, parts: readonly Part[]): string | null {
  const { body } = message;
  if (parts.some(({ head }) => htmlPart.test(head) && !attachedPart.test(head))) return "HTML";
  const isDigest = readPartHead(text, message.header).contentType === "multipart/digest";
  const nested = isDigest
    ? encodingIn(text, body)
    : parts.reduce<string | null>(
        (found, { head, content }) => found ?? (messagePart.test(head) ? encodingIn(text, content) : null),
        null,
      );
  if (nested !== null) return nested;
  if (parts.some(({ head, content }) => flowedPart.test(head) && hasSoftBreak(text, content)))
    return "format=flowed";
  return text.slice(body.start, body.end).includes("\ufffd") ? "another charset" : null;
}

/** The transfer encoding of a message within the message, or of one of its parts; null where there is none. */
function encodingIn(text: string, { start, end }: Span): string | null {
  const nested = text.slice(start, Math.min(end, start + maxNested));
  return transferEncoding.exec(nested)?.[1]?.toLowerCase() ?? null;
}

/** Whether a line ends in the blank that joins it to the next one (RFC 3676 §4.1), and that one has words of the same quote depth. */
function hasSoftBreak(text: string, { start, end }: Span): boolean {
  let openDepth = -1;
  for (let at = start; at < end; ) {
    const found = text.indexOf("\n", at);
    const next = found === -1 || found >= end ? end : found + 1;
    const lineEnd = next - (text.charAt(next - 1) === "\n" ? (text.charAt(next - 2) === "\r" ? 2 : 1) : 0);
    let content = at;
    while (content < lineEnd && text.charAt(content) === ">") content++;
    const depth = content - at;
    const line = text.slice(content, lineEnd);
    const isSignature = line === "-- " || line === " -- ";
    const hasWords = !isSignature && line.trim() !== "";
    if (hasWords && openDepth === depth && !(depth > 0 && /^ ?>/.test(line))) return true;
    openDepth = hasWords && line.endsWith(" ") ? depth : -1;
    at = next;
  }
  return false;
}

/** Whether a client can show a document's messages decoded: files, and raw mail of a mailbox; a decoded view is read already. */
export function hasDecodedView({ uri, model }: ParsedDocument): boolean {
  return model.form === "mail" && /^(?:file:|patch-mail:\/message\/)/.test(uri);
}

/** What keeps a message from being read, and the way out. `form` is from `encodedAs`, `what` is what the decoded view shows. */
export function encodedSentence(form: string, what: string): string {
  if (form === "encrypted") return "This message is encrypted: Patch Mail does not open it.";
  const is = form === "HTML" ? "holds HTML" : `is encoded (${form})`;
  return `This message ${is}: “Open Decoded Message” shows ${what}.`;
}
