/** Small searches in the model that several features share. All are pure; lines and offsets are 0-based. */
import type { HeaderField, Message } from "../core/model.js";
import type { LineTable, Range } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";

/** The header field whose lines hold `line0`. */
export function fieldAt(message: Message, line0: number): HeaderField | undefined {
  if (line0 < message.header.startLine0 || line0 >= message.header.endLine0) return undefined;
  return message.header.fields.find((field) => field.startLine0 <= line0 && line0 < field.endLine0);
}

/** Where a jump to a message lands: its first header line; inside the line for a message of a flattened page. */
export function messageStart(message: Message, lines: LineTable): Range {
  const lineStart = lines.start(message.startLine0);
  if (message.span.start > lineStart) {
    const position = { line: message.startLine0, character: message.span.start - lineStart };
    return { start: position, end: position };
  }
  const line0 = message.header.fields.length > 0 ? message.header.startLine0 : message.startLine0;
  return lineStartRange(line0);
}

/** The empty range at the start of a line. */
export function lineStartRange(line0: number): Range {
  const position = { line: line0, character: 0 };
  return { start: position, end: position };
}

/** `span` without the line end at its end. */
export function withoutLineEnd(text: string, span: Span): Span {
  let end = span.end;
  if (end > span.start && text.charCodeAt(end - 1) === 10) end--;
  if (end > span.start && text.charCodeAt(end - 1) === 13) end--;
  return { start: span.start, end };
}

/** One line of text for a label: white space joined, cut to `limit` characters, never inside a surrogate pair. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit && isOneLine(text) && !hasBlankEnd(text)) return text;
  const head = text.slice(0, limit * 8).trim();
  const flat = isOneLine(head) ? head : head.replace(/\s+/g, " ");
  if (flat.length <= limit) return flat;
  let end = limit - 1;
  const code = flat.charCodeAt(end - 1);
  if (code >= 0xd800 && code <= 0xdbff) end--;
  return `${flat.slice(0, end).trimEnd()}…`;
}

/** Whether there is no white space but single blanks: most labels are so, and a patch has thousands of hunks. */
function isOneLine(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0xa0 || code >= 0x1680) return false;
    if (code === 0x20 && text.charCodeAt(at + 1) === 0x20) return false;
  }
  return true;
}

function hasBlankEnd(text: string): boolean {
  return text.charCodeAt(0) === 0x20 || text.charCodeAt(text.length - 1) === 0x20;
}

/** The first index in `items` (sorted by `key`) whose key is at least `wanted`; `items.length` where there is none. */
export function lowerBound<T>(items: readonly T[], wanted: number, key: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && key(item) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
