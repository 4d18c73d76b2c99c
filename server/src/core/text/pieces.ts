import type { Span } from "./span.js";

/** Text that is to stand in place of a span. */
interface Change {
  readonly span: Span;
  readonly text: string;
}

/** A piece of an edited text: a span of the original, or text that came. */
type Piece = { readonly span: Span } | { readonly text: string };

/** A text that is edited again and again, as pieces of the original: in the end its changes are those of the original. */
export type Pieces = readonly Piece[];

/** The text as it is: one piece. */
export const wholeText = (length: number): Pieces => [{ span: { start: 0, end: length } }];

/** The pieces after changes of the text that they make; the changes in order and apart from each other. */
export function editPieces(pieces: Pieces, changes: readonly Change[]): Pieces {
  const result: Piece[] = [];
  const take = (piece: Piece, from: number, to: number): void => {
    if (from >= to) return;
    result.push(
      "span" in piece
        ? { span: { start: piece.span.start + from, end: piece.span.start + to } }
        : { text: piece.text.slice(from, to) },
    );
  };
  let next = 0;
  let offset = 0;
  for (const piece of pieces) {
    const length = lengthOf(piece);
    let from = 0;
    for (let change = changes[next]; change !== undefined; change = changes[next]) {
      const { span, text } = change;
      // At the border of two pieces it is the second one's.
      if (span.start >= offset + length) break;
      if (span.start >= offset + from) {
        take(piece, from, span.start - offset);
        if (text !== "") result.push({ text });
      }
      from = Math.min(length, span.end - offset);
      if (span.end > offset + length) break;
      next++;
    }
    take(piece, from, length);
    offset += length;
  }
  for (const { text } of changes.slice(next)) if (text !== "") result.push({ text });
  return result;
}

const lengthOf = (piece: Piece): number =>
  "span" in piece ? piece.span.end - piece.span.start : piece.text.length;

export const textOfPieces = (original: string, pieces: Pieces): string =>
  pieces
    .map((piece) => ("span" in piece ? original.slice(piece.span.start, piece.span.end) : piece.text))
    .join("");

/** What must be changed in the original to give the text of the pieces; in order and apart from each other. */
export function changesOfPieces(original: string, pieces: Pieces): readonly Change[] {
  const changes: Change[] = [];
  let at = 0;
  let text = "";
  const close = (end: number): void => {
    if (text !== original.slice(at, end)) changes.push({ span: { start: at, end }, text });
    text = "";
  };
  for (const piece of pieces) {
    if ("text" in piece) {
      text += piece.text;
      continue;
    }
    close(piece.span.start);
    at = piece.span.end;
  }
  close(original.length);
  return changes;
}
