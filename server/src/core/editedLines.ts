import { LineKind, type MailDocument, type Message } from "./model.js";
import { parse } from "./parse.js";
import { LineTable } from "./text/lineTable.js";

/** What of a message is told by lines alone. */
export type MessageLines = Pick<Message, "startLine0" | "endLine0" | "comments" | "quotes">;

/** The lines of a document, and where its messages stand: enough to colour it. */
export interface DocumentLines {
  readonly lines: LineTable;
  readonly messages: readonly MessageLines[];
}

/** The lines of one version of a document, as a base for those of the next. */
export interface EditableLines extends DocumentLines {
  readonly text: string;
  /** One for each message. */
  readonly traits: readonly MessageTraits[];
}

/** What edits in a message's diffs do not change. */
interface MessageTraits {
  /** Nothing in the message makes a line's kind hang on a line far above it. */
  readonly isPlain: boolean;
  readonly hasSeparator: boolean;
  /** Lines from the message's start to its body. */
  readonly headLineCount: number;
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

/** The base that a full parse gives; null for forms that are read as a whole. */
export function editableLines(text: string, { form, lines, messages }: MailDocument): EditableLines | null {
  if (form !== "mail" && form !== "diff") return null;
  const traits = messages.map((message) => ({
    isPlain: isPlain(text, message),
    hasSeparator: message.separator !== null,
    headLineCount: message.bodyLine0 - message.startLine0,
  }));
  return { text, lines, messages, traits };
}

/**
 * The lines of `text`, which came out of `base` by edits that left `unchanged` alone, without reading all of it: the same
 * line starts, kinds, depths and columns as `parse(text)` gives. null where that cannot be promised; then parse.
 *
 * It is for keystrokes in patches of megabytes. Unquoted files of a diff are read independently of each other: every
 * `diff --git` line puts the scanner back into the same state, as long as nothing but diffs stands between (no prose,
 * whose meaning hangs on what stood before it). So only the files around the edit are read again, with one untouched
 * file behind them, and the kinds of all other lines are taken over.
 */
export function editedLines(base: EditableLines, text: string, unchanged: Unchanged): EditableLines | null {
  const window = windowOf(base, unchanged);
  if (window === null) return null;
  const { startLine0, endLine0, index } = window;
  const startOffset = base.lines.start(startLine0);
  const endOffset = base.lines.start(endLine0) + text.length - base.text.length;
  if (endOffset - startOffset > longestWindow) return null;
  const windowText = text.slice(startOffset, endOffset);
  if (windowText.includes("\nFrom ") || windowText.includes("\rFrom ")) return null;
  const read = parse(windowText).document;
  if (!isSound(read, window)) return null;
  const lines = new LineTable(text);
  const lineGrowth = lines.count - base.lines.count;
  // The window's text ends in a line end, behind which its own table has one more, empty line.
  const readCount = read.lines.count - 1;
  const newEndLine0 = startLine0 + readCount;
  if (newEndLine0 !== endLine0 + lineGrowth || lines.start(newEndLine0) !== endOffset) return null;
  if (window.isHead ? !settles(base, read, window) : !isDiffOnly(read.lines, 0, readCount)) return null;
  // Near the top of a text without separators a stray line could make a page of it.
  const isTop = startLine0 < topLines && base.traits[index]?.hasSeparator === false;
  if (isTop && (lineGrowth !== 0 || read.lines.kinds.includes(LineKind.corrupt))) return null;
  takeOver(lines, base.lines, 0, startLine0, 0);
  takeOver(lines, read.lines, 0, readCount, startLine0);
  takeOver(lines, base.lines, endLine0, base.lines.count, newEndLine0);
  return { text, lines, messages: movedMessages(base.messages, index, lineGrowth), traits: base.traits };
}

/** Lines of the base that are read again. */
interface Window {
  /** Of the message. */
  readonly index: number;
  readonly startLine0: number;
  readonly endLine0: number;
  /** Where the untouched file at the window's end begins. */
  readonly lastFileLine0: number;
  /** It begins with the message, not with a file. */
  readonly isHead: boolean;
}

function isPlain(text: string, message: Message): boolean {
  return (
    message.role !== "report" &&
    message.report === null &&
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

function windowOf(base: EditableLines, unchanged: Unchanged): Window | null {
  const { text, lines, messages, traits } = base;
  const changedLine0 = lines.lineAt(unchanged.start);
  const index = messages.findIndex(
    ({ startLine0, endLine0 }) => startLine0 <= changedLine0 && changedLine0 < endLine0,
  );
  const message = messages[index];
  const own = traits[index];
  if (message === undefined || own === undefined || !own.isPlain) return null;
  const lastFileLine0 = fileFrom(base, firstLineFrom(lines, text.length - unchanged.end), message.endLine0);
  const endLine0 = lastFileLine0 === -1 ? -1 : fileFrom(base, lastFileLine0 + 1, message.endLine0);
  if (endLine0 === -1) return null;
  const startLine0 = fileAbove(base, unchanged.start, message.startLine0);
  if (startLine0 !== -1)
    return isDiffOnly(lines, startLine0, endLine0)
      ? { index, startLine0, endLine0, lastFileLine0, isHead: false }
      : null;
  const isFirst = message.startLine0 === 0 && own.headLineCount >= topLinesOfView;
  return isFirst &&
    unchanged.start > lines.start(own.headLineCount) &&
    isDiffOnly(lines, lastFileLine0, endLine0) &&
    endsPlainly(lines, endLine0, message.endLine0)
    ? { index, startLine0: 0, endLine0, lastFileLine0, isHead: true }
    : null;
}

/** The first line that begins at `offset` or behind it. */
function firstLineFrom(lines: LineTable, offset: number): number {
  const line0 = lines.lineAt(offset);
  return lines.start(line0) < offset ? line0 + 1 : line0;
}

function isFileStart({ text, lines }: EditableLines, line0: number): boolean {
  return (
    lines.kind(line0) === LineKind.diffCommand &&
    lines.depth(line0) === 0 &&
    text.startsWith("diff --git ", lines.start(line0))
  );
}

/** The first `diff --git` line in `[startLine0, endLine0)`, or -1. */
function fileFrom(base: EditableLines, startLine0: number, endLine0: number): number {
  for (let line0 = startLine0; line0 < endLine0; line0++) if (isFileStart(base, line0)) return line0;
  return -1;
}

/** The last `diff --git` line with a hunk header between it and `offset`, so that its own header is whole; or -1. */
function fileAbove(base: EditableLines, offset: number, startLine0: number): number {
  const { lines } = base;
  let hasHunk = false;
  for (let line0 = lines.lineAt(offset); line0 >= startLine0; line0--) {
    if (lines.kind(line0) === LineKind.hunkHeader) hasHunk = true;
    else if (hasHunk && isFileStart(base, line0)) return line0;
  }
  return -1;
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
function settles(base: DocumentLines, read: MailDocument, { lastFileLine0, endLine0 }: Window): boolean {
  const shift = read.lines.count - 1 - endLine0;
  for (let line0 = lastFileLine0; line0 < endLine0; line0++) {
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
function endsPlainly(lines: LineTable, startLine0: number, endLine0: number): boolean {
  let line0 = startLine0;
  while (line0 < endLine0 && isDiffOnly(lines, line0, line0 + 1)) line0++;
  for (; line0 < endLine0; line0++) {
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
  messages: readonly MessageLines[],
  edited: number,
  lineGrowth: number,
): readonly MessageLines[] {
  if (lineGrowth === 0) return messages;
  return messages.map((message, index) => {
    if (index < edited) return message;
    const { quotes, comments } = message;
    const endLine0 = message.endLine0 + lineGrowth;
    // A plain message has neither quotes nor comments.
    if (index === edited) return { startLine0: message.startLine0, endLine0, quotes, comments };
    return {
      startLine0: message.startLine0 + lineGrowth,
      endLine0,
      quotes,
      comments: comments.map((comment) => ({
        ...comment,
        startLine0: comment.startLine0 + lineGrowth,
        endLine0: comment.endLine0 + lineGrowth,
      })),
    };
  });
}
