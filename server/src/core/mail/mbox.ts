import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { indexOfWithin } from "../text/search.js";
import { fieldColon } from "./header.js";

/** `git`: `From <hash> Mon Sep 17 00:00:00 2001`; `archive`: `From mboxrd@z …`, `From git@z …`; `mail`: any other. */
type Dialect = "git" | "archive" | "mail";

/**
 * Lines that part messages in an mbox (RFC 4155), in order, marked in the table. A text without a separator at its start
 * has none. In an archive's mbox (mboxrd) only lines with the first one's sender count. Elsewhere a separator of another
 * dialect than the first one's counts only where the headers below it are those of a mail that travelled, or the message
 * above it has none of these either: so a patch pasted into a message, with its `From <hash>` line, stays in it.
 */
export function findSeparators(text: string, lines: LineTable): number[] {
  const found: number[] = [];
  const first = firstSeparator(text, lines);
  if (first === -1) return found;
  const dialect = separatorDialect(text, lines.start(first), lines.contentEnd(first));
  const sender = senderOf(text, lines.start(first));
  for (let start = lines.start(first); start !== -1; start = text.indexOf("From ", start + 5)) {
    const before = text.charCodeAt(start - 1);
    if (start > 0 && before !== 0x0a && before !== 0x0d) continue;
    const line = lines.lineAt(start);
    const own = separatorDialect(text, start, lines.contentEnd(line));
    if (own === null) continue;
    if (dialect === "archive" && senderOf(text, start) !== sender) continue;
    const previous = found.at(-1);
    if (previous !== undefined) {
      if (!isBoundary(text, lines, line, own)) continue;
      if (own !== dialect && !hasTravelled(text, lines, line + 1) && hasTravelled(text, lines, previous + 1))
        continue;
    }
    found.push(line);
    lines.kinds[line] = LineKind.mboxSeparator;
  }
  return found;
}

/** The separator that the text begins with, behind white space or a few lines that are no header; -1 without one. */
function firstSeparator(text: string, lines: LineTable): number {
  let junk = 0;
  for (let line = 0; line < lines.count && junk < 4; line++) {
    const start = lines.start(line);
    const end = lines.contentEnd(line);
    if (separatorDialect(text, start, end)) return line;
    if (end - start < 200 && text.slice(start, end).trim() === "") continue;
    if (fieldColon(text, start, end) !== -1) return -1;
    junk++;
  }
  return -1;
}

/** Whether the header block at that line has fields that only sent mail has. */
function hasTravelled(text: string, lines: LineTable, headerLine0: number): boolean {
  for (let line = headerLine0; line < Math.min(lines.count, headerLine0 + 200); line++) {
    const start = lines.start(line);
    const end = lines.contentEnd(line);
    if (start === end) return false;
    const code = text.charCodeAt(start) | 0x20;
    if (
      (code === 0x6d || code === 0x72) &&
      /^(?:message-id|received):/i.test(text.slice(start, Math.min(end, start + 12)))
    )
      return true;
  }
  return false;
}

/** With a header field below, and behind an empty line; git leaves that out, others at times, so a sure field will do. */
function isBoundary(text: string, lines: LineTable, line0: number, dialect: Dialect): boolean {
  const next = line0 + 1;
  if (next >= lines.count) return false;
  const start = lines.start(next);
  const end = lines.contentEnd(next);
  const hasHeader = fieldColon(text, start, end) !== -1 || text.startsWith(">From ", start);
  if (dialect === "git" || !hasHeader) return hasHeader;
  if (lines.start(line0 - 1) === lines.contentEnd(line0 - 1)) return true;
  return /^(?:from|date|return-path|received|delivered-to):/i.test(
    text.slice(start, Math.min(end, start + 14)),
  );
}

const senderOf = (text: string, start: number): string =>
  text.slice(start + 5, Math.max(start + 5, indexOfWithin(text, " ", start + 5, start + 500)));

/** What kind of separator `[start, end)` is, or null where it is none: it needs a sender and a ctime-like date. */
export function separatorDialect(text: string, start: number, end: number): Dialect | null {
  if (!text.startsWith("From ", start) || end - start > 1000) return null;
  const line = text.slice(start + 5, end);
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})? Mon Sep 17 00:00:00 2001\s*$/.test(line)) return "git";
  // ctime: "Thu Jan  1 00:00:00 1970", sometimes with a zone, before or behind the year.
  if (
    !/ (?:\w{3},? )? *(?:\w{3} +\d{1,2}|\d{1,2} +\w{3}(?: \d{4})?),? +\d{1,2}:\d{2}(?::\d{2})?(?: [\w+-]{1,8}){0,3}\s*$/.test(
      line.slice(-70),
    )
  )
    return null;
  return /^(?:mboxrd@z|git@z) /.test(line) ? "archive" : "mail";
}
