/**
 * What a commit's hash in a text is: the one rule for the hover, the copy commands and the colours. Pure; at most a few
 * hundred characters around a word are looked at.
 */
import { LineKind } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";

export interface CommitWord {
  /** As written. */
  readonly hash: string;
  readonly span: Span;
  /** The text says that it is a commit: `commit …`, `Fixes: …`, a link to one. Otherwise it only looks like one. */
  readonly isNamed: boolean;
  /** Named, or as long as the kernel abbreviates hashes: one even where no repository can be asked. */
  readonly isLikely: boolean;
}

/** How far around the pointer a line is looked at. */
const reach = 300;
const shortest = 7;
/** Digits of an abbreviated hash in the kernel's log and trailers (submitting-patches.rst). */
const likely = 12;
/** Abbreviated or SHA-1 in full. */
const longestUnnamed = 40;
const longest = 64;

/** Words before a hash that say it is a commit's; lower case. */
const namingWords = new Set([
  ...[
    "commit",
    "commits",
    "fixes",
    "fix",
    "fixed",
    "upstream",
    "reverts",
    "reverted",
    "revert",
    "from",
    "by",
    "to",
  ],
  ...[
    "backport",
    "of",
    "introduced",
    "since",
    "after",
    "before",
    "in",
    "with",
    "base-commit",
    "base",
    "head",
    "sha1",
  ],
  ...["sha", "merge", "picked", "bisected", "hash", "cherry-pick", "first", "last", "latest"],
]);
/** Words before hexadecimal digits that name something else: patch-ids, b4's change-ids, blobs. */
const otherNames = new Set(["prerequisite-patch-id", "patch-id", "change-id", "index"]);
/** Of these only a few are enough where the text is code or a log; elsewhere they only help short or odd words. */
const strictWords = new Set([
  "commit",
  "commits",
  "fixes",
  "upstream",
  "reverts",
  "base-commit",
  "cherry-pick",
]);

/** The commit hash under `offset`, or null where there is none: numbers, dumps, blobs, Message-IDs and UUIDs are none. */
export function commitWordAt(text: string, lines: LineTable, offset: number): CommitWord | null {
  const line0 = lines.lineAt(offset);
  const lineStart = Math.max(lines.contentStart(line0), offset - reach);
  const lineEnd = Math.min(lines.contentEnd(line0), offset + reach);
  let start = offset;
  let end = offset;
  while (start > lineStart && isWordCode(text.charCodeAt(start - 1))) start--;
  while (end < lineEnd && isWordCode(text.charCodeAt(end))) end++;
  const found = commitWord(text, lines, start, end);
  return found !== null && found.span.start <= offset ? found : null;
}

