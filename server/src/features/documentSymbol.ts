/** `textDocument/documentSymbol` (LSP 3.17 § Document Symbols Request): outline and breadcrumbs. */
import type {
  DocumentSymbol,
  DocumentSymbolParams,
  SymbolInformation,
  SymbolKind,
} from "vscode-languageserver-protocol";
import { findField } from "../core/mail/header.js";
import type { DiffFile, Hunk, MailDocument, Message } from "../core/model.js";
import type { LineTable, Position } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";
import { hunkSection } from "./diffRegions.js";
import type { Feature, FeatureOptions, ParsedDocument } from "./feature.js";
import { shortened } from "./locate.js";
import { addOverview, addReport } from "./pageSymbols.js";
import { rangeDiffsOf } from "./rangeDiffs.js";
import { limitedSymbols, maxSymbols } from "./symbolLimit.js";
import { type AddPart, Kind, nameLimit, nameOf, type Place } from "./symbolParts.js";

/**
 * Messages with their parts. Parts nest by their place: a comment that stands inside a quoted hunk is the hunk's child.
 * A document without mail headers (a plain diff) shows its files at the top. At most `maxSymbols`.
 */
export function documentSymbols(document: ParsedDocument): DocumentSymbol[] {
  const { model, text } = document;
  const roots: DocumentSymbol[] = [];
  let count = 0;
  const titles = new Set<string>();
  for (const message of model.messages) {
    if (message.span.end <= message.span.start) continue;
    const { title, isReply } = message.tag;
    const isAnswer = model.messages.length > 1 && (isReply || titles.has(title));
    titles.add(title);
    const root = messageSymbol(message, model, isAnswer);
    const all = partsOf(message, text, model);
    count += all.length + 1;
    const parts = nested(all, root);
    if (model.form === "diff" && message.header.fields.length === 0) {
      for (const part of parts) roots.push(part);
    } else {
      if (parts.length > 0) root.children = parts;
      roots.push(root);
    }
  }
  if (count <= maxSymbols) return roots;
  return limitedSymbols(roots, maxSymbols, model.lines.rangeOf({ start: text.length, end: text.length }).end);
}

/** The same for clients that know no tree: each symbol with the name of the one around it. */
export function flatSymbols(document: ParsedDocument): SymbolInformation[] {
  const flat: SymbolInformation[] = [];
  const visit = (symbols: readonly DocumentSymbol[], containerName: string | undefined): void => {
    for (const { name, kind, range, children } of symbols) {
      const location = { uri: document.uri, range };
      flat.push(
        containerName === undefined ? { name, kind, location } : { name, kind, location, containerName },
      );
      if (children !== undefined) visit(children, name);
    }
  };
  visit(documentSymbols(document), undefined);
  return flat;
}

/** `isAnswer`: the subject is that of other messages above, and the sender is what differs. */
function messageSymbol(message: Message, model: MailDocument, isAnswer: boolean): DocumentSymbol {
  const hasSubject = message.header.fields.some((field) => field.valueKind === "subject");
  const name = nameOf(
    message.subject,
    hasSubject ? "Message with an empty subject" : "Message without a subject",
  );
  const detail = message.author === null ? "" : message.author.name || message.author.address;
  const sender = shortened(detail, nameLimit);
  const symbol =
    isAnswer && sender !== ""
      ? symbolOf(shortened(`${sender}: ${name}`, nameLimit), "", Kind.package, message, model)
      : symbolOf(name, sender, Kind.package, message, model);
  selectSubject(symbol, message, model);
  return symbol;
}

/** VS Code's sticky scroll shows the line where the selection begins: the first line of a header is `Return-Path:` and the like. */
function selectSubject(symbol: DocumentSymbol, { header }: Message, { lines }: MailDocument): void {
  const subject = findField(header, "subject");
  if (!subject) return;
  const { start } = subject.nameSpan;
  const selected = lines.rangeOf({ start, end: Math.max(start, lines.contentEnd(subject.startLine0)) });
  const { range } = symbol;
  if (compare(selected.start, range.start) >= 0 && compare(selected.end, range.end) <= 0)
    symbol.selectionRange = selected;
}

function symbolOf(
  name: string,
  detail: string,
  kind: SymbolKind,
  place: Place,
  { lines }: MailDocument,
): DocumentSymbol {
  const { startLine0 } = place;
  let lastLine0 = Math.max(startLine0, place.endLine0 - 1);
  let endOffset = place.span.end;
  if (endOffset === lines.start(lastLine0 + 1)) endOffset = lines.contentEnd(lastLine0);
  else if (endOffset < lines.start(lastLine0) || endOffset > lines.start(lastLine0 + 1))
    lastLine0 = lines.lineAt(endOffset);
  const lineStart = lines.start(startLine0);
  const start = { line: startLine0, character: place.span.start - lineStart };
  const end = { line: lastLine0, character: endOffset - lines.start(lastLine0) };
  const firstLineEnd = Math.min(endOffset, lines.contentEnd(startLine0)) - lineStart;
  const range = { start, end };
  const selectionRange = { start, end: { line: startLine0, character: firstLineEnd } };
  // All properties at once: one that is added later costs an object of its own, and a patch has thousands of hunks.
  return detail === ""
    ? { name, kind, range, selectionRange }
    : { name, kind, range, selectionRange, detail };
}

