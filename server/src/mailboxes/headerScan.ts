import { fieldColon } from "../core/mail/header.js";
import { type FromEscape, type SeparatorDialect, separatorDialect } from "../core/mail/mboxSeparator.js";
import {
  createMboxSplitter,
  type HeaderFacts,
  type MboxOrigin,
  noFacts,
  noteField,
  type SplitMessage,
} from "../core/mail/mboxSplit.js";
import type { MessageSummary } from "../threads/model.js";
import { type LineStart, maxLineBytes, splitLines } from "./byteLines.js";
import {
  blockText,
  type LookedField,
  lineText,
  looked,
  lookedField,
  plainNameLength,
} from "./headerFields.js";
import { createInterner, type Interner } from "./intern.js";
import { isNamed, type RawFields, summaryOfFields } from "./summary.js";

/** Where a message stands in its file. */
export interface MessagePlace {
  /** Offset of its first byte behind the separator, and behind the escaped separators that some agents leave there. */
  readonly start: number;
  /** Up to the next separator, or to the end of the file. */
  readonly length: number;
  /** What must be taken back in its text. */
  readonly escape: FromEscape;
  /** It stands in an mbox whose writer adds an empty line, which is not part of it. */
  readonly hasEmptyLine: boolean;
  /** Its Content-Length led to the next separator (mboxcl, mboxcl2). */
  readonly hasTrueLength: boolean;
  /** 0-based line of its first byte, as an editor counts. */
  readonly line0: number;
  /** Of its separator; `line0` where it has none. */
  readonly separatorLine0: number;
}

/** A place from which the rest of a grown mbox can be scanned: a separator above which nothing can change any more. */
export interface ResumePoint extends LineStart, MboxOrigin {
  /** Places before it. */
  readonly index: number;
}

export interface ScanOptions {
  /** Scans of files that are read together share one. */
  readonly intern?: Interner;
  /** The bytes that will come begin there. */
  readonly from?: ResumePoint;
  /** With "places" no summaries are made. */
  readonly wants?: "all" | "places";
}

/** Finds the messages of a mailbox, chunk by chunk, looking at header blocks only. */
export interface HeaderScan {
  /** The next bytes of the file; they may end anywhere. */
  push(chunk: Uint8Array): void;
  /** Messages that are sure by now and were not taken yet, in order. */
  take(): readonly MessageSummary[];
  /** After the last chunk: the messages that were not taken yet, in order. */
  end(): readonly MessageSummary[];
  /**
   * The places of all messages, also of those that have no header to show: a message's `index` counts here, from that of
   * `from`.
   */
  readonly places: readonly MessagePlace[];
  /** After `end`: where to go on once the file has grown; null where that cannot be told. */
  readonly resume: ResumePoint | null;
  /** It is clear already that this is no mail. */
  readonly isHopeless: boolean;
  /** Bytes so far. */
  readonly byteCount: number;
  /** Line ends so far. */
  readonly lineCount: number;
}

/** Lines of one header block; behind them stands no header. */
const maxHeaderLines = 5000;
/** Lines that may stand above the first separator (core/mail/mbox.ts). */
const maxJunkLines = 4;

/** No header begins behind so many bytes that hold none. */
const maxStartBytes = 1024 * 1024;

interface OpenMessage {
  /** Of its separator, or first header field. */
  readonly startLine0: number;
  /** Of the first header field. */
  line0: number;
  /** Offset of its first byte; -1 before that line. */
  start: number;
  readonly fields: { -readonly [Name in keyof RawFields]: string };
}

/**
 * A scan for mailboxes that are too large to parse whole: it finds the same messages by the same rules as
 * core/mail/mbox.ts, and knows of them what their header says. Memory: the summaries, the places, and one line.
 */
