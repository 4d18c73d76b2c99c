import { decodeBytes } from "../core/mail/encodedWords.js";
import { fieldColon } from "../core/mail/header.js";
import { separatorDialect } from "../core/mail/mbox.js";
import type { MessageSummary } from "../threads/model.js";
import { type RawFields, summaryOfFields } from "./summary.js";

/** Finds the messages of a mailbox, chunk by chunk, looking at header blocks only. */
export interface HeaderScan {
  /** The next bytes of the file; they may end anywhere. */
  push(chunk: Uint8Array): void;
  /** After the last chunk: all messages, in order. */
  end(): readonly MessageSummary[];
}

/** Bytes of one header field that are kept; what is longer is cut. */
const maxFieldBytes = 64 * 1024;
/** Lines of one header block; behind them stands no header. */
const maxHeaderLines = 5000;

const fieldNames: ReadonlyMap<string, keyof RawFields> = new Map([
  ["subject", "subject"],
  ["from", "from"],
  ["date", "date"],
  ["message-id", "messageId"],
  ["in-reply-to", "inReplyTo"],
  ["references", "references"],
]);

const wantedLengths: ReadonlySet<number> = new Set([...fieldNames.keys()].map((name) => name.length));

interface Mutable {
  line0: number;
  readonly fields: { -readonly [Name in keyof RawFields]: string };
  isAnything: boolean;
}

/**
 * A scan for mailboxes that are too large to parse whole: it finds the same messages, and knows of them what their
 * header says. Lines are counted as editors do: LF, CRLF and a lone CR end one. Memory: the summaries, and one line.
 */
