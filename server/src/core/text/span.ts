/**
 * A half-open range `[start, end)` of the document's text, in UTF-16 code units, 0-based.
 * Spans are the only positions in `core`; LSP ranges are made at the rim (`LineTable.rangeOf`).
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether `offset` lies in `[span.start, span.end]`: a cursor just behind the last character counts. */
export function touches(span: Span, offset: number): boolean {
  return offset >= span.start && offset <= span.end;
}
