import type { Overview, OverviewEntry } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { parseDate } from "./date.js";

/** Where the parts of a saved public-inbox page begin. All lines 0-based. */
export interface PageParts {
  /** First line of the header block. */
  readonly headerLine0: number;
  /** First line of what the page adds below the message, or the end. */
  readonly tailLine0: number;
}

const GLUED = /\[thread overview\]\s*$|>\s*\(raw\)\s*$/;

/**
 * Tells a saved public-inbox message page by its banner or the links glued to its header values, and finds its parts.
 * Null for anything else.
 */
export function readPage(text: string, lines: LineTable): PageParts | null {
  let header = 0;
  const limit = Math.min(lines.count, 400);
  while (header < limit && header < 6 && lines.kind(header) !== LineKind.headerField) {
    const line = lines.lineText(header);
    if (/^(?:From|To|Cc|Subject|Date|Message-ID): /i.test(line)) break;
    header++;
  }
  const hasBanner = lines.lineText(0).startsWith("public inbox for ");
  let hasGlued = false;
  for (let line = header; line < limit && line < header + 200; line++) {
    const start = lines.start(line);
    const code = text.charCodeAt(start);
    if (code !== 0x44 && code !== 0x4d) continue; // Date, Message-ID
    const value = lines.lineText(line).slice(0, 400);
    if (/^(?:Date|Message-ID): /i.test(value) && GLUED.test(value)) {
      hasGlued = true;
      break;
    }
  }
  if (!hasGlued && !(hasBanner && header < 6)) return null;
  let tail = lines.count;
  for (let line = header; line < lines.count; line++) {
    const start = lines.starts[line] ?? 0;
    const code = text.charCodeAt(start);
    // Few lines begin like this, so the rest is asked rarely.
    if (
      code !== 0x20 &&
      code !== 0x54 &&
      code !== 0x52 &&
      code !== 0x72 &&
      code !== 0x70 &&
      code !== 0x6e &&
      code !== 0x6f
    )
      continue;
    if (isTailStart(lines.lineText(line).slice(0, 300))) {
      tail = line;
      break;
    }
  }
  return { headerLine0: header, tailLine0: tail };
}

