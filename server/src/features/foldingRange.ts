/** `textDocument/foldingRange` (LSP 3.17 § Folding Range Request). */
import type { FoldingRange, FoldingRangeParams } from "vscode-languageserver-protocol";
import type { Feature, FeatureOptions, ParsedDocument } from "./feature.js";
import { type Fold, type FoldSubject, foldsOf } from "./folds.js";
import { shortened } from "./locate.js";

/** What "Fold All Block Comments" folds: quotes, and what few read twice. */
const commentSubjects: ReadonlySet<FoldSubject> = new Set<FoldSubject>(["quote", "signature", "dump"]);

/** All folds; the deepest left out first where the client's limit is lower than their number. */
export function foldingRanges(
  document: ParsedDocument,
  options: Pick<FeatureOptions, "foldingRangeLimit">,
): FoldingRange[] {
  const folds = foldsOf(document);
  const limit = options.foldingRangeLimit;
  const kept = limit === null || folds.length <= limit ? folds : trimmed(folds, Math.max(0, limit));
  return kept.map(toFoldingRange);
}

function toFoldingRange({ startLine0, lastLine0, subject, label }: Fold): FoldingRange {
  const kind = commentSubjects.has(subject) ? "comment" : "region";
  // All properties at once: one that is added later costs an object of its own, and a patch has thousands of folds.
  return label === ""
    ? { startLine: startLine0, endLine: lastLine0, kind }
    : { startLine: startLine0, endLine: lastLine0, kind, collapsedText: shortened(label, 80) };
}

/** The `limit` outermost folds, in order; of the last level that fits in part, the first ones. */
function trimmed(folds: readonly Fold[], limit: number): Fold[] {
  const perLevel: number[] = [];
  for (const fold of folds) perLevel[fold.level] = (perLevel[fold.level] ?? 0) + 1;
  let level = 0;
  let room = limit;
  while (level < perLevel.length && (perLevel[level] ?? 0) <= room) room -= perLevel[level++] ?? 0;
  const kept: Fold[] = [];
  for (const fold of folds) {
    if (fold.level < level) kept.push(fold);
    else if (fold.level === level && room > 0) {
      kept.push(fold);
      room--;
    }
  }
  return kept;
}

export const foldingRange: Feature<FoldingRangeParams, FoldingRange[]> = {
  method: "textDocument/foldingRange",
  capabilities: { foldingRangeProvider: true },
  handle: (document, _params, context) => foldingRanges(document, context.options),
};
