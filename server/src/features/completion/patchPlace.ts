import { type DiffFile, type Hunk, LineKind, type Message } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { baseCommit } from "../../diagnostics/patchClues.js";
import type { ParsedDocument } from "../feature.js";
import type { PatchPlace } from "../writing.js";

const maxFiles = 3;
const maxRanges = 10;
const maxLines = 5000;

/** Where a patch stands in history, and which lines it changes: of lines that only come, those around them. */
export function patchPlaceOf(document: ParsedDocument, message: Message): PatchPlace {
  const files = message.files.filter(
    ({ depth, isCombined, status }) => depth === 0 && !isCombined && status !== "added",
  );
  return {
    commit: message.commit,
    base: baseCommit(document, message),
    files: files.slice(0, maxFiles).flatMap((file) => placeOf(document.model.lines, file)),
  };
}

function placeOf(lines: LineTable, { oldPath, hunks }: DiffFile): PatchPlace["files"] {
  if (oldPath === null || oldPath.path === "") return [];
  const ranges = hunks.slice(0, maxRanges).flatMap((hunk) => changedLines(lines, hunk));
  return ranges.length === 0 ? [] : [{ path: oldPath.path, ranges: ranges.slice(0, maxRanges) }];
}

/** Runs of lines that go; where none do, the lines before and behind those that come. */
function changedLines(lines: LineTable, hunk: Hunk): { first: number; count: number }[] {
  const gone: { first: number; count: number }[] = [];
  let old = hunk.oldStart;
  let around: { first: number; count: number } | null = null;
  const last0 = Math.min(hunk.endLine0, hunk.startLine0 + maxLines);
  for (let line0 = hunk.startLine0 + 1; line0 < last0; line0++) {
    const kind = lines.kind(line0);
    if (kind === LineKind.removed) {
      const run = gone.at(-1);
      if (run !== undefined && run.first + run.count === old) run.count++;
      else gone.push({ first: old, count: 1 });
      old++;
    } else if (kind === LineKind.added) {
      const first = Math.max(hunk.oldStart, old - 1);
      const end = Math.min(old + 1, hunk.oldStart + hunk.oldLines);
      if (end > first) around ??= { first, count: end - first };
    } else if (kind === LineKind.context) old++;
  }
  return gone.length > 0 ? gone : around === null ? [] : [around];
}
