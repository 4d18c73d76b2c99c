import { messageAt } from "./lookup.js";
import { type DiffFile, LineKind, type MailDocument, type Message } from "./model.js";
import { parse } from "./parse.js";
import { LineTable } from "./text/lineTable.js";

/** What of a message is told by lines alone. */
export type MessageLines = Pick<Message, "startLine0" | "endLine0" | "comments" | "quotes">;

/** The lines of a document, and where its messages stand: enough to colour it. Spans of the nodes are not to be used. */
export interface DocumentLines {
  readonly lines: LineTable;
  readonly messages: readonly MessageLines[];
}

/** What edits have left as it was, in code units: a beginning, and an end. */
export interface Unchanged {
  readonly start: number;
  readonly end: number;
}

/** Windows longer than this (code units) are not worth it. */
const longestWindow = 500_000;
/** Lines in which a saved page is told by its links (mail/archivePage.ts, `readPage`). */
const topLines = 400;
/** Lines in which a thread view may begin (mail/threadView.ts, `readThreadView`). */
const topLinesOfView = 4;

/**
 * The lines of `text`, which came out of `base` by edits that left `unchanged` alone, without reading all of it: the same
 * line starts, kinds, depths and columns as `parse(text)` gives. null where that cannot be promised; then parse.
 *
 * It is for keystrokes in patches of megabytes. Unquoted files of a diff are read independently of each other: every
 * `diff --git` line puts the scanner back into the same state, as long as nothing but diffs stands between (no prose,
 * whose meaning hangs on what stood before it). So only the files around the edit are read again, with one untouched
 * file behind them, and the kinds of all other lines are taken over.
 */
export function editedLines(
  base: { readonly text: string; readonly model: MailDocument },
  text: string,
  unchanged: Unchanged,
): DocumentLines | null {
  const { model } = base;
  if (model.form !== "mail" && model.form !== "diff") return null;
  const message = messageAt(model, unchanged.start);
  if (message === null || !isPlain(base.text, message)) return null;
  const window = windowOf(base, message, unchanged);
  if (window === null) return null;
  const growth = text.length - base.text.length;
  const startOffset = model.lines.start(window.startLine0);
  const endOffset = model.lines.start(window.endLine0) + growth;
  if (endOffset - startOffset > longestWindow) return null;
  const windowText = text.slice(startOffset, endOffset);
  if (windowText.includes("\nFrom ") || windowText.includes("\rFrom ")) return null;
  const read = parse(windowText).document;
  if (!isSound(read, window)) return null;
  const lines = new LineTable(text);
  const lineGrowth = lines.count - model.lines.count;
  // The window's text ends in a line end, behind which its own table has one more, empty line.
  const newEndLine0 = window.startLine0 + read.lines.count - 1;
  if (newEndLine0 !== window.endLine0 + lineGrowth || lines.start(newEndLine0) !== endOffset) return null;
  if (window.isHead ? !settles(model, read, window) : !isDiffOnly(read.lines, 0, read.lines.count - 1))
    return null;
  // Near the top of a text without separators a stray line could make a page of it.
  const isTop = message.separator === null && window.startLine0 < topLines;
  if (isTop && (lineGrowth !== 0 || read.lines.kinds.includes(LineKind.corrupt))) return null;
  takeOver(lines, model.lines, 0, window.startLine0, 0);
  takeOver(lines, read.lines, 0, read.lines.count - 1, window.startLine0);
  takeOver(lines, model.lines, window.endLine0, model.lines.count, newEndLine0);
  return { lines, messages: movedMessages(model.messages, message, lineGrowth) };
}

/** Lines of the base that are read again. */
interface Window {
  readonly startLine0: number;
  readonly endLine0: number;
  /** The untouched file at the window's end. */
  readonly lastFile: DiffFile;
  /** It begins with the message, not with a file. */
  readonly isHead: boolean;
}

/** Nothing in the message makes a line's kind hang on a line far above it. */
function isPlain(text: string, message: Message): boolean {
  return (
    message.role !== "report" &&
    message.encoding === "identity" &&
    !message.isFlowed &&
    message.quotes.length === 0 &&
    message.attributions.length === 0 &&
    message.attachments.length === 0 &&
    message.dumps.length === 0 &&
    message.overview === null &&
    message.header.fields.every(
      (field) =>
        field.valueKind !== "contentType" ||
        !/multipart|flowed/i.test(text.slice(field.valueSpan.start, field.valueSpan.end)),
    )
  );
}

