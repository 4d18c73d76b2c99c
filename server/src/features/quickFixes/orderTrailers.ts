import { lineEnd } from "../../core/patch/hunkShape.js";
import { inOrder, lastTrailers } from "../../diagnostics/trailerOrder.js";
import type { QuickFix } from "./quickFix.js";

/** The trailers in the order of the tip tree's handbook; sign-offs stay as they are among each other. */
export const orderTrailers: QuickFix = {
  rules: ["trailer.order"],
  // An indented one is a part of the line above to git: moved away it would be one of another.
  isSafe: (place) => lastTrailers(place).every(({ trailer }) => trailer.indent === 0),
  fixes(place) {
    const placed = lastTrailers(place);
    const first = placed[0]?.trailer;
    const last = placed.at(-1)?.trailer;
    if (!first || !last) return [];
    const { lines } = place.document.model;
    const ordered = inOrder(placed).map(({ trailer }) =>
      lines.text.slice(lines.start(trailer.line0), lines.contentEnd(trailer.endLine0 - 1)),
    );
    const span = { start: lines.start(first.line0), end: lines.contentEnd(last.endLine0 - 1) };
    const text = ordered.join(lineEnd(lines, first.line0));
    return [{ title: "Put the trailers into the tip tree's order", changes: [{ span, text }] }];
  },
};
