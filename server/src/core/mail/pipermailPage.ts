import { LineKind, type Mailbox } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import type { Span } from "../text/span.js";
import { parseAddresses } from "./addresses.js";
import { parseDate } from "./date.js";

/** A saved page of a pipermail archive (Mailman 2, `templates/en/article.html`) as text. All lines 0-based. */
export interface PipermailPage {
  readonly subject: string;
  readonly subjectSpan: Span;
  readonly sender: Mailbox;
  readonly date: number | null;
  readonly bodyLine0: number;
  /** First line of what the page adds below the message, or the end. */
  readonly tailLine0: number;
}

/** The head stands within so many lines: browsers put empty ones between its parts. */
const MAX_HEAD = 40;
const MAX_TAIL = 40;

const DATE =
  /^\s{0,8}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [A-Z][a-z]{2} {1,2}\d{1,2} \d{1,2}:\d{2}:\d{2} (?:[\w+-]{1,8} )?\d{4}\s{0,8}$/;
const FIELD = /^(?:From|Date|To|Message-ID|Received|Return-Path|Delivered-To):\s/i;
const SORTED = /^\s{0,12}(?:[*•◦o-] {1,3})?Messages sorted by:/;
const LINKS =
  /^\s{0,12}(?:[*•◦o-] {1,3})?(?:Messages sorted by:|(?:Previous|Next) message(?: \(by thread\))?:|More information about the )/;
const RULE = /^\s{0,12}[-_─━]{0,200}\s{0,8}$/;

/** Tells the page by its date line and the `Messages sorted by:` below; null for anything else. */
export function readPipermailPage(text: string, lines: LineTable): PipermailPage | null {
  const limit = Math.min(lines.count, MAX_HEAD);
  let date = -1;
  let body = -1;
  for (let line = 0; line < limit; line++) {
    const content = lines.lineText(line).slice(0, 300);
    // A mail that tells of such a page has a header of its own.
    if (date === -1 && FIELD.test(content)) return null;
    if (date === -1 && DATE.test(content)) date = line;
    else if (date !== -1 && SORTED.test(content)) {
      body = line + 1;
      break;
    }
  }
  if (body === -1 || date < 2) return null;
  const senderLine0 = filledAbove(lines, date);
  const subjectEnd0 = senderLine0 === -1 ? -1 : filledAbove(lines, senderLine0);
  if (subjectEnd0 === -1) return null;
  const own = readSender(text, lines, senderLine0);
  // Some browsers put name and address on a line each.
  const isSplit = own.name === "" && subjectEnd0 > 0 && filledAbove(lines, subjectEnd0) !== -1;
  const sender = isSplit ? { ...own, name: lines.lineText(subjectEnd0).trim().slice(0, 200) } : own;
  if (sender.name === "" && sender.address === "") return null;
  const lastLine0 = isSplit ? filledAbove(lines, subjectEnd0) : subjectEnd0;
  const subjectSpan = trimmed(text, lines.start(firstFilled(lines)), lines.contentEnd(lastLine0));
  while (body < lines.count && RULE.test(lines.lineText(body).slice(0, 300))) body++;
  return {
    subject: text
      .slice(subjectSpan.start, Math.min(subjectSpan.end, subjectSpan.start + 1000))
      .replace(/\s+/g, " "),
    subjectSpan,
    sender,
    date: parseDate(lines.lineText(date).trim().replace(/ {2,}/g, " ")),
    bodyLine0: body,
    tailLine0: tailOf(lines, body),
  };
}

function firstFilled(lines: LineTable): number {
  let line = 0;
  while (lines.start(line) === lines.contentEnd(line)) line++;
  return line;
}

function filledAbove(lines: LineTable, line0: number): number {
  let line = line0 - 1;
  while (line >= 0 && lines.lineText(line).slice(0, 300).trim() === "") line--;
  return line;
}

function trimmed(text: string, start: number, end: number): Span {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) <= 0x20) from++;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to--;
  return { start: from, end: to };
}

/** `Ada Berg ada at example.org`: no mark parts name and address, but `at` does. */
function readSender(text: string, lines: LineTable, line0: number): Mailbox {
  const span = trimmed(text, lines.start(line0), Math.min(lines.contentEnd(line0), lines.start(line0) + 300));
  const content = text.slice(span.start, span.end);
  const address = /(?:^|\s)(\S{1,100} at \S{1,100}|\S{1,100}@\S{1,100})$/.exec(content)?.[1] ?? "";
  const start = span.end - address.length;
  const read = address === "" ? undefined : parseAddresses(text, start, span.end)[0];
  return {
    name: content.slice(0, content.length - address.length).trim(),
    address: read?.address ?? "",
    span,
    addressSpan: read ? { start, end: span.end } : null,
  };
}

/** The list of links below the message, looked for from the end: only empty lines and rules may stand among them. */
function tailOf(lines: LineTable, bodyLine0: number): number {
  let tail = lines.count;
  for (let line = lines.count - 1; line >= Math.max(bodyLine0, lines.count - MAX_TAIL); line--) {
    const content = lines.lineText(line).slice(0, 300);
    if (LINKS.test(content)) tail = line;
    else if (!RULE.test(content)) break;
  }
  return tail;
}

/** Marks what the page adds above and below the message. */
export function markPipermailPage(lines: LineTable, { bodyLine0, tailLine0 }: PipermailPage): void {
  const mark = (from: number, to: number): void => {
    for (let line = from; line < to; line++)
      lines.kinds[line] = lines.start(line) === lines.contentEnd(line) ? LineKind.blank : LineKind.pageBanner;
  };
  mark(0, bodyLine0);
  mark(tailLine0, lines.count);
}
