/**
 * Writes `commit <hash> ("subject")` and `Fixes:` into a draft as git and checkpatch have them. Pure: which commit it is, is known
 * by then.
 */
import { LineKind } from "../core/model.js";
import type { TextChange } from "../core/patch/hunkShape.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";
import { looksLikeHash, subjectBehind } from "../diagnostics/commitReferences.js";
import type { CommitName } from "./commitSource.js";
import type { ParsedDocument } from "./feature.js";

/** Columns of a commit log (submitting-patches.rst). */
const width = 75;
/** Line ends inside of one reference: three lines, as checkpatch's words have it … */
const maxBreaks = 2;
/** … and so many as it reads in truth (6.1, 6.12): a longer one it takes for one without a subject. */
const safeLines = 2;
/** Around a hash so much is looked at. */
const reach = 1000;

/** `git log -1 --abbrev=12 --format='Fixes: %h ("%s")'`. */
export const fixesLine = ({ short, subject }: CommitName): string => `Fixes: ${short} ("${subject}")`;

/** A title's piece: what a menu shows of a commit. */
export function shownCommit({ short, subject }: CommitName): string {
  const plain = subject.replace(/[\p{Cc}\p{Cf}]/gu, " ");
  return `${short} ("${plain.length > 60 ? `${plain.slice(0, 59)}…` : plain}")`;
}

/** What a menu says behind it, where the hash is another than the one that was written. */
export const remarkOf = ({ isOfSubject }: CommitName): string =>
  isOfSubject === true ? ": it has this subject" : "";

/** The first hash that stands in the span, or begins there; null where there is none. */
export function hashIn({ text, model: { lines } }: ParsedDocument, span: Span): Span | null {
  // A span may be the word `commit` alone, with the hash on the next line.
  const line0 = Math.min(lines.lineAt(span.end) + 1, lines.count - 1);
  const end = Math.min(Math.max(span.end, lines.contentEnd(line0)), span.start + reach);
  for (const match of text
    .slice(span.start, end)
    .matchAll(/(?<![0-9A-Za-z_])[0-9a-f]{6,40}(?![0-9A-Za-z_])/gi)) {
    const start = span.start + match.index;
    if (start > span.end && !/^\s*$/.test(text.slice(span.end, start))) return null;
    if (looksLikeHash(match[0])) return { start, end: start + match[0].length };
  }
  return null;
}

/** Lines that belong together: those of a log, or of a paragraph of it. */
export interface Paragraph {
  readonly startLine0: number;
  readonly endLine0: number;
}

/** The prose around a place of the log. */
export function paragraphAt({ model: { lines } }: ParsedDocument, log: Paragraph, offset: number): Paragraph {
  const isProse = (line0: number): boolean =>
    line0 >= log.startLine0 &&
    line0 < log.endLine0 &&
    lines.kind(line0) === LineKind.text &&
    lines.depth(line0) === 0;
  const line0 = lines.lineAt(offset);
  let startLine0 = line0;
  let endLine0 = line0 + 1;
  while (line0 - startLine0 < maxBreaks && isProse(startLine0 - 1)) startLine0--;
  while (endLine0 - line0 <= maxBreaks && isProse(endLine0)) endLine0++;
  return { startLine0, endLine0 };
}

/**
 * The change that makes of the hash, with the word `commit` before it and the subject behind it as far as they are there, a whole
 * reference. Lines are broken at 75 columns, at single blanks only; the lines below it stay.
 */
