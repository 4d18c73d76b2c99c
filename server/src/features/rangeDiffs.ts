/** The range-diff and interdiff blocks of a message, with their pairs: for folds and the outline. */
import { type RangeDiffRow, readRangeDiffRow } from "../core/body/rangeDiff.js";
import type { Block } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";

export interface RangeDiff {
  /** As its heading says; `Range-diff` where it has none. */
  readonly title: string;
  readonly depth: number;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly span: Span;
  /** In order. Of an interdiff none. */
  readonly pairs: readonly RangeDiffPair[];
}

/** Two patches, and below their row what differs between them. */
export interface RangeDiffPair {
  readonly row: RangeDiffRow;
  /** The new version's subject, or the old one's where it was dropped. */
  readonly subject: string;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly span: Span;
}

/** In order. A quoted one that comments interrupt is several. */
export function rangeDiffsOf(blocks: readonly Block[], lines: LineTable): RangeDiff[] {
  const found: RangeDiff[] = [];
  for (const block of blocks) if (block.kind === "rangeDiff") addBlock(found, block, lines);
  return found;
}

function addBlock(found: RangeDiff[], { startLine0, endLine0, depth }: Block, lines: LineTable): void {
  let start = startLine0;
  for (let line0 = startLine0 + 1; line0 <= endLine0; line0++) {
    if (line0 < endLine0 && headingAt(lines, line0) === "") continue;
    found.push({
      title: headingAt(lines, start) || "Range-diff",
      depth,
      startLine0: start,
      endLine0: line0,
      span: lines.spanOfLines(start, line0),
      pairs: pairsIn(lines, start, line0),
    });
    start = line0;
  }
}

/** `Range-diff against v1`; "" on any other line. */
function headingAt(lines: LineTable, line0: number): string {
  const at = lines.contentStart(line0);
  const code = lines.text.charCodeAt(at);
  if (code !== 0x52 && code !== 0x49) return "";
  const head = lines.text.slice(at, Math.min(lines.contentEnd(line0), at + 80)).trim();
  return /^(?:Range-diff|Interdiff)\b/.test(head) ? head.replace(/:$/, "") : "";
}

function pairsIn(lines: LineTable, startLine0: number, endLine0: number): RangeDiffPair[] {
  const starts: { line0: number; row: RangeDiffRow }[] = [];
  for (let line0 = startLine0; line0 < endLine0; line0++) {
    const row = readRangeDiffRow(lines.text, lines.contentStart(line0), lines.contentEnd(line0));
    if (row !== null) starts.push({ line0, row });
  }
  return starts.map(({ line0, row }, index) => {
    const end = starts[index + 1]?.line0 ?? endLine0;
    const subject = lines.text.slice(row.subjectAt, Math.min(lines.contentEnd(line0), row.subjectAt + 400));
    return { row, subject, startLine0: line0, endLine0: end, span: lines.spanOfLines(line0, end) };
  });
}
