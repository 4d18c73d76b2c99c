/**
 * The folds of a document as plain lines, before they become LSP folding ranges (foldingRange.ts) or the lines of
 * "Fold quotes deeper than N" (quoteFolds.ts).
 */
import {
  type Attribution,
  type Block,
  LineKind,
  type Message,
  type Quote,
  type RobotReport,
} from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { ParsedDocument } from "./feature.js";
import { rangeDiffsOf } from "./rangeDiffs.js";

export type FoldSubject =
  | "message"
  | "header"
  | "field"
  | "commitLog"
  | "quote"
  | "file"
  | "hunk"
  | "diffstat"
  | "trailers"
  | "signature"
  | "dump"
  | "attachment"
  | "overview"
  | "replyInstructions"
  | "rangeDiff"
  | "rangeDiffPair"
  | "recipe"
  | "listing"
  | "data";

export interface Fold {
  readonly subject: FoldSubject;
  /** The line that stays visible. */
  readonly startLine0: number;
  /** Last hidden line, inclusive. */
  readonly lastLine0: number;
  /** Quote depth; 0 for what is not quoted. */
  readonly depth: number;
  /** How many folds stand around this one. */
  readonly level: number;
  /** Words for clients that show them in place of the hidden lines; empty: none. */
  readonly label: string;
}

/** A fold while its lines may still change: the same object becomes the fold, since a patch has thousands. */
type Candidate = { -readonly [Key in keyof Fold]: Fold[Key] };

/** Which of two folds over the very same lines is the outer one. */
const rank: { readonly [Subject in FoldSubject]: number } = {
  message: 0,
  attachment: 1,
  header: 2,
  commitLog: 3,
  quote: 4,
  file: 5,
  hunk: 6,
  field: 7,
  diffstat: 7,
  trailers: 7,
  signature: 7,
  dump: 7,
  overview: 7,
  replyInstructions: 7,
  rangeDiff: 7,
  rangeDiffPair: 8,
  recipe: 7,
  listing: 7,
  data: 8,
};

/** What may begin one line later where an outer fold has its first line; anything else gives way to the outer. */
const movable: ReadonlySet<FoldSubject> = new Set<FoldSubject>([
  "header",
  "quote",
  "file",
  "hunk",
  "rangeDiffPair",
]);

/** All folds in order of their lines: properly nested, no two with the same first line, each hiding a line or more. */
export function foldsOf(document: ParsedDocument): readonly Fold[] {
  return arrange(candidatesOf(document), document.model.lines.count).folds;
}

/** What `quoteFoldLines` needs: a quote whose own fold gave way is folded by the fold that took its line. */
export function foldedQuotes(
  document: ParsedDocument,
): readonly { readonly depth: number; readonly fold: Fold }[] {
  const { folds, replaced } = arrange(candidatesOf(document), document.model.lines.count);
  const quotes = folds
    .filter((fold) => fold.subject === "quote")
    .map((fold) => ({ depth: fold.depth, fold }));
  const byStart = new Map(folds.map((fold) => [fold.startLine0, fold]));
  for (const { candidate, by } of replaced) {
    if (candidate.subject !== "quote") continue;
    const fold = byStart.get(by.startLine0);
    if (fold !== undefined && fold.lastLine0 === candidate.lastLine0)
      quotes.push({ depth: candidate.depth, fold });
  }
  return quotes;
}

function candidatesOf(document: ParsedDocument): Candidate[] {
  const { messages, lines } = document.model;
  const found: Candidate[] = [];
  for (const message of messages) {
    if (messages.length > 1) {
      const last = lastTextLine0(lines, message.startLine0, message.endLine0);
      add(found, "message", message.startLine0, last, 0, message.subject);
    }
    addMessage(found, message, lines);
  }
  return found;
}

