import { TextDocument, type TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import type { ParseResult } from "../core/model.js";
import type { ParsedDocument } from "../features/feature.js";
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
  uris(): readonly string[];
  /** Called after the store has changed; for a close, after the document is gone. */
  listen(listener: DocumentListener): void;
}

export interface DocumentStoreOptions {
  readonly limits?: Limits;
  /** Models are dropped, oldest first, while they hold more code units than this together; the newest stays. */
  readonly maxParsedCharacters?: number;
}

const defaultMaxParsedCharacters = 64 * 1024 * 1024;

export function createDocumentStore(
  parse: (text: string) => ParseResult,
  options: DocumentStoreOptions = {},
): DocumentStore {
  const limits = options.limits ?? defaultLimits;
  const maxParsedCharacters = options.maxParsedCharacters ?? defaultMaxParsedCharacters;
  const documents = new Map<string, TextDocument>();
  // In order of last use: a Map keeps the order of insertion.
  const analyses = new Map<string, Analysis>();
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
  const keep = (uri: string, analysis: Analysis): void => {
    analyses.delete(uri);
    analyses.set(uri, analysis);
    let held = 0;
    for (const each of analyses.values()) held += each.parsed.text.length;
    for (const [oldest, each] of analyses) {
      if (held <= maxParsedCharacters || oldest === uri) break;
      analyses.delete(oldest);
      held -= each.parsed.text.length;
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
      // Before the update, which may throw half way: a model of a text that is gone must not survive.
      analyses.delete(uri);
      documents.set(uri, TextDocument.update(document, [...changes], version));
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
      const analysis = analyses.get(uri) ?? analyse(document);
      keep(uri, analysis);
      return analysis;
    },
    uris: () => [...documents.keys()],
    listen(listener) {
      listeners.push(listener);
    },
  };
}
