import { decodeCharset } from "../core/mail/decodeCharset.js";
import { bodyText } from "../core/mail/gitText.js";
import type { Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import { isEncoded } from "./decodedMail.js";
import { openMessage, viewMessage } from "./decodedMessage.js";
import { type ReadableMessage, readableMessage } from "./readableMessage.js";

/**
 * One message as `git am` reads it (mailinfo.c): its parts' text one below the other, decoded, without anything that a view
 * adds; the log in Unicode, the patch's bytes as `gitText` keeps them. `bytes`: without separator and escapes of a mailbox.
 */
export async function applicableMessage(bytes: Uint8Array): Promise<ReadableMessage | null> {
  const readable = await readableMessage(bytes);
  return readable && (await applicableOf(readable, bytes));
}

/** The same of a message that was read already. */
export async function applicableOf(readable: ReadableMessage, bytes: Uint8Array): Promise<ReadableMessage> {
  const isDecoded = readable.isDecoded || isForMime(readable);
  const text = isDecoded
    ? (await viewMessage(openMessage(bytes), { isForGit: true })).text
    : plainText(bytes, readable.message.header.fields.length > 0);
  if (text === readable.document.lines.text) return readable;
  const { document } = parse(text);
  const message = document.messages[0];
  if (message === undefined) return readable;
  // The view has no separator: the commit stands only in the mail's own.
  return { document, message: { ...message, commit: readable.message.commit }, isDecoded };
}

/** A diff without a header, or the text of a page: nothing in it is a log. */
export function applicableDiff(bytes: Uint8Array): string {
  return plainText(bytes, false);
}

function plainText(bytes: Uint8Array, hasHeader: boolean): string {
  const start = hasHeader ? bodyStart(bytes) : 0;
  const header = start === 0 ? "" : decodeCharset(bytes.subarray(0, start), "").text;
  const body = bytes.subarray(start);
  const whole = bodyText(body, "", false).text;
  return (header.includes("\r") ? header.replace(/\r(?!\n)/g, " ") : header) + whole;
}

/** Behind the first empty line. */
function bodyStart(bytes: Uint8Array): number {
  for (let lf = bytes.indexOf(10); lf !== -1; lf = bytes.indexOf(10, lf + 1)) {
    const next = bytes[lf + 1] === 13 ? lf + 2 : lf + 1;
    if (bytes[next] === 10) return next + 1;
  }
  return bytes.length;
}

function isForMime({ document, message }: ReadableMessage): boolean {
  if (isEncoded(message) || message.isFlowed) return true;
  if (document.form !== "mail") return false;
  const type = contentType(document.lines.text, message);
  const charset = /charset="?([\w.:-]{1,40})/i.exec(type)?.[1]?.toLowerCase() ?? "us-ascii";
  return (
    /^\s*multipart\//i.test(type) || /format="?flowed/i.test(type) || !/^(?:us-ascii|utf-?8)$/.test(charset)
  );
}

function contentType(text: string, { header }: Message): string {
  const field = header.fields.find(({ name }) => name.toLowerCase() === "content-type");
  return field === undefined
    ? ""
    : text.slice(field.valueSpan.start, Math.min(field.valueSpan.end, field.valueSpan.start + 2000));
}
