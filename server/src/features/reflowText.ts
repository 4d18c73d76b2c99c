import { isScissorsLine } from "../core/body/scissors.js";
import { messageAt } from "../core/lookup.js";
import type { Block, Message } from "../core/model.js";
import { LineKind } from "../core/model.js";
import { parse } from "../core/parse.js";
import { changedText } from "../core/patch/changedText.js";
import type { TextChange } from "../core/patch/hunkShape.js";
import type { LineTable } from "../core/text/lineTable.js";
import { type Refilled, type ReflowOptions, reflow } from "../core/text/reflow.js";
import { logLines } from "../diagnostics/logLines.js";
import type { StateOptions } from "../diagnostics/mailState.js";
import type { ParsedDocument } from "./feature.js";
import { whyNotWritten } from "./ownText.js";

/** checkpatch.pl takes no longer line of a commit log. */
export const defaultWidth = 75;

/** Lines `[from0, to0)` of the document. */
export interface WantedLines {
  readonly from0: number;
  readonly to0: number;
}

/** Times that a mail is read anew to find the paragraphs that would change what it is. */
const maxReads = 100;
/** Characters that are read for that, all in all; one read is always done. */
const maxReadLength = 50_000_000;

/** What to change, and how many paragraphs were left as they are because they would come to mean something else. */
export interface Reflowed {
  readonly changes: readonly TextChange[];
  readonly left: number;
}

/**
 * Why the prose of a message cannot be filled, in a sentence; null where it can: it is being written, and its lines are on the disk as
 * they are read.
 */
export function whyNotReflowed(
  document: ParsedDocument,
  message: Message,
  options: StateOptions | undefined,
): string | null {
  const reason = whyNotWritten(document, message, options);
  if (reason !== null) return reason;
  const { model, text } = document;
  if (message.encoding !== "identity")
    return "The mail's text is encoded: its lines are not those that are read.";
  if (
    model.form === "diff" &&
    /^commit [0-9a-f]{7}/.test(text.slice(message.span.start, message.span.start + 20))
  )
    return "It is what git log or git show has printed.";
  if (message.isFlowed) return "The mail is format=flowed: its reader breaks its lines.";
  return null;
}

/**
 * What to change so that the writer's own prose fits a width: the commit log, what stands below its `---`, a cover letter, the comments of a
 * reply. Headers, quotes, diffs, trailers, dumps, range-diffs and the signature are never touched. Afterwards the same lines
 * mean the same: a paragraph that would turn into something else stays as it is.
 */
export function reflowChanges(
  document: ParsedDocument,
  message: Message,
  options: ReflowOptions,
  wanted?: WantedLines,
): Reflowed {
  const { lines } = document.model;
  const changes: TextChange[] = [];
  const end0 = proseEnd(document, message);
  const isGiven = givenLines(document, message);
  for (const [index, block] of message.blocks.entries()) {
    if (!isProse(message, index, end0) || !touches(block, wanted)) continue;
    const end = lineEnd(lines, block);
    if (end === null) continue;
    for (const { from: from0, to: to0, lines: now } of refilled(lines, block, isGiven, options)) {
      if (wanted !== undefined && (to0 <= wanted.from0 || from0 >= wanted.to0)) continue;
      changes.push({
        span: { start: lines.start(from0), end: lines.contentEnd(to0 - 1) },
        text: now.join(end),
      });
    }
  }
  return soundOnes(document, message, changes);
}

/** Those that together change nothing but prose: halves are tried where all do more, and halves of those. */
function soundOnes(document: ParsedDocument, message: Message, changes: readonly TextChange[]): Reflowed {
  const length = Math.max(1, message.span.end - message.span.start);
  let reads = Math.max(1, Math.min(maxReads, Math.floor(maxReadLength / length)));
  let sound: readonly TextChange[] = [];
  const waiting: (readonly TextChange[])[] = [changes];
  for (let more = waiting.pop(); more !== undefined && reads > 0; more = waiting.pop()) {
    if (more.length === 0) continue;
    reads--;
    // In order: what waits stands behind what was taken.
    const both = [...sound, ...more];
    if (keepsMeaning(document, message, both)) sound = both;
    else if (more.length > 1) {
      const half = more.length >> 1;
      waiting.push(more.slice(half), more.slice(0, half));
    }
  }
  return { changes: sound, left: changes.length - sound.length };
}

