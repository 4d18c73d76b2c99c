import type { MessageSummary } from "./model.js";
import type { SeriesPatch, SeriesVersion } from "./seriesModel.js";
import type { SeriesPlace, SeriesPlaces } from "./seriesPlaces.js";

/** All copies of a message at hand, itself among them: the same Message-ID, sender and subject. */
export type CopiesOf = (message: MessageSummary) => readonly MessageSummary[];

/** The same places, where a copy of a message stands for it: `firstOf` gives the one that series are made of. */
export function placesOfCopies(
  places: SeriesPlaces,
  firstOf: (message: MessageSummary) => MessageSummary,
): SeriesPlaces {
  return {
    versionOf: (message) => places.versionOf(firstOf(message)),
    seriesOf: places.seriesOf,
    ownPlaceOf: (message) => places.ownPlaceOf(firstOf(message)),
    placeOf: (message) => places.placeOf(firstOf(message)),
  };
}

/**
 * The place with the copies that somebody means who asks from a file: of each cover letter and patch the one in that file,
 * else the one in the file that holds most of its version. Replies stay as they are. Linear in the copies.
 */
export function placeFrom(place: SeriesPlace, uri: string, copiesOf: CopiesOf): SeriesPlace {
  const patches = new Map<SeriesPatch, SeriesPatch>();
  const versions = place.series.versions.map((version) => versionFrom(version, uri, copiesOf, patches));
  const at = place.series.versions.indexOf(place.version);
  return {
    series: { ...place.series, versions },
    version: versions[at] ?? place.version,
    patch: place.patch === null ? null : (patches.get(place.patch) ?? place.patch),
  };
}

function versionFrom(
  version: SeriesVersion,
  uri: string,
  copiesOf: CopiesOf,
  known: Map<SeriesPatch, SeriesPatch>,
): SeriesVersion {
  const { cover, head } = version;
  const own = [...(cover === null ? [] : [cover]), ...version.patches.map(({ message }) => message)];
  const counts = new Map<string, number>();
  for (const message of own)
    for (const file of new Set(copiesOf(message).map((copy) => copy.uri)))
      counts.set(file, (counts.get(file) ?? 0) + 1);
  const pick = (message: MessageSummary): MessageSummary => {
    let best = message;
    for (const copy of copiesOf(message)) {
      if (best.uri === uri) break;
      if (copy.uri === uri || (counts.get(copy.uri) ?? 0) > (counts.get(best.uri) ?? 0)) best = copy;
    }
    return best;
  };
  const pickPatch = (patch: SeriesPatch): SeriesPatch => {
    const before = known.get(patch);
    if (before !== undefined) return before;
    const all = [patch.message, ...patch.again].map(pick);
    // The same number sent again under another name: the one of the file, too.
    const message = all.find((one) => one.uri === uri) ?? all[0] ?? patch.message;
    const again = all.filter((one) => one !== message);
    const isSame = message === patch.message && again.every((one, number) => one === patch.again[number]);
    const made = isSame ? patch : { ...patch, message, again };
    known.set(patch, made);
    return made;
  };
  const patches = version.patches.map(pickPatch);
  const reused = version.reused.map(pickPatch);
  const newCover = cover === null ? null : pick(cover);
  const isSame = (now: readonly SeriesPatch[], before: readonly SeriesPatch[]): boolean =>
    now.every((one, at) => one === before[at]);
  if (newCover === cover && isSame(patches, version.patches) && isSame(reused, version.reused))
    return version;
  const headAt = version.patches.findIndex(({ message }) => message === head);
  const newHead = head === cover ? newCover : patches[headAt]?.message;
  return { ...version, cover: newCover, head: newHead ?? head, patches, reused };
}
