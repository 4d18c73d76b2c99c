import type { MessageSummary } from "./model.js";
import type { Series, SeriesPatch, SeriesVersion } from "./seriesModel.js";

/** Where a message stands in its series. */
export interface SeriesPlace {
  readonly series: Series;
  readonly version: SeriesVersion;
  /** The patch that it is, or is about; null: the cover letter, or a reply to it. */
  readonly patch: SeriesPatch | null;
}

/** Finds messages in series. A message that two claim is the first one's. */
export interface SeriesPlaces {
  versionOf(message: MessageSummary): SeriesVersion | undefined;
  seriesOf(version: SeriesVersion): Series | undefined;
  /** Of a cover letter or a patch; undefined for anything else. */
  ownPlaceOf(message: MessageSummary): SeriesPlace | undefined;
  /** Of a reply, too; that one costs a look through its version's mail. */
  placeOf(message: MessageSummary): SeriesPlace | undefined;
}

/** All mail of a version: cover letter, patches, replies. */
export function mailOf({ cover, patches, replies }: SeriesVersion): readonly MessageSummary[] {
  const own = patches.flatMap(({ message, again, replies: answers }) => [message, ...again, ...answers]);
  return [...new Set([...(cover === null ? [] : [cover]), ...own, ...replies])];
}

/** All patches of a version by number: of a partial reroll also those of the older version that still count. */
export function patchesOf({
  patches,
  reused,
}: Pick<SeriesVersion, "patches" | "reused">): readonly SeriesPatch[] {
  return [...patches, ...reused].sort((a, b) => a.index - b.index);
}

export function placesOf(all: readonly Series[]): SeriesPlaces {
  const versions = new Map<MessageSummary, SeriesVersion>();
  const own = new Map<MessageSummary, SeriesPlace>();
  const series = new Map<SeriesVersion, Series>();
  const enter = (message: MessageSummary, place: SeriesPlace): void => {
    if (!own.has(message)) own.set(message, place);
  };
  for (const one of all) {
    for (const version of one.versions) {
      series.set(version, one);
      for (const message of mailOf(version)) if (!versions.has(message)) versions.set(message, version);
      if (version.cover !== null) enter(version.cover, { series: one, version, patch: null });
      for (const patch of version.patches) {
        for (const message of [patch.message, ...patch.again])
          enter(message, { series: one, version, patch });
      }
    }
  }
  return {
    versionOf: (message) => versions.get(message),
    seriesOf: (version) => series.get(version),
    ownPlaceOf: (message) => own.get(message),
    placeOf(message) {
      const known = own.get(message);
      if (known !== undefined) return known;
      const version = versions.get(message);
      const found = version && series.get(version);
      if (version === undefined || found === undefined) return undefined;
      const patch = version.patches.find(({ replies }) => replies.includes(message)) ?? null;
      return { series: found, version, patch };
    },
  };
}
