import { LineKind } from "../../core/model.js";
import { descriptionBelowCut, isChangelogHead } from "../../diagnostics/changelog.js";
import { trailerLines } from "../../diagnostics/trailerLines.js";
import type { FixPlace, QuickFix } from "./quickFix.js";
import { lineEndOf, withoutLines } from "./wholeLines.js";

/** Moves a description that stands below the `---` into the log: above its trailers, with all its paragraphs. */
export const moveDescription: QuickFix = {
  rules: ["log.misplaced-body"],
  isSafe: false,
  fixes(place) {
    const { document, message } = place;
    const { text, model } = document;
    const { lines } = model;
    const below = descriptionBelowCut(document, message);
    const cut = message.blocks.find((block) => block.kind === "cutLine" && block.depth === 0);
    if (below === null || cut === undefined || lines.start(below.startLine0) !== place.span.start) return [];
    const endLine0 = endOfParagraphs(place, below.endLine0);
    const lineEnd = lineEndOf(document, below.startLine0);
    const words = text.slice(lines.start(below.startLine0), lines.contentEnd(endLine0 - 1));
    const trailer0 = trailerLines(place)[0]?.line0;
    const line0 = trailer0 ?? cut.startLine0;
    const at = lines.start(line0);
    // What the log has above it is another paragraph, and so are the trailers.
    const isParted = line0 <= message.bodyLine0 || lines.lineText(line0 - 1).trim() === "";
    const [before, behind] = [isParted ? "" : lineEnd, trailer0 === undefined ? "" : lineEnd];
    // The diffstat follows the cut at once.
    const isGap = below.startLine0 === cut.endLine0 && lines.lineText(endLine0).trim() === "";
    return [
      {
        title: "Move the description above the ---",
        changes: [
          { span: { start: at, end: at }, text: `${before}${words}${lineEnd}${behind}` },
          withoutLines(document, below.startLine0, isGap ? endLine0 + 1 : endLine0),
        ],
      },
    ];
  },
};

/** More paragraphs of the same words; exclusive. What changed since a version is none of them. */
function endOfParagraphs({ document, message }: FixPlace, firstEnd0: number): number {
  const { lines } = document.model;
  const limit = Math.min(message.endLine0, firstEnd0 + 200);
  let end0 = firstEnd0;
  for (let line0 = firstEnd0; line0 < limit; line0++) {
    const kind = lines.kind(line0);
    if (kind === LineKind.blank) continue;
    if (kind !== LineKind.text || lines.depth(line0) > 0) break;
    if (line0 > end0 && isChangelogHead(lines.lineText(line0))) break;
    end0 = line0 + 1;
  }
  return end0;
}
