import type { Message } from "../../core/model.js";
import { lineEnd, type TextChange } from "../../core/patch/hunkShape.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { type MessagePlace, type TrailerLine, trailerLines } from "../../diagnostics/trailerLines.js";
import type { FixPlace } from "./quickFix.js";

/** What is known of the line of a trailer. */
interface PlacedLine {
  readonly trailer: TrailerLine;
  /** Number of the run of lines one below the other that it stands in. */
  readonly block: number;
}

/** Each finding of a message asks for it. */
const known = new WeakMap<Message, ReadonlyMap<number, PlacedLine>>();

function placedLines(place: MessagePlace): ReadonlyMap<number, PlacedLine> {
  const before = known.get(place.message);
  if (before !== undefined) return before;
  const found = new Map<number, PlacedLine>();
  let block = 0;
  let endLine0 = -1;
  for (const trailer of trailerLines(place)) {
    if (trailer.line0 !== endLine0) block++;
    endLine0 = trailer.endLine0;
    found.set(trailer.line0, { trailer, block });
  }
  known.set(place.message, found);
  return found;
}

/** The trailer that a finding stands at; undefined where the text has none there. */
export const trailerAt = (place: FixPlace): TrailerLine | undefined =>
  placedLines(place).get(place.document.model.lines.lineAt(place.span.start))?.trailer;

/** The same number for trailers that stand one below the other, without a line between. */
export const blockOf = (place: MessagePlace, { line0 }: TrailerLine): number =>
  placedLines(place).get(line0)?.block ?? -1;

/** The first line of a trailer written anew, up to its value or with another. */
export function rewritten(lines: LineTable, trailer: TrailerLine, text: string): TextChange {
  return {
    span: { start: lines.start(trailer.line0), end: lines.contentEnd(trailer.endLine0 - 1) },
    text,
  };
}

/** Lines put below a trailer. */
export function insertedBelow(lines: LineTable, { endLine0 }: TrailerLine, text: string): TextChange {
  const end = lines.contentEnd(endLine0 - 1);
  return { span: { start: end, end }, text: `${lineEnd(lines, endLine0 - 1)}${text}` };
}

/** A trailer taken away, with one of the empty lines where it stood between two. */
export function removed({ document, message }: MessagePlace, { line0, endLine0 }: TrailerLine): TextChange {
  const { lines } = document.model;
  const isBlank = (line: number): boolean => lines.lineText(line).trim() === "";
  const log = message.commitLog;
  const isAlone =
    log !== null &&
    line0 > log.startLine0 &&
    endLine0 < log.endLine0 &&
    isBlank(line0 - 1) &&
    isBlank(endLine0);
  return { span: lines.spanOfLines(line0, isAlone ? endLine0 + 1 : endLine0), text: "" };
}