function addMessage(found: Candidate[], message: Message, lines: LineTable): void {
  const { header } = message;
  add(found, "header", header.startLine0, header.endLine0 - 1, 0, message.subject);
  for (const field of header.fields) {
    const height = field.endLine0 - field.startLine0;
    if (height > 2 || (height === 2 && field.valueKind === "addresses")) {
      add(found, "field", field.startLine0, field.endLine0 - 1);
    }
  }
  const log = message.commitLog;
  if (log !== null)
    add(found, "commitLog", log.startLine0, lastTextLine0(lines, log.startLine0, log.endLine0));
  addQuotes(found, message.quotes, lines);
  for (const file of message.files) {
    const label = file.path;
    add(
      found,
      "file",
      file.startLine0,
      stretchEnd(lines, file.startLine0, file.endLine0, file.depth),
      file.depth,
      label,
    );
    for (const hunk of file.hunks) {
      add(
        found,
        "hunk",
        hunk.startLine0,
        stretchEnd(lines, hunk.startLine0, hunk.endLine0, hunk.depth),
        hunk.depth,
      );
    }
  }
  for (const stat of message.diffstats) {
    const label = stat.summaryLine0 === null ? "" : lines.content(stat.summaryLine0).trim();
    add(
      found,
      "diffstat",
      stat.startLine0,
      stretchEnd(lines, stat.startLine0, stat.endLine0, stat.depth),
      stat.depth,
      label,
    );
  }
  for (const dump of message.dumps) {
    add(
      found,
      "dump",
      dump.startLine0,
      stretchEnd(lines, dump.startLine0, dump.endLine0, dump.depth),
      dump.depth,
      dump.title,
    );
  }
  for (const part of message.attachments) {
    add(
      found,
      "attachment",
      part.startLine0,
      lastTextLine0(lines, part.startLine0, part.endLine0),
      0,
      part.name,
    );
  }
  if (message.signature !== null) {
    const { startLine0, endLine0 } = message.signature;
    add(found, "signature", startLine0, lastTextLine0(lines, startLine0, endLine0));
  }
  if (message.overview !== null) {
    const { startLine0, endLine0 } = message.overview;
    add(found, "overview", startLine0, lastTextLine0(lines, startLine0, endLine0));
  }
  if (message.report !== null) addReport(found, message.report, lines);
  addBlocks(found, message.blocks);
  for (const { title, pairs, startLine0, endLine0, depth } of rangeDiffsOf(message.blocks, lines)) {
    add(found, "rangeDiff", startLine0, lastRowLine0(lines, startLine0, endLine0), depth, title);
    for (const pair of pairs) {
      const last = lastRowLine0(lines, pair.startLine0, pair.endLine0);
      add(found, "rangeDiffPair", pair.startLine0, last, depth, pair.subject);
    }
  }
}

/** Empty lines between two rows stay visible. */
function lastRowLine0(lines: LineTable, startLine0: number, endLine0: number): number {
  let last = endLine0 - 1;
  while (last > startLine0 && lines.content(last).trim() === "") last--;
  return last;
}

/** The commands that reproduce a finding under the line that announces them, and the code around it. */
function addReport(found: Candidate[], { recipe, listings }: RobotReport, lines: LineTable): void {
  if (recipe !== null) {
    const label = lines.lineText(recipe.startLine0).slice(0, 80).trim();
    add(found, "recipe", recipe.startLine0, recipe.endLine0 - 1, 0, label);
  }
  for (const { startLine0, endLine0, path } of listings)
    add(found, "listing", startLine0, endLine0 - 1, 0, path);
}

function addBlocks(found: Candidate[], blocks: readonly Block[]): void {
  for (const block of blocks) {
    switch (block.kind) {
      case "trailers":
      case "replyInstructions":
        add(found, block.kind, block.startLine0, block.endLine0 - 1, block.depth);
        break;
      case "binary":
      case "encoded":
        add(found, "data", block.startLine0, block.endLine0 - 1, block.depth);
        break;
      default:
    }
  }
}

/** The fold of a quote begins at the last line of its attribution, so that who wrote it stays visible. */
function addQuotes(found: Candidate[], outermost: readonly Quote[], lines: LineTable): void {
  const waiting = [outermost];
  for (let siblings = waiting.pop(); siblings !== undefined; siblings = waiting.pop()) {
    for (const quote of siblings) {
      const start = foldStart(quote.attribution, quote.startLine0, lines);
      add(found, "quote", start, quote.endLine0 - 1, quote.depth, quote.attribution?.who ?? "");
      waiting.push(quote.children);
    }
  }
}

