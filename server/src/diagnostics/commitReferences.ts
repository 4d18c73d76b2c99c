/**
 * The commits that a commit log names: `commit <hash> ("subject")`, `Fixes:`, and the two forms of stable backports. Pure;
 * each line is looked at up to a fixed length, and a log up to a fixed number of references.
 */
import type { Message } from "../core/model.js";
import { LineKind } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";
import type { ParsedDocument } from "../features/parsedDocument.js";
import { logTrailers } from "./commitLog.js";
import { namedHashes } from "./namedHashes.js";

/** One commit that a text names. */
export interface CommitReference {
  /** Lower case. */
  readonly hash: string;
  readonly hashSpan: Span;
  /** From the word `commit` (of a trailer: from its name) to behind the subject's parenthesis, or to the hash's end. */
  readonly span: Span;
  /** What stands in `("…")`, its lines joined by one blank; null where there is none. */
  readonly subject: string | null;
  /** Without the quotes. */
  readonly subjectSpan: Span | null;
}

/** All that one log names. */
export interface LogReferences {
  /** In prose: not those of backports, cherry picks, links and trailers. */
  readonly prose: readonly CommitReference[];
  readonly fixes: readonly CommitReference[];
  /** `commit <hash> upstream.`, `[ Upstream commit <hash> ]` (Documentation/process/stable-kernel-rules.rst). */
  readonly upstream: readonly CommitReference[];
}

const maxReferences = 200;
const maxLine = 1000;
/** A reference may span so many lines (checkpatch: GIT_COMMIT_ID). */
const referenceLines = 3;

const known = new WeakMap<Message, LogReferences>();

/** Read once for each message. */
export function logReferences(document: ParsedDocument, message: Message): LogReferences {
  const found = known.get(message) ?? readReferences(document, message);
  known.set(message, found);
  return found;
}

/** Hexadecimal digits that are a hash, and no word or number (`facade`, `2000000`). */
export const looksLikeHash = (digits: string): boolean =>
  /^[0-9a-f]{6,40}$/i.test(digits) &&
  (digits.length >= 12 || (/[0-9]/.test(digits) && /[a-f]/i.test(digits)));

function readReferences(document: ParsedDocument, message: Message): LogReferences {
  const prose: CommitReference[] = [];
  const upstream: CommitReference[] = [];
  const log = message.commitLog;
  const { lines } = document.model;
  for (let line0 = log?.startLine0 ?? 0; line0 < (log?.endLine0 ?? 0); line0++) {
    if (prose.length + upstream.length >= maxReferences) break;
    if (!isProse(lines, line0)) continue;
    const row = lines.lineText(line0).slice(0, maxLine);
    if (!/commit/i.test(row)) continue;
    const start = lines.start(line0);
    const backport = backported(row, start);
    if (backport !== null) upstream.push(backport);
    else if (!isLink.test(row)) prose.push(...ofRow(document, message, line0, row));
  }
  return { prose, upstream, fixes: fixesOf(document, message) };
}

const isLink = /^[ \t]*(?:Link|Patchwork|https?|BugLink|base-commit):/i;

const isProse = (lines: LineTable, line0: number): boolean =>
  lines.kind(line0) === LineKind.text && lines.depth(line0) === 0;

function backported(row: string, start: number): CommitReference | null {
  const found =
    /^\[ {0,4}(?:Upstream commit|commit) ([0-9a-f]{7,40})(?: upstream\.?)? {0,4}\][ \t\r]{0,4}$/i.exec(row) ??
    /^commit ([0-9a-f]{7,40}) upstream\.?[ \t\r]{0,4}$/i.exec(row);
  const digits = found?.[1];
  if (digits === undefined || !/upstream/i.test(row)) return null;
  const hashSpan = spanAt(start + row.indexOf(digits), digits.length);
  return {
    hash: digits.toLowerCase(),
    hashSpan,
    span: spanAt(start, row.trimEnd().length),
    subject: null,
    subjectSpan: null,
  };
}

