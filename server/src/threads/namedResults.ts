import type { FactsOf } from "./facts.js";
import type { MessageSummary } from "./model.js";
import type { Series, SeriesVersion } from "./seriesModel.js";
import { compareMail } from "./seriesOf.js";
import { resultFor, stableTreeOf, stableTreesOf } from "./stableTrees.js";
import { type NamedResults, type SeriesResult, titleOfText } from "./standing.js";

/** Patches of one title that are kept: series of stable trees repeat them. */
const maxPlaces = 50;
/** Titles of one result that are looked up. */
const maxTitles = 1000;

interface Place {
  readonly version: SeriesVersion;
  /** null for a patch without a number, and for a cover letter. */
  readonly patch: number | null;
  readonly message: MessageSummary;
}

/**
 * Results in mail that is no reply to the patch (`[tip: x86/urgent] title`, "added to the 5.4-stable tree", akpm's): given to
 * the newest patch of that title that was sent before; of a stable tree to the series sent for that tree, else as a note. Linear.
 */
export function namedResults(
  series: readonly Series[],
  others: readonly MessageSummary[],
  factsOf: FactsOf,
): NamedResults {
  const found = new Map<SeriesVersion, SeriesResult[]>();
  let byTitle: Map<string, Place[]> | null = null;
  for (const from of others) {
    for (const result of factsOf(from)?.results ?? []) {
      byTitle ??= placesByTitle(series);
      const tree = stableTreeOf(result, from.subject);
      for (const title of result.of.slice(0, maxTitles)) {
        const place = newestBefore(ofTree(byTitle.get(titleOfText(title)) ?? [], tree), from);
        if (place === null) continue;
        const list = found.get(place.version);
        const entry = { ...resultFor(result, tree, place.version), from, patch: place.patch };
        if (list) list.push(entry);
        else found.set(place.version, [entry]);
      }
    }
  }
  return found;
}

function placesByTitle(series: readonly Series[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const { versions } of series) {
    for (const version of versions) {
      for (const { message, index } of version.patches) {
        const title = titleOfText(message.subject);
        const place = { version, message, patch: version.total === null ? null : index };
        const list = places.get(title);
        if (list === undefined) places.set(title, [place]);
        else if (title !== "" && list.length < maxPlaces) list.push(place);
      }
    }
  }
  return places;
}

/** Those whose brackets name that stable tree; where there are none, those that name no such tree. */
function ofTree(places: readonly Place[], tree: string | null): readonly Place[] {
  if (tree === null) return places;
  const named = places.filter(({ version }) => stableTreesOf(version).includes(tree));
  return named.length > 0 ? named : places.filter(({ version }) => stableTreesOf(version).length === 0);
}

function newestBefore(places: readonly Place[], from: MessageSummary): Place | null {
  let best: Place | null = null;
  for (const place of places) {
    if (from.date !== null && place.message.date !== null && place.message.date > from.date) continue;
    if (best === null || compareMail(place.message, best.message) > 0) best = place;
  }
  return best;
}
