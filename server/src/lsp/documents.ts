import { TextDocument, type TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import { type EditableLines, editableLines, editedLines, type Unchanged } from "../core/editedLines.js";
import type { ParseResult } from "../core/model.js";
import type { LinesDocument, ParsedDocument } from "../features/feature.js";
import { analysedPart, defaultLimits, type Limits } from "./oversized.js";

/** One version of a document as the server sees it. */
export interface Analysis {
  readonly parsed: ParsedDocument;
  /** A sentence where the document is oversized and `parsed` is only its beginning; else null. */
  readonly notice: string | null;
}

export type DocumentEvent = "open" | "change" | "close";
export type DocumentListener = (event: DocumentEvent, uri: string) => void;

/**
 * The open documents, and their models. A model is made at the first question after a change, once for each version,
 * and shared by all features. Models are kept for the documents used last, up to a bound; texts as long as the client
 * keeps the document open.
 */
export interface DocumentStore {
  open(uri: string, languageId: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  /** undefined: not open. */
  version(uri: string): number | undefined;
  /** The whole text, also of an oversized document; undefined: not open. */
  text(uri: string): string | undefined;
  /** undefined: not open. Parses where this version is not parsed yet. */
  analysis(uri: string): Analysis | undefined;
  /**
   * The lines of this version, where the last analysis and the edits since then tell them without a parse; else
   * undefined: ask for the analysis.
   */
  lines(uri: string): LinesDocument | undefined;
  uris(): readonly string[];
  /** Called after the store has changed; for a close, after the document is gone. */
  listen(listener: DocumentListener): void;
}

export interface DocumentStoreOptions {
  readonly limits?: Limits;
  /** Models are dropped, oldest first, while they hold more code units than this together; the newest stays. */
  readonly maxParsedCharacters?: number;
}

/** What is kept of a document: the analysis of the present version, or the lines of an earlier one and what edits left. */
type Kept =
  | { readonly analysis: Analysis; readonly lines?: undefined }
  | { readonly analysis?: undefined; readonly lines: EditableLines; readonly unchanged: Unchanged };

const defaultMaxParsedCharacters = 64 * 1024 * 1024;

export function createDocumentStore(
  parse: (text: string) => ParseResult,
  options: DocumentStoreOptions = {},
): DocumentStore {
  const limits = options.limits ?? defaultLimits;
  const maxParsedCharacters = options.maxParsedCharacters ?? defaultMaxParsedCharacters;
  const documents = new Map<string, TextDocument>();
  // In order of last use: a Map keeps the order of insertion.
  const analyses = new Map<string, Kept>();
  const listeners: DocumentListener[] = [];

  const tell = (event: DocumentEvent, uri: string): void => {
    for (const listener of listeners) listener(event, uri);
  };
  const analyse = (document: TextDocument): Analysis => {
    const part = analysedPart(document.getText(), () => document.lineCount, limits);
    const { document: model, problems } = parse(part.text);
    return {
      notice: part.notice,
      parsed: {
        uri: document.uri,
        version: document.version,
        languageId: document.languageId,
        text: part.text,
        model,
        problems,
      },
    };
  };
  const keep = (uri: string, kept: Kept): void => {
    analyses.delete(uri);
    analyses.set(uri, kept);
    let held = 0;
    for (const each of analyses.values()) held += lengthOf(each);
    for (const [oldest, each] of analyses) {
      if (held <= maxParsedCharacters || oldest === uri) break;
      analyses.delete(oldest);
      held -= lengthOf(each);
    }
  };

  return {
    open(uri, languageId, version, text) {
      documents.set(uri, TextDocument.create(uri, languageId, version, text));
      analyses.delete(uri);
      tell("open", uri);
    },
    change(uri, version, changes) {
      const document = documents.get(uri);
      if (document === undefined) return;
      const before = analyses.get(uri);
      const kept = before && keptAfter(before, changes, document);
      // Before the update, which may throw half way: a model of a text that is gone must not survive.
      analyses.delete(uri);
      documents.set(uri, TextDocument.update(document, [...changes], version));
      if (kept) analyses.set(uri, kept);
      tell("change", uri);
    },
    close(uri) {
      if (!documents.delete(uri)) return;
      analyses.delete(uri);
      tell("close", uri);
    },
    version: (uri) => documents.get(uri)?.version,
    text: (uri) => documents.get(uri)?.getText(),
    analysis(uri) {
      const document = documents.get(uri);
      if (document === undefined) return undefined;
      const analysis = analyses.get(uri)?.analysis ?? analyse(document);
      keep(uri, { analysis });
      return analysis;
    },
    lines(uri) {
      const document = documents.get(uri);
      const kept = analyses.get(uri);
      if (document === undefined || kept?.lines === undefined) return undefined;
      const text = document.getText();
      const { length } = kept.lines.text;
      const isPresent = kept.unchanged.start === length && kept.unchanged.end === length;
      const lines = isPresent ? kept.lines : editedLines(kept.lines, text, kept.unchanged);
      if (lines === null) return undefined;
      keep(uri, { lines, unchanged: { start: text.length, end: text.length } });
      return { text, model: lines };
    },
    uris: () => [...documents.keys()],
    listen(listener) {
      listeners.push(listener);
    },
  };
}

function lengthOf({ analysis, lines }: Kept): number {
  return (analysis?.parsed ?? lines)?.text.length ?? 0;
}

/** null for an oversized document, whose lines are not all there, too. */
function linesOf({ notice, parsed }: Analysis): EditableLines | null {
  return notice === null ? editableLines(parsed.text, parsed.model) : null;
}

/** What is still worth keeping after a change; undefined: nothing. */
function keptAfter(
  before: Kept,
  changes: readonly TextDocumentContentChangeEvent[],
  document: TextDocument,
): Kept | undefined {
  const [change] = changes;
  const range = change !== undefined && "range" in change ? change.range : undefined;
  if (range === undefined || changes.length > 1) return undefined;
  const lines = before.lines ?? linesOf(before.analysis);
  if (lines === null) return undefined;
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  const { length } = document.getText();
  const unchanged = before.lines ? before.unchanged : { start: length, end: length };
  return {
    lines,
    unchanged: {
      start: Math.min(unchanged.start, from, to),
      end: Math.min(unchanged.end, length - Math.max(from, to)),
    },
  };
}

/** One message of an open document, as it stands there: without the separator of an mbox; undefined where there is none. */
export function openMessageBytes(documents: DocumentStore, uri: string, at: number): Uint8Array | undefined {
  const text = documents.text(uri);
  const message = documents.analysis(uri)?.parsed.model.messages.find(({ index }) => index === at);
  if (text === undefined || message === undefined) return undefined;
  const { header, span } = message;
  const start = header.fields.length > 0 ? header.span.start : span.start;
  return new TextEncoder().encode(text.slice(start, span.end));
}
