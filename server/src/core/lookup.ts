import type { Block, DiffFile, Hunk, MailDocument, Message } from "./model.js";
import type { Span } from "./text/span.js";

/** A leaf of the model: with the others it tiles the text. */
export interface Leaf {
  readonly kind: Block["kind"] | "separator" | "headerField" | "headerEnd" | "preamble";
  readonly span: Span;
}

/** All leaves of a document in order: no gap, no overlap, every character in one of them. */
export function leaves(document: MailDocument): Leaf[] {
  const result: Leaf[] = [];
  let at = document.span.start;
  const gap = (kind: Leaf["kind"], end: number): void => {
    if (end > at) result.push({ kind, span: { start: at, end } });
    at = Math.max(at, end);
  };
  const leaf = (kind: Leaf["kind"], span: Span): void => {
    if (span.end > span.start) result.push({ kind, span });
    at = span.end;
  };
  for (const message of document.messages) {
    if (message.separator) {
      gap("preamble", message.separator.start);
      leaf("separator", message.separator);
    }
    gap("preamble", message.header.span.start);
    for (const field of message.header.fields) leaf("headerField", field.span);
    if (message.header.fields.length === 0) gap("preamble", message.header.span.end);
    gap("headerEnd", message.body.start);
    for (const block of message.blocks) leaf(block.kind, block.span);
  }
  return result;
}

/** The message that holds an offset (the last one for the text's end), or null for an empty document. Binary search. */
export function messageAt(document: MailDocument, offset: number): Message | null {
  const { messages } = document;
  let low = 0;
  let high = messages.length - 1;
  if (high < 0) return null;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((messages[middle]?.span.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return messages[low] ?? null;
}

/** The innermost file and hunk at a line: of all that span it, the one whose quote depth is the line's. */
export function hunkAt(
  document: MailDocument,
  message: Message,
  line0: number,
): { file: DiffFile; hunk: Hunk | null } | null {
  const depth = document.lines.depth(line0);
  for (const file of message.files) {
    if (line0 < file.startLine0 || line0 >= file.endLine0 || file.depth !== depth) continue;
    const hunk = file.hunks.find((candidate) => line0 >= candidate.startLine0 && line0 < candidate.endLine0);
    return { file, hunk: hunk ?? null };
  }
  return null;
}
