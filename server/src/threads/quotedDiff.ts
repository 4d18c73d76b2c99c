import { type DiffFile, type Hunk, LineKind, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";

/** What the quoted headers above a quoted line tell of it. */
export interface QuotedPlace {
  /** The line is one of a diff, as far as it can be seen. */
  readonly isDiff: boolean;
  /** It is a header of a file or a hunk itself. */
  readonly isHeader: boolean;
  /** "" where no file header is quoted above. */
  readonly path: string;
  /** 0-based, counted in the quote; -1: above the first. */
  readonly hunk: number;
  /** Of the hunk header above; -1 where there is none. */
  readonly oldStart: number;
  readonly newStart: number;
  /** Lines of this depth from the hunk header down to the line; -1 where there is no header. */
  readonly offset: number;
  /** 1-based, counted from the header; null where there is none. */
  readonly fileLine: number | null;
  readonly side: "old" | "new";
}

export interface QuotedDiffs {
  placeOf(line0: number): QuotedPlace;
}

/** Lines between a quoted header and a comment below it that are counted. */
const maxCounted = 20_000;

export function createQuotedDiffs(lines: LineTable, message: Message): QuotedDiffs {
  const byDepth = new Map<number, DiffFile[]>();
  for (const file of message.files) {
    if (file.depth === 0) continue;
    const files = byDepth.get(file.depth) ?? [];
    files.push(file);
    byDepth.set(file.depth, files);
  }
  return {
    placeOf(line0) {
      const depth = lines.depth(line0);
      const file = lastBefore(byDepth.get(depth) ?? [], line0);
      const isBroken = file !== undefined && isOtherMail(message, file.startLine0, line0, depth);
      if (file === undefined || isBroken) return bare(lines, line0);
      return below(lines, file, line0, depth);
    },
  };
}

/** The last of the things, in order, that begins at or above the line. */
function lastBefore<T extends { readonly startLine0: number }>(
  items: readonly T[],
  line0: number,
): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.startLine0 ?? 0) <= line0) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

/** Between the two lines another mail begins to be quoted. */
function isOtherMail(message: Message, from0: number, to0: number, depth: number): boolean {
  const above = lastBefore(message.attributions, to0);
  return above !== undefined && above.startLine0 > from0 && above.depth < depth;
}

/** No header above: a line that begins like one of a diff, and is no item of a list. */
function bare(lines: LineTable, line0: number): QuotedPlace {
  return {
    isDiff: isDiffLine(lines, line0),
    isHeader: false,
    path: "",
    hunk: -1,
    oldStart: -1,
    newStart: -1,
    offset: -1,
    fileLine: null,
    side: "new",
  };
}

/** The line is one of a diff by its own looks, whatever stands above it. */
export const isDiffLine = (lines: LineTable, line0: number): boolean =>
  isDiffKind(lines.kind(line0)) || looksLikeDiff(lines, line0);

const isDiffKind = (kind: number): boolean =>
  (kind >= LineKind.diffCommand && kind <= LineKind.binary) || kind === LineKind.corrupt;

/** `+	code`, `-	code`, `+}`: `- text` is an item of a list, `->end_io()` and `-EINVAL` stand in prose. */
function looksLikeDiff(lines: LineTable, line0: number): boolean {
  const { text } = lines;
  const start = lines.contentStart(line0);
  const end = lines.contentEnd(line0);
  const first = text.charCodeAt(start);
  if ((first !== 0x2b && first !== 0x2d) || start + 1 >= end) return false;
  const second = text.charCodeAt(start + 1);
  if (second === 0x09) return true;
  if (second === 0x20) return text.startsWith("    ", start + 1);
  if (second === first || second === 0x3e) return false;
  return /[;{}=#*]|\(.{0,80}\)/.test(text.slice(start + 1, Math.min(end, start + 200)));
}

function below(lines: LineTable, file: DiffFile, line0: number, depth: number): QuotedPlace {
  const kind = lines.kind(line0);
  const hunk = lastBefore(file.hunks, line0);
  const none = { ...bare(lines, line0), path: file.path };
  const isHeader = kind >= LineKind.diffCommand && kind <= LineKind.hunkHeader;
  if (hunk === undefined) {
    const isOwn = line0 < file.endLine0;
    return isOwn
      ? { ...none, isHeader, isDiff: true }
      : { ...bare(lines, line0), path: none.isDiff ? file.path : "" };
  }
  const counted = countTo(lines, hunk, line0, depth);
  if (counted === null) return none;
  const looksLike = isDiffLine(lines, line0);
  // Context that the parser did not take: the hunk was trimmed above. Code is indented.
  const c = lines.text.charCodeAt(lines.contentStart(line0));
  const isDiff = looksLike || (counted.isWhole && (c === 0x20 || c === 0x09));
  return {
    isDiff,
    isHeader,
    path: file.path,
    hunk: file.hunks.indexOf(hunk),
    oldStart: hunk.oldStart,
    newStart: hunk.newStart,
    offset: counted.offset,
    fileLine: isHeader ? null : counted.side === "old" ? counted.oldLine : counted.newLine,
    side: counted.side,
  };
}

/** Counts as patch(1) does from the header of a hunk to a line; null where the hunk was over long before. */
function countTo(
  lines: LineTable,
  hunk: Hunk,
  line0: number,
  depth: number,
): {
  readonly offset: number;
  readonly oldLine: number;
  readonly newLine: number;
  readonly side: "old" | "new";
  readonly isWhole: boolean;
} | null {
  if (line0 - hunk.startLine0 > maxCounted) return null;
  let oldLine = hunk.oldStart - 1;
  let newLine = hunk.newStart - 1;
  let offset = 0;
  let side: "old" | "new" = "new";
  let isWhole = true;
  for (let line = hunk.startLine0 + 1; line <= line0; line++) {
    if (lines.depth(line) !== depth) continue;
    offset++;
    const kind = lines.kind(line);
    const c = lines.text.charCodeAt(lines.contentStart(line));
    side = "new";
    if (kind === LineKind.removed || (kind !== LineKind.added && c === 0x2d)) {
      oldLine++;
      side = "old";
    } else if (kind === LineKind.added || c === 0x2b) newLine++;
    else if (kind === LineKind.noNewline) continue;
    else {
      oldLine++;
      newLine++;
    }
    if (kind === LineKind.signatureSeparator || kind === LineKind.signature) isWhole = false;
  }
  return { offset, oldLine, newLine, side, isWhole };
}
