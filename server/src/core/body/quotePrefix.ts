const GT = 0x3e;
const SPACE = 0x20;

/** Quote marks at the start of a line. Reused from line to line, so that 159,000 lines make no garbage. */
export interface QuotePrefix {
  depth: number;
  /** Offset behind the last quote mark; padding is not part of it. */
  end: number;
}

/** Deepest level that is told apart; deeper marks are content. */
export const MAX_DEPTH = 65_000;

/**
 * Reads the quote marks of `[start, end)`: `>`, `> >`, `>>`, `> >>`, with at most one blank before or between them.
 * Not a quote: mbox's `>From ` escape, and a robot's `>> file.c:12:3: warning` (also behind real quote marks).
 */
export function readQuotePrefix(text: string, start: number, end: number, into: QuotePrefix): void {
  into.depth = 0;
  into.end = start;
  let at = start;
  if (text.charCodeAt(at) === SPACE) at++;
  if (text.charCodeAt(at) !== GT || at >= end) return;
  if (isFromEscape(text, start)) return;
  while (at < end && into.depth < MAX_DEPTH) {
    const c = text.charCodeAt(at);
    if (c === GT) {
      if (
        text.charCodeAt(at + 1) === GT &&
        text.charCodeAt(at + 2) === SPACE &&
        isReportLine(text, at + 3, end)
      )
        return;
      into.depth++;
      at++;
      into.end = at;
    } else if (c === SPACE && text.charCodeAt(at + 1) === GT) at++;
    else return;
  }
}

/** `>From ` (mboxo) and `>>From ` (mboxrd): an escaped line of the text, no quote. */
export function isFromEscape(text: string, start: number): boolean {
  let at = start;
  while (text.charCodeAt(at) === GT) at++;
  return at > start && text.startsWith("From ", at);
}

/** `path/file.c:12:3: warning: …`, `ld.lld: error: …`, `ERROR: modpost: …` behind a robot's `>> `. */
function isReportLine(text: string, start: number, end: number): boolean {
  const head = text.slice(start, Math.min(end, start + 300));
  return /^(?:[^\s:]{1,200}:(?:\(\.[^\s:()]{1,80}\):|\d{1,7}:|[^\s:]{1,100}:\d{1,7}:)|[\w./+-]{1,80}: (?:error|warning): |(?:ERROR|WARNING|BUG): )/.test(
    head,
  );
}

/**
 * Quote marks that are none by themselves, `| ` and `name> `: length of the mark at `start`, or 0.
 * The caller takes them only under an attribution, in two or more lines (RFC 3676 has only `>`; these are custom).
 */
export function oddMark(text: string, start: number, end: number): number {
  const c = text.charCodeAt(start);
  if (c === 0x7c) {
    const next = text.charCodeAt(start + 1);
    return start + 1 >= end || next === SPACE ? 1 : 0;
  }
  for (let at = start; at < Math.min(end, start + 12); at++) {
    const letter = text.charCodeAt(at);
    if (letter === GT)
      return at > start &&
        (at + 1 >= end || text.charCodeAt(at + 1) === SPACE || text.charCodeAt(at + 1) === GT)
        ? at + 1 - start
        : 0;
    const isLetter = (letter >= 0x41 && letter <= 0x5a) || (letter >= 0x61 && letter <= 0x7a);
    if (!isLetter) return 0;
  }
  return 0;
}
