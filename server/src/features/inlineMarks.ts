/**
 * Things that stand in running text: commit hashes, Message-IDs, paths. One pass over character codes, linear; only
 * words of hexadecimal digits are looked at more closely. Used for the prose of mails (a few thousand lines), never for the lines of a diff.
 */
import type { LineTable } from "../core/text/lineTable.js";
import { commitWord, isHexWord, isWordCode } from "./commitWord.js";

export type InlineKind = "hash" | "messageId" | "path" | "url";

export interface InlineMark {
  readonly kind: InlineKind;
  /** Offsets in the text that was scanned. Of a Message-ID without its angle brackets. */
  readonly start: number;
  readonly end: number;
}

/** Longest word that is looked at; longer ones (base64, minified code) hold nothing for a reader. */
const longestWord = 2000;

/** All marks in `[start, end)` of `text`, whose lines are `lines`; in order, none overlapping. */
export function inlineMarks(text: string, lines: LineTable, start: number, end: number): InlineMark[] {
  const marks: InlineMark[] = [];
  let at = start;
  while (at < end) {
    if (text.charCodeAt(at) <= 0x20) {
      at++;
      continue;
    }
    let wordEnd = at + 1;
    while (wordEnd < end && text.charCodeAt(wordEnd) > 0x20) wordEnd++;
    if (wordEnd - at >= 4 && wordEnd - at <= longestWord) markWord(text, lines, at, wordEnd, marks);
    at = wordEnd;
  }
  return marks;
}

function markWord(text: string, lines: LineTable, start: number, end: number, marks: InlineMark[]): void {
  const scheme = schemeIn(text, start, end);
  if (scheme !== -1) {
    const url = urlAround(text, start, end, scheme);
    if (url !== null) marks.push(url);
    return;
  }
  const id = messageIdIn(text, start, end);
  if (id !== null) {
    marks.push(id);
    return;
  }
  const path = pathIn(text, start, end);
  if (path !== null) {
    marks.push(path);
    return;
  }
  markHashes(text, lines, start, end, marks);
}

/** Like `indexOf`, never looking past `end`: searching the whole text for each word would be quadratic. */
function indexOfCode(text: string, code: number, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === code) return at;
  return -1;
}

/** Offset of `://` in `[start, end)`, or -1. */
function schemeIn(text: string, start: number, end: number): number {
  for (let at = indexOfCode(text, 0x3a, start, end); at !== -1; at = indexOfCode(text, 0x3a, at + 1, end)) {
    if (at + 2 < end && text.charCodeAt(at + 1) === 0x2f && text.charCodeAt(at + 2) === 0x2f) return at;
  }
  return -1;
}

/** `https://…` up to white space or a bracket, without the sentence's punctuation. Only http and https. */
function urlAround(text: string, start: number, end: number, scheme: number): InlineMark | null {
  let from = scheme;
  while (from > start && isLowerLetter(text.charCodeAt(from - 1))) from--;
  const name = text.slice(from, scheme);
  if (name !== "http" && name !== "https") return null;
  let to = scheme + 3;
  while (to < end) {
    const c = text.charCodeAt(to);
    if (c === 0x3c || c === 0x3e || c === 0x22 || c === 0x60) break;
    to++;
  }
  while (to > scheme + 3 && isTrailingPunctuation(text, from, to)) to--;
  return to > scheme + 3 ? { kind: "url", start: from, end: to } : null;
}

/** Whether the last character of `[from, to)` belongs to the sentence; a `)` does unless the URL has its `(`. */
function isTrailingPunctuation(text: string, from: number, to: number): boolean {
  const c = text.charCodeAt(to - 1);
  if (c === 0x29) return indexOfCode(text, 0x28, from, to) === -1;
  // . , ; : ! ? ' ] }
  return (
    c === 0x2e ||
    c === 0x2c ||
    c === 0x3b ||
    c === 0x3a ||
    c === 0x21 ||
    c === 0x3f ||
    c === 0x27 ||
    c === 0x5d ||
    c === 0x7d
  );
}

/**
 * `<id@host>`. An address stands in angle brackets, too: six digits before the `@` tell a Message-ID (they hold a date,
 * a hash or a counter).
 */
function messageIdIn(text: string, start: number, end: number): InlineMark | null {
  const open = indexOfCode(text, 0x3c, start, end);
  const close = open === -1 ? -1 : indexOfCode(text, 0x3e, open, end);
  if (close === -1) return null;
  let digits = 0;
  let at = open + 1;
  for (; at < close && text.charCodeAt(at) !== 0x40; at++) if (isDigit(text.charCodeAt(at))) digits++;
  if (at === close || at === open + 1 || at + 1 === close || digits < 6) return null;
  return { kind: "messageId", start: open + 1, end: close };
}

/** `drivers/net/foo.c`, `Documentation/x.rst:12`: a slash, and a last part with a short extension or a known name. */
function pathIn(text: string, start: number, end: number): InlineMark | null {
  let from = start;
  while (from < end && !isPathCharacter(text.charCodeAt(from))) from++;
  let to = from;
  while (to < end && isPathCharacter(text.charCodeAt(to))) to++;
  while (to > from && isSentenceEnd(text.charCodeAt(to - 1))) to--;
  let lastSlash = -1;
  let lastDot = -1;
  for (let at = from; at < to; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x2f) lastSlash = at;
    else if (c === 0x2e) lastDot = at;
  }
  if (lastSlash <= from) return null;
  const nextCode = text.charCodeAt(to);
  // "user@host/x", "and/or (" and the like are no files.
  if (to < end && nextCode === 0x40) return null;
  const hasExtension = lastDot > lastSlash + 1 && to - lastDot >= 2 && to - lastDot <= 6;
  const last = text.slice(lastSlash + 1, to);
  if (!hasExtension && last !== "Makefile" && last !== "Kconfig" && last !== "MAINTAINERS") return null;
  return { kind: "path", start: from, end: to };
}

function markHashes(text: string, lines: LineTable, start: number, end: number, marks: InlineMark[]): void {
  let at = start;
  while (at < end) {
    if (!isWordCode(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const from = at;
    while (at < end && isWordCode(text.charCodeAt(at))) at++;
    if (!isHexWord(text, from, at)) continue;
    const word = commitWord(text, lines, from, at);
    // A short word that nothing calls a commit is one only if a repository says so, which colours do not wait for.
    if (word?.isLikely) marks.push({ kind: "hash", start: word.span.start, end: word.span.end });
  }
}

/** `.`, `,`, `-` */
function isSentenceEnd(c: number): boolean {
  return c === 0x2e || c === 0x2c || c === 0x2d;
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

function isLowerLetter(c: number): boolean {
  return c >= 0x61 && c <= 0x7a;
}

/** Letters, digits and `. / _ + - , ~`. */
function isPathCharacter(c: number): boolean {
  return isWordCode(c) || c === 0x2e || c === 0x2f || c === 0x2b || c === 0x2d || c === 0x2c || c === 0x7e;
}
