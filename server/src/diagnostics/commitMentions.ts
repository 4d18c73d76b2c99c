import type { Span } from "../core/text/span.js";
import type { LogLine, LogLines } from "./logLines.js";
import { namedHashes } from "./namedHashes.js";

/** A commit that a log speaks of: `commit 1a2b3c4d5e6f ("subject")`, or what was meant to be that. */
export interface CommitMention {
  /** From the word “commit”, else the hash, to the end of what belongs to it. May reach over three lines. */
  readonly span: Span;
  /** The word before the hash, as written; null: there is none. */
  readonly word: string | null;
  readonly wordSpan: Span | null;
  /** As written. */
  readonly hash: string;
  readonly hashSpan: Span;
  /** Between word and hash is one blank, or one line end. */
  readonly hasOneBlank: boolean;
  /** What stands in parentheses behind the hash, without them; null: nothing does, or they are not closed. */
  readonly title: string | null;
  /** With its parentheses. */
  readonly titleSpan: Span | null;
  /** The title is in double quotes. */
  readonly hasQuotes: boolean;
}

/** Lines that the mention may reach over, the first included. */
const REACH = 3;
/** Mentions of one log. */
const MOST = 200;

/** Links, git's own notes, a pasted `From <hash> Mon Sep 17 …` and what Mercurial writes name commits in other ways. */
const OTHER_FORM =
  /^\s*(?:(?:Link|Closes|Patchwork|https?|BugLink|base-commit|prerequisite-[\w-]+|fixes):|>?From [0-9a-f]{40} |# (?:Node ID|Parent) )/i;
/** git's own words for a revert, a backport and a pick, which have the hash in full and no subject. */
const OF_GIT =
  /^\s*(?:This reverts commit [0-9a-f]{7,40}|This (?:re-?applies|partially reverts|undoes) commit [0-9a-f]{7,40}|commit [0-9a-f]{7,40} upstream\.?$|\[\s*upstream commit [0-9a-f]{7,40}\s*\]?|\(?(?:cherry[- ]picked|backported) from (?:upstream )?commit [0-9a-f]{7,40})/i;

/**
 * Commits that the log's words name, up to its first sign-off. Where they are wrapped says nothing (checkpatch's GIT_COMMIT_ID
 * looks at the first of a line). Not in dumps, quotes, trailers, and what git and the stable tree write by themselves (`This reverts commit …`,
 * `commit … upstream.`, `[ Upstream commit … ]`, `(cherry picked from commit …)`).
 */
export function commitMentions({ lines, signoffAt }: LogLines): CommitMention[] {
  const found: CommitMention[] = [];
  let takenTo = 0;
  for (let at = 0; at < signoffAt && found.length < MOST; at++) {
    const line = lines[at];
    if (line === undefined || line.kind !== "prose" || line.text.length < 5) continue;
    if (OTHER_FORM.test(line.text) || OF_GIT.test(line.text)) continue;
    const named = namedCommits(lines, at);
    const mentions = named.length > 0 ? named : [bareHash(lines, at)];
    for (const mention of mentions) {
      if (mention === null || mention.hashSpan.start < takenTo) continue;
      takenTo = mention.hashSpan.end;
      found.push(mention);
    }
  }
  return found;
}

/** All `commit <hash>` of a line, also with the word at its end and the hash on the next. */
function namedCommits(lines: readonly LogLine[], at: number): CommitMention[] {
  const line = lines[at];
  if (line === undefined) return [];
  const below = lines[at + 1];
  const next = below?.kind === "prose" ? below : null;
  const found: CommitMention[] = [];
  for (const { word, wordAt, gap, hash, hashAt } of namedHashes(line.text, () => next?.text ?? null)) {
    const wordStart = line.start + wordAt;
    if (gap === null) {
      const hashStart = (next?.start ?? 0) + hashAt;
      const head = { word, wordStart, hash, hashStart, hasOneBlank: true, linesBefore: 1 };
      found.push(mentionOf(lines, at + 1, head));
    } else if (/\d/.test(hash)) {
      const hashStart = line.start + hashAt;
      found.push(mentionOf(lines, at, { word, wordStart, hash, hashStart, hasOneBlank: gap === " " }));
    }
  }
  return found;
}

/** 12 to 40 hex digits without the word. */
function bareHash(lines: readonly LogLine[], at: number): CommitMention | null {
  const line = lines[at];
  if (line === undefined) return null;
  if (/[<[][0-9a-f]{12,40}[>\]]/i.test(line.text)) return null;
  const match = /(^|\s)([0-9a-f]{12,40})(?=[\s"'([]|$)/i.exec(line.text);
  if (match === null) return null;
  const hash = match[2] ?? "";
  if (!isLikelyHash(hash)) return null;
  const hashStart = line.start + match.index + (match[1] ?? "").length;
  // A hash at the line's head belongs to the word at the end of the line before, which namedCommits has taken.
  return mentionOf(lines, at, { word: null, wordStart: hashStart, hash, hashStart, hasOneBlank: true });
}

/** Not a number, and not an address of the kernel's half. */
function isLikelyHash(hash: string): boolean {
  if (!/[a-f]/i.test(hash) || !/\d/.test(hash)) return false;
  return hash.length === 40 || !/^(?:f{4}|0{4}|dead)/i.test(hash);
}

interface Head {
  readonly word: string | null;
  readonly wordStart: number;
  readonly hash: string;
  readonly hashStart: number;
  readonly hasOneBlank: boolean;
  readonly linesBefore?: number;
}

/** @param at the line of the hash */
function mentionOf(lines: readonly LogLine[], at: number, head: Head): CommitMention {
  const hashEnd = head.hashStart + head.hash.length;
  const title = titleBehind(lines, at, hashEnd, REACH - (head.linesBefore ?? 0));
  return {
    span: { start: head.wordStart, end: title?.span.end ?? hashEnd },
    word: head.word,
    wordSpan: head.word === null ? null : { start: head.wordStart, end: head.wordStart + head.word.length },
    hash: head.hash,
    hashSpan: { start: head.hashStart, end: hashEnd },
    hasOneBlank: head.hasOneBlank,
    title: title?.text ?? null,
    titleSpan: title?.span ?? null,
    hasQuotes: title !== null && title.isQuoted,
  };
}

interface Title {
  readonly text: string;
  readonly span: Span;
  readonly isQuoted: boolean;
}

/** Balanced parentheses behind the offset, over at most `reach` lines; line ends count as one blank. */
function titleBehind(lines: readonly LogLine[], at: number, offset: number, reach: number): Title | null {
  let depth = 0;
  let start = -1;
  let inside = "";
  for (let n = 0; n < reach; n++) {
    const line = lines[at + n];
    if (line === undefined || (n > 0 && line.kind !== "prose")) return null;
    if (n > 0 && start !== -1) inside += " ";
    let column = n === 0 ? offset - line.start : 0;
    while (column < line.text.length && line.text.charCodeAt(column) <= 0x20) column++;
    for (; column < line.text.length; column++) {
      const character = line.text.charAt(column);
      if (start === -1) {
        if (character !== "(") return null;
        start = line.start + column;
        depth = 1;
        continue;
      }
      if (character === "(") depth++;
      else if (character === ")" && --depth === 0) {
        const isQuoted = inside.length >= 2 && inside.startsWith('"') && inside.endsWith('"');
        return {
          text: isQuoted ? inside.slice(1, -1) : inside,
          span: { start, end: line.start + column + 1 },
          isQuoted,
        };
      }
      inside += character;
    }
  }
  return null;
}
