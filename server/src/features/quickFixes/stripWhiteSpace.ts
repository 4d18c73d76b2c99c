import { LineKind } from "../../core/model.js";
import { spaceBeforeTabEnd, trailingStart } from "../../diagnostics/addedLines.js";
import { laterWarning, mayBeContextLater } from "./laterPatches.js";
import type { FixPlace, QuickFix } from "./quickFix.js";

/** Blanks that a tab is worth (`core.whitespace`, tabwidth). */
const TAB_WIDTH = 8;

/** The added line of a finding, behind its `+`; null where the finding stands on no such line. */
function addedLine({ document, span }: FixPlace): { readonly start: number; readonly end: number } | null {
  const { lines } = document.model;
  const line0 = lines.lineAt(span.start);
  if (lines.kind(line0) !== LineKind.added || lines.depth(line0) > 0) return null;
  return { start: lines.start(line0) + 1, end: lines.contentEnd(line0) };
}

/** Of an added line; context and removed lines must stay as the file has them. */
export const stripTrailingWhitespace: QuickFix = {
  rules: ["patch.trailing-whitespace"],
  isSafe: (place) => !mayBeContextLater(place),
  fixes(place) {
    const line = addedLine(place);
    if (line === null) return [];
    const start = trailingStart(place.document.text, line.start, line.end);
    if (start === line.end) return [];
    return [
      {
        title: `Strip the white space at the line's end${laterWarning(place)}`,
        changes: [{ span: { start, end: line.end }, text: "" }],
      },
    ];
  },
};

/** As `git apply --whitespace=fix` does it: the indentation looks as before, to who has tabs of eight columns. */
export const straightenIndentation: QuickFix = {
  rules: ["patch.space-before-tab"],
  isSafe: (place) => !mayBeContextLater(place),
  fixes(place) {
    const line = addedLine(place);
    if (line === null) return [];
    const { text } = place.document;
    const end = spaceBeforeTabEnd(text, line.start, line.end);
    if (end === -1) return [];
    return [
      {
        title: `Indent with tabs alone${laterWarning(place)}`,
        changes: [{ span: { start: line.start, end }, text: tabsOf(text.slice(line.start, end)) }],
      },
    ];
  },
};

/** An indentation that ends in a tab without its blanks before tabs: eight of them are a tab, fewer are lost in the next one. */
function tabsOf(indentation: string): string {
  let tabs = 0;
  let blanks = 0;
  for (const c of indentation) {
    blanks = c === " " ? blanks + 1 : 0;
    if (c === "\t" || blanks === TAB_WIDTH) tabs++;
    if (blanks === TAB_WIDTH) blanks = 0;
  }
  return "\t".repeat(tabs);
}
