import { lineEnd, type TextChange } from "../../core/patch/hunkShape.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { type MessagePlace, type TrailerLine, trailerLines } from "../../diagnostics/trailerLines.js";
import type { FixPlace } from "./quickFix.js";

/** The trailer that a finding stands at; undefined where the text has none there. */
export function trailerAt(place: FixPlace): TrailerLine | undefined {
  const line0 = place.document.model.lines.lineAt(place.span.start);
  return trailerLines(place).find((trailer) => trailer.line0 === line0);
}

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