export function writeReference(
  { text, model: { lines } }: ParsedDocument,
  paragraph: Paragraph,
  hash: Span,
  commit: CommitName,
): TextChange {
  const first = lines.start(paragraph.startLine0);
  const last = lines.contentEnd(paragraph.endLine0 - 1);
  const word = /\bcommit\s{1,80}$/i.exec(text.slice(Math.max(first, hash.start - 100), hash.start));
  const start = hash.start - (word?.[0].length ?? 0);
  const end = endOfSubject(text, hash.end, Math.min(last, hash.end + reach), commit.subject);
  const line0 = lines.lineAt(start);
  const lineStart = lines.start(line0);
  const lineEnd = lines.contentEnd(lines.lineAt(end));
  const name = word?.[0].startsWith("C") === true ? "Commit" : "commit";
  const reference = `${name} ${commit.short} ("${commit.subject}")`;
  const tail = text.slice(end, lineEnd);
  const head = text.slice(lineStart, start);
  // Blanks at the end of the line would stay behind where the reference goes to the next one.
  const words = head.trim() === "" ? head : head.trimEnd();
  return {
    span: { start: lineStart + words.length, end: lineEnd },
    text: broken(words, head.slice(words.length), reference, tail, lineEnding(text, lines, line0)),
  };
}

/** Behind what stands for the subject: `("…")`, and what looks like the subject in other clothes; else the hash's end. */
function endOfSubject(text: string, from: number, last: number, subject: string): number {
  const whole = subjectBehind(text, from, last);
  if (whole !== null) return whole.end;
  const region = text.slice(from, last);
  const other =
    /^\s{0,100}(?:\(((?:[^()]|\([^()]{0,200}\)){1,400})\)|["“]([^"”]{1,400})["”]|'([^']{1,400})')/.exec(
      region,
    );
  const words = wordsOf(other?.[1] ?? other?.[2] ?? other?.[3] ?? "");
  const right = new Set(wordsOf(subject));
  const shared = words.filter((word) => right.has(word)).length;
  const isSubject = shared >= 2 && shared >= 0.7 * words.length;
  return other !== null && isSubject ? from + other[0].length : from;
}

const wordsOf = (words: string): string[] => words.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** `head` stands on the line already, `gap` goes where no line ends; breaks come where a word would go over the width. */
function broken(head: string, gap: string, reference: string, tail: string, lineEnd: string): string {
  const canBreak = gap !== "" && head.trim() !== "";
  const here = filled(head, gap, reference, tail, lineEnd);
  if (!canBreak || here.references <= safeLines) return here.text;
  const indent = /^[ \t]*/.exec(head)?.[0] ?? "";
  const below = filled(indent, "", reference, tail, lineEnd);
  return below.references < here.references ? `${lineEnd}${indent}${below.text}` : here.text;
}

interface Filled {
  readonly text: string;
  /** Lines that the reference stands on. */
  readonly references: number;
}

function filled(head: string, gap: string, reference: string, tail: string, lineEnd: string): Filled {
  const indent = /^[ \t]*/.exec(head)?.[0] ?? "";
  let column = columnsOf(head);
  let hasWords = head.trim() !== "";
  let breaks = 0;
  let text = "";
  let at = 0;
  for (const [index, piece] of `${reference}${tail}`.split(/(?<=[^ ]) (?=[^ ])/).entries()) {
    const before = index === 0 ? gap : " ";
    const isInside = index > 0 && at < reference.length;
    const isOver = column + before.length + columnsOf(piece) > width;
    if (isOver && hasWords && before !== "" && !(isInside && breaks >= maxBreaks)) {
      text += `${lineEnd}${indent}${piece}`;
      column = columnsOf(indent) + columnsOf(piece);
      if (isInside) breaks++;
    } else {
      text += `${before}${piece}`;
      column += before.length + columnsOf(piece);
    }
    hasWords = true;
    at += piece.length + 1;
  }
  return { text, references: breaks + 1 };
}

/** As editors count them: a tab goes to the next multiple of eight. */
function columnsOf(words: string): number {
  let columns = 0;
  for (const c of words) columns = c === "\t" ? (Math.floor(columns / 8) + 1) * 8 : columns + 1;
  return columns;
}

/** How that line ends; of the last one, how the first one does. */
export function lineEnding(text: string, lines: LineTable, line0: number): "\r\n" | "\n" {
  const at = lines.contentEnd(line0);
  const end = at < text.length ? at : lines.contentEnd(0);
  return text.startsWith("\r\n", end) ? "\r\n" : "\n";
}
