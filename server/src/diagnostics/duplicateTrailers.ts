import type { Message } from "../core/model.js";
import { type MessagePlace, type TrailerLine, trailerLines } from "./trailerLines.js";

/** A trailer that stands a second time in a log. */
export interface DuplicateTrailer {
  readonly trailer: TrailerLine;
  readonly first: TrailerLine;
  /** A sign-off with another's between: the patch came back through the same hands. */
  readonly isHandedOn: boolean;
  /** A sign-off that a Co-developed-by right above it needs. */
  readonly isPaired: boolean;
}

/** Each finding of a message asks for them. */
const known = new WeakMap<Message, ReadonlyMap<TrailerLine, DuplicateTrailer>>();

/** The trailers of a log that are the same as one above, in order. */
export const duplicateTrailers = (place: MessagePlace): Iterable<DuplicateTrailer> => allOf(place).values();

/** What is known of a trailer that stands a second time; undefined for others. */
export const duplicateOf = (place: MessagePlace, trailer: TrailerLine): DuplicateTrailer | undefined =>
  allOf(place).get(trailer);

function allOf(place: MessagePlace): ReadonlyMap<TrailerLine, DuplicateTrailer> {
  const before = known.get(place.message);
  if (before !== undefined) return before;
  const found = new Map(read(place).map((one) => [one.trailer, one] as const));
  known.set(place.message, found);
  return found;
}

function read(place: MessagePlace): DuplicateTrailer[] {
  const firsts = new Map<string, TrailerLine>();
  const found: DuplicateTrailer[] = [];
  let lastSignoff = "";
  let above: TrailerLine | null = null;
  for (const trailer of trailerLines(place)) {
    const key = keyOf(trailer);
    const isSignoff = trailer.lowerName === "signed-off-by";
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, trailer);
    else
      found.push({
        trailer,
        first,
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
