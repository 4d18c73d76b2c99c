import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { behindMark, fieldColon } from "./header.js";
import { separatorDialect } from "./mboxSeparator.js";
import {
  createMboxSplitter,
  type HeaderFacts,
  type MboxSplitter,
  noFacts,
  noteField,
  splitFields,
} from "./mboxSplit.js";

/** Lines of one header block that are looked at. */
const maxHeaderLines = 5000;
const maxValueLength = 4000;

/**
 * Lines that part messages in an mbox (RFC 4155), in order, marked in the table. A text without a separator at its start
 * has none. In an archive's mbox (mboxrd) only lines with the first one's sender count. Elsewhere headers tell
 * (mboxSplit.ts): a Content-Length that leads to the next separator, a multipart that is still open, a header that no
 * sent mail has; so a patch pasted into a message, with its `From <hash>` line, stays in it.
 */
export function findSeparators(text: string, lines: LineTable): number[] {
  const first = firstSeparator(text, lines);
  if (first === -1) return [];
  const splitter = createMboxSplitter<number>();
  const bytes = byteCounter(text);
  const dashes = lineSearch(text, "--");
  const separators = lineSearch(text, "From ");
  const lineFrom = (start: number): string => text.slice(start, lines.contentEnd(lines.lineAt(start)));
  const dashesUpTo = (limit: number): void => {
    while (splitter.watchesDashes && dashes.at < limit) {
      splitter.dashLine(lineFrom(dashes.at));
      dashes.seek(dashes.at + 1);
    }
  };
  for (
    separators.seek(lineStart(text, lines, first));
    separators.at < text.length;
    separators.seek(separators.at + 1)
  ) {
    dashesUpTo(separators.at);
    const bodyStart = openMessage({ text, lines, splitter, bytes }, separators.at);
    if (bodyStart !== -1 && splitter.watchesDashes) dashes.seek(bodyStart);
  }
  // What stands behind the last separator may still prove it to be text.
  dashesUpTo(text.length);
  splitter.end(bytes.at(text.length));
  const found = splitter.messages.map(({ payload }) => payload);
  for (const line of found) lines.kinds[line] = LineKind.mboxSeparator;
  return found;
}

interface Splitting {
  readonly text: string;
  readonly lines: LineTable;
  readonly splitter: MboxSplitter<number>;
  readonly bytes: ByteCounter;
}

/** Tells the splitter of a `From ` line; the offset of the body where a message begins there, else -1. */
function openMessage({ text, lines, splitter, bytes }: Splitting, start: number): number {
  const line = lines.lineAt(start);
  const isFirst = splitter.dialect === null;
  const isAfterEmpty = line === 0 || lines.start(line - 1) === lines.contentEnd(line - 1);
  const separator = text.slice(start, Math.min(lines.contentEnd(line), start + 1001));
  if (splitter.fromLine(separator, bytes.at(start), isAfterEmpty) === null) return -1;
  const next = line + 1;
  if (!isFirst) {
    if (next >= lines.count) return -1;
    const below = text.slice(lines.start(next), Math.min(lines.contentEnd(next), lines.start(next) + 100));
    if (!splitter.isHeaderBelow(below)) return -1;
  }
  const facts = noFacts();
  const end = splitter.needsFacts ? readFacts(text, lines, next, facts) : next;
  if (facts.contentLength >= 0) bytes.begin(start);
  return splitter.message(line, facts, bytes.at(start), bytes.at(lines.start(end))) ? lines.start(end) : -1;
}

/** Reads the header block at a line into `facts`; the first line of the body. */
function readFacts(text: string, lines: LineTable, headerLine0: number, facts: HeaderFacts): number {
  let line = headerLine0;
  while (line < lines.count && text.startsWith(">From ", lines.start(line))) line++;
  const limit = Math.min(lines.count, line + maxHeaderLines);
  while (line < limit) {
    const start = lines.start(line);
    const end = lines.contentEnd(line);
    if (start === end) return line + 1;
    line++;
    if (isBlank(text.charCodeAt(start))) continue;
    const colon = fieldColon(text, start, end);
    if (colon === -1) return line - 1;
    const name = text.slice(start, colon).trimEnd().toLowerCase();
    if (!splitFields.has(name)) continue;
    let last = line;
    while (
      last < limit &&
      lines.start(last) < lines.contentEnd(last) &&
      isBlank(text.charCodeAt(lines.start(last)))
    )
      last++;
    noteField(
      facts,
      name,
      text.slice(colon + 1, Math.min(lines.contentEnd(last - 1), colon + 1 + maxValueLength)),
    );
  }
  return line;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/** The separator that the text begins with, behind white space or a few lines that are no header; -1 without one. */
function firstSeparator(text: string, lines: LineTable): number {
  let junk = 0;
  for (let line = 0; line < lines.count && junk < 4; line++) {
    const start = lineStart(text, lines, line);
    const end = lines.contentEnd(line);
    if (separatorDialect(text, start, end)) return line;
    if (end - start < 200 && text.slice(start, end).trim() === "") continue;
    if (fieldColon(text, start, end) !== -1) return -1;
    junk++;
  }
  return -1;
}

/** Of the text's first line behind a byte order mark. */
const lineStart = (text: string, lines: LineTable, line0: number): number =>
  line0 === 0 ? behindMark(text, 0) : lines.start(line0);

/** Finds lines by their beginning, forwards only, so that all searches together read the text once. */
interface LineSearch {
  /** Start of the line found; the text's length where there is none. */
  readonly at: number;
  /** To the first such line at or behind `offset`, unless the one found already is. */
  seek(offset: number): void;
}

function lineSearch(text: string, beginning: string): LineSearch {
  const textStart = behindMark(text, 0);
  let at = -1;
  return {
    get at() {
      return at;
    },
    seek(offset) {
      while (at < offset) {
        at = text.indexOf(beginning, Math.max(offset, at + 1));
        if (at === -1) at = text.length;
        else if (at > textStart) {
          const before = text.charCodeAt(at - 1);
          // Not at a line's start: on from here.
          if (before !== 0x0a && before !== 0x0d) offset = at + 1;
        }
        if (at >= text.length) return;
      }
    },
  };
}

/** Offsets of a text as bytes of its UTF-8 form, once that matters; asked in rising order. */
interface ByteCounter {
  /** From this offset on (or an earlier one), differences are counted in bytes. */
  begin(offset: number): void;
  at(offset: number): number;
}

function byteCounter(text: string): ByteCounter {
  let known = -1;
  let count = 0;
  return {
    begin(offset) {
      if (known === -1) known = count = offset;
    },
    at(offset) {
      if (known === -1) return offset;
      for (; known < offset; known++) {
        const code = text.charCodeAt(known);
        // A surrogate is half of a character of four bytes.
        count += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
      }
      return count;
    },
  };
}
