import { findField } from "../core/mail/header.js";
import { readPartHead } from "../core/mail/mime.js";
import type { Message } from "../core/model.js";

/** What the header says of the charset of a single-part text: lower case; null where it says nothing. */
export function toldCharset(text: string, { header }: Message): string | null {
  const field = findField(header, "content-type");
  if (!field || !/charset/i.test(text.slice(field.valueSpan.start, field.valueSpan.end))) return null;
  return readPartHead(text, header).charset;
}

/** Whether a charset is UTF-8, by any of its names. */
export const isUtf8 = (charset: string): boolean => /^(?:utf-?8|unicode-1-1-utf-8)$/.test(charset);
