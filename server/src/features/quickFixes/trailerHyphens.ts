import { unhyphenatedTrailers } from "../../diagnostics/unhyphenated.js";
import type { QuickFix } from "./quickFix.js";

/** Makes a trailer of `Reviewed by: …`. Never by itself: a trailer is a statement. */
export const trailerHyphens: QuickFix = {
  rules: ["trailer.bad-form"],
  isSafe: false,
  fixes(place) {
    const { lines } = place.document.model;
    const line0 = lines.lineAt(place.span.start);
    const trailer = unhyphenatedTrailers(place).find((one) => one.line0 === line0);
    if (trailer === undefined) return [];
    const { span, right, value } = trailer;
    return [{ title: `Write “${right}:”`, changes: [{ span, text: `${right}: ${value}` }] }];
  },
};
