import { trailerMeaning } from "../trailerMeanings.js";
import { link, paragraph, prose, strong, text } from "./content.js";
import type { HoverPart } from "./place.js";

/** Hover: a trailer: what it means, with a link to the page of the kernel's documentation that says so. */
export const trailer: HoverPart = (place) => {
  const found = place.message.trailers.find(
    (candidate) => place.line0 >= candidate.line0 && place.line0 < candidate.endLine0,
  );
  if (!found) return null;
  const span = { start: found.nameSpan.start, end: Math.max(found.nameSpan.end, found.valueSpan.end) };
  if (place.offset < span.start || place.offset > span.end) return null;
  const meaning = trailerMeaning(found.name, found.value);
  if (!meaning) {
    const words = /-by$/i.test(found.name)
      ? "credits a person. The kernel's documentation does not define this trailer."
      : "is a trailer that the kernel's documentation does not define.";
    return { span, blocks: [paragraph([strong(found.name), text(` ${words}`)])] };
  }
  return {
    span,
    blocks: [
      paragraph([strong(meaning.name)]),
      paragraph(prose(meaning.meaning)),
      paragraph([link("Documentation", meaning.url)]),
    ],
  };
};
