import type { MessageSummary } from "./model.js";
import type { CollectedTrailer, SeriesState, SeriesVersion, Standing } from "./seriesModel.js";
import { compareMail } from "./seriesOf.js";
import type { TrailersByPatch } from "./trailers.js";

type SeriesResult = Standing["results"][number];

/** Whether a mail comes from who sent the version. */
export function isAuthor(message: MessageSummary, { head }: SeriesVersion): boolean {
  return isOneSender(message, head) || (message.fromName !== "" && message.fromName === head.fromName);
}

const isOneSender = (one: MessageSummary, other: MessageSummary): boolean =>
  one.fromAddress !== "" && one.fromAddress.toLowerCase() === other.fromAddress.toLowerCase();

/** Trailers that say that a patch was looked at and found good. */
export const isReview = (name: string): boolean =>
  /^(?:reviewed|acked|reviewed-and-tested|tested-and-reviewed)-by$/i.test(name);

/** Results without the commands to patchwork's robot that the same person gave another state later. In order of time. */
export function withoutWithdrawn(results: readonly SeriesResult[]): readonly SeriesResult[] {
  const lastBy = new Map<string, SeriesResult[]>();
  for (const result of results) {
    if (result.rule !== "pw-bot") continue;
    const list = lastBy.get(result.from.fromAddress.toLowerCase()) ?? [];
    // One place, or all: a later word for the whole series is a word for each patch.
    const kept = list.filter(({ patch }) => result.patch !== null && patch !== result.patch);
    lastBy.set(result.from.fromAddress.toLowerCase(), [...kept.slice(-maxPlaces), result]);
  }
  if (lastBy.size === 0) return results;
  const last = new Set([...lastBy.values()].flat());
  return results.filter((result) => result.rule !== "pw-bot" || last.has(result));
}

/** Patches with a command of their own by one person that are told apart. */
const maxPlaces = 100;

/** A new version was asked for, or it was put off, and who asked did not take it back. */
export function lastAsked(
  version: SeriesVersion,
  results: readonly SeriesResult[],
  trailers: TrailersByPatch,
): { readonly state: SeriesState; readonly from: MessageSummary } | null {
  for (const result of [...results].reverse()) {
    const { state, from, patch, rule } = result;
    if (state !== "changesRequested" && state !== "deferred" && state !== "superseded") continue;
    if (rule === "pw-bot") return { state, from };
    if (!isTakenBack(from, patch, version, trailers) && !saysSo(results, result)) return { state, from };
  }
  for (const list of trailers.values()) {
    const refusal = list.find(
      ({ name, carriedFrom, from }) =>
        /^(?:nacked|nak|rejected)-by$/i.test(name) &&
        carriedFrom === null &&
        !isAuthor(from, version) &&
        !hasLaterReview(list, from) &&
        !saysSo(results, { from, patch: null }),
    );
    if (refusal !== undefined) return { state: "changesRequested", from: refusal.from };
  }
  return null;
}

/** Who refused it has given it a review since: of the patch, or of each where all were meant. */
function isTakenBack(
  from: MessageSummary,
  patch: number | null,
  { patches }: SeriesVersion,
  trailers: TrailersByPatch,
): boolean {
  const meant = patch === null ? patches.map(({ index }) => index) : [patch];
  return meant.length > 0 && meant.every((index) => hasLaterReview(trailers.get(index) ?? [], from));
}

/** "My NAK was wrong": by the same person, later, of the same patch or of all. */
const saysSo = (
  results: readonly SeriesResult[],
  refusal: { readonly from: MessageSummary; readonly patch: number | null },
): boolean =>
  results.some(
    ({ rule, from, patch }) =>
      rule === "nack-withdrawn" &&
      (patch === null || refusal.patch === null || patch === refusal.patch) &&
      isOneSender(from, refusal.from) &&
      compareMail(from, refusal.from) > 0,
  );

const hasLaterReview = (list: readonly CollectedTrailer[], refusal: MessageSummary): boolean =>
  list.some(
    ({ name, from, carriedFrom }) =>
      isReview(name) && carriedFrom === null && isOneSender(from, refusal) && compareMail(from, refusal) > 0,
  );
