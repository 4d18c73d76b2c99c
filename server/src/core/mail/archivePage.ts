import type { Overview } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { isOverviewRow, type PagePeople, readOverviewRows } from "./overviewRows.js";

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
 * `messageIndex` is the message that `[this message]` means, `people` are those whom its header names.
 */
export function readTail(
  lines: LineTable,
  startLine0: number,
  endLine0: number,
  messageIndex: number,
  people: PagePeople,
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
        if (isOverviewRow(content)) rows.push(line);
      }
    }
  }
  if (first === -1 || rows.length === 0) return null;
  return {
    span: lines.spanOfLines(first, last + 1),
    startLine0: first,
    endLine0: last + 1,
    ...readOverviewRows(lines, lines.lineText(first).slice(0, 500), rows, people, messageIndex),
  };
}
