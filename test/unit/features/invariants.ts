import type { DocumentSymbol, FoldingRange, Range } from "vscode-languageserver-protocol";
import { documentSymbols } from "../../../server/src/features/documentSymbol.js";
import type { ParsedDocument } from "../../../server/src/features/feature.js";
import { foldingRanges } from "../../../server/src/features/foldingRange.js";
import { semanticTokenData } from "../../../server/src/features/semanticTokens.js";
import {
  semanticTokenModifiers,
  semanticTokenTypes,
} from "../../../server/src/features/semanticTokensLegend.js";

/** What must hold for every document; returns what is wrong, at most a few sentences. */
export function faults(document: ParsedDocument): string[] {
  return [...foldFaults(document), ...tokenFaults(document), ...symbolFaults(document)].slice(0, 5);
}

/** No two folds begin on one line, each hides a line, and of two that meet one holds the other. */
export function foldFaults(document: ParsedDocument): string[] {
  const found: string[] = [];
  const around: FoldingRange[] = [];
  let last = -1;
  for (const fold of foldingRanges(document, { foldingRangeLimit: null })) {
    const name = `fold ${fold.startLine}-${fold.endLine}`;
    if (fold.startLine <= last) found.push(`${name} begins where another does, or before it`);
    last = fold.startLine;
    if (fold.endLine <= fold.startLine) found.push(`${name} hides nothing`);
    if (fold.endLine >= document.model.lines.count) found.push(`${name} ends behind the text`);
    while (around.length > 0 && (around[around.length - 1]?.endLine ?? 0) < fold.startLine) around.pop();
    const outer = around[around.length - 1];
    if (outer !== undefined && outer.endLine < fold.endLine)
      found.push(`${name} crosses ${outer.startLine}-${outer.endLine}`);
    around.push(fold);
  }
  return found;
}

/** Tokens are sorted, disjoint, not empty, inside their line, of known types; a range gives the same as all. */
export function tokenFaults(document: ParsedDocument): string[] {
  const found: string[] = [];
  const { lines } = document.model;
  const data = semanticTokenData(document, { hunkTokens: "lines" }) ?? [];
  if (data.length % 5 !== 0) found.push(`${data.length} numbers`);
  let line = 0;
  let end = 0;
  let start = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [lineDelta = 0, startDelta = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    if (lineDelta > 0) {
      line += lineDelta;
      start = 0;
      end = 0;
    }
    start += startDelta;
    const name = `token ${line}:${start}+${length}`;
    if (lineDelta < 0 || startDelta < 0) found.push(`${name} is out of order`);
    if (start < end) found.push(`${name} overlaps`);
    if (length <= 0) found.push(`${name} is empty`);
    end = start + length;
    if (lines.start(line) + end > lines.contentEnd(line)) found.push(`${name} leaves its line`);
    if (type < 0 || type >= semanticTokenTypes.length) found.push(`${name} has type ${type}`);
    if (modifiers >> semanticTokenModifiers.length !== 0) found.push(`${name} has modifiers ${modifiers}`);
    if (found.length > 4) break;
  }
  return found;
}

/** Names are not empty, selections lie in ranges, children in their parents, siblings in order. */
export function symbolFaults(document: ParsedDocument): string[] {
  const found: string[] = [];
  const visit = (symbols: readonly DocumentSymbol[], within: Range | null): void => {
    let last = { line: 0, character: 0 };
    for (const { name, range, selectionRange, children } of symbols) {
      if (name.trim() === "") found.push(`an empty name at line ${range.start.line}`);
      if (before(range.end, range.start)) found.push(`${name} ends before it begins`);
      if (!holds(range, selectionRange)) found.push(`the selection of ${name} leaves its range`);
      if (within !== null && !holds(within, range)) found.push(`${name} leaves its parent`);
      if (before(range.start, last)) found.push(`${name} overlaps its elder sibling`);
      last = range.end;
      visit(children ?? [], range);
    }
  };
  visit(documentSymbols(document), null);
  return found;
}

type Place = Range["start"];

function before(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function holds(outer: Range, inner: Range): boolean {
  return !before(inner.start, outer.start) && !before(outer.end, inner.end);
}