/** Lines of a log that its rules know as links, traces or rows of a diffstat, though the parser takes them for words. */
function givenLines(document: ParsedDocument, message: Message): (line0: number) => boolean {
  const given = new Set<number>();
  for (const { kind, line0 } of logLines(document, message).lines)
    if (kind !== "prose" && kind !== "blank") given.add(line0);
  return (line0) => given.has(line0);
}

/** What to change in a block, stretch by stretch between the lines that stay; lines are those of the document. */
function refilled(
  lines: LineTable,
  { startLine0, endLine0 }: Block,
  isGiven: (line0: number) => boolean,
  options: ReflowOptions,
): Refilled[] {
  const result: Refilled[] = [];
  let texts: string[] = [];
  for (let line = startLine0; line <= endLine0; line++) {
    if (line < endLine0 && !isGiven(line)) {
      texts.push(lines.lineText(line));
      continue;
    }
    const first0 = line - texts.length;
    for (const { from, to, lines: now } of reflow(texts, options))
      result.push({ from: first0 + from, to: first0 + to, lines: now });
    texts = [];
  }
  return result;
}

/** Behind a patch's diff stands what tools have put there; in a reply people go on below a diff of theirs that is sound. */
function proseEnd({ model }: ParsedDocument, { role, files, endLine0 }: Message): number {
  const own = files.filter(({ depth }) => depth === 0);
  const isSound = own.every(({ hunks }) => hunks.every(({ corruptLine0 }) => corruptLine0 === null));
  if (role === "reply" && model.form === "mail" && isSound) return endLine0;
  return own[0]?.startLine0 ?? endLine0;
}

/** A run of the writer's own words. Beside trailers it is part of their paragraph for git. */
function isProse({ blocks }: Message, index: number, end0: number): boolean {
  const block = blocks[index];
  if (block?.kind !== "text" || block.depth > 0 || block.startLine0 >= end0) return false;
  return blocks[index - 1]?.kind !== "trailers" && blocks[index + 1]?.kind !== "trailers";
}

function touches({ startLine0, endLine0 }: Block, wanted: WantedLines | undefined): boolean {
  return wanted === undefined || (startLine0 < wanted.to0 && endLine0 > wanted.from0);
}

/** The line end of a block's first line, or of the line before; null for a lone CR, which git takes for a character. */
function lineEnd(lines: LineTable, { startLine0 }: Block): string | null {
  const endOf = (line0: number): string => lines.text.slice(lines.contentEnd(line0), lines.start(line0 + 1));
  const end = endOf(startLine0) || (startLine0 > 0 ? endOf(startLine0 - 1) : "") || "\n";
  return end === "\r" ? null : end;
}

/** Whether everything but prose is read as before: the same lines of the same kinds, in the same order. */
function keepsMeaning(
  { text, model }: ParsedDocument,
  message: Message,
  changes: readonly TextChange[],
): boolean {
  if (changes.length === 0) return true;
  const changed = parse(changedText(text, message.span, changes)).document;
  const now = messageAt(changed, 0);
  if (now === null || changed.messages.length !== 1) return false;
  return (
    meaning(model.lines, message.startLine0, message.endLine0) ===
    meaning(changed.lines, 0, changed.lines.count)
  );
}

/** All lines that are no prose, with what they are, and where prose stands between them. */
function meaning(lines: LineTable, from0: number, to0: number): string {
  const parts: string[] = [];
  for (let line = from0; line < to0; line++) {
    const kind = lines.kind(line);
    const isText = kind === LineKind.text && lines.depth(line) === 0;
    // `git am --scissors` throws away what stands above them.
    const isProse = isText && !isScissorsLine(lines.lineText(line));
    if (isProse && parts.at(-1) === "text") continue;
    // The empty last line of a text that ends in a line end is none.
    if (line === lines.count - 1 && lines.start(line) === lines.text.length) continue;
    parts.push(isProse ? "text" : `${kind} ${lines.depth(line)} ${lines.lineText(line)}`);
  }
  return parts.join("\n");
}
