import { type DiffFile, LineKind, type MailDocument, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { type PatchAnchor, type PatchFacts, RowSide } from "./facts.js";
import { diffLineSum } from "./lineSum.js";
import { ownText } from "./plainLine.js";

/** Lines of a patch that comments can be found in; what is behind them is counted, and not kept. */
const maxAnchorRows = 200_000;

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
  return {
    patch: { patchId: patchId(lines, files), paths, additions, deletions },
    anchor: anchorOf(lines, message, files, own),
  };
}

/** New path and, where it is another one, the old. */
function pathsOf({ oldPath, newPath, path }: DiffFile): readonly string[] {
  const found = [newPath?.path ?? path, oldPath?.path ?? ""];
  return found.filter((name) => name !== "");
}

/**
 * Equal where `git patch-id --stable` is: the lines of each file's header but `index`, and those of its hunks, without white
 * space, file names included, line numbers not; files in any order. Of a binary file its blobs instead of its data.
 */
function patchId(lines: LineTable, files: readonly DiffFile[]): string {
  const total = { a: 0, b: 0 };
  const file = { a: 0, b: 0 };
  for (const one of files) {
    file.a = 0x811c9dc5 | 0;
    file.b = 0x2545f491;
    addFile(file, lines, one);
    total.a = (total.a + mix(file.a ^ (file.b >>> 13))) | 0;
    total.b = (total.b + mix(file.b + (file.a >>> 7))) | 0;
  }
  return hex(total.a) + hex(total.b);
}

interface Sums {
  a: number;
  b: number;
}

function addFile(sums: Sums, lines: LineTable, file: DiffFile): void {
  const { text } = lines;
  for (let line = file.startLine0; line < file.endLine0; line++) {
    switch (lines.kind(line)) {
      case LineKind.diffExtended:
        if (!text.startsWith("index ", lines.start(line))) break;
        continue;
      case LineKind.binary: {
        const blobs = `${file.oldBlob?.hash ?? ""}${file.newBlob?.hash ?? ""}`;
        addText(sums, blobs, 0, blobs.length);
        return;
      }
      case LineKind.diffCommand:
      case LineKind.diffOld:
      case LineKind.diffNew:
      case LineKind.context:
      case LineKind.added:
      case LineKind.removed:
        break;
      default:
        continue;
    }
    addText(sums, text, lines.start(line), lines.contentEnd(line));
  }
}

function addText(sums: Sums, text: string, start: number, end: number): void {
  let { a, b } = sums;
  for (let at = start; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x20 || (c >= 0x09 && c <= 0x0d)) continue;
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul((b << 5) ^ (b >>> 27) ^ c, 0x5bd1e995);
  }
  sums.a = a;
  sums.b = b;
}

/** MurmurHash3's last step: sums of files are added, so each must be spread over all bits. */
function mix(sum: number): number {
  let h = sum;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const hex = (sum: number): string => (sum >>> 0).toString(16).padStart(8, "0");

function anchorOf(
  lines: LineTable,
  message: Message,
  files: readonly DiffFile[],
  own: ReadonlyMap<string, string>,
): PatchAnchor {
  const first = files[0]?.startLine0 ?? 0;
  const last = Math.min(first + maxAnchorRows, files.at(-1)?.endLine0 ?? first);
  const sums = new Int32Array(Math.max(0, last - first));
  const sides = new Uint8Array(sums.length).fill(RowSide.other);
  for (const file of files)
    for (let line = file.startLine0; line < Math.min(file.endLine0, last); line++) {
      const kind = lines.kind(line);
      if (kind < LineKind.diffCommand || kind > LineKind.binary) continue;
      sums[line - first] = diffLineSum(lines.text, lines.start(line), lines.contentEnd(line));
      sides[line - first] = sideOf(kind);
    }
  const fileRows = new Int32Array(files.length * 2);
  const hunks: number[] = [];
  for (const [index, file] of files.entries()) {
    fileRows[index * 2] = file.startLine0 - first;
    fileRows[index * 2 + 1] = file.endLine0 - first;
    for (const hunk of file.hunks)
      hunks.push(index, hunk.startLine0 - first, hunk.endLine0 - first, hunk.oldStart, hunk.newStart);
  }
  return {
    messageId: ownText(message.messageId ?? ""),
    line0: first - message.header.startLine0,
    sums,
    sides,
    paths: files.map((file) => own.get(file.path) ?? ""),
    fileRows,
    hunks: Int32Array.from(hunks),
  };
}

function sideOf(kind: number): RowSide {
  if (kind === LineKind.context) return RowSide.context;
  if (kind === LineKind.added) return RowSide.added;
  return kind === LineKind.removed ? RowSide.removed : RowSide.other;
}
