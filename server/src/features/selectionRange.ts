/** `textDocument/selectionRange` (LSP 3.17 § Selection Range Request): "Expand Selection". */
import type { SelectionRange, SelectionRangeParams } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { LineKind, type Message, type Quote } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";
import { patchFiles } from "./diffRegions.js";
import type { Feature, ParsedDocument } from "./feature.js";
import { fieldAt, withoutLineEnd } from "./locate.js";

/** Longest word that is selected; the first step on a line of 50 MB is the line. */
const longestWord = 2000;

/** Word, line, change or paragraph, then whatever stands around it: hunk, file, patch, quote levels, message, document. */
export function selectionRangeAt(document: ParsedDocument, offset: number): SelectionRange {
  const { model, text } = document;
  const { lines } = model;
  const line0 = lines.lineAt(offset);
  const spans: Span[] = [{ start: 0, end: text.length }];
  const message = messageAt(model, offset);
  if (message !== null) {
    spans.push(withoutLineEnd(text, message.span));
    for (const span of around(message, line0, lines)) spans.push(withoutLineEnd(text, span));
  }
  const content = { start: lines.contentStart(line0), end: lines.contentEnd(line0) };
  spans.push({ start: lines.start(line0), end: content.end });
  if (offset >= content.start) spans.push(content);
  spans.push(wordAt(text, lines, line0, offset));
  return chained(spans, offset, lines);
}

/** All blocks that hold the line, in no order. */
function around(message: Message, line0: number, lines: LineTable): Span[] {
  const spans: Span[] = [];
  const { header } = message;
  const addLines = (
    block: { readonly startLine0: number; readonly endLine0: number; readonly span: Span } | null,
  ): void => {
    if (block !== null && block.startLine0 <= line0 && line0 < block.endLine0) spans.push(block.span);
  };
  addLines(header);
  addLines(fieldAt(message, line0) ?? null);
  addLines(message.commitLog);
  addLines(message.signature);
  for (const file of message.files) {
    if (file.startLine0 > line0) break;
    if (line0 >= file.endLine0) continue;
    addLines(file);
    for (const hunk of file.hunks) addLines(hunk);
    const all = patchFiles(message, file);
    const last = all.reduce((end, one) => Math.max(end, one.endLine0), file.endLine0);
    spans.push(lines.spanOfLines(all[0]?.startLine0 ?? file.startLine0, last));
  }
  if (isChanged(lines.kind(line0))) spans.push(change(message, line0, lines));
  for (const part of [...message.diffstats, ...message.dumps, ...message.attachments, ...message.comments])
    addLines(part);
  // A comment ends a quote, not the hunk or file that it stands in.
  const blocks = [...spans];
  let level: Quote | undefined = message.quotes.find((quote) => holds(quote, line0));
  while (level !== undefined) {
    const { span } = level;
    if (!blocks.some((block) => crosses(block, span))) spans.push(span);
    level = level.children.find((quote) => holds(quote, line0));
  }
  if (lines.kind(line0) === LineKind.text) spans.push(paragraph(message, line0, lines));
  return spans;
}

/** Whether two spans have a part in common, and each a part of its own. */
function crosses(a: Span, b: Span): boolean {
  if (a.end <= b.start || b.end <= a.start) return false;
  return (a.start < b.start && a.end < b.end) || (b.start < a.start && b.end < a.end);
}

function holds(quote: Quote, line0: number): boolean {
  return quote.startLine0 <= line0 && line0 < quote.endLine0;
}

/** The lines of text of the same depth above and below, up to a blank line or another kind of line. */
function paragraph(message: Message, line0: number, lines: LineTable): Span {
  const depth = lines.depth(line0);
  const belongs = (at: number): boolean => lines.kind(at) === LineKind.text && lines.depth(at) === depth;
  let first = line0;
  while (first > message.bodyLine0 && belongs(first - 1)) first--;
  let end = line0 + 1;
  while (end < message.endLine0 && belongs(end)) end++;
  return lines.spanOfLines(first, end);
}

function isChanged(kind: number): boolean {
  return kind === LineKind.added || kind === LineKind.removed;
}

/** The removed and added lines of the same depth above and below, up to context or a comment. */
function change(message: Message, line0: number, lines: LineTable): Span {
  const depth = lines.depth(line0);
  const belongs = (at: number): boolean =>
    (isChanged(lines.kind(at)) || lines.kind(at) === LineKind.noNewline) && lines.depth(at) === depth;
  let first = line0;
  while (first > message.bodyLine0 && belongs(first - 1)) first--;
  let end = line0 + 1;
  while (end < message.endLine0 && belongs(end)) end++;
  return lines.spanOfLines(first, end);
}

function wordAt(text: string, lines: LineTable, line0: number, offset: number): Span {
  const lineStart = Math.max(lines.start(line0), offset - longestWord);
  const lineEnd = Math.min(lines.contentEnd(line0), offset + longestWord);
  let start = Math.min(offset, lineEnd);
  let end = start;
  while (start > lineStart && isWord(text.charCodeAt(start - 1))) start--;
  while (end < lineEnd && isWord(text.charCodeAt(end))) end++;
  return { start, end };
}

/** Letters, digits, `_`, and everything beyond ASCII: a name with an umlaut or an emoji is one word. */
function isWord(c: number): boolean {
  return (
    c >= 0x80 ||
    c === 0x5f ||
    (c >= 0x30 && c <= 0x39) ||
    (c >= 0x41 && c <= 0x5a) ||
    (c >= 0x61 && c <= 0x7a)
  );
}

/** From the largest to the smallest; what does not lie inside the one before it is left out, as is what is equal. */
function chained(spans: Span[], offset: number, lines: LineTable): SelectionRange {
  spans.sort((a, b) => b.end - b.start - (a.end - a.start));
  let outer: Span = { start: 0, end: Number.MAX_SAFE_INTEGER };
  let chain: SelectionRange | undefined;
  for (const span of spans) {
    if (span.start > offset || span.end < offset || span.end < span.start) continue;
    if (span.start < outer.start || span.end > outer.end) continue;
    if (chain !== undefined && span.start === outer.start && span.end === outer.end) continue;
    const range = lines.rangeOf(span);
    chain = chain === undefined ? { range } : { range, parent: chain };
    outer = span;
  }
  const here = lines.positionAt(offset);
  return chain ?? { range: { start: here, end: here } };
}

export const selectionRange: Feature<SelectionRangeParams, SelectionRange[]> = {
  method: "textDocument/selectionRange",
  capabilities: { selectionRangeProvider: true },
  handle: (document, { positions }) =>
    positions.map((position) => selectionRangeAt(document, document.model.lines.offsetAt(position))),
};
