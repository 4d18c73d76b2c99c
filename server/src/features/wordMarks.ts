/** `patchMail/wordMarks`: which words have changed in the changed line pairs of a range of lines. */
import type { Range, TextDocumentIdentifier } from "vscode-languageserver-protocol";
import { changedText, changeRuns } from "../core/patch/changeRuns.js";
import { forEachPair, type LinePair, wordWork } from "../core/patch/wordDiff.js";
import type { LineTable } from "../core/text/lineTable.js";
import { forEachHunk } from "./diffRegions.js";
import type { Feature, ParsedDocument } from "./feature.js";

export interface WordMarksParams {
  readonly textDocument: TextDocumentIdentifier;
  /** Changed lines in it and their partners, whole lines; the character counts nothing. */
  readonly range: Range;
}

/** Stretches that differ between a removed line and the added one that took its place, at any quote depth. */
export interface WordMarksResult {
  /** Line (0-based), first character, character behind the last: three numbers each. */
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** More than a screen and its surroundings: nobody sees more marks. */
const maxNumbers = 300_000;

/** The marks of the pairs of lines that have one in `[startLine0, endLine0)`. */
export function wordMarksIn(
  { model, text }: Pick<ParsedDocument, "model" | "text">,
  startLine0: number,
  endLine0: number,
): WordMarksResult {
  const { lines } = model;
  const removed: number[] = [];
  const added: number[] = [];
  const work = wordWork(text);
  const isAsked = (line0: number): boolean => line0 >= startLine0 && line0 < endLine0;
  forEachHunk(model, startLine0, endLine0, (hunk, file) => {
    // Of a combined diff each column is another parent's.
    if (file.isCombined || removed.length + added.length > maxNumbers) return;
    for (const run of changeRuns(lines, hunk, startLine0, endLine0)) {
      const old = run.removed.map((line0) => changedText(lines, line0));
      const now = run.added.map((line0) => changedText(lines, line0));
      const lineOf = (pair: LinePair): readonly [number, number] => [
        run.removed[pair.old] ?? 0,
        run.added[pair.new] ?? 0,
      ];
      forEachPair(
        work,
        old,
        now,
        (pair) => lineOf(pair).some(isAsked),
        (pair, marks) => {
          const [before, after] = lineOf(pair);
          add(removed, lines, before, marks.old);
          add(added, lines, after, marks.new);
        },
      );
    }
  });
  return { removed, added };
}

function add(to: number[], lines: LineTable, line0: number, marks: readonly number[]): void {
  const start = lines.start(line0);
  for (let at = 0; at + 1 < marks.length; at += 2)
    to.push(line0, (marks[at] ?? 0) - start, (marks[at + 1] ?? 0) - start);
}

export const wordMarks: Feature<WordMarksParams, WordMarksResult> = {
  method: "patchMail/wordMarks",
  capabilities: {},
  handle: (document, { range }) => wordMarksIn(document, range.start.line, range.end.line + 1),
};
