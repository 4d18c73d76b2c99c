import { readPartHead } from "../core/mail/mime.js";
import type { Message } from "../core/model.js";
import type { ParsedDocument } from "./feature.js";

/** Text of one block that is looked at: a part's header is a few lines. */
const maxHeader = 4000;
/** Charsets whose ASCII bytes mean other characters. In any other one only bytes above ASCII are lost to an editor. */
const statefulCharset = /^(?:iso-2022-|hz|utf-?7|utf-?16|utf-?32|unicode-1-1)/;
const plainPart = /^content-type:[ \t]*text\/plain\b/im;
const htmlPart = /^content-type:[ \t]*text\/html\b/im;

/**
 * In what form the text of a message is that an editor cannot show: `quoted-printable`, `base64`, the name of a charset,
 * or `HTML`, where there is no other text; null: it can be read as it stands. `text` is the document's, as the editor
 * has read it: bytes that were no UTF-8 are replacement characters there.
 */
export function encodedAs(text: string, message: Message): string | null {
  if (message.header.fields.length === 0) return null;
  if (message.encoding === "mixed") return encodingOfParts(message);
  if (message.encoding !== "identity") return message.encoding;
  const { contentType, charset } = readPartHead(text, message.header);
  if (contentType === "text/html") return "HTML";
  if (contentType.startsWith("multipart/")) return formOfParts(text, message);
  if (!contentType.startsWith("text/")) return null;
  const { start, end } = message.body;
  const isReplaced = text.slice(start, end).includes("\ufffd");
  return isReplaced || statefulCharset.test(charset) ? charset : null;
}

function encodingOfParts({ attachments }: Message): string {
  return attachments.find(({ encoding }) => encoding !== "identity")?.encoding ?? "quoted-printable";
}

function formOfParts(text: string, { blocks, body }: Message): string | null {
  let hasHtml = false;
  for (const { kind, span } of blocks) {
    if (kind !== "partHeader") continue;
    const header = text.slice(span.start, Math.min(span.end, span.start + maxHeader));
    if (plainPart.test(header))
      return text.slice(body.start, body.end).includes("\ufffd") ? "another charset" : null;
    hasHtml ||= htmlPart.test(header);
  }
  return hasHtml ? "HTML" : null;
}

/** Whether a client can show a document's messages decoded: files, and raw mail of a mailbox; a decoded view is read already. */
export function hasDecodedView({ uri, model }: ParsedDocument): boolean {
  return model.form === "mail" && /^(?:file:|patch-mail:\/message\/)/.test(uri);
}

/** What keeps a message from being read, and the way out. `form` is from `encodedAs`, `what` is what the decoded view shows. */
export function encodedSentence(form: string, what: string): string {
  if (form === "encrypted") return "This message is encrypted: Patch Mail does not open it.";
  const is = form === "HTML" ? "holds HTML" : `is encoded (${form})`;
  return `This message ${is}: “Open Decoded Message” (Ctrl+K G) shows ${what}.`;
}
