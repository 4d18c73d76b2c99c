import { type DiffFile, LineKind, type MailDocument, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { type PatchAnchor, type PatchFacts, RowSide } from "./facts.js";
import { closeSum, diffLineSum, lineSum, pathSum } from "./lineSum.js";
import { ownText } from "./plainLine.js";

/** Lines of a patch that comments can be found in; what is behind them is counted, and not kept. */
const maxAnchorRows = 50_000;

/** What the message's own diff is and where its lines are; null where it has none. */
export function patchFacts(
  document: MailDocument,
  message: Message,
): { readonly patch: PatchFacts; readonly anchor: PatchAnchor } | null {
  const files = message.files.filter((file) => file.depth === 0);
  if (files.length === 0) return null;
  let additions = 0;
  let deletions = 0;
  for (const file of files) {
    additions += file.additions;
    deletions += file.deletions;
  }
  // One copy of each path, for both.
  const own = new Map(files.flatMap((file) => pathsOf(file)).map((path) => [path, ownText(path)]));
  const paths = [...own.values()];
  const { lines } = document;
  const { anchor, patchId } = anchorOf(lines, message, files, own);
  return { patch: { patchId, paths, additions, deletions }, anchor };
}

/** New path and, where it is another one, the old. */
function pathsOf({ oldPath, newPath, path }: DiffFile): readonly string[] {
  const found = [newPath?.path ?? path, oldPath?.path ?? ""];
  return found.filter((name) => name !== "");
}

interface Sums {
  a: number;
  b: number;
}

/**
 * One walk over the diff's lines. The patch id is equal where `git patch-id --stable` is: the lines of each file's header but
 * `index`, and those of its hunks, without white space, file names included, line numbers not; files in any order; of a
 * binary file its blobs instead of its data.
 */
function readLines(
  lines: LineTable,
  files: readonly DiffFile[],
  first: number,
  sums: Int32Array,
  sides: Uint8Array,
): string {
  const total = { a: 0, b: 0 };
  const own = { a: 0, b: 0 };
  for (const file of files) {
    own.a = 0x811c9dc5 | 0;
    own.b = 0x2545f491;
    let isBinary = false;
    for (let line = file.startLine0; line < file.endLine0; line++) {
      const kind = lines.kind(line);
      if (kind < LineKind.diffCommand || kind > LineKind.binary) continue;
      const start = lines.start(line);
      const end = lines.contentEnd(line);
      if (kind === LineKind.binary && !isBinary) {
        isBinary = true;
        const blobs = `${file.oldBlob?.hash ?? ""}${file.newBlob?.hash ?? ""}`;
        addLine(own, lineSum(blobs, 0, blobs.length));
      }
      const sum = kind === LineKind.hunkHeader ? 0 : lineSum(lines.text, start, end);
      if (!isBinary && isOfPatchId(lines, kind, start)) addLine(own, sum);
      const row = line - first;
      if (row >= sums.length) continue;
      sums[row] = kind === LineKind.hunkHeader ? diffLineSum(lines.text, start, end) : closeSum(sum);
      sides[row] = sideOf(kind);
    }
    total.a = (total.a + mix(own.a ^ (own.b >>> 13))) | 0;
    total.b = (total.b + mix(own.b + (own.a >>> 7))) | 0;
  }
  return hex(total.a) + hex(total.b);
}

function isOfPatchId(lines: LineTable, kind: number, start: number): boolean {
  if (kind === LineKind.diffExtended) return !lines.text.startsWith("index ", start);
  return kind !== LineKind.hunkHeader && kind !== LineKind.noNewline && kind !== LineKind.binary;
}

/** Two sums that mix differently: 64 bits for a file, of lines with 32. */
function addLine(sums: Sums, sum: number): void {
  if (sum === 0) return;
  sums.a = Math.imul(sums.a ^ sum, 0x01000193) ^ (sum >>> 15);
  sums.b = Math.imul(((sums.b << 5) | (sums.b >>> 27)) ^ sum, 0x5bd1e995);
}

/** MurmurHash3's last step: sums of files are added, so each must be spread over all bits. */
function mix(sum: number): number {
  let h = sum;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const hex = (sum: number): string => (sum >>> 0).toString(16).padStart(8, "0");

/** An anchor, and the diff's patch id. */
function anchorOf(
  lines: LineTable,
  message: Message,
  files: readonly DiffFile[],
  own: ReadonlyMap<string, string>,
): { readonly anchor: PatchAnchor; readonly patchId: string } {
  const first = files[0]?.startLine0 ?? 0;
  const last = Math.min(first + maxAnchorRows, files.at(-1)?.endLine0 ?? first);
  const sums = new Int32Array(Math.max(0, last - first));
  const sides = new Uint8Array(sums.length).fill(RowSide.other);
  const patchId = readLines(lines, files, first, sums, sides);
  // Files behind the last row that is kept have no rows.
  const fileRows = new Int32Array(files.length * 2).fill(sums.length);
  const hunks: number[] = [];
  for (const [index, file] of files.entries()) {
    if (file.startLine0 >= last) break;
    fileRows[index * 2] = file.startLine0 - first;
    fileRows[index * 2 + 1] = file.endLine0 - first;
    for (const hunk of file.hunks)
      if (hunk.startLine0 < last)
        hunks.push(index, hunk.startLine0 - first, hunk.endLine0 - first, hunk.oldStart, hunk.newStart);
  }
  const anchor = {
    messageId: ownText(message.messageId ?? ""),
    line0: first - message.header.startLine0,
    sums,
    sides,
    paths: files.map((file) => own.get(file.path) ?? ""),
    pathSums: Int32Array.from(files, (file) => pathSum(file.path)),
    fileRows,
    hunks: Int32Array.from(hunks),
  };
  return { anchor, patchId };
}

function sideOf(kind: number): RowSide {
  if (kind === LineKind.context) return RowSide.context;
  if (kind === LineKind.added) return RowSide.added;
  return kind === LineKind.removed ? RowSide.removed : RowSide.other;
}
