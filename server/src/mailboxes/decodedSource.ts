import { decodeCharset, decodeUtf16File, utf16MarkBytes } from "../core/mail/decodeCharset.js";
import { takeBackFromEscapes } from "../core/mail/decodeFromLines.js";
import { findField } from "../core/mail/header.js";
import { type FromEscape, separatorDialect } from "../core/mail/mboxSeparator.js";
import type { OffsetMap } from "../core/mail/offsetMap.js";
import type { DocumentForm, Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import { ownBytes } from "./giveOut.js";
import { createHeaderScan, type MessagePlace } from "./headerScan.js";

/** One message out of a file. */
export interface MessageInFile {
  /** Header and body, escapes of an mbox taken back. */
  readonly bytes: Uint8Array;
  /** Offset of the message's first byte in the file. */
  readonly fileStart: number;
  /** From `bytes` to the file's bytes behind `fileStart`; null where they are the same. */
  readonly map: OffsetMap | null;
  /** The text of a saved archive page, a thread view or a bare diff: there is nothing to decode in it. Else null. */
  readonly asItStands: string | null;
}

/** Bytes as one character each: offsets of this text are offsets of the bytes. */
export function bytesAsText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Where no header is found, up to here: saved pages are known by their text alone. */
const parsedPageBytes = 16 * 1024 * 1024;
/** The beginning of a file tells whether it is mail; a body need not be read for that. */
const tellingBytes = 64 * 1024;

/** Gives the message at `index` (0-based), as the parser and the index count them; null where there is none. */
export interface FindMessage {
  (index: number): MessageInFile | null;
  readonly count: number;
}

/** The message at `index` (0-based) of a file; null where there is none. */
export function messageInFile(fileBytes: Uint8Array, index: number): MessageInFile | null {
  return messagesInFile(fileBytes)(index);
}

/** All messages of a file; it is read once, and its bodies are not. */
export function messagesInFile(fileBytes: Uint8Array): FindMessage {
  const utf16 = decodeUtf16File(fileBytes.subarray(0, parsedPageBytes));
  if (utf16 !== null) return utf16Messages(fileBytes, utf16);
  const { form } = parse(bytesAsText(fileBytes.subarray(0, tellingBytes))).document;
  if (form !== "mail" && fileBytes.length <= parsedPageBytes) return parsedMessages(fileBytes);
  const scan = createHeaderScan("");
  scan.push(fileBytes);
  scan.end();
  const { places } = scan;
  if (places.length === 0) return parsedMessages(fileBytes.subarray(0, parsedPageBytes));
  const find = (index: number): MessageInFile | null => {
    const place = places[index];
    return place ? messageAt(fileBytes, place) : null;
  };
  return Object.assign(find, { count: places.length });
}

/** Those of a file in UTF-16, which some editor has saved: its text stands as it is, whatever the headers say of the mail that was sent. */
function utf16Messages(fileBytes: Uint8Array, text: string): FindMessage {
  const { messages } = parse(text).document;
  const find = (index: number): MessageInFile | null => {
    const message = messages[index];
    if (!message) return null;
    const { start, end } = message.span;
    const fileStart = utf16MarkBytes + 2 * start;
    const bytes = fileBytes.subarray(fileStart, utf16MarkBytes + 2 * end);
    return { bytes, fileStart, map: null, asItStands: text.slice(start, end) };
  };
  return Object.assign(find, { count: messages.length });
}

/** Those of a saved page, a thread view, a bare diff: there is nothing to decode in them. */
function parsedMessages(fileBytes: Uint8Array): FindMessage {
  const text = bytesAsText(fileBytes);
  const { document } = parse(text);
  const find = (index: number): MessageInFile | null => {
    const message = document.messages[index];
    return message ? parsedMessage(fileBytes, text, document.form, message) : null;
  };
  return Object.assign(find, { count: document.messages.length });
}

function parsedMessage(
  fileBytes: Uint8Array,
  text: string,
  form: DocumentForm,
  message: Message,
): MessageInFile {
  if (form !== "mail" || message.header.fields.length === 0) {
    const { start, end } = message.span;
    const bytes = fileBytes.subarray(start, end);
    return { bytes, fileStart: start, map: null, asItStands: decodeCharset(bytes, "").text };
  }
  const { start } = message.header.span;
  const dialect = dialectOf(text, message);
  return messageAt(fileBytes, {
    start,
    length: message.span.end - start,
    escape: dialect,
    hasEmptyLine: dialect !== "none",
    hasTrueLength: findField(message.header, "content-length") !== null,
    line0: message.header.startLine0,
    separatorLine0: message.startLine0,
  });
}

/** As giveOut.ts, and with the way back. */
function messageAt(fileBytes: Uint8Array, place: MessagePlace): MessageInFile {
  const { start: fileStart, length } = place;
  const { bytes, escape } = ownBytes(fileBytes.subarray(fileStart, fileStart + length), place);
  const taken = escape === "none" ? null : takeBackFromEscapes(bytes, escape === "mboxrd");
  return { bytes: taken?.bytes ?? bytes, fileStart, map: taken?.map ?? null, asItStands: null };
}

/** How `From ` lines of the text were kept apart from separators: as the message's own separator tells. */
function dialectOf(text: string, { separator }: Message): FromEscape {
  if (!separator) return "none";
  const dialect = separatorDialect(text, separator.start, separator.end);
  return dialect === "archive" ? "mboxrd" : dialect === "mail" ? "mboxo" : "none";
}
