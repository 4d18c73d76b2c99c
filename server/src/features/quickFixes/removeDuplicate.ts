import { duplicateTrailers } from "../../diagnostics/duplicateTrailers.js";
import type { QuickFix } from "./quickFix.js";
import { removed, trailerAt } from "./trailerEdits.js";

/** Takes the second of two trailers away; a sign-off only where nobody else's stands between. */
export const removeDuplicate: QuickFix = {
  rules: ["trailer.duplicate"],
  isSafe: true,
  fixes(place) {
    const trailer = trailerAt(place);
    const found = duplicateTrailers(place).find((one) => one.trailer === trailer);
    if (!found || found.isHandedOn || found.isPaired) return [];
    return [{ title: "Remove the second one", changes: [removed(place, found.trailer)] }];
  },
};
