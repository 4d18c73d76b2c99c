import { LineKind, type MailDocument, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { closeSum, lineSum } from "./lineSum.js";

/** Lines above and below a quoted line that tell where it is from, and lines that are looked at for them. */
const maxAround = 8;
const maxLookAround = 40;
/** Places of one line that are weighed against each other: braces come often. */
const maxCandidates = 500;
/** Shorter pieces of a line stand in others by chance. */
const shortestPiece = 16;

/** A line that a quoted one repeats. */
export interface QuotedOrigin {
  /** 0-based, in the document that holds the earlier message. */
  readonly line0: number;
  /** Quote depth of that line: 0 where its message has written it. */
  readonly depth: number;
  /** Lines in a row that agree. */
  readonly score: number;
}

/** What is quoted around a line, without white space, as sums: made once, and looked up in several messages. */
export interface QuotedText {
  readonly depth: number;
  /** The line without its quote marks. */
  readonly text: string;
  /** Of the line, of the line joined with the one below, of the one above joined with the line; 0: no such line. */
  readonly own: readonly number[];
  /** The nearest first. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** The quoted text at a line, or, where that is empty, at the nearest line above that is not; null outside of quotes. */
export function quotedTextAt(lines: LineTable, message: Message, line0: number): QuotedText | null {
  const depth = lines.depth(line0);
  if (depth === 0) return null;
  let at = line0;
  while (at > message.bodyLine0 && sumAt(lines, at) === 0) at--;
  if (lines.depth(at) !== depth || sumAt(lines, at) === 0) return null;
  const above = around(lines, message, at, -1);
  const below = around(lines, message, at, 1);
  const [next] = below;
  const [before] = above;
  const own = [
    closeSum(sumAt(lines, at)),
    next === undefined ? 0 : closeSum(joinedSum(lines, at, next)),
    before === undefined ? 0 : closeSum(joinedSum(lines, before, at)),
  ];
  const sums = (found: readonly number[]): number[] => found.map((line) => closeSum(sumAt(lines, line)));
  return { depth, text: lines.content(at).trim(), own, above: sums(above), below: sums(below) };
}

/** Lines of the same depth that are not empty, in one direction, the nearest first; comments are passed over. */
function around(lines: LineTable, message: Message, line0: number, step: 1 | -1): number[] {
  const depth = lines.depth(line0);
  const found: number[] = [];
  for (let count = 1; count <= maxLookAround && found.length < maxAround; count++) {
    const line = line0 + step * count;
    if (line < message.bodyLine0 || line >= message.endLine0) break;
    if (lines.depth(line) !== depth) {
      // Above an attribution somebody else speaks.
      if (lines.depth(line) < depth && lines.kind(line) === LineKind.attribution) break;
      continue;
    }
    if (sumAt(lines, line) !== 0) found.push(line);
  }
  return found;
}

const sumAt = (lines: LineTable, line0: number): number =>
  lineSum(lines.text, lines.contentStart(line0), lines.contentEnd(line0));

const joinedSum = (lines: LineTable, first0: number, second0: number): number =>
  lineSum(lines.text, lines.contentStart(second0), lines.contentEnd(second0), sumAt(lines, first0));

/**
 * The line of an earlier message that says what is quoted: of all the one with most of the lines around it, own text before
 * what that message quotes itself. null where there is none. Linear in the message.
 */
export function originIn({ lines }: MailDocument, message: Message, quoted: QuotedText): QuotedOrigin | null {
  const rows: number[] = [];
  const sums: number[] = [];
  for (let line = message.bodyLine0; line < message.endLine0; line++) {
    if (lines.depth(line) >= quoted.depth) continue;
    const sum = closeSum(sumAt(lines, line));
    if (sum === 0) continue;
    rows.push(line);
    sums.push(sum);
  }
  let best: QuotedOrigin | null = null;
  let candidates = 0;
  for (const [at, sum] of sums.entries()) {
    if (!quoted.own.includes(sum)) continue;
    if (++candidates > maxCandidates) break;
    const line0 = rows[at] ?? 0;
    const depth = lines.depth(line0);
    const score = 1 + run(sums, at, -1, quoted.above) + run(sums, at, 1, quoted.below);
    const isBetter =
      best === null ||
      score > best.score + 1 ||
      (score >= best.score - 1 && depth < best.depth) ||
      (depth === best.depth && score > best.score);
    if (isBetter) best = { line0, depth, score };
  }
  return best ?? pieceIn(lines, rows, quoted);
}

/** Lines in one direction that agree, one after the other. */
function run(sums: readonly number[], at: number, step: 1 | -1, wanted: readonly number[]): number {
  let length = 0;
  while (length < wanted.length && sums[at + step * (length + 1)] === wanted[length]) length++;
  return length;
}

/** Text that was wrapped anew on its way: a line that holds all of the quoted one. */
function pieceIn(lines: LineTable, rows: readonly number[], { text }: QuotedText): QuotedOrigin | null {
  if (text.length < shortestPiece || text.length > 1000) return null;
  const found = rows.find((line0) => lines.content(line0).includes(text));
  return found === undefined ? null : { line0: found, depth: lines.depth(found), score: 1 };
}
