import { rightName } from "../../diagnostics/trailerNames.js";
import type { QuickFix } from "./quickFix.js";
import { trailerAt } from "./trailerEdits.js";

/** Name, case and blanks of a trailer as they should be; its value stays. */
export const trailerForm: QuickFix = {
  rules: ["trailer.bad-form"],
  // Whose statement a misspelled name or an indented line is, only its writer can say: git takes it for another's, or for none.
  isSafe(place) {
    const trailer = trailerAt(place);
    if (!trailer || trailer.indent > 0) return false;
    const right = rightName(trailer.name);
    return right.toLowerCase() === trailer.lowerName;
  },
  fixes(place) {
    const trailer = trailerAt(place);
    if (!trailer) return [];
    const { lines } = place.document.model;
    const start = lines.start(trailer.line0);
    const { name, nameGap, gap, value } = trailer;
    const head = { start, end: trailer.span.start + name.length + nameGap.length + 1 + gap.length };
    const right = rightName(name);
    const text = `${right}:${value === "" ? "" : " "}`;
    if (place.document.text.slice(head.start, head.end) === text) return [];
    const isGuess = right.toLowerCase() !== trailer.lowerName;
    const title = isGuess
      ? `Write “${right}:” instead, if that is meant`
      : trailer.indent > 0
        ? `Make it a trailer, “${right}:” at the line's begin`
        : `Write “${right}:” as it should be`;
    return [{ title, changes: [{ span: head, text }] }];
  },
};
