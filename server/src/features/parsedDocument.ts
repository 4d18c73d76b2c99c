import type { DocumentLines } from "../core/editedLines.js";
import type { MailDocument, ParseResult } from "../core/model.js";

/** One version of an open document with its model: parsed once, shared by all features. */
export interface ParsedDocument {
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly text: string;
  readonly model: MailDocument;
  readonly problems: ParseResult["problems"];
}

/** The lines of a document that is being edited. A `ParsedDocument` is one, too. */
export interface LinesDocument {
  readonly text: string;
  readonly model: DocumentLines;
}

/** The part of LSP's cancellation token that pure code needs. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}
