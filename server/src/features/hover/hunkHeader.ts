import { LineKind } from "../../core/model.js";
import { type MendedHunk, mendedHunk } from "../../core/patch/mendedHunk.js";
import { counted } from "../../core/text/counted.js";
import { hunkSection } from "../diffRegions.js";
import { code, type HoverBlock, type Line, paragraph, strong, text } from "./content.js";
import type { HoverPart } from "./place.js";
import { lineRange } from "./words.js";

/** Hover: an `@@ -a,b +c,d @@` line: file, function, both ranges, counts, and what is missing of a damaged one. */
export const hunkHeader: HoverPart = (place) => {
  if (place.kind !== LineKind.hunkHeader) return null;
  for (const file of place.message.files) {
    if (place.line0 < file.startLine0 || place.line0 >= file.endLine0) continue;
    const at = file.hunks.findIndex((candidate) => candidate.startLine0 === place.line0);
    const hunk = file.hunks[at];
    if (!hunk) continue;
    const section = hunkSection(place.lines, hunk, 300).trim();
    const title: Line = [
      strong(file.path || "A file without a name"),
      text(`, hunk ${at + 1} of ${file.hunks.length}`),
    ];
    const lines: Line[] = [
      ...(section === "" ? [] : [[text("In "), code(section)]]),
      [text(`Old: ${rangeText(hunk.oldStart, hunk.oldLines)}`)],
      [text(`New: ${rangeText(hunk.newStart, hunk.newLines)}`)],
      [text(`${hunk.additions} added, ${hunk.deletions} removed, ${hunk.contextLines} context`)],
    ];
    if (file.isCombined) lines.push([text("A merge's diff: the old range is the first parent's.")]);
    if (hunk.missingLines > 0) {
      const where = hunk.depth > 0 ? "trimmed by who quoted it, or lost" : "the hunk is damaged";
      lines.push([text(`${counted(hunk.missingLines, "line")} that the header promises missing: ${where}.`)]);
    }
    const mended = mendedHunk(place.document.model.lines, hunk);
    if (hunk.unmarkedLines > 0) {
      const lost = counted(hunk.unmarkedLines, "context line");
      lines.push([text(`${lost} lost the leading blank when the page was saved.`)]);
    } else if (hunk.corruptLine0 !== null && hunk.depth === 0) {
      lines.push([text(`Line ${hunk.corruptLine0 + 1} cannot be part of it.`)]);
    }
    const span = { start: hunk.headerSpan.start, end: Math.max(hunk.headerSpan.end, hunk.section.end) };
    const blocks = [paragraph(title), paragraph(...lines)];
    if (mended !== null) blocks.push(...mendedText(mended));
    return { span, blocks };
  }
  return null;
};

/** Lines of a mended hunk that a hover shows; side by side shows all. */
const maxMendedLines = 25;

function mendedText({ text: mended, note }: MendedHunk): HoverBlock[] {
  const rows = mended.trimEnd().split("\n").slice(1);
  const shown = rows.slice(0, maxMendedLines).map((row): Line => [code(row)]);
  if (rows.length > maxMendedLines) shown.push([text("…")]);
  return [paragraph([text(`For reading only: ${note}`)]), paragraph(...shown)];
}

function rangeText(start: number, count: number): string {
  return count === 0 ? "nothing" : `${lineRange(start, count)} (${count})`;
}