function isTailStart(line: string): boolean {
  return (
    /^\s{0,4}(?:(?:next|prev|parent|reply|sibling)\s+){0,6}other threads:\[/.test(line) ||
    /^Thread overview: \d/.test(line) ||
    /^Reply instructions:\s*$/.test(line)
  );
}

/**
 * Marks the lines that a page adds below its message, and reads the thread overview among them.
 * `messageIndex` is the message that `[this message]` means.
 */
export function readTail(
  text: string,
  lines: LineTable,
  startLine0: number,
  endLine0: number,
  messageIndex: number,
): Overview | null {
  let mode: LineKind = LineKind.pageBanner;
  let first = -1;
  let last = -1;
  const rows: number[] = [];
  for (let line = startLine0; line < endLine0; line++) {
    const content = lines.lineText(line).slice(0, 500);
    if (/^Thread overview: \d/.test(content)) {
      mode = LineKind.overview;
      first = line;
    } else if (/^Reply instructions:\s*$/.test(content)) mode = LineKind.replyInstructions;
    else if (/^(?:This is a public inbox|end of thread, other threads)/.test(content))
      mode = LineKind.pageBanner;
    const isEmpty = content.trim() === "";
    lines.kinds[line] = isEmpty && mode !== LineKind.replyInstructions ? LineKind.blank : mode;
    if (mode === LineKind.overview) {
      if (isEmpty && rows.length > 0) mode = LineKind.pageBanner;
      else if (!isEmpty) {
        last = line;
        if (isRow(content)) rows.push(line);
      }
    }
  }
  if (first === -1 || rows.length === 0) return null;
  return {
    span: lines.spanOfLines(first, last + 1),
    startLine0: first,
    endLine0: last + 1,
    ...overviewTree(text, lines, rows, messageIndex),
  };
}

const ROW = /^(\s*)(?:(\d{4}-\d\d-\d\d {1,2}\d{1,2}:\d\d)|(\[not found\]))(\s*)(`?) ?(.*)$/;
const isRow = (line: string): boolean => ROW.test(line);

/** Rows to entries; the column of the back-tick gives the tree, where indentation has survived. */
function overviewTree(
  text: string,
  lines: LineTable,
  rows: readonly number[],
  messageIndex: number,
): { entries: OverviewEntry[]; hasTree: boolean } {
  const entries: OverviewEntry[] = [];
  const columns: number[] = [];
  const path: { column: number; entry: number }[] = [];
  for (const line of rows) {
    const content = lines.lineText(line);
    const match = ROW.exec(content.slice(0, 1000));
    if (!match) continue;
    const isReply = match[5] === "`";
    const column = isReply ? content.indexOf("`") : 0;
    columns.push(column);
    while ((path.at(-1)?.column ?? -1) >= column) path.pop();
    entries.push(readEntry(lines, line, match, path.at(-1)?.entry ?? null, messageIndex));
    path.push({ column, entry: entries.length - 1 });
  }
  const replies = columns.filter((column) => column > 0);
  // All back-ticks in one column under several rows: either a flat thread or lost indentation. public-inbox pads the
  // hour to two places, so "2018-03-01 1:49" (one blank) tells that blanks were collapsed.
  const collapsed =
    rows.some((line) => /^\d{4}-\d\d-\d\d \d:\d\d/.test(lines.lineText(line).trimStart())) ||
    (text.length > 0 &&
      replies.length > 3 &&
      new Set(replies).size > 1 &&
      replies.some((column) => (column - 17) % 2 !== 0));
  if (!collapsed) return { entries, hasTree: true };
  return { entries: entries.map((entry) => ({ ...entry, parent: null })), hasTree: false };
}

function readEntry(
  lines: LineTable,
  line0: number,
  match: RegExpExecArray,
  parent: number | null,
  messageIndex: number,
): OverviewEntry {
  let rest = (match[6] ?? "").trim();
  const isThisMessage = /\[this message\]\s*$/.test(rest);
  if (isThisMessage) rest = rest.replace(/\s*\[this message\]\s*$/, "");
  const ghost = match[3] ? (/<([^<>\s]{1,300})>/.exec(rest)?.[1] ?? "") : null;
  const { subject, sender } =
    ghost === null ? splitSubject(rest, match[5] === "`") : { subject: "", sender: "" };
  return {
    line0,
    span: { start: lines.start(line0), end: lines.contentEnd(line0) },
    date: match[2] ? parseDate(match[2].replace(/ {2,}/, " ")) : null,
    subject,
    sender,
    ghost,
    parent,
    isThisMessage,
    messageIndex: isThisMessage ? messageIndex : null,
  };
}

/** public-inbox leaves the subject out where it is the parent's; the sender stands behind it, without a mark between. */
function splitSubject(rest: string, isReply: boolean): { subject: string; sender: string } {
  const isSubject = /^(?:\[|Re:|re:)/.test(rest) || !isReply || / " /.test(rest);
  if (!isSubject) return { subject: "", sender: rest };
  const ditto = rest.lastIndexOf(' " ');
  if (ditto !== -1) return { subject: rest.slice(0, ditto + 2).trim(), sender: rest.slice(ditto + 3).trim() };
  // A name is at most three capitalised words at the end.
  const name =
    /(?:^|\s)((?:\p{Lu}[\p{L}.'-]*,? ){1,2}\p{Lu}[\p{L}.'-]*)$/u.exec(rest.slice(-80)) ??
    /(?:^|\s)(\S+)$/.exec(rest.slice(-80));
  const sender = match1(name);
  return { subject: rest.slice(0, rest.length - sender.length).trim(), sender };
}

const match1 = (match: RegExpExecArray | null): string => match?.[1] ?? "";