function partsOf(message: Message, text: string, model: MailDocument): DocumentSymbol[] {
  const parts: DocumentSymbol[] = [];
  const add: AddPart = (name, detail, kind, place) => {
    const part = symbolOf(name, detail, kind, place, model);
    if (compare(part.range.end, part.range.start) > 0) parts.push(part);
  };
  if (message.commitLog !== null) {
    add("Commit log", "", Kind.string, message.commitLog);
  }
  for (const stat of message.diffstats) {
    const { summary } = stat;
    add("Diffstat", summary === null ? "" : counts(summary.insertions, summary.deletions), Kind.array, stat);
  }
  for (const file of message.files) {
    add(nameOf(file.path, "File without a name"), fileDetail(file), Kind.file, file);
    for (const hunk of file.hunks) addHunk(add, hunk, model.lines);
  }
  addRangeDiffs(add, message, model);
  for (const part of message.attachments) {
    const detail = part.scrubbed ? `${part.contentType}, not kept by the archive` : part.contentType;
    add(nameOf(part.name, `Attachment ${part.contentType}`), detail, Kind.object, part);
  }
  for (const dump of message.dumps) add(nameOf(dump.title, "Kernel log"), "", Kind.event, dump);
  for (const comment of message.comments) {
    add(nameOf(firstWords(comment.span, text), "Comment"), "", Kind.string, comment);
  }
  for (const mention of message.diffMentions) {
    const line0 = model.lines.lineAt(mention.span.start);
    const place = { span: mention.span, startLine0: line0, endLine0: line0 + 1 };
    add(nameOf(mention.path, "File without a name"), "diff without its line ends", Kind.file, place);
  }
  if (message.report !== null) addReport(add, message.report, text, model.lines);
  if (message.overview !== null) addOverview(add, message.overview, model);
  return parts;
}

function addRangeDiffs(add: AddPart, { blocks }: Message, { lines }: MailDocument): void {
  for (const block of rangeDiffsOf(blocks, lines)) {
    const changed = block.pairs.filter(({ row }) => row.status !== "=").length;
    const detail = block.pairs.length === 0 ? "" : `${changed} of ${block.pairs.length} changed`;
    add(block.title, block.depth > 0 ? `quoted ${detail}`.trim() : detail, Kind.array, block);
    for (const pair of block.pairs)
      add(nameOf(pair.subject, "Patch without a subject"), pairStatus[pair.row.status], Kind.property, pair);
  }
}

const pairStatus = { "=": "unchanged", "!": "changed", "<": "dropped", ">": "new" } as const;

/** By place: what begins later and ends inside is a child; of two that cross, the first ends where the second begins. */
function nested(parts: DocumentSymbol[], { range: within }: DocumentSymbol): DocumentSymbol[] {
  parts.sort((a, b) => compare(a.range.start, b.range.start) || compare(b.range.end, a.range.end));
  const roots: DocumentSymbol[] = [];
  const around: DocumentSymbol[] = [];
  for (const part of parts) {
    const { start } = part.range;
    if (compare(start, within.start) < 0) continue;
    if (compare(part.range.end, within.end) > 0) endAt(part, within.end);
    const { end } = part.range;
    if (compare(end, start) <= 0) continue;
    let outer = around[around.length - 1];
    while (outer !== undefined && compare(outer.range.end, end) < 0) {
      if (compare(outer.range.end, start) > 0) endAt(outer, start);
      around.pop();
      outer = around[around.length - 1];
    }
    if (outer === undefined) roots.push(part);
    else if (outer.children === undefined) outer.children = [part];
    else outer.children.push(part);
    around.push(part);
  }
  return roots;
}

function compare(a: Position, b: Position): number {
  return a.line === b.line ? a.character - b.character : a.line - b.line;
}

/** `end` lies before the present one. */
function endAt({ range, selectionRange }: DocumentSymbol, end: Position): void {
  range.end = end;
  if (compare(selectionRange.end, end) > 0) selectionRange.end = end;
}

function fileDetail(file: DiffFile): string {
  const size = file.isBinary ? "binary" : counts(file.additions, file.deletions);
  const status = file.status === "modified" ? "" : `${file.status} `;
  return `${file.depth > 0 ? "quoted " : ""}${status}${size}`;
}

function counts(additions: number, deletions: number): string {
  return `+${additions} −${deletions}`;
}

function addHunk(add: AddPart, hunk: Hunk, lines: LineTable): void {
  const section = shortened(hunkSection(lines, hunk, 400), nameLimit);
  const ranges = rangesOf(hunk);
  if (section !== "") add(section, ranges, Kind.method, hunk);
  else add(ranges, counts(hunk.additions, hunk.deletions), Kind.method, hunk);
}

function rangesOf(hunk: Hunk): string {
  return `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`;
}

function firstWords(span: Span, text: string): string {
  return text.slice(span.start, Math.min(span.end, span.start + 400));
}

export const documentSymbol: Feature<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[]> = {
  method: "textDocument/documentSymbol",
  capabilities: { documentSymbolProvider: { label: "Patch Mail" } },
  handle: (document, _params, { options }: { options: Pick<FeatureOptions, "hierarchicalSymbols"> }) =>
    options.hierarchicalSymbols ? documentSymbols(document) : flatSymbols(document),
};
