import { type Comment, LineKind, type MailDocument, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { answeredDiffLine0 } from "./answeredDiff.js";
import { isApproval } from "./approval.js";
import { QuotedHead, type QuotedLines, type Result, type ReviewComment } from "./facts.js";
import { closeSum, diffLineSum, lineSum, pathSum } from "./lineSum.js";
import { ownText, plainLine } from "./plainLine.js";
import { createQuotedDiffs, type QuotedPlace } from "./quotedDiff.js";

/** Comments of one message; nobody writes more, and each is looked up in whole patches. */
const maxComments = 500;
/** Quoted lines above a comment that tell where it stands. */
const maxRows = 16;
/** Lines above a comment that are looked at for them. */
const maxLookBack = 300;
const maxWords = 80;

/** What the writer of a message says below quoted lines, and those lines. */
export interface QuotedComments {
  readonly comments: readonly ReviewComment[];
  readonly quoted: QuotedLines | null;
}

/**
 * Each block of the writer's own text below quoted text, placed by the headers that are quoted above it (`messageId` ""); an
 * answer to a comment stands where the comment does, if the line is quoted with it:
 * `placeComments` puts it into the patch. Marks of what was left out (`[...]`), a closing `Thanks, Anna`, mere approval
 * (approval.ts) and what says that it was applied (`results`) are no comments; a question above all quotes is one.
 */
export function reviewComments(
  document: MailDocument,
  message: Message,
  results: readonly Result[] = [],
): QuotedComments {
  const { lines } = document;
  const found: { comment: Comment; line0: number; text: string }[] = [];
  if (results.some(isListOfApplied)) return { comments: [], quoted: null };
  for (const comment of message.comments) {
    if (found.length === maxComments) break;
    if (comment.answers === null && !mayAskAbove(lines, message, comment)) continue;
    if (isTrimMark(lines, comment) || isClosing(lines, message, comment)) continue;
    if (results.some((result) => isSaidIn(result, message, comment))) continue;
    const text = saidIn(lines, message, comment);
    if (text === "") continue;
    const { answers } = comment;
    const line0 = answers === null ? -1 : lastQuotedLine0(lines, answers.startLine0, answers.endLine0);
    found.push({ comment, line0, text });
  }
  if (found.length === 0) return { comments: [], quoted: null };
  const diffs = createQuotedDiffs(lines, message);
  const rows = createRows(found.length);
  const base = message.header.startLine0;
  const comments = found.map(({ comment, line0, text }): ReviewComment => {
    const direct = line0 === -1 ? null : diffs.placeOf(line0);
    const deeper0 = direct?.isDiff === false ? answeredDiffLine0(lines, message, diffs, line0) : -1;
    const quoted = deeper0 === -1 ? direct : diffs.placeOf(deeper0);
    addRows(rows, lines, message, deeper0 === -1 ? line0 : deeper0, quoted);
    return {
      line0: comment.startLine0 - base,
      endLine0: comment.endLine0 - base,
      text: plainLine(text, maxWords),
      ...placedByQuote(quoted),
    };
  });
  return { comments, quoted: closeRows(rows) };
}

function placedByQuote(quoted: QuotedPlace | null): Pick<ReviewComment, "place" | "unplaced"> {
  if (quoted === null || !quoted.isDiff) return { place: null, unplaced: "notDiff" };
  if (quoted.path === "") return { place: null, unplaced: "noHeader" };
  if (quoted.fileLine === null && !quoted.isHeader) return { place: null, unplaced: "noHeader" };
  const { hunk, fileLine, side } = quoted;
  const path = ownText(quoted.path);
  return {
    place: { messageId: "", path, hunk, patchLine0: null, fileLine, side, isExact: false },
    unplaced: null,
  };
}

/** A robot's or b4's mail that lists what was applied says nothing else. */
const isListOfApplied = ({ state, of, rule }: Result): boolean =>
  (state === "applied" || state === "dropped") &&
  (of.length > 0 || (rule !== "applied" && rule !== "dropped" && rule !== "pw-bot"));

function isSaidIn({ state, line0 }: Result, { header }: Message, comment: Comment): boolean {
  const line = line0 + header.startLine0;
  return state === "applied" && line >= comment.startLine0 && line < comment.endLine0;
}

/** Text above what is quoted, that asks something. */
function mayAskAbove(lines: LineTable, message: Message, comment: Comment): boolean {
  if (message.role !== "reply" || comment !== message.comments[0]) return false;
  if (!message.blocks.some(({ depth, startLine0 }) => depth > 0 && startLine0 >= comment.endLine0))
    return false;
  const end = Math.min(comment.span.end, comment.span.start + 4000);
  return /\?(?:[\s)"']|$)/.test(lines.text.slice(comment.span.start, end));
}

/** The first words of a comment that are more than approval, without the trailers in it; "" where there are none. */
function saidIn(lines: LineTable, message: Message, comment: Comment): string {
  let text = "";
  for (let line = comment.startLine0; line <= comment.endLine0; line++) {
    const isTrailer =
      line < comment.endLine0 && (lines.kind(line) === LineKind.trailer || isIndentedTrailer(lines, line));
    if (!isTrailer && line < comment.endLine0) {
      if (text.length <= maxSaid) text += `${lines.lineText(line).slice(0, maxSaid)}\n`;
      continue;
    }
    if (text.trim() !== "" && !isApproval(text, isTrailer || isAboveTrailers(message, comment))) return text;
    text = "";
  }
  return "";
}

const maxSaid = 600;

const isIndentedTrailer = (lines: LineTable, line: number): boolean =>
  /^[ \t]{1,16}(?:reviewed|acked|tested|nacked)(?:-and-[a-z]{1,20})?-by:/i.test(
    lines.lineText(line).slice(0, 80),
  );

function isAboveTrailers({ trailers }: Message, { endLine0 }: Comment): boolean {
  return trailers.some(
    ({ depth, line0, name }) =>
      depth === 0 && line0 >= endLine0 && line0 <= endLine0 + 3 && /-by$/i.test(name),
  );
}

/** The last quoted line above a comment that says something; -1 where all are empty. */
function lastQuotedLine0(lines: LineTable, startLine0: number, endLine0: number): number {
  for (let line = endLine0 - 1; line >= startLine0; line--)
    if (lines.kind(line) !== LineKind.blank && lines.contentStart(line) < lines.contentEnd(line)) return line;
  return -1;
}

/** `[...]`, `<snip>`, `...`: the writer has left something out, and says no more. */
function isTrimMark(lines: LineTable, comment: Comment): boolean {
  if (comment.endLine0 - comment.startLine0 > 1) return false;
  const text = lines.lineText(comment.startLine0).slice(0, 60).trim();
  return /^(?:[[({<]?\s?(?:\.{2,8}|…|snip(?:ped)?|cut|trimmed?|skip(?:ped)?)\s?[\])}>]?|-{1,8}\s?(?:8<|>8|snip)\s?-{1,8})$/i.test(
    text,
  );
}

/** The last words of a message, where they are only thanks and a name. */
function isClosing(lines: LineTable, message: Message, comment: Comment): boolean {
  if (comment !== message.comments.at(-1)) return false;
  const said: string[] = [];
  for (let line = comment.startLine0; line < comment.endLine0; line++) {
    const text = lines.lineText(line).slice(0, 80).trim();
    if (text !== "") said.push(text);
    if (said.length > 3) return false;
  }
  const [first = "", ...names] = said;
  const isThanks =
    /^(?:(?:many )?thanks(?: a lot| again)?|thank you|thx|cheers|regards|(?:best|kind|warm)(?: regards)?|br|greetings|sincerely|ciao)[\s,.!]*$/i.test(
      first,
    );
  return (isThanks || names.length === 0) && (isThanks ? names : said).every((name) => isName(name));
}

/** `-- Anna`, `Anna.`, `- Anna Berg`: a name under what was said. */
const isName = (text: string): boolean =>
  /^(?:[-/~]{1,2} ?)?\p{Lu}[\p{L}.'-]{0,20}(?: \p{Lu}[\p{L}.'-]{0,20}){0,2}$/u.test(text) &&
  text.length <= 40 &&
  !text.endsWith("..");

interface Rows {
  readonly rows: number[];
  readonly heads: Int32Array;
  count: number;
}

const createRows = (count: number): Rows => ({
  rows: [],
  heads: new Int32Array(count * QuotedHead.count),
  count: 0,
});

/** Null where nothing that is quoted may be of a diff. */
const closeRows = ({ rows, heads }: Rows): QuotedLines | null =>
  rows.length === 0 ? null : { rows: Int32Array.from(rows), heads };

function addRows(
  rows: Rows,
  lines: LineTable,
  message: Message,
  line0: number,
  place: QuotedPlace | null,
): void {
  const at = rows.count++ * QuotedHead.count;
  const { heads } = rows;
  heads[at + QuotedHead.firstRow] = rows.rows.length / 2;
  heads[at + QuotedHead.offset] = -1;
  if (line0 !== -1 && place !== null && (place.isDiff || mayBeDiff(lines, line0))) {
    addSums(rows.rows, lines, message, line0);
    heads[at + QuotedHead.depth] = lines.depth(line0);
    heads[at + QuotedHead.isDiff] = place.isDiff ? 1 : 0;
    heads[at + QuotedHead.path] = pathSum(place.path);
    heads[at + QuotedHead.oldStart] = place.oldStart;
    heads[at + QuotedHead.newStart] = place.newStart;
    heads[at + QuotedHead.offset] = place.offset;
  }
  heads[at + QuotedHead.endRow] = rows.rows.length / 2;
}

/** The line or, where a mailer may have broken it, one just above begins like one of a diff. */
function mayBeDiff(lines: LineTable, line0: number): boolean {
  for (let line = line0; line >= Math.max(0, line0 - 4); line--) {
    const c = lines.text.charCodeAt(lines.contentStart(line));
    if (lines.depth(line) > 0 && (c === 0x20 || c === 0x09 || c === 0x2b || c === 0x2d)) return true;
  }
  return false;
}

/** Upwards from a quoted line, over comments and deeper quotes, to the attribution above. */
function addSums(rows: number[], lines: LineTable, message: Message, line0: number): void {
  const { text } = lines;
  const depth = lines.depth(line0);
  const least0 = Math.max(message.bodyLine0, line0 - maxLookBack);
  const most = rows.length + 2 * maxRows;
  let below = -1;
  for (let line = line0; line >= least0 && rows.length < most; line--) {
    const ownDepth = lines.depth(line);
    if (ownDepth !== depth) {
      if (ownDepth < depth && lines.kind(line) === LineKind.attribution) break;
      continue;
    }
    const start = lines.contentStart(line);
    const end = lines.contentEnd(line);
    const sum = diffLineSum(text, start, end);
    if (sum === 0) continue;
    // A broken line goes on in the next one, which then begins with no mark of a diff.
    const nextStart = lines.contentStart(below);
    const nextEnd = lines.contentEnd(below);
    const goesOn = below === line + 1 && isUnmarked(text, nextStart, nextEnd);
    rows.push(sum, goesOn ? closeSum(lineSum(text, nextStart, nextEnd, lineSum(text, start, end))) : 0);
    below = line;
  }
}

function isUnmarked(text: string, start: number, end: number): boolean {
  const c = text.charCodeAt(start);
  return start < end && c !== 0x2b && c !== 0x2d && c !== 0x40;
}