function windowOf(
  { text, model }: { readonly text: string; readonly model: MailDocument },
  message: Message,
  unchanged: Unchanged,
): Window | null {
  const { lines } = model;
  const { files } = message;
  const changedEnd = text.length - unchanged.end;
  if (changedEnd > message.span.end) return null;
  const isAnchor = (file: DiffFile): boolean =>
    file.depth === 0 && text.startsWith("diff --git ", file.span.start) && file.hunks.length > 0;
  let before = -1;
  let behind = -1;
  for (const [index, file] of files.entries()) {
    if (!isAnchor(file)) continue;
    // The edit may reach the first hunk's header, but no line of the file's own header.
    if (lines.start(file.headerEndLine0) <= unchanged.start) before = index;
    if (behind === -1 && file.span.start >= changedEnd && index > before) behind = index;
  }
  const lastFile = files[behind];
  const next = files[behind + 1];
  if (lastFile === undefined || next === undefined || !isAnchor(next)) return null;
  const endLine0 = next.startLine0;
  const first = files[before];
  if (first !== undefined) {
    const { startLine0 } = first;
    return isDiffOnly(lines, startLine0, endLine0) ? { startLine0, endLine0, lastFile, isHead: false } : null;
  }
  const isFirst = message.index === 0 && message.startLine0 === 0 && message.bodyLine0 >= topLinesOfView;
  const isInBody = unchanged.start > message.body.start;
  return isFirst &&
    isInBody &&
    isDiffOnly(lines, lastFile.startLine0, endLine0) &&
    endsPlainly(lines, endLine0, message)
    ? { startLine0: 0, endLine0, lastFile, isHead: true }
    : null;
}

/** Whether the window came out as one message that is as plain as the base's. */
function isSound(read: MailDocument, window: Window): boolean {
  const [message] = read.messages;
  return (
    message !== undefined &&
    read.messages.length === 1 &&
    (read.form === "diff" || (window.isHead && read.form === "mail")) &&
    (window.isHead || message.header.fields.length === 0) &&
    message.quotes.length === 0 &&
    message.attributions.length === 0 &&
    message.dumps.length === 0 &&
    message.attachments.length === 0 &&
    message.signature === null
  );
}

/** Whether the untouched file at the window's end is read as before. */
function settles(base: MailDocument, read: MailDocument, { lastFile, endLine0 }: Window): boolean {
  const shift = read.lines.count - 1 - endLine0;
  for (let line0 = lastFile.startLine0; line0 < endLine0; line0++) {
    if (read.lines.kind(line0 + shift) !== base.lines.kind(line0) || read.lines.depth(line0 + shift) !== 0)
      return false;
  }
  return true;
}

/** Whether all lines are those of an unquoted diff. */
function isDiffOnly({ kinds, depths }: LineTable, startLine0: number, endLine0: number): boolean {
  for (let line0 = startLine0; line0 < endLine0; line0++) {
    const kind = kinds[line0] ?? 0;
    if ((kind < LineKind.diffCommand || kind > LineKind.noNewline) && kind !== LineKind.corrupt) return false;
    if (depths[line0] !== 0) return false;
  }
  return true;
}

/** Whether from there on the message holds diffs and a signature and nothing else. */
function endsPlainly(lines: LineTable, startLine0: number, message: Message): boolean {
  let line0 = startLine0;
  while (line0 < message.endLine0 && isDiffOnly(lines, line0, line0 + 1)) line0++;
  for (; line0 < message.endLine0; line0++) {
    const kind = lines.kind(line0);
    if (kind !== LineKind.blank && kind !== LineKind.signatureSeparator && kind !== LineKind.signature)
      return false;
  }
  return true;
}

function takeOver(to: LineTable, from: LineTable, startLine0: number, endLine0: number, at: number): void {
  to.kinds.set(from.kinds.subarray(startLine0, endLine0), at);
  to.depths.set(from.depths.subarray(startLine0, endLine0), at);
  to.columns.set(from.columns.subarray(startLine0, endLine0), at);
}

function movedMessages(
  messages: readonly Message[],
  edited: Message,
  lineGrowth: number,
): readonly MessageLines[] {
  if (lineGrowth === 0) return messages;
  return messages.map((message) => {
    if (message.index < edited.index) return message;
    const endLine0 = message.endLine0 + lineGrowth;
    if (message === edited) return { startLine0: message.startLine0, endLine0, comments: [], quotes: [] };
    return {
      startLine0: message.startLine0 + lineGrowth,
      endLine0,
      quotes: message.quotes,
      comments: message.comments.map((comment) => ({
        ...comment,
        startLine0: comment.startLine0 + lineGrowth,
        endLine0: comment.endLine0 + lineGrowth,
      })),
    };
  });
}
