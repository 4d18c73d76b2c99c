import type { FactsOf, GivenTrailer } from "./facts.js";
import type { MessageSummary } from "./model.js";
import type { CollectedTrailer, SeriesPatch, SeriesVersion } from "./seriesModel.js";

/** Trailers of one patch that are collected. */
const maxTrailers = 200;

/**
 * Names that say what somebody thinks of a patch, or did with it. Not the writer's own (`Signed-off-by`, `Fixes`, `Link`):
 * in a reply these belong to a patch that the reply holds.
 */
function isVerdict(name: string): boolean {
  const lower = name.toLowerCase();
  return /^[a-z-]{1,40}-by$/.test(lower) && !writers.has(lower);
}

const writers: ReadonlySet<string> = new Set([
  "signed-off-by",
  "co-developed-by",
  "co-authored-by",
  "assisted-by",
  "generated-by",
  "suggested-by",
]);

/** Trailers by number of the patch, of one version. */
export type TrailersByPatch = ReadonlyMap<number, readonly CollectedTrailer[]>;

/**
 * What was given by mail to each patch of each version, in the order of `versions` (oldest first): to the patch itself; to
 * the cover letter, which counts for all patches; to an older version, where the patch is the same (patch-id) or was
 * not sent again. None twice, and none that stands in the patch's own log.
 */
export function collectTrailers(versions: readonly SeriesVersion[], factsOf: FactsOf): TrailersByPatch[] {
  const result: Map<number, CollectedTrailer[]>[] = [];
  for (const version of versions) {
    const found = new Map<number, CollectedTrailer[]>();
    const toAll = version.cover === null ? [] : givenIn(coverReplies(version), factsOf, true);
    for (const patch of version.patches) {
      const list = createList(patch, factsOf);
      list.addAll(givenIn(patch.replies, factsOf, false));
      list.addAll(toAll);
      addCarried(list, patch, versions, result, factsOf);
      if (list.kept.length > 0) found.set(patch.index, list.kept);
    }
    for (const patch of version.reused) {
      const list = createList(patch, factsOf);
      list.addAll(toAll);
      addCarried(list, patch, versions, result, factsOf);
      if (list.kept.length > 0) found.set(patch.index, list.kept);
    }
    for (const [index, replies] of version.toMissing) {
      const list = createList(null, factsOf);
      list.addAll(givenIn(replies, factsOf, false));
      list.addAll(toAll);
      if (list.kept.length > 0) found.set(index, list.kept);
    }
    result.push(found);
  }
  return result;
}

/** Replies below the cover letter that are not below one of its patches. */
function coverReplies(version: SeriesVersion): readonly MessageSummary[] {
  const ofPatches = new Set<MessageSummary>(version.patches.flatMap(({ replies }) => replies));
  for (const replies of version.toMissing.values()) for (const reply of replies) ofPatches.add(reply);
  return version.replies.filter((reply) => !ofPatches.has(reply));
}

function givenIn(
  replies: readonly MessageSummary[],
  factsOf: FactsOf,
  isOfCover: boolean,
): CollectedTrailer[] {
  const given: CollectedTrailer[] = [];
  for (const from of replies) {
    for (const trailer of factsOf(from)?.trailers ?? []) {
      if (!isVerdict(trailer.name)) continue;
      const isOthersAddress = plainAddress(trailer.address) !== plainAddress(from.fromAddress);
      given.push({ ...trailer, from, isOfCover, carriedFrom: null, isOthersAddress });
    }
  }
  return given;
}

/** Lower case, and without `+detail`: people file their mail by it. */
function plainAddress(address: string): string {
  const lower = address.toLowerCase();
  const at = lower.lastIndexOf("@");
  const plus = lower.indexOf("+");
  // syzbot's address differs by nothing else.
  if (at === -1 || plus <= 0 || plus > at || lower.startsWith("syzbot+")) return lower;
  return lower.slice(0, plus) + lower.slice(at);
}

/** What an older version's equal patch was given, the newest such version first. */
function addCarried(
  list: TrailerList,
  patch: SeriesPatch,
  versions: readonly SeriesVersion[],
  before: readonly TrailersByPatch[],
  factsOf: FactsOf,
): void {
  const patchId = factsOf(patch.message)?.patch?.patchId ?? null;
  const oldest = Math.max(0, before.length - triedVersions);
  for (let at = before.length - 1; at >= oldest; at--) {
    const version = versions[at];
    const given = before[at];
    if (version === undefined || given === undefined) continue;
    for (const old of version.patches) {
      const trailers = given.get(old.index);
      if (trailers === undefined) continue;
      const oldId = factsOf(old.message)?.patch?.patchId ?? null;
      const isSame = old.message === patch.message || (patchId !== null && patchId === oldId);
      if (!isSame) continue;
      for (const trailer of trailers) {
        if (trailer.carriedFrom === null) list.add({ ...trailer, carriedFrom: version.version });
      }
    }
  }
}

/** Older versions that are looked at; nobody sends more that are still the same. */
const triedVersions = 50;

/** Trailers of one patch, none twice. */
interface TrailerList {
  readonly kept: CollectedTrailer[];
  add(trailer: CollectedTrailer): void;
  addAll(trailers: readonly CollectedTrailer[]): void;
}

function createList(patch: SeriesPatch | null, factsOf: FactsOf): TrailerList {
  const kept: CollectedTrailer[] = [];
  const own = patch === null ? undefined : factsOf(patch.message);
  const known = new Set(own?.trailers.map(keyOf) ?? []);
  const add = (trailer: CollectedTrailer): void => {
    const key = keyOf(trailer);
    if (known.has(key) || kept.length >= maxTrailers) return;
    known.add(key);
    kept.push(trailer);
  };
  return {
    kept,
    add,
    addAll(trailers) {
      for (const trailer of trailers) add(trailer);
    },
  };
}

/** The same name and person: written twice is given once. Without an address the text counts, but for a comment behind it. */
function keyOf({ name, address, value }: GivenTrailer): string {
  const who = address === "" ? withoutComment(value) : plainAddress(address);
  return `${name}\n${who}`.toLowerCase();
}

function withoutComment(value: string): string {
  const text = value.slice(0, 300);
  const comment = text.search(/[#(]/);
  return (comment > 0 ? text.slice(0, comment) : text).trim();
}