/** Whether a word of letters, digits and `_`, which `[start, end)` is in full, is a commit's hash. */
export function commitWord(
  text: string,
  lines: LineTable,
  wordStart: number,
  end: number,
): CommitWord | null {
  const isDescribed = isDescribeName(text, wordStart, end);
  const start = isDescribed ? wordStart + 1 : wordStart;
  if (end - start < shortest || end - start > longest) return null;
  const word = text.slice(start, end);
  if (!/^[0-9a-fA-F]+$/.test(word) || /^0+$/.test(word)) return null;
  const line0 = lines.lineAt(start);
  const kind = lines.kind(line0);
  if (neverHolds(kind)) return null;
  const lineStart = Math.max(lines.contentStart(line0), start - reach);
  const lineEnd = Math.min(lines.contentEnd(line0), end + reach);
  const found = (isNamed: boolean): CommitWord => ({
    hash: word,
    span: { start, end },
    isNamed,
    isLikely: isNamed || word.length >= likely,
  });
  if (kind === LineKind.mboxSeparator)
    return start === lines.start(line0) + 5 && word.length >= 40 ? found(true) : null;

  const token = tokenAround(text, start, end, lineStart, lineEnd);
  const before = text.slice(token.start, start);
  const after = text.slice(end, token.end);
  if (before.includes("://"))
    return /(?:\/c\/|\/commits?\/|[?&;](?:id|h)=)$/.test(before) && isCommitUrl(before) ? found(true) : null;
  if (before.includes("@") || after.includes("@")) return null;
  if (isDescribed) return found(true);
  // `[<c0633f08>]` is an address in a kernel log.
  if (before.endsWith("[<")) return null;
  if (/(?:^|[^.])\.$|[-/=$%+#~]$/.test(before) && !/(?:commit|sha1?)=$/i.test(before)) return null;
  if (/^(?:\.(?!\.)[A-Za-z0-9]|[-=/+%][A-Za-z0-9])/.test(after)) return null;

  const naming = wordBefore(text, lines, line0, start);
  if (otherNames.has(naming)) return null;
  const isNamed = strictWords.has(naming);
  if (isNamed) return found(true);
  if (needsName(kind)) return null;
  const isMixed = /[0-9]/.test(word) && /[a-f]/.test(word) && word === word.toLowerCase();
  if (namingWords.has(naming) && isMixed) return found(true);
  if (!isMixed || word.length > longestUnnamed || word.length === 32) return null;
  return hasHexNeighbour(text, start, end, lineStart, lineEnd) ? null : found(false);
}

/** Lines in which hexadecimal words are never commits. */
function neverHolds(kind: number): boolean {
  switch (kind) {
    case LineKind.diffExtended:
    case LineKind.binary:
    case LineKind.encoded:
    case LineKind.diffstatRow:
    case LineKind.diffstatSummary:
    case LineKind.diffOld:
    case LineKind.diffNew:
    case LineKind.diffCommand:
    case LineKind.partSeparator:
      return true;
    default:
      return false;
  }
}

/** Lines full of other numbers: there a commit has to be called one. */
function needsName(kind: number): boolean {
  switch (kind) {
    case LineKind.context:
    case LineKind.added:
    case LineKind.removed:
    case LineKind.hunkHeader:
    case LineKind.corrupt:
    case LineKind.dump:
    case LineKind.report:
    case LineKind.headerField:
    case LineKind.headerContinuation:
    case LineKind.pageBanner:
    case LineKind.replyInstructions:
      return true;
    default:
      return false;
  }
}

/** Whether `[start, end)`, a word in full, could be one for `commitWord`: hexadecimal, perhaps behind a `g`. Cheap. */
export function isHexWord(text: string, start: number, end: number): boolean {
  const from = text.charCodeAt(start) === 0x67 ? start + 1 : start;
  if (end - from < shortest || end - from > longest) return false;
  for (let at = from; at < end; at++) if (!isHexCode(text.charCodeAt(at))) return false;
  return true;
}

/** `v6.1-12-gabcdef123456` (git-describe(1)): a `g`, a hash, and a `-` before. */
function isDescribeName(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== 0x67 || text.charCodeAt(start - 1) !== 0x2d) return false;
  return end - start > shortest && /^[0-9a-f]+$/.test(text.slice(start + 1, end));
}

function tokenAround(text: string, start: number, end: number, lineStart: number, lineEnd: number): Span {
  let from = start;
  let to = end;
  while (from > lineStart && text.charCodeAt(from - 1) > 0x20) from--;
  while (to < lineEnd && text.charCodeAt(to) > 0x20) to++;
  return { start: from, end: to };
}

/** cgit, gitweb, GitHub and GitLab; not the pages of trackers, whose `id=` is a bug's. */
function isCommitUrl(before: string): boolean {
  return /\/(?:c|commits?|patch|diff)\/(?:\?id=)?$|\/(?:commit|patch|diff|log)\/?\?[^\s]{0,100}(?:id|h)=$|[;&]h=$/.test(
    before,
  );
}

/**
 * The word before a hash, lower case, without the punctuation between; passes over other hashes of a list
 * (`commits 1a2b3c4d and 5e6f7a8b`), and looks at the line before where the hash begins its line.
 */
function wordBefore(text: string, lines: LineTable, line0: number, start: number): string {
  const lineStart = Math.max(lines.contentStart(line0), start - reach);
  const words = text.slice(lineStart, start).split(/[\s:("'`[\]<,]+/);
  for (let at = words.length - 1, steps = 0; at >= 0 && steps < 12; at--, steps++) {
    const word = (words[at] ?? "").toLowerCase();
    if (
      word === "" ||
      word === "and" ||
      word === "or" ||
      word === "&" ||
      /^[0-9a-f]{7,64}\.{0,3}$/.test(word)
    )
      continue;
    return word;
  }
  if (line0 === 0 || lineStart !== lines.contentStart(line0)) return "";
  const end = lines.contentEnd(line0 - 1);
  const above = text
    .slice(Math.max(lines.contentStart(line0 - 1), end - 40), end)
    .trimEnd()
    .toLowerCase();
  return /(?:^|[\s("])commits?$/.test(above) ? "commit" : "";
}

/** A hexadecimal word of the same length beside it, or an address and a colon before short ones: a dump. */
function hasHexNeighbour(
  text: string,
  start: number,
  end: number,
  lineStart: number,
  lineEnd: number,
): boolean {
  const length = end - start;
  const left = text.slice(Math.max(lineStart, start - length - 1), start);
  const right = text.slice(end, Math.min(lineEnd, end + length + 1));
  const isHex = (word: string): boolean => word.length === length && /^[0-9a-fA-F]+$/.test(word);
  if (/^: {1,3}[0-9a-fA-F]{2,8}(?: |$)/.test(text.slice(end, Math.min(lineEnd, end + 16)))) return true;
  return isHex(left.trimEnd()) || isHex(right.trimStart());
}

function isHexCode(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66);
}

/** Letters, digits and `_`. */
export function isWordCode(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f;
}
