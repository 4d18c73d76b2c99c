/** `patchMail/quoteFolds`: which lines to fold for "Fold quotes deeper than N". */
import type { TextDocumentIdentifier } from "vscode-languageserver-protocol";
import type { Feature, ParsedDocument } from "./feature.js";
import { foldedQuotes } from "./folds.js";

export interface QuoteFoldsParams {
  readonly textDocument: TextDocumentIdentifier;
  /** 0 folds every quote, 1 what is quoted twice or more, … */
  readonly deeperThan: number;
}

/** First lines (0-based, ascending, each once) of the outermost folds around text quoted deeper than `deeperThan`. */
export function quoteFoldLines(document: ParsedDocument, deeperThan: number): number[] {
  const quotes = foldedQuotes(document)
    .filter((quote) => quote.depth > deeperThan)
    .map((quote) => quote.fold)
    .sort((a, b) => a.startLine0 - b.startLine0 || b.lastLine0 - a.lastLine0);
  const lines: number[] = [];
  let hiddenTo = -1;
  for (const fold of quotes) {
    if (fold.lastLine0 <= hiddenTo) continue;
    lines.push(fold.startLine0);
    hiddenTo = fold.lastLine0;
  }
  return lines;
}

export const quoteFolds: Feature<QuoteFoldsParams, number[]> = {
  method: "patchMail/quoteFolds",
  capabilities: {},
  handle: (document, params) => quoteFoldLines(document, params.deeperThan),
};