function ofRow(document: ParsedDocument, message: Message, line0: number, row: string): CommitReference[] {
  const { text } = document;
  const { lines } = document.model;
  const start = lines.start(line0);
  const found: CommitReference[] = [];
  const add = (at: number, hashAt: number, digits: string): void => {
    if (!looksLikeHash(digits)) return;
    // `git cherry-pick -x` names a commit of any tree.
    if (/cherry[- ]picked from $/i.test(text.slice(Math.max(start, at - 20), at))) return;
    const hashSpan = spanAt(hashAt, digits.length);
    const rest = subjectBehind(text, hashSpan.end, regionEnd(lines, message, line0));
    found.push({
      hash: digits.toLowerCase(),
      hashSpan,
      span: { start: at, end: rest?.end ?? hashSpan.end },
      subject: rest?.subject ?? null,
      subjectSpan: rest?.span ?? null,
    });
  };
  const below = line0 + 1;
  const isBelow = below < (message.commitLog?.endLine0 ?? 0) && isProse(lines, below);
  const next = (): string | null => (isBelow ? lines.lineText(below).slice(0, maxLine) : null);
  for (const { wordAt, gap, hash, hashAt } of namedHashes(row, next)) {
    if (gap === null) add(start + wordAt, lines.start(below) + hashAt, hash);
    else if (gap.length <= 8) add(start + wordAt, start + hashAt, hash);
  }
  return found;
}

/** Where a reference that begins on the line must end. */
function regionEnd(lines: LineTable, { commitLog }: Message, line0: number): number {
  let end = line0 + 1;
  const last = Math.min(line0 + referenceLines, commitLog?.endLine0 ?? 0);
  while (end < last && isProse(lines, end)) end++;
  return lines.contentEnd(end - 1);
}

/** `("…")` behind a hash, on that line or below it. */
export function subjectBehind(
  text: string,
  from: number,
  regionEnd: number,
): { readonly subject: string; readonly span: Span; readonly end: number } | null {
  const region = text.slice(from, Math.min(regionEnd, from + maxLine));
  const open = /^\s{0,100}\("/.exec(region);
  if (open === null) return null;
  const start = open[0].length;
  const end = closingQuote(region, start);
  if (end === -1) return null;
  const subject = joined(region.slice(start, end));
  return { subject, span: { start: from + start, end: from + end }, end: from + end + 2 };
}

/** The `")` at which as many parentheses are closed as were opened; else the first one; -1 where there is none. */
function closingQuote(region: string, start: number): number {
  let open = 0;
  for (let at = start; at < region.length; at++) {
    const c = region.charAt(at);
    if (c === "(") open++;
    else if (c === ")" && open > 0) open--;
    else if (c === '"' && open === 0 && region.charAt(at + 1) === ")") return at;
  }
  return region.indexOf('")', start);
}

/** Wrapped lines as one. */
export const joined = (raw: string): string =>
  /[\r\n]/.test(raw)
    ? raw
        .split(/\r?\n/)
        .map((row) => row.trim())
        .join(" ")
    : raw;

function fixesOf({ text }: ParsedDocument, message: Message): CommitReference[] {
  const found: CommitReference[] = [];
  for (const { name, nameSpan, valueSpan } of logTrailers(message).slice(0, maxReferences)) {
    if (name.toLowerCase() !== "fixes") continue;
    const value = text.slice(valueSpan.start, Math.min(valueSpan.end, valueSpan.start + maxLine));
    const match = /^(\s{0,100}(?:commit\s{1,8})?)([0-9a-f]{6,40})(?![0-9a-z])/i.exec(value);
    const [, before = "", digits = ""] = match ?? [];
    if (!looksLikeHash(digits)) continue;
    const hashSpan = spanAt(valueSpan.start + before.length, digits.length);
    const rest = fixesSubject(value, before.length + digits.length);
    found.push({
      hash: digits.toLowerCase(),
      hashSpan,
      span: { start: nameSpan.start, end: valueSpan.end },
      subject: rest === null ? null : joined(value.slice(rest.start, rest.end)),
      subjectSpan:
        rest === null ? null : { start: valueSpan.start + rest.start, end: valueSpan.start + rest.end },
    });
  }
  return found;
}

/** Between the first `("` and the last `")` behind it: a subject may hold both. */
function fixesSubject(value: string, from: number): Span | null {
  const open = /^\s{0,100}\("/.exec(value.slice(from));
  if (open === null) return null;
  const start = from + open[0].length;
  const end = value.lastIndexOf('")');
  return end < start ? null : { start, end };
}

const spanAt = (start: number, length: number): Span => ({ start, end: start + length });
