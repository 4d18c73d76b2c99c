import { decodeBytes } from "../core/mail/encodedWords.js";
import { fieldColon } from "../core/mail/header.js";
import { separatorDialect } from "../core/mail/mbox.js";
import type { MessageSummary } from "../threads/model.js";
import { maxLineBytes, splitLines } from "./byteLines.js";
import { isNamed, type RawFields, summaryOfFields } from "./summary.js";

/** Finds the messages of a mailbox, chunk by chunk, looking at header blocks only. */
export interface HeaderScan {
  /** The next bytes of the file; they may end anywhere. */
  push(chunk: Uint8Array): void;
  /** After the last chunk: all messages, in order. */
  end(): readonly MessageSummary[];
}

/** Lines of one header block; behind them stands no header. */
const maxHeaderLines = 5000;
/** Lines that may stand above the first separator (core/mail/mbox.ts). */
const maxJunkLines = 4;

const fieldNames: ReadonlyMap<string, keyof RawFields> = new Map([
  ["subject", "subject"],
  ["from", "from"],
  ["date", "date"],
  ["message-id", "messageId"],
  ["in-reply-to", "inReplyTo"],
  ["references", "references"],
]);
const looked = [...fieldNames.keys(), "received"];
const lookedLengths: ReadonlySet<number> = new Set(looked.map((name) => name.length));

const sureField = /^(?:from|date|return-path|received|delivered-to):/i;

type Dialect = NonNullable<ReturnType<typeof separatorDialect>>;

interface OpenMessage {
  readonly line0: number;
  readonly fields: { -readonly [Name in keyof RawFields]: string };
  /** It has fields that only sent mail has. */
  hasTravelled: boolean;
  /** Its separator is of another dialect: it counts only if it has travelled. */
  readonly isDoubtful: boolean;
}

/**
 * A scan for mailboxes that are too large to parse whole: it finds the same messages by the same rules as
 * core/mail/mbox.ts, and knows of them what their header says. Memory: the summaries, and one line.
 */
export function createHeaderScan(uri: string): HeaderScan {
  const messages: MessageSummary[] = [];
  let count = 0;
  let state: "start" | "header" | "body" | "noMail" = "start";
  let junkLines = 0;
  let firstDialect: Dialect | null = null;
  let firstSender = "";
  /** A line that is a separator if a header stands below it. */
  let candidate: { readonly dialect: Dialect; readonly isAfterEmpty: boolean } | null = null;
  let hasPreviousTravelled = false;
  let headerLines = 0;
  let current: OpenMessage | null = null;
  let field: keyof RawFields | null = null;
  let value = "";

  const closeField = (): void => {
    // The first of its name counts, as everywhere in mail.
    if (current && field !== null && current.fields[field] === "") current.fields[field] = value;
    field = null;
    value = "";
  };
  const closeMessage = (): void => {
    closeField();
    if (current && (!current.isDoubtful || current.hasTravelled)) {
      const summary = summaryOfFields(uri, count++, current.line0, current.fields);
      if (isNamed(summary)) messages.push(summary);
      hasPreviousTravelled = current.hasTravelled;
    }
    current = null;
  };
  const openMessage = (line0: number, dialect: Dialect | null): void => {
    closeMessage();
    state = "header";
    headerLines = 0;
    current = {
      line0,
      fields: { subject: "", from: "", date: "", messageId: "", inReplyTo: "", references: "" },
      hasTravelled: false,
      isDoubtful: dialect !== firstDialect && hasPreviousTravelled,
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
      if (field !== null && value.length < maxLineBytes) value += `\n${lineText(bytes)}`;
      return;
    }
    closeField();
    const nameLength = plainNameLength(bytes);
    // Most lines of a header are of no interest: not worth a string.
    if (nameLength > 0 && !lookedLengths.has(nameLength)) return;
    const text = lineText(bytes);
    const colon = fieldColon(text, 0, text.length);
    if (colon === -1) return endHeader();
    const name = text.slice(0, colon).trimEnd().toLowerCase();
    if (current && (name === "received" || name === "message-id")) current.hasTravelled = true;
    field = fieldNames.get(name) ?? null;
    if (field !== null) value = text.slice(colon + 1);
  };
  /** A line before the first separator or header field. */
  const startLine = (bytes: Uint8Array, line0: number): void => {
    if (bytes.length === 0) return;
    const text = lineText(bytes.subarray(0, 200));
    if (text.trim() !== "" && fieldColon(text, 0, text.length) !== -1) {
      if (junkLines > 0) state = "noMail";
      else {
        openMessage(line0, null);
        headerLine(bytes);
      }
    } else if (++junkLines >= maxJunkLines && text.trim() !== "") state = "noMail";
  };
  /** The dialect of a line that may be a separator; null where it is none. */
  const dialectOf = (bytes: Uint8Array): Dialect | null => {
    if (bytes[0] !== 0x46 || bytes[1] !== 0x72 || bytes[4] !== 0x20) return null;
    if (state !== "start" && firstDialect === null) return null;
    const text = lineText(bytes.subarray(0, 1001));
    const dialect = separatorDialect(text, 0, text.length);
    if (dialect === null) return null;
    const sender = text.slice(5, text.indexOf(" ", 5));
    if (firstDialect === null) {
      firstDialect = dialect;
      firstSender = sender;
    }
    return firstDialect === "archive" && sender !== firstSender ? null : dialect;
  };

  const lines = splitLines({
    wants: (firstByte) => (state === "body" ? candidate !== null || firstByte === 0x46 : state !== "noMail"),
    line(bytes, line0, isAfterEmpty) {
      if (candidate !== null) {
        const { dialect, isAfterEmpty: isSure } = candidate;
        candidate = null;
        if (beginsHeader(bytes, dialect === "git" || isSure)) openMessage(line0, dialect);
      }
      const dialect = dialectOf(bytes);
      if (dialect !== null) {
        if (state === "start") openMessage(line0 + 1, dialect);
        else {
          if (state === "header") endHeader();
          candidate = { dialect, isAfterEmpty };
        }
        return;
      }
      if (state === "start") startLine(bytes, line0);
      // Some delivery agents leave an escaped separator above the header.
      else if (state === "header" && !(headerLines === 0 && bytes[0] === 0x3e)) headerLine(bytes);
    },
  });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      lines.end();
      closeMessage();
      return messages;
    },
  };
}

/** Whether the line below a separator is a header field; where the separator is not sure by itself, a sure one. */
function beginsHeader(bytes: Uint8Array, isSure: boolean): boolean {
  const text = lineText(bytes.subarray(0, 100));
  if (!text.startsWith(">From ") && fieldColon(text, 0, text.length) === -1) return false;
  return isSure || sureField.test(text.slice(0, 14));
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
