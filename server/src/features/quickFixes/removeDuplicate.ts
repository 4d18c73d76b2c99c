import { type DuplicateTrailer, duplicateOf } from "../../diagnostics/duplicateTrailers.js";
import type { TrailerLine } from "../../diagnostics/trailerLines.js";
import type { FixPlace, QuickFix } from "./quickFix.js";
import { blockOf, removed, trailerAt } from "./trailerEdits.js";

/** Takes the second of two trailers away; a sign-off only where nobody else's stands between. */
export const removeDuplicate: QuickFix = {
  rules: ["trailer.duplicate"],
  isSafe(place) {
    const trailer = trailerAt(place);
    const found = trailer && duplicateOf(place, trailer);
    return found !== undefined && isSurelyTwice(place, found);
  },
  fixes(place) {
    const trailer = trailerAt(place);
    const found = trailer && duplicateOf(place, trailer);
    if (!found || found.isHandedOn || found.isPaired) return [];
    return [{ title: "Remove the second one", changes: [removed(place, found.trailer)] }];
  },
};

/**
 * Both stand in one block and say the same but for blanks and the case of the name. A log that tells of another's trailers has
 * them in a block of their own, where git takes none; a link in another case is another link.
 */
function isSurelyTwice(place: FixPlace, { trailer, first }: DuplicateTrailer): boolean {
  const said = ({ value }: TrailerLine): string => value.replace(/\s+/g, " ");
  return (
    trailer.indent === 0 &&
    first.indent === 0 &&
    said(trailer) === said(first) &&
    blockOf(place, trailer) === blockOf(place, first)
  );
}
