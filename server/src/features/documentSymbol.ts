/** `textDocument/documentSymbol` (LSP 3.17 § Document Symbols Request): outline and breadcrumbs. */
import type {
  DocumentSymbol,
  DocumentSymbolParams,
  SymbolInformation,
  SymbolKind,
} from "vscode-languageserver-protocol";
import type { DiffFile, Hunk, MailDocument, Message } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import type { Feature, FeatureOptions, ParsedDocument } from "./feature.js";
import { shortened } from "./locate.js";
import { addOverview, addReport } from "./pageSymbols.js";
import { type AddPart, Kind, nameLimit, nameOf, type Place } from "./symbolParts.js";

/** A symbol while the tree is being built: `end` may still shrink. Lines are kept: searching for each costs more. */
interface Draft {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly start: number;
  end: number;
  readonly startLine0: number;
  /** Line of `end`. */
  lastLine0: number;
  /** null: none. A patch has thousands of hunks, and an empty array for each costs. */
  children: Draft[] | null;
}

/**
 * Messages with their parts. Parts nest by their place: a comment that stands inside a quoted hunk is the hunk's child.
 * A document without mail headers (a plain diff) shows its files at the top.
 */
export function documentSymbols(document: ParsedDocument): DocumentSymbol[] {
  const { model, text } = document;
  const roots: Draft[] = [];
  for (const message of model.messages) {
    if (message.span.end <= message.span.start) continue;
    const root = messageDraft(message, model);
    const parts = nested(partsOf(message, text, model), root);
    if (model.form === "diff" && message.header.fields.length === 0) roots.push(...parts);
    else roots.push({ ...root, children: parts.length > 0 ? parts : null });
  }
  return roots.map((draft) => toSymbol(draft, model));
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

function messageDraft(message: Message, model: MailDocument): Draft {
  const hasSubject = message.header.fields.some((field) => field.valueKind === "subject");
  const name = nameOf(
    message.subject,
    hasSubject ? "Message with an empty subject" : "Message without a subject",
  );
  const detail = message.author === null ? "" : message.author.name || message.author.address;
  return draftOf(name, shortened(detail, nameLimit), Kind.package, message, model);
}

function draftOf(
  name: string,
  detail: string,
  kind: SymbolKind,
  place: Place,
  { lines }: MailDocument,
): Draft {
  const { start } = place.span;
  let lastLine0 = Math.max(place.startLine0, place.endLine0 - 1);
  let { end } = place.span;
  if (end === lines.start(lastLine0 + 1)) end = lines.contentEnd(lastLine0);
  else if (end < lines.start(lastLine0) || end > lines.start(lastLine0 + 1)) lastLine0 = lines.lineAt(end);
  return { name, detail, kind, start, end, startLine0: place.startLine0, lastLine0, children: null };
}

function partsOf(message: Message, text: string, model: MailDocument): Draft[] {
  const drafts: Draft[] = [];
  const add: AddPart = (name, detail, kind, place) => {
    const draft = draftOf(name, detail, kind, place, model);
    if (draft.end > draft.start) drafts.push(draft);
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
    for (const hunk of file.hunks) addHunk(add, hunk, text);
  }
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
  return drafts;
}

/** By place: what begins later and ends inside is a child; of two that cross, the first ends where the second begins. */
function nested(drafts: Draft[], within: Draft): Draft[] {
  drafts.sort((a, b) => a.start - b.start || b.end - a.end);
  const roots: Draft[] = [];
  const around: Draft[] = [];
  for (const draft of drafts) {
    if (draft.start < within.start) continue;
    if (draft.end > within.end) endAt(draft, within.end, within.lastLine0);
    if (draft.end <= draft.start) continue;
    let outer = around[around.length - 1];
    while (outer !== undefined && (outer.end <= draft.start || outer.end < draft.end)) {
      if (outer.end > draft.start) endAt(outer, draft.start, draft.startLine0);
      around.pop();
      outer = around[around.length - 1];
    }
    if (outer === undefined) roots.push(draft);
    else if (outer.children === null) outer.children = [draft];
    else outer.children.push(draft);
    around.push(draft);
  }
  return roots;
}

function endAt(draft: Draft, end: number, line0: number): void {
  draft.end = end;
  draft.lastLine0 = line0;
}

function toSymbol(draft: Draft, model: MailDocument): DocumentSymbol {
  const { lines } = model;
  const startOfLine = lines.start(draft.startLine0);
  const start = { line: draft.startLine0, character: draft.start - startOfLine };
  const end = { line: draft.lastLine0, character: draft.end - lines.start(draft.lastLine0) };
  const firstLineEnd = Math.min(draft.end, lines.contentEnd(draft.startLine0)) - startOfLine;
  const symbol: DocumentSymbol = {
    name: draft.name,
    kind: draft.kind,
    range: { start, end },
    selectionRange: { start, end: { line: draft.startLine0, character: firstLineEnd } },
  };
  if (draft.detail !== "") symbol.detail = draft.detail;
  if (draft.children !== null) symbol.children = draft.children.map((child) => toSymbol(child, model));
  return symbol;
}

function fileDetail(file: DiffFile): string {
  const size = file.isBinary ? "binary" : counts(file.additions, file.deletions);
  const status = file.status === "modified" ? "" : `${file.status} `;
  return `${file.depth > 0 ? "quoted " : ""}${status}${size}`;
}

function counts(additions: number, deletions: number): string {
  return `+${additions} −${deletions}`;
}

function addHunk(add: AddPart, hunk: Hunk, text: string): void {
  const { start, end } = hunk.section;
  const section = shortened(text.slice(start, Math.min(end, start + 400)), nameLimit);
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
