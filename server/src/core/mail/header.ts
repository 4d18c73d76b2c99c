import type { HeaderBlock, HeaderField, HeaderValueKind } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { indexOfWithin } from "../text/search.js";
import { decodeEncodedWords } from "./encodedWords.js";

const KINDS: Readonly<Record<string, HeaderValueKind>> = {
  from: "addresses",
  to: "addresses",
  cc: "addresses",
  bcc: "addresses",
  sender: "addresses",
  "reply-to": "addresses",
  "mail-followup-to": "addresses",
  "delivered-to": "addresses",
  "return-path": "addresses",
  "resent-from": "addresses",
  "resent-to": "addresses",
  "x-original-from": "addresses",
  "message-id": "messageIds",
  "in-reply-to": "messageIds",
  references: "messageIds",
  "resent-message-id": "messageIds",
  date: "date",
  "resent-date": "date",
  subject: "subject",
  "content-type": "contentType",
  "content-transfer-encoding": "contentType",
  "content-disposition": "contentType",
  "mime-version": "contentType",
};

/**
 * Offset of the colon of a header field that starts at `start` (RFC 5322 §2.2: printable ASCII without colon and space,
 * white space before the colon as in §4.5.2), or -1. At most 78 characters are looked at.
 */
export function fieldColon(text: string, start: number, end: number): number {
  const limit = Math.min(end, start + 78);
  for (let at = start; at < limit; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x3a) return at > start ? at : -1;
    if (c === 0x20 || c === 0x09) {
      let next = at;
      while (next < limit && (text.charCodeAt(next) === 0x20 || text.charCodeAt(next) === 0x09)) next++;
      return at > start && text.charCodeAt(next) === 0x3a ? next : -1;
    }
    if (c < 33 || c > 126) return -1;
  }
  return -1;
}

/** What decides where a header block ends, beside the empty line. */
export interface HeaderStyle {
  /**
   * A page of an archive: values have links glued to them (`[thread overview]`, `(raw)`), folded lines may have lost
   * their indentation, the empty line behind the block may be lost.
   */
  readonly isPage: boolean;
}

/**
 * Reads header fields from `startLine0` until an empty line, a line that is no field, or `limitLine0`, and marks the
 * lines in the table. The block never includes the empty line.
 */
export function parseHeader(
  text: string,
  lines: LineTable,
  startLine0: number,
  limitLine0: number,
  style: HeaderStyle,
): HeaderBlock {
  const fields: HeaderField[] = [];
  const seen = new Set<string>();
  let line = startLine0;
  while (line < limitLine0) {
    const end = lines.contentEnd(line);
    const start = line === startLine0 ? behindMark(text, lines.start(line)) : lines.start(line);
    if (start >= end) break;
    const colon = fieldColon(text, start, end);
    if (colon === -1) break;
    const name = text.slice(start, colon).trimEnd();
    const key = name.toLowerCase();
    // On a page without its empty line a second From: is the in-body one, and other words with a colon are prose.
    if (style.isPage && (seen.has(key) || (seen.size > 0 && KINDS[key] === undefined))) break;
    seen.add(key);
    let last = line;
    while (last + 1 < limitLine0 && isContinuation(text, lines, last + 1, key, style)) last++;
    lines.kinds[line] = LineKind.headerField;
    for (let folded = line + 1; folded <= last; folded++) lines.kinds[folded] = LineKind.headerContinuation;
    let valueStart = colon + 1;
    let valueEnd = lines.contentEnd(last);
    while (valueStart < valueEnd && isSpace(text.charCodeAt(valueStart))) valueStart++;
    if (style.isPage) valueEnd = withoutGluedLinks(text, valueStart, valueEnd);
    while (valueEnd > valueStart && isSpace(text.charCodeAt(valueEnd - 1))) valueEnd--;
    fields.push({
      kind: "headerField",
      name,
      nameSpan: { start, end: start + name.length },
      valueSpan: { start: valueStart, end: valueEnd },
      valueKind: KINDS[key] ?? "text",
      span: lines.spanOfLines(line, last + 1),
      startLine0: line,
      endLine0: last + 1,
    });
    line = last + 1;
  }
  return { span: lines.spanOfLines(startLine0, line), startLine0, endLine0: line, fields };
}

/** Offset behind a byte order mark (also one whose bytes stand as a character each), which editors put before headers. */
export function behindMark(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === 0xfeff) return start + 1;
  return code === 0xef && text.startsWith("\u00ef\u00bb\u00bf", start) ? start + 3 : start;
}

function isContinuation(
  text: string,
  lines: LineTable,
  line0: number,
  key: string,
  style: HeaderStyle,
): boolean {
  const start = lines.start(line0);
  const end = lines.contentEnd(line0);
  if (start === end) return false;
  if (isSpace(text.charCodeAt(start))) {
    // RFC 5322: a folded line has more than white space; a line of white space only ends the block for git, too.
    for (let at = start; at < end; at++) if (!isSpace(text.charCodeAt(at))) return true;
    return false;
  }
  if (!style.isPage || (key !== "to" && key !== "cc")) return false;
  const before = lines.contentEnd(line0 - 1);
  return text.charCodeAt(before - 1) === 0x2c && fieldColon(text, start, end) === -1;
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

function withoutGluedLinks(text: string, start: number, end: number): number {
  const value = text.slice(start, end);
  const glued = /\s*(?:\[thread overview\]|\(raw\)|\(permalink \/ raw\))\s*$/.exec(value.slice(-60));
  return glued ? end - glued[0].length : end;
}

/** First field of that name (any case), or null. */
export function findField(header: HeaderBlock, name: string): HeaderField | null {
  const key = name.toLowerCase();
  return header.fields.find((field) => field.name.toLowerCase() === key) ?? null;
}

/** The value unfolded (RFC 5322 §2.2.3) and with encoded words decoded. */
export function fieldText(text: string, field: HeaderField): string {
  return decodeEncodedWords(unfold(text.slice(field.valueSpan.start, field.valueSpan.end)));
}

/** Line ends followed by white space become that white space. */
export function unfold(value: string): string {
  return value.replace(/(?:\r\n|\r|\n)[ \t]*/g, " ");
}

/** RFC 5322 lines end at 998 characters; a longer id is damage, and the bound keeps the search linear. */
const MAX_ID_LENGTH = 1000;

/**
 * Message-IDs of a value, without angle brackets, in order, none twice. Mailers put words between them and wrap them in
 * encoded words; both are passed over. A value without brackets gives its first word that holds an `@`.
 */
export function messageIds(value: string): string[] {
  const decoded = decodeEncodedWords(value);
  const ids = new Set<string>();
  for (let open = decoded.indexOf("<"); open !== -1; open = decoded.indexOf("<", open + 1)) {
    const close = indexOfWithin(decoded, ">", open, open + MAX_ID_LENGTH);
    if (close === -1) continue;
    const id = decoded.slice(open + 1, close).replace(/\s+/g, "");
    if (id !== "" && !id.includes("<")) ids.add(id);
  }
  if (ids.size === 0) {
    const word = decoded.split(/\s+/, 20).find((candidate) => candidate.includes("@"));
    if (word) ids.add(word);
  }
  return [...ids];
}
