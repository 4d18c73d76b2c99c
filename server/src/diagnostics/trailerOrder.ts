import { type MessagePlace, type TrailerLine, trailerLines } from "./trailerLines.js";

/**
 * The places of trailers in the tip tree's handbook (maintainer-tip.rst, "Ordering of commit tags"). Sign-offs and
 * Co-developed-by have one place: they keep the order among each other, which is the route the patch took.
 */
const PLACES: readonly (readonly string[])[] = [
  ["fixes"],
  ["reported-by", "reported-and-tested-by", "closes"],
  ["originally-by"],
  ["suggested-by"],
  ["co-developed-by", "signed-off-by"],
  ["tested-by"],
  ["reviewed-by", "reviewed-and-tested-by"],
  ["acked-by"],
  ["cc"],
  ["link"],
];

const PLACE_OF: ReadonlyMap<string, number> = new Map(
  PLACES.flatMap((names, place) => names.map((name) => [name, place] as const)),
);

/** A trailer and where it belongs; what has no place in the handbook stays behind the one above it. */
export interface PlacedTrailer {
  readonly trailer: TrailerLine;
  readonly place: number;
}

/** The trailers that end the log, one below the other, in the order in which they stand. */
export function lastTrailers(context: MessagePlace): readonly PlacedTrailer[] {
  const all = trailerLines(context);
  let first = all.length - 1;
  while (first > 0 && all[first - 1]?.endLine0 === all[first]?.line0) first--;
  const result: PlacedTrailer[] = [];
  let place = 0;
  for (const trailer of all.slice(Math.max(0, first))) {
    const above = result.at(-1)?.trailer.lowerName ?? "";
    // A Link below Reported-by is that report's.
    const isOfReport = trailer.lowerName === "link" && above.startsWith("reported-");
    if (!isOfReport) place = PLACE_OF.get(trailer.lowerName) ?? place;
    result.push({ trailer, place });
  }
  return result;
}

/** The same in the order of the handbook; equal places keep their order. */
export const inOrder = (trailers: readonly PlacedTrailer[]): readonly PlacedTrailer[] =>
  trailers.toSorted((a, b) => a.place - b.place);
