import type { FactsOf } from "./facts.js";
import type { SeriesVersion } from "./seriesModel.js";

/**
 * For each version, by the numbers of its patches, the oldest version since which a patch's diff is the same; not for
 * patches that are new or changed. Equal patch ids, as git-patch-id(1) makes them: the number, the log and the places of
 * hunks do not matter. Versions: oldest first. Linear.
 */
export function unchangedSince(
  versions: readonly SeriesVersion[],
  factsOf: FactsOf,
): readonly ReadonlyMap<number, number>[] {
  /** By patch id, of the version before. */
  let before: ReadonlyMap<string, number> = new Map();
  return versions.map(({ version, patches, reused }) => {
    const unchanged = new Map<number, number>();
    const own = new Map<string, number>();
    for (const { index, message } of [...patches, ...reused]) {
      const id = factsOf(message)?.patch?.patchId;
      if (id === undefined) continue;
      const since = before.get(id);
      // A patch that was sent again under the same number says it by itself.
      if (since !== undefined && since !== version) unchanged.set(index, since);
      own.set(id, since ?? version);
    }
    before = own;
    return unchanged;
  });
}
