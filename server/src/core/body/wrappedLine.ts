import { LineKind } from "../model.js";
import { peek } from "./lookAhead.js";
import type { Scan } from "./scanState.js";

/** Mailers wrap between these columns. */
const narrowest = 72;
const widest = 100;
/** Lines of a mailer that counts tabs as it shows them are shorter. */
const tabWidth = 8;

/**
 * Whether the line (its quote marks were read) is the rest of the quoted hunk line above, which a mailer has wrapped: that
 * one is as long as lines may be, and the first word here has no room on it. Takes it then. Without quote marks it could be a
 * comment, which counts for more: it must look like code, between two lines of the quote.
 */
export function isWrappedRest(scan: Scan, line0: number, end: number): boolean {
  const { prefix, previousDepth, input } = scan;
  const { text, lines } = input;
  const state = scan.states[previousDepth];
  const hunk = state?.hunk;
  // Saved pages lose the blanks before context lines: there such a line is most likely one.
  if (
    input.isPage ||
    !state ||
    state.isDamaged ||
    !hunk ||
    hunk.endLine0 !== line0 ||
    prefix.depth > previousDepth
  )
    return false;
  let at = prefix.end;
  // One blank belongs to the quote mark; a wrapped line begins with a word.
  if (prefix.depth > 0 && text.charCodeAt(at) === 0x20) at++;
  if (at >= end || !isWordStart(text.charCodeAt(at))) return false;
  let wordEnd = at;
  while (wordEnd < end && text.charCodeAt(wordEnd) > 0x20) wordEnd++;
  const above = widthOf(text, lines.start(line0 - 1), lines.contentEnd(line0 - 1));
  const word = wordEnd - at + 1;
  if (above.characters > widest || above.columns + word <= narrowest) return false;
  if (prefix.depth < previousDepth) {
    if (above.characters + word <= narrowest || peek(scan, line0 + 1, previousDepth) === -1) return false;
    if (!looksLikeCode(text.slice(at, Math.min(end, at + 200)))) return false;
  }
  takeWrapped(scan, line0, at, LineKind.wrapped);
  hunk.endLine0 = line0 + 1;
  if (state.hunkEndedAtLine0 === line0 - 1) state.hunkEndedAtLine0 = line0;
  return true;
}

/** Makes the line part of the quote level of the line before; `at`: where its content begins. */
export function takeWrapped(
  { input: { lines }, previousDepth }: Scan,
  line0: number,
  at: number,
  kind: LineKind,
): void {
  lines.kinds[line0] = kind;
  lines.depths[line0] = previousDepth;
  lines.columns[line0] = Math.min(at - lines.start(line0), 0xffff);
}

/** Not what begins a hunk's line or header, and no white space. */
function isWordStart(c: number): boolean {
  return c > 0x20 && c !== 0x2b && c !== 0x2d && c !== 0x40 && c !== 0x5c && c !== 0x3e && c !== 0x5b;
}

/** It closes what the line above has opened: a bracket, a string, a comment; or is a word and the end of a statement. */
function looksLikeCode(rest: string): boolean {
  if (/^[A-Z][a-z']*[ ,.?!:]|^\w{1,20}: |^s\/|[.?!:]$/.test(rest)) return false;
  const count = (character: string): number => rest.split(character).length - 1;
  return (
    count(")") > count("(") ||
    count("]") > count("[") ||
    count('"') % 2 === 1 ||
    count("*/") > count("/*") ||
    /^[\w>*&.[\]-]+[;,]$/.test(rest)
  );
}

function widthOf(
  text: string,
  start: number,
  end: number,
): { readonly characters: number; readonly columns: number } {
  let columns = 0;
  for (let at = start; at < Math.min(end, start + 2 * widest); at++)
    columns = text.charCodeAt(at) === 0x09 ? columns - (columns % tabWidth) + tabWidth : columns + 1;
  return { characters: end - start, columns };
}
