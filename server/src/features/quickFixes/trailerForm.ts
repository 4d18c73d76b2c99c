import { rightName } from "../../diagnostics/trailerNames.js";
import type { QuickFix } from "./quickFix.js";
import { trailerAt } from "./trailerEdits.js";

/** Name, case and blanks of a trailer as they should be; its value stays. */
export const trailerForm: QuickFix = {
  rules: ["trailer.bad-form"],
  isSafe: true,
  fixes(place) {
    const trailer = trailerAt(place);
    if (!trailer) return [];
    const { lines } = place.document.model;
    const start = lines.start(trailer.line0);
    const head = { start, end: trailer.span.start + trailer.name.length + 1 + trailer.gap.length };
    const right = rightName(trailer.name);
    const text = `${right}:${trailer.value === "" ? "" : " "}`;
    if (place.document.text.slice(head.start, head.end) === text) return [];
    return [{ title: `Write “${right}:” as it should be`, changes: [{ span: head, text }] }];
  },
};
