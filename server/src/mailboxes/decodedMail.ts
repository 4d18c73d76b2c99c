import type { DecodedAttachment, DecodedMail } from "../adapters/decodeMail.js";
import { decodeBytes } from "../core/mail/encodedWords.js";
import { fieldText, findField } from "../core/mail/header.js";
import type { Message } from "../core/model.js";

const SHOWN = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"];
/** A name that lies: control characters and brackets would end the separator line. */
const UNSAFE_NAME = /[\p{Cc}\p{Cf}[\]]/gu;

/** Whether a message cannot be read as it stands on disk. */
export function isEncoded(message: Message): boolean {
  return message.encoding !== "identity" || message.attachments.some((part) => part.encoding !== "identity");
}

/**
 * The text of the decoded view: main headers with encoded words decoded, the body, then each attachment under separator
 * lines as public-inbox writes them; text and patches in place, others as the separator alone. `text` is the document
 * that `message` was parsed from.
 */
export function composeDecoded(text: string, message: Message, mail: DecodedMail): string {
  const rows: string[] = [];
  for (const name of SHOWN) {
    const field = findField(message.header, name);
    if (field) rows.push(`${name}: ${fieldText(text, field)}`);
  }
  rows.push("", withLf(mail.text).trimEnd());
  for (const [at, attachment] of mail.attachments.entries()) {
    const { contentType, bytes } = attachment;
    rows.push("", `[-- Attachment #${at + 2}: ${attachment.name.replace(UNSAFE_NAME, "_")} --]`);
    rows.push(`[-- Type: ${contentType.replace(UNSAFE_NAME, "_")}, Size: ${bytes.length} bytes --]`, "");
    if (isReadable(attachment)) rows.push(withLf(decodeBytes(bytes, "utf-8")).replace(/\n$/, ""));
  }
  return `${rows.join("\n")}\n`;
}

function isReadable({ contentType, name, bytes }: DecodedAttachment): boolean {
  if (bytes.includes(0)) return false;
  return (
    contentType.startsWith("text/") ||
    /\.(?:patch|diff|txt|eml|mbox)$/i.test(name) ||
    /patch|diff/.test(contentType)
  );
}

const withLf = (text: string): string => text.replaceAll("\r\n", "\n");