export function createHeaderScan(uri: string, options: ScanOptions = {}): HeaderScan {
  const { intern = createInterner(), from, wants = "all" } = options;
  const firstIndex = from?.index ?? 0;
  const splitter = createMboxSplitter<OpenMessage>(from);
  const places: MessagePlace[] = [];
  let summaries: MessageSummary[] = [];
  let state: "start" | "header" | "body" | "noMail" = "start";
  let junkLines = 0;
  /** A line that is a separator if a header stands below it: its offset, or -1. */
  let candidateAt = -1;
  let candidateLine0 = 0;
  let headerLines = 0;
  let current: OpenMessage | null = null;
  let currentAt = 0;
  let facts: HeaderFacts = noFacts();
  let open: LookedField | null = null;
  /** What is known of the open field's value: a text, and the bytes behind it that are still in the piece at hand. */
  let value = "";
  let valueData: Uint8Array | null = null;
  let valueStart = 0;
  let valueEnd = 0;

  /** Makes a text of the value, before its bytes go. */
  const keepValue = (): void => {
    if (valueData !== null) value += blockText(valueData, valueStart, valueEnd);
    valueData = null;
  };
  const closeField = (): void => {
    if (open === null) return;
    keepValue();
    if (current !== null) {
      if (open.field !== null && current.fields[open.field] === "") current.fields[open.field] = value;
      if (open.isOfSplit) noteField(facts, open.name, value.slice(0, 4000));
    }
    open = null;
    value = "";
  };
  const openField = (found: LookedField, data: Uint8Array, start: number, end: number): void => {
    const { field } = found;
    // The first of its name counts, as everywhere in mail; of Content-Type the first that tells a boundary.
    const isKnown = field !== null && (current === null || current.fields[field] !== "");
    if (isKnown && field !== "contentType") return;
    // Of most fields that tell where messages end it is enough that they are there: "Received" may be long.
    if (field === null && found.name === "received") return noteField(facts, found.name, "");
    open = found;
    valueData = data;
    valueStart = start;
    valueEnd = end;
  };
  const continueField = (data: Uint8Array, start: number, end: number): void => {
    if (valueData === data && start === valueEnd + 1) {
      if (end - valueStart < maxLineBytes) valueEnd = end;
      return;
    }
    keepValue();
    if (value.length < maxLineBytes) value += `\n${lineText(data, start, end)}`;
  };
  const openMessage = (offset: number, startLine0: number, line0: number, start: number): void => {
    state = "header";
    headerLines = 0;
    currentAt = offset;
    current = {
      startLine0,
      line0,
      start,
      fields: {
        subject: "",
        from: "",
        date: "",
        messageId: "",
        inReplyTo: "",
        references: "",
        contentType: "",
        listId: "",
        to: "",
        cc: "",
      },
    };
    facts = noFacts();
  };
  /** `bodyStart` is behind the empty line. */
  const endHeader = (bodyStart: number): void => {
    closeField();
    state = "body";
    if (current !== null) splitter.message(current, facts, currentAt, bodyStart);
    current = null;
    if (splitter.settled > 0) settle(splitter.settled);
  };
  /** Makes summaries of the first messages of the splitter; each one's end is the start of the next. */
  const settle = (count: number, end = 0): void => {
    const { messages } = splitter;
    for (let at = 0; at < count; at++) {
      const message = messages[at];
      if (message !== undefined) finish(message, messages[at + 1]?.start ?? end);
    }
    splitter.forget(count);
  };
  const finish = ({ payload, hasTrueLength }: SplitMessage<OpenMessage>, end: number): void => {
    // Of a separator without anything below, the end.
    const start = payload.start === -1 ? end : payload.start;
    const place: MessagePlace = {
      start,
      length: Math.max(0, end - start),
      escape: escapeOf(splitter.dialect),
      hasEmptyLine: splitter.dialect !== null && splitter.dialect !== "git",
      hasTrueLength,
      line0: payload.line0,
      separatorLine0: payload.startLine0,
    };
    if (wants === "places") {
      places.push(place);
      return;
    }
    const summary = summaryOfFields(
      uri,
      firstIndex + places.length,
      payload.line0,
      payload.fields,
      intern,
      place,
    );
    places.push(place);
    if (isNamed(summary)) summaries.push(summary);
  };

  const headerLine = (data: Uint8Array, start: number, end: number, offset: number): void => {
    headerLines++;
    if (start === end || headerLines > maxHeaderLines) return endHeader(offset + 1);
    const first = data[start];
    if (first === 0x20 || first === 0x09) {
      if (open !== null) continueField(data, start, end);
      return;
    }
    closeField();
    const nameLength = plainNameLength(data, start, end);
    if (nameLength > 0) {
      // Most lines of a header are of no interest: not worth a string.
      const found = lookedField(data, start, nameLength);
      if (found !== null) openField(found, data, start + nameLength + 1, end);
      return;
    }
    const text = lineText(data, start, end);
    const colon = fieldColon(text, 0, text.length);
    if (colon === -1) return endHeader(offset);
    const name = text.slice(0, colon).trimEnd().toLowerCase();
    const found = looked.find((one) => one.name === name);
    // A field's name and colon are ASCII: a character each.
    if (found !== undefined) openField(found, data, start + colon + 1, end);
  };
  /** A line before the first separator or header field. */
  const startLine = (data: Uint8Array, start: number, end: number, offset: number, line0: number): void => {
    if (start === end) return;
    const text = lineText(data, start, Math.min(end, start + 200));
    if (text.trim() !== "" && fieldColon(text, 0, text.length) !== -1) {
      if (junkLines > 0) state = "noMail";
      else {
        openMessage(offset, line0, line0, offset);
        headerLine(data, start, end, offset);
      }
    } else if (text.trim() !== "" && ++junkLines >= maxJunkLines) state = "noMail";
  };
  /** Whether a line that begins with `F` may be a separator. */
  const isSeparator = (
    data: Uint8Array,
    start: number,
    end: number,
    offset: number,
    isAfterEmpty: boolean,
  ): boolean => {
    if (data[start + 1] !== 0x72 || data[start + 4] !== 0x20) return false;
    if (state !== "start" && splitter.dialect === null) return false;
    const text = lineText(data, start, Math.min(end, start + 1001));
    if (separatorDialect(text, 0, text.length) === null) return false;
    // The header above has its end here: it is judged before the next message may begin.
    if (state === "header") endHeader(offset);
    return splitter.fromLine(text, offset, isAfterEmpty) !== null;
  };

  /** Of whole lines and whole headers alone: the end proves and closes what more bytes may show in another light. */
  const findResume = (): ResumePoint | null => {
    const { origin, messages, settled } = splitter;
    const first = messages[settled];
    if (origin === null || first === undefined) return null;
    const { startLine0 } = first.payload;
    const index = firstIndex + places.length + settled;
    return { ...origin, offset: first.start, line0: startLine0, index };
  };
  let resume: ResumePoint | null = null;

  const lines = splitLines(
    {
      get wanted() {
        if (state === "noMail") return "none";
        if (state !== "body" || candidateAt !== -1) return "all";
        if (splitter.dialect === null) return "none";
        return splitter.watchesDashes ? "separatorsAndDashes" : "separators";
      },
      line(data, lineStart, end, lineOffset, line0, isAfterEmpty) {
        const markBytes = lineOffset === 0 && hasMark(data, lineStart, end) ? 3 : 0;
        const start = lineStart + markBytes;
        const offset = lineOffset + markBytes;
        if (candidateAt !== -1) {
          const at = candidateAt;
          candidateAt = -1;
          if (splitter.isHeaderBelow(lineText(data, start, Math.min(end, start + 100))))
            openMessage(at, candidateLine0, line0, offset);
        }
        const first = data[start];
        if (first === 0x46 && end - start > 5 && isSeparator(data, start, end, offset, isAfterEmpty)) {
          if (state === "start") openMessage(offset, line0, line0 + 1, -1);
          else {
            candidateAt = offset;
            candidateLine0 = line0;
          }
          return;
        }
        if (state === "start") startLine(data, start, end, offset, line0);
        else if (state === "header" && current !== null) {
          // Some delivery agents leave an escaped separator above the header.
          const isEscaped = headerLines === 0 && first === 0x3e && end > start;
          if (isEscaped) current.start = -1;
          else {
            if (current.start === -1) {
              current.start = offset;
              current.line0 = line0;
            }
            headerLine(data, start, end, offset);
          }
        } else if (state === "body" && first === 0x2d && data[start + 1] === 0x2d && splitter.watchesDashes) {
          splitter.dashLine(lineText(data, start, Math.min(end, start + 300)));
        }
      },
    },
    from,
  );
  const taken = (): readonly MessageSummary[] => {
    const all = summaries;
    summaries = [];
    return all;
  };
  return {
    push(chunk) {
      lines.push(chunk);
      keepValue();
      if (state === "start" && lines.offset > maxStartBytes) state = "noMail";
    },
    take: taken,
    end() {
      resume = findResume();
      lines.end();
      keepValue();
      if (state === "header") endHeader(lines.offset);
      splitter.end(lines.offset);
      settle(splitter.messages.length, lines.offset);
      return taken();
    },
    places,
    get resume() {
      return resume;
    },
    get isHopeless() {
      return state === "noMail";
    },
    get byteCount() {
      return lines.offset;
    },
    get lineCount() {
      return lines.lineCount;
    },
  };
}

/** A byte order mark, which editors put before the first line. */
const hasMark = (data: Uint8Array, start: number, end: number): boolean =>
  end - start >= 3 && data[start] === 0xef && data[start + 1] === 0xbb && data[start + 2] === 0xbf;

function escapeOf(dialect: SeparatorDialect | null): FromEscape {
  return dialect === "archive" ? "mboxrd" : dialect === "mail" ? "mboxo" : "none";
}
