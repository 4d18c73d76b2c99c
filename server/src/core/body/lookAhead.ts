import { readQuotePrefix } from "./quotePrefix.js";
import type { Scan } from "./scanState.js";

/** Offset of the content of a line, if it stands at that quote depth; else -1. */
export function peek(scan: Scan, line0: number, depth: number): number {
  const { text, lines, endLine0 } = scan.input;
  if (line0 >= endLine0) return -1;
  const start = lines.start(line0);
  const end = lines.contentEnd(line0);
  const hasOddMark = scan.oddMark !== "" && text.startsWith(scan.oddMark, start);
  if (depth === 0) return text.charCodeAt(start) === 0x3e || hasOddMark ? -1 : start;
  if (hasOddMark) readBehindMark(scan, start + scan.oddMark.length, end);
  else readQuotePrefix(text, start, end, scan.peeked);
  if (scan.peeked.depth !== depth) return -1;
  const at = scan.peeked.end;
  const pad = scan.states[depth]?.pad ?? 1;
  return Math.min(end, text.charCodeAt(at) === 0x20 && pad === 1 ? at + 1 : at);
}

/** A mark that is not `>` counts as one level (quoteLevel.ts `readDepth`). */
function readBehindMark(scan: Scan, after: number, end: number): void {
  const { peeked } = scan;
  readQuotePrefix(scan.input.text, after, end, peeked);
  if (peeked.depth === 0) peeked.end = after;
  peeked.depth++;
}

/** As `peek`, with the padding of the line itself: the diff's own is not known yet. */
export function peekAny(scan: Scan, line0: number, depth: number): number {
  const at = peek(scan, line0, depth);
  if (at === -1 || depth === 0) return at;
  const { text } = scan.input;
  const bare = scan.peeked.end;
  return text.charCodeAt(bare) === 0x20 ? bare + 1 : bare;
}

export function nextStartsWith(scan: Scan, line0: number, depth: number, mark: string): boolean {
  const next = peekAny(scan, line0 + 1, depth);
  return next !== -1 && scan.input.text.startsWith(mark, next);
}
