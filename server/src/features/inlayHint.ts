/** `textDocument/inlayHint` (LSP 3.17 § Inlay Hint Request): line numbers of the files in front of a hunk's lines. */
import type { InlayHint, InlayHintParams } from "vscode-languageserver-protocol";
import { type DiffFile, type Hunk, LineKind } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { forEachHunk } from "./diffRegions.js";
import type { Feature, FeatureOptions, ParsedDocument } from "./feature.js";

/** A hint whose label is plain text. */
type LineNumberHint = Omit<InlayHint, "label"> & { readonly label: string };

/** An answer has no more; VS Code shows 1,500 of them at most, and asks for what it shows. */
const maxHints = 5000;

/** What stands where a side has no line; as wide as a digit, and not trimmed like a blank. */
const filler = "\u00a0";

/** Columns of a tab in the kernel's sources. */
const tabWidth = 8;

/**
 * A hint at each hunk line in `[startLine0, endLine0)`, behind the quote marks. Where lines of a quoted hunk were cut away,
 * those below the first interruption get none: a wrong number is worse than none.
 */
export function lineNumberHints(
  { model }: Pick<ParsedDocument, "model">,
  mode: FeatureOptions["lineNumbers"],
  startLine0: number,
  endLine0: number,
): LineNumberHint[] {
  const hints: LineNumberHint[] = [];
  if (mode === "off") return hints;
  const { lines } = model;
  forEachHunk(model, startLine0, endLine0, (hunk, file) => {
    if (!file.isCombined && hints.length < maxHints)
      addHints(hints, lines, hunk, widthOf(file), mode, startLine0, endLine0);
  });
  return hints.sort((a, b) => a.position.line - b.position.line);
}

/** All numbers of a file have the same width. */
function widthOf({ hunks }: DiffFile): number {
  const last = hunks.at(-1);
  if (last === undefined) return 1;
  return String(Math.max(last.oldStart + last.oldLines, last.newStart + last.newLines)).length;
}

function addHints(
  hints: LineNumberHint[],
  lines: LineTable,
  hunk: Hunk,
  width: number,
  mode: FeatureOptions["lineNumbers"],
  startLine0: number,
  endLine0: number,
): void {
  let oldLine = hunk.oldStart;
  let newLine = hunk.newStart;
  const end = Math.min(hunk.endLine0, endLine0);
  for (let line0 = hunk.startLine0 + 1; line0 < end; line0++) {
    if (lines.depth(line0) !== hunk.depth) {
      if (hunk.missingLines > 0) return;
      continue;
    }
    const kind = lines.kind(line0);
    if (kind === LineKind.corrupt) return;
    const hasOld = kind === LineKind.context || kind === LineKind.removed;
    const hasNew = kind === LineKind.context || kind === LineKind.added;
    if (!hasOld && !hasNew) continue;
    if (line0 >= startLine0) {
      if (hints.length >= maxHints) return;
      const character = lines.contentStart(line0) - lines.start(line0);
      const label = labelOf(mode, hasOld ? oldLine : null, hasNew ? newLine : null, width);
      hints.push({ position: { line: line0, character }, label: aligned(label, character) });
    }
    if (hasOld) oldLine++;
    if (hasNew) newLine++;
  }
}

function labelOf(
  mode: FeatureOptions["lineNumbers"],
  oldLine: number | null,
  newLine: number | null,
  width: number,
): string {
  const padded = (value: number | null): string => String(value ?? "").padStart(width, filler);
  if (mode === "old") return padded(oldLine);
  return mode === "new" ? padded(newLine) : `${padded(oldLine)}${filler}${padded(newLine)}`;
}

/**
 * A blank, and as many more as make quote marks, label and the diff's mark a whole number of tabs: a tab behind them goes as
 * far as in the file, and all lines of a file are indented alike. All in the label: an editor's own padding has a width of its own.
 */
function aligned(label: string, quoted: number): string {
  const least = quoted + label.length + 2;
  return label + filler.repeat(1 + Math.ceil(least / tabWidth) * tabWidth - least);
}

export const inlayHint: Feature<InlayHintParams, InlayHint[] | null> = {
  method: "textDocument/inlayHint",
  capabilities: { inlayHintProvider: true },
  isOff: ({ lineNumbers }) => lineNumbers === "off",
  handle: (document, { range }, { options }) =>
    lineNumberHints(document, options.lineNumbers, range.start.line, range.end.line + 1),
};
