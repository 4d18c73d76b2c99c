import { type MessagePlace, type TrailerLine, trailerLines } from "./trailerLines.js";

/** A trailer that stands a second time in a log. */
export interface DuplicateTrailer {
  readonly trailer: TrailerLine;
  /** Line of the first. */
  readonly firstLine0: number;
  /** A sign-off with another's between: the patch came back through the same hands. */
  readonly isHandedOn: boolean;
  /** A sign-off that a Co-developed-by right above it needs. */
  readonly isPaired: boolean;
}

/** The trailers of a log that are the same as one above, in order. */
export function duplicateTrailers(place: MessagePlace): readonly DuplicateTrailer[] {
  const firstLine0 = new Map<string, number>();
  const found: DuplicateTrailer[] = [];
  let lastSignoff = "";
  let above: TrailerLine | null = null;
  for (const trailer of trailerLines(place)) {
    const key = keyOf(trailer);
    const isSignoff = trailer.lowerName === "signed-off-by";
    const before = firstLine0.get(key);
    if (before === undefined) firstLine0.set(key, trailer.line0);
    else
      found.push({
        trailer,
        firstLine0: before,
        isHandedOn: isSignoff && lastSignoff !== key,
        isPaired: isSignoff && above?.lowerName === "co-developed-by" && above.endLine0 === trailer.line0,
      });
    if (isSignoff) lastSignoff = key;
    above = trailer;
  }
  return found;
}

/** Name and value without blanks and case, as checkpatch compares them. */
const keyOf = ({ lowerName, value }: TrailerLine): string =>
  `${lowerName}:${value.replace(/\s+/g, "").toLowerCase()}`;
