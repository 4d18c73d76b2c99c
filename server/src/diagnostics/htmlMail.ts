import { findField } from "../core/mail/header.js";
import { readPartHead } from "../core/mail/mime.js";
import type { Message } from "../core/model.js";

/** Text of a part's header that is looked at. */
const PART_HEADER_LENGTH = 4096;

/** Whether a mail has HTML and no text that is read without it. */
export function isHtmlOnly(text: string, message: Message): boolean {
  if (findField(message.header, "content-type") === null) return false;
  const { contentType } = readPartHead(text, message.header);
  if (contentType === "text/html") return true;
  if (!contentType.startsWith("multipart/") || contentType === "multipart/encrypted") return false;
  let hasHtml = false;
  for (const { kind, span } of message.blocks) {
    if (kind !== "partHeader") continue;
    const head = text.slice(span.start, Math.min(span.end, span.start + PART_HEADER_LENGTH));
    const type = /^content-type:[ \t]*"?([\w.+-]{1,60}\/[\w.+-]{1,60})/im.exec(head)?.[1]?.toLowerCase();
    if (type === "text/html") hasHtml ||= !/^content-disposition:[ \t]*attachment\b/im.test(head);
    else if (type === undefined || type.startsWith("text/") || type.startsWith("message/")) return false;
  }
  return hasHtml;
}
