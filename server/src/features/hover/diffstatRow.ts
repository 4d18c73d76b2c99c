import { type DiffFile, type DiffstatRow, LineKind } from "../../core/model.js";
import { counted } from "../../core/text/counted.js";
import { touches } from "../../core/text/span.js";
import { paragraph, strong, text } from "./content.js";
import { fileBlocks } from "./fileHeader.js";
import { maintainersBlocks } from "./maintainers.js";
import type { HoverPart } from "./place.js";
import { shortstatText } from "./words.js";

/** Hover: a row of a diffstat, or its last line: the file it stands for and whether the diff agrees. */
export const diffstatRow: HoverPart = async (place, context) => {
  if (place.kind !== LineKind.diffstatRow && place.kind !== LineKind.diffstatSummary) return null;
  const diffstat = place.message.diffstats.find(
    (candidate) => place.line0 >= candidate.startLine0 && place.line0 < candidate.endLine0,
  );
  if (!diffstat) return null;
  const files = place.message.files.filter((file) => file.depth === diffstat.depth);
  if (place.line0 === diffstat.summaryLine0 && diffstat.summary) {
    const blocks = [paragraph([strong("Diffstat")], [text(`It says: ${shortstatText(diffstat.summary)}`)])];
    if (files.length > 0) {
      const insertions = files.reduce((sum, file) => sum + file.additions, 0);
      const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
      const actual = shortstatText({ files: files.length, insertions, deletions });
      blocks.push(paragraph([text(`The diff below has: ${actual}`)]));
    }
    return { span: place.content, blocks };
  }
  const row = diffstat.rows.find((candidate) => candidate.line0 === place.line0);
  if (!row) return null;
  const span = touches(row.pathSpan, place.offset) ? row.pathSpan : place.content;
  const says = row.changes === null ? "binary" : `${counted(row.changes, "line")} changed`;
  const file = fileOfRow(row, files);
  if (!file) {
    const note = files.length > 0 ? "The diff below has no such file." : "There is no diff in this message.";
    const isWhole = !row.path.startsWith("...") && !row.path.includes(" => ");
    return {
      span,
      blocks: [
        paragraph([strong(row.path)], [text(`The diffstat says: ${says}`)], [text(note)]),
        ...(isWhole ? await maintainersBlocks(place, context, row.path) : []),
      ],
    };
  }
  return {
    span,
    blocks: [
      ...fileBlocks(file),
      paragraph([text(`The diffstat says: ${says}`)]),
      ...(await maintainersBlocks(place, context, file.path)),
    ],
  };
};

/** The file that a row stands for: `...` stands for the beginning of a long path, `{old => new}` for a rename. */
export function fileOfRow(row: Pick<DiffstatRow, "path">, files: readonly DiffFile[]): DiffFile | null {
  const wanted = newPathOf(row.path);
  const exact = files.find((file) => file.path === wanted || file.oldPath?.path === wanted);
  if (exact) return exact;
  if (!wanted.startsWith("...")) return null;
  const tail = wanted.slice(3);
  const candidates = files.filter((file) => file.path.endsWith(tail));
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

/** `a/{b => c}/d` -> `a/c/d`; `b => c` -> `c` (git-diff(1), `--stat`). */
function newPathOf(path: string): string {
  const arrow = path.indexOf(" => ");
  if (arrow === -1) return path;
  const open = path.lastIndexOf("{", arrow);
  const close = path.indexOf("}", arrow);
  if (open === -1 || close === -1) return path.slice(arrow + 4);
  const joined = path.slice(0, open) + path.slice(arrow + 4, close) + path.slice(close + 1);
  // `a/{b => }/c` leaves two slashes.
  return joined.replace(/\/\//g, "/");
}
