import type { Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import { isEncoded } from "./decodedMail.js";
import { openMessage, viewMessage } from "./decodedMessage.js";
import { type ReadableMessage, readableMessage } from "./readableMessage.js";

/**
 * One message as `git am` reads it (mailinfo.c): as `readableMessage`, and decoded also where only format=flowed, a charset or
 * parts keep its text from being what git takes. `bytes`: without separator and escapes of a mailbox.
 */
export async function applicableMessage(bytes: Uint8Array): Promise<ReadableMessage | null> {
  const readable = await readableMessage(bytes);
  if (readable === null || readable.isDecoded || !isForMime(readable)) return readable;
  const view = await viewMessage(openMessage(bytes), { maxShown: Number.POSITIVE_INFINITY });
  const { document } = parse(view.text);
  const message = document.messages[0];
  if (message === undefined) return readable;
  // The view has no separator: the commit stands only in the mail's own.
  return { document, message: { ...message, commit: readable.message.commit }, isDecoded: true };
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
