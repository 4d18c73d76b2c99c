import type { TextChange } from "../../core/patch/hunkShape.js";
import type { Span } from "../../core/text/span.js";
import type { ParsedDocument } from "../feature.js";

/**
 * Takes whole lines out, and one empty line with them where that would leave two.
 * @param startLine0 first line
 * @param endLine0 exclusive
 */
export function withoutLines(document: ParsedDocument, startLine0: number, endLine0: number): TextChange {
  return { span: linesSpan(document, startLine0, endLine0), text: "" };
}

function linesSpan(document: ParsedDocument, startLine0: number, endLine0: number): Span {
  const { lines } = document.model;
  const isBlankAt = (line0: number): boolean => lines.lineText(line0).trim() === "";
  const { start, end } = lines.spanOfLines(startLine0, endLine0);
  const isBlankBefore = startLine0 > 0 && isBlankAt(startLine0 - 1);
  if (!isBlankBefore || endLine0 >= lines.count - 1) return { start, end };
  if (isBlankAt(endLine0)) return { start, end: lines.start(endLine0 + 1) };
  // The empty line above a cut parted the log's last paragraph from this one.
  return lines.lineText(endLine0).trimEnd() === "---"
    ? { start: lines.start(startLine0 - 1), end }
    : { start, end };
}

/** The line end of a line: what a new line beside it is to have. */
export function lineEndOf({ text, model }: ParsedDocument, line0: number): string {
  const { lines } = model;
  return text.slice(lines.contentEnd(line0), lines.start(line0 + 1)) || "\n";
}