function foldStart(attribution: Attribution | null, startLine0: number, lines: LineTable): number {
  if (attribution === null || attribution.endLine0 > startLine0) return startLine0;
  for (let line0 = attribution.endLine0; line0 < startLine0; line0++) {
    if (lines.kind(line0) !== LineKind.blank) return startLine0;
  }
  return attribution.endLine0 - 1;
}

/**
 * Last line of the stretch that begins at `startLine0` and stays at `depth` or deeper: a quoted file or hunk folds up
 * to the comment that interrupts it, never over it.
 */
function stretchEnd(lines: LineTable, startLine0: number, endLine0: number, depth: number): number {
  if (depth === 0) return endLine0 - 1;
  let line0 = startLine0 + 1;
  while (line0 < endLine0 && lines.depth(line0) >= depth) line0++;
  return line0 - 1;
}

function lastTextLine0(lines: LineTable, startLine0: number, endLine0: number): number {
  let last = endLine0 - 1;
  while (last > startLine0 && lines.kind(last) === LineKind.blank) last--;
  return last;
}

function add(
  found: Candidate[],
  subject: FoldSubject,
  startLine0: number,
  lastLine0: number,
  depth = 0,
  label = "",
): void {
  if (lastLine0 > startLine0) found.push({ subject, startLine0, lastLine0, depth, level: 0, label });
}

interface Arranged {
  readonly folds: readonly Fold[];
  readonly replaced: readonly { readonly candidate: Candidate; readonly by: Candidate }[];
}

/**
 * Makes the candidates nest and gives each a first line of its own: VS Code silently drops the second of two folds
 * that begin on one line. The outer keeps its line; a header, quote, file or hunk in it begins a line later if nothing
 * else begins there.
 */
function arrange(candidates: Candidate[], lineCount: number): Arranged {
  candidates.sort(
    (a, b) =>
      a.startLine0 - b.startLine0 ||
      b.lastLine0 - a.lastLine0 ||
      rank[a.subject] - rank[b.subject] ||
      a.depth - b.depth,
  );
  const isStart = new Uint8Array(lineCount + 1);
  for (const candidate of candidates) isStart[candidate.startLine0] = 1;
  const kept: Candidate[] = [];
  const moved: Candidate[] = [];
  const replaced: { candidate: Candidate; by: Candidate }[] = [];
  const around: Candidate[] = [];
  let first: Candidate | undefined;
  for (const candidate of candidates) {
    if (!clip(candidate, around)) continue;
    if (first === undefined || first.startLine0 !== candidate.startLine0) {
      first = candidate;
      kept.push(candidate);
      around.push(candidate);
      continue;
    }
    const next = candidate.startLine0 + 1;
    const isSmaller = candidate.lastLine0 < first.lastLine0;
    if (isSmaller && movable.has(candidate.subject) && next < candidate.lastLine0 && isStart[next] === 0) {
      isStart[next] = 1;
      candidate.startLine0 = next;
      moved.push(candidate);
      around.push(candidate);
    } else {
      replaced.push({ candidate, by: around[around.length - 1] ?? first });
    }
  }
  return { folds: levelled(kept, moved), replaced };
}

/** Ends a candidate where the fold around it ends; false where nothing is left of it. Drops what ended from `around`. */
function clip(candidate: Candidate, around: Candidate[]): boolean {
  let outer = around[around.length - 1];
  while (outer !== undefined && outer.lastLine0 < candidate.startLine0) {
    around.pop();
    outer = around[around.length - 1];
  }
  if (outer !== undefined && candidate.lastLine0 > outer.lastLine0) candidate.lastLine0 = outer.lastLine0;
  return candidate.lastLine0 > candidate.startLine0;
}

function levelled(kept: Candidate[], moved: readonly Candidate[]): readonly Fold[] {
  const all = moved.length === 0 ? kept : [...kept, ...moved].sort((a, b) => a.startLine0 - b.startLine0);
  const ends: number[] = [];
  for (const fold of all) {
    while (ends.length > 0 && (ends[ends.length - 1] ?? 0) < fold.startLine0) ends.pop();
    fold.level = ends.length;
    ends.push(fold.lastLine0);
  }
  return all;
}