export function createHeaderScan(uri: string): HeaderScan {
  const messages: MessageSummary[] = [];
  let state: "start" | "header" | "body" = "start";
  let isAfterBlank = true;
  let dialect: ReturnType<typeof separatorDialect> = null;
  let firstSender = "";
  let isSeparatorPending = false;
  let line0 = 0;
  let headerLines = 0;
  let current: Mutable | null = null;
  let field: keyof RawFields | null = null;
  let value = "";
  /** Beginning of a line whose end has not come. */
  let carry: Uint8Array = new Uint8Array(0);
  /** The rest of a line that is longer than `maxFieldBytes` is passed over, its lone CRs counted. */
  let isInLongLine = false;
  let longLineCrs = 0;
  let longLineLast = 0;

  const closeField = (): void => {
    // The first of its name counts, as everywhere in mail.
    if (current && field !== null && current.fields[field] === "") current.fields[field] = value;
    field = null;
    value = "";
  };
  const closeMessage = (): void => {
    closeField();
    if (current?.isAnything)
      messages.push(summaryOfFields(uri, messages.length, current.line0, current.fields));
    current = null;
  };
  const openMessage = (atLine0: number): void => {
    closeMessage();
    state = "header";
    headerLines = 0;
    current = {
      line0: atLine0,
      fields: { subject: "", from: "", date: "", messageId: "", inReplyTo: "", references: "" },
      isAnything: false,
    };
  };
  const endHeader = (): void => {
    closeField();
    state = "body";
  };
  const headerLine = (bytes: Uint8Array): void => {
    headerLines++;
    if (bytes.length === 0 || headerLines > maxHeaderLines) return endHeader();
    if (bytes[0] === 0x20 || bytes[0] === 0x09) {
      if (field !== null && value.length < maxFieldBytes) value += `\n${lineText(bytes)}`;
      return;
    }
    closeField();
    const nameLength = plainNameLength(bytes);
    if (nameLength > 0 && !wantedLengths.has(nameLength)) {
      // Most lines of a header are Received: and the like: not worth a string.
      if (current) current.isAnything = true;
      return;
    }
    const text = lineText(bytes);
    const colon = fieldColon(text, 0, text.length);
    if (colon === -1) return endHeader();
    if (current) current.isAnything = true;
    field = fieldNames.get(text.slice(0, colon).trimEnd().toLowerCase()) ?? null;
    if (field !== null) value = text.slice(colon + 1);
  };
  /** `bytes` is the line without its line end, at most `maxFieldBytes` of it. */
  const line = (bytes: Uint8Array): void => {
    if (isSeparatorPending) {
      isSeparatorPending = false;
      // A separator has a header field below it; else it was a line of the text.
      if (startsHeader(bytes)) openMessage(line0);
    }
    if (bytes[0] === 0x46 && isSeparator(bytes)) {
      isSeparatorPending = true;
      if (state === "start") {
        openMessage(line0 + 1);
        isSeparatorPending = false;
      }
    } else if (state === "start" && bytes.length > 0) {
      openMessage(line0);
      headerLine(bytes);
    } else if (state === "header" && !(headerLines === 0 && bytes[0] === 0x3e)) headerLine(bytes);
    isAfterBlank = bytes.length === 0;
  };
  /** The same rule as core/mail/mbox.ts: separators are of the dialect (for archives: the sender) of the first one. */
  const isSeparator = (bytes: Uint8Array): boolean => {
    if (bytes[1] !== 0x72 || bytes[2] !== 0x6f || bytes[3] !== 0x6d || bytes[4] !== 0x20) return false;
    if (state !== "start" && (dialect === null || (dialect !== "git" && !isAfterBlank))) return false;
    const text = lineText(bytes.subarray(0, 1001));
    const found = separatorDialect(text, 0, text.length);
    if (found === null) return false;
    const sender = text.slice(5, text.indexOf(" ", 5));
    if (state === "start") {
      dialect = found;
      firstSender = sender;
      return true;
    }
    return found === dialect && (found !== "archive" || sender === firstSender);
  };
  /** Counts a line that has ended: its LF, and each CR that is not part of a CRLF. */
  const count = (crs: number, lastByte: number): void => {
    line0 += 1 + crs - (lastByte === 13 ? 1 : 0);
  };
  /** Passes over the rest of a long line; the offset behind its LF, or -1 where it does not end here. */
  const skipLongLine = (data: Uint8Array): number => {
    const end = data.indexOf(10);
    const rest = end === -1 ? data : data.subarray(0, end);
    longLineCrs += countCr(rest);
    if (rest.length > 0) longLineLast = rest[rest.length - 1] ?? 0;
    if (end === -1) return -1;
    count(longLineCrs, longLineLast);
    isInLongLine = false;
    return end + 1;
  };

  return {
    push(chunk) {
      const data = carry.length > 0 ? concat(carry, chunk) : chunk;
      carry = new Uint8Array(0);
      let at = isInLongLine ? skipLongLine(data) : 0;
      if (at === -1) return;
      const hasCr = data.includes(13);
      for (let end = data.indexOf(10, at); end !== -1; end = data.indexOf(10, at)) {
        const last = end > at ? (data[end - 1] ?? 0) : 0;
        if (state === "body" && !isSeparatorPending && data[at] !== 0x46 && end > at) {
          // Most lines are these: nothing to see, nothing to make.
          isAfterBlank = last === 13 && end === at + 1;
        } else line(data.subarray(at, Math.min(last === 13 ? end - 1 : end, at + maxFieldBytes)));
        count(hasCr ? countCr(data.subarray(at, end)) : 0, last);
        at = end + 1;
      }
      const rest = data.subarray(at);
      if (rest.length <= maxFieldBytes) {
        // A copy: the chunk's memory belongs to the reader.
        carry = rest.slice();
        return;
      }
      line(rest.subarray(0, maxFieldBytes));
      isInLongLine = true;
      longLineCrs = countCr(rest);
      longLineLast = rest[rest.length - 1] ?? 0;
    },
    end() {
      if (carry.length > 0) line(carry);
      carry = new Uint8Array(0);
      closeMessage();
      return messages;
    },
  };
}

/** Length of a field's name that has its colon right behind it; 0 where a closer look is needed. */
function plainNameLength(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length, 78);
  for (let at = 0; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x3a) return at;
    if (byte < 33 || byte > 126) return 0;
  }
  return 0;
}

function startsHeader(bytes: Uint8Array): boolean {
  const text = lineText(bytes.subarray(0, 100));
  return text.startsWith(">From ") || fieldColon(text, 0, text.length) !== -1;
}

function lineText(bytes: Uint8Array): string {
  let text = "";
  // Pieces, since a call takes some thousands of arguments at most; apply, since a spread walks an iterator.
  for (let at = 0; at < bytes.length; at += 2048) {
    const piece = bytes.subarray(at, at + 2048);
    for (const byte of piece) if (byte >= 0x80) return decodeBytes(bytes, "utf-8");
    text += String.fromCharCode.apply(null, Array.from(piece));
  }
  return text;
}

function countCr(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(13); at !== -1; at = bytes.indexOf(13, at + 1)) count++;
  return count;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
