import { trailerLines } from "../../diagnostics/trailerLines.js";
import type { QuickFix } from "./quickFix.js";
import { removed, trailerAt } from "./trailerEdits.js";
import { lineEndOf } from "./wholeLines.js";

/** A `Fixes:` that empty lines part from the other trailers goes to the top of the last of these. */
export const moveFixes: QuickFix = {
  rules: ["trailer.bad-fixes"],
  isSafe: false,
  fixes(place) {
    const { document, message } = place;
    const { text, model } = document;
    const { lines } = model;
    const trailer = trailerAt(place);
    const log = message.commitLog;
    if (trailer === undefined || trailer.lowerName !== "fixes" || log === null) return [];
    const isBlankAt = (line0: number): boolean => lines.lineText(line0).trim() === "";
    if (!isBlankAt(trailer.line0 - 1) || !isBlankAt(trailer.endLine0) || trailer.endLine0 >= log.endLine0)
      return [];
    const others = trailerLines(place).filter((one) => one !== trailer);
    let first = others.length - 1;
    while (first > 0 && others[first - 1]?.endLine0 === others[first]?.line0) first--;
    const target = others[first];
    if (target === undefined) return [];
    const at = lines.start(target.line0);
    const own = text.slice(lines.start(trailer.line0), lines.contentEnd(trailer.endLine0 - 1));
    return [
      {
        title: "Move it to the other trailers",
        changes: [
          removed(place, trailer),
          { span: { start: at, end: at }, text: `${own}${lineEndOf(document, target.line0)}` },
        ].sort((a, b) => a.span.start - b.span.start),
      },
    ];
  },
};
