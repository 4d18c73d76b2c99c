import { isAuthor, isReview, lastAsked, withoutWithdrawn } from "./asked.js";
import type { FactsOf, PatchAnchor } from "./facts.js";
import type { MessageSummary } from "./model.js";
import { placeComments } from "./placeComments.js";
import { numbersIn } from "./results/ranges.js";
import { plainTitle } from "./seriesMembers.js";
import type { Series, SeriesState, SeriesVersion, Standing } from "./seriesModel.js";
import { compareMail } from "./seriesOf.js";
import { resultFor, stableTreeOf } from "./stableTrees.js";
import { collectTrailers, type TrailersByPatch } from "./trailers.js";
import { unchangedSince } from "./unchangedPatches.js";

/** A result with the mail that tells it, and the patch it is about (null: the whole series). */
export type SeriesResult = Standing["results"][number];
type SeriesComment = Standing["openComments"][number];

/** Results that came in mail of its own and name patches by their titles (namedResults.ts), by version. */
export type NamedResults = ReadonlyMap<SeriesVersion, readonly SeriesResult[]>;

/** Entries that one mail may add: a list of titles may be long. */
const maxResults = 2000;
/** Messages above a reply whose diffs are looked at. */
const maxAbove = 20;

/** Where each version of a series stands, oldest first. Linear in its mail. */
export function standingsOf(series: Series, factsOf: FactsOf, named: NamedResults = new Map()): Standing[] {
  const { versions } = series;
  const trailers = collectTrailers(versions, factsOf);
  const unchanged = unchangedSince(versions, factsOf);
  return versions.map((version, at) => ({
    ...standingOf(
      version,
      versions[at + 1],
      trailers[at] ?? new Map(),
      named.get(version) ?? [],
      factsOf,
      versions.at(-1),
    ),
    unchangedSince: unchanged[at] ?? new Map(),
  }));
}

function standingOf(
  version: SeriesVersion,
  next: SeriesVersion | undefined,
  trailers: TrailersByPatch,
  named: readonly SeriesResult[],
  factsOf: FactsOf,
  newest: SeriesVersion | undefined,
): Omit<Standing, "unchangedSince"> {
  const places = placesOf(version);
  const results = [...resultsOf(version, places, factsOf), ...named].sort((a, b) =>
    compareMail(a.from, b.from),
  );
  const comments = commentsOf(version, factsOf, places);
  const isAnswered = answers(version);
  const replacedBy =
    newest === undefined || newest === version || next?.partialOf === version.version ? undefined : newest;
  const state = stateOf(version, replacedBy, trailers, results, factsOf);
  // What was applied waits for no answer any more.
  const isOpen = state.state !== "applied" && (next === undefined || next.isResend);
  const openComments = isOpen ? comments.filter((comment) => !isAnswered(comment)) : [];
  return {
    ...state,
    trailers,
    results,
    openComments,
    commentCount: comments.length,
    isIncomplete: [version.head, ...version.patches.map(({ message }) => message), ...version.replies].some(
      (message) => factsOf(message) === undefined,
    ),
  };
}

/** Number of the patch that each reply answers; not there: the cover letter. */
function placesOf(version: SeriesVersion): ReadonlyMap<MessageSummary, number> {
  const places = new Map<MessageSummary, number>();
  for (const { index, replies } of version.patches) for (const reply of replies) places.set(reply, index);
  for (const [index, replies] of version.toMissing) for (const reply of replies) places.set(reply, index);
  return places;
}

function resultsOf(
  version: SeriesVersion,
  places: ReadonlyMap<MessageSummary, number>,
  factsOf: FactsOf,
): SeriesResult[] {
  const byTitle = new Map<string, number[]>();
  for (const { index, message } of version.patches) {
    const title = titleOf(message);
    byTitle.set(title, [...(byTitle.get(title) ?? []), index].slice(0, 10));
  }
  const results: SeriesResult[] = ownNotes(version, factsOf);
  for (const from of version.replies) {
    const isOwn = isAuthor(from, version);
    for (const read of factsOf(from)?.results ?? []) {
      const result = resultFor(read, stableTreeOf(read, from.subject), version);
      // "Applied." to a comment, and an author who refuses his own work, decide nothing.
      if (isOwn && (result.isBare === true || result.rule === "nack")) continue;
      const isToAll = version.total === null || result.isWhole === true;
      const own = isToAll ? null : (places.get(from) ?? null);
      const titled = result.of.flatMap((title) => byTitle.get(titleOfText(title)) ?? []);
      const meant = titled.length > 0 ? titled : numbersIn(result.patches ?? [], version.total ?? 0);
      const isAll = result.patches !== undefined && meant.length === version.total;
      const numbers: readonly (number | null)[] =
        meant.length === 0 ? [own] : isAll || isWhole(meant, version) ? [null] : [...new Set(meant)];
      const isPartial =
        isAll || (result.patches !== undefined && version.total === null) ? false : result.isPartial;
      for (const patch of numbers)
        if (results.length < maxResults) results.push({ ...result, isPartial, from, patch });
    }
  }
  return results;
}

/** What the patches' own mails tell: chosen by AUTOSEL, a backport of a commit, a robot's fix. Never of consequence for the state. */
function ownNotes(version: SeriesVersion, factsOf: FactsOf): SeriesResult[] {
  return version.patches
    .flatMap(({ index, message }) =>
      (factsOf(message)?.results ?? [])
        .filter(({ state }) => state === "note")
        .map((result) => ({ ...result, from: message, patch: version.total === null ? null : index })),
    )
    .slice(0, maxResults);
}

const titleOf = (message: MessageSummary): string => titleOfText(message.subject);

/** As titles are compared: without `Re:` and the brackets before them. */
export function titleOfText(subject: string): string {
  let rest = subject.slice(0, 500).trim();
  for (let guard = 0; guard < 10; guard++) {
    const before = rest;
    rest = rest.replace(/^re: */i, "");
    const close = rest.startsWith("[") ? rest.indexOf("]") : -1;
    if (close !== -1) rest = rest.slice(close + 1).trim();
    if (rest === before) break;
  }
  return plainTitle(rest);
}

function isWhole(numbers: readonly number[], { patches }: SeriesVersion): boolean {
  const all = new Set(numbers);
  return patches.every(({ index }) => all.has(index));
}

/**
 * What was said about a version below quoted lines, put into its patches, in the order of the mail: by others than the author,
 * whose answers open no question, or by `everybody`.
 */
export function commentsOf(
  version: SeriesVersion,
  factsOf: FactsOf,
  places: ReadonlyMap<MessageSummary, number> = placesOf(version),
  of: "others" | "everybody" = "others",
): SeriesComment[] {
  const byId = new Map(version.patches.map(({ message, index }) => [message.messageId, index]));
  const atHand = new Map<string, MessageSummary>();
  for (const message of [version.head, ...version.patches.map((patch) => patch.message), ...version.replies])
    atHand.set(message.messageId, message);
  const byIndex = new Map(version.patches.map(({ message, index }) => [index, message]));
  const comments: SeriesComment[] = [];
  for (const from of version.replies) {
    if (of === "others" && isAuthor(from, version)) continue;
    const facts = factsOf(from);
    if (facts === undefined || facts.comments.length === 0) continue;
    const answered = byIndex.get(places.get(from) ?? -1);
    const anchors = anchorsAbove(from, answered, atHand, factsOf);
    for (const comment of placeComments(facts.comments, facts.quoted, anchors)) {
      const patch = byId.get(comment.place?.messageId ?? "") ?? places.get(from) ?? null;
      comments.push({ ...comment, from, patch });
    }
  }
  return comments;
}

/** Diffs of the mail above a reply, nearest first, and of the patch that it is about. */
function anchorsAbove(
  reply: MessageSummary,
  answered: MessageSummary | undefined,
  atHand: ReadonlyMap<string, MessageSummary>,
  factsOf: FactsOf,
): readonly PatchAnchor[] {
  const above = new Set<MessageSummary>();
  for (const id of [...reply.references.slice(-maxAbove), ...reply.inReplyTo.slice(0, 1)].reverse()) {
    const message = atHand.get(id);
    if (message !== undefined && message !== reply) above.add(message);
  }
  if (answered !== undefined) above.add(answered);
  return [...above].flatMap((message) => factsOf(message)?.anchor ?? []);
}

/** Whether the author has answered the mail of a comment: it stands among what the author's replies refer to. */
function answers(version: SeriesVersion): (comment: SeriesComment) => boolean {
  const answered = new Set<string>();
  for (const reply of version.replies) {
    if (!isAuthor(reply, version)) continue;
    const direct = reply.references.at(-1);
    if (direct !== undefined) answered.add(direct);
    for (const id of reply.inReplyTo.slice(0, 5)) answered.add(id);
  }
  return ({ from }) => answered.has(from.messageId);
}

type Verdict = Pick<Standing, "state" | "evidence" | "supersededBy">;

/**
 * The state of a version: what was done with it (applied, dropped) counts most; then a newer version; then what was asked
 * for last; then whether all patches were reviewed.
 */
function stateOf(
  version: SeriesVersion,
  newest: SeriesVersion | undefined,
  trailers: TrailersByPatch,
  results: readonly SeriesResult[],
  factsOf: FactsOf,
): Verdict {
  const standing = withoutWithdrawn(results);
  const done = doneWith(version, standing);
  if (done !== null && done.state !== "partlyApplied") return done;
  if (newest !== undefined)
    return { state: "superseded", evidence: newest.head, supersededBy: newest.version };
  if (done !== null) return done;
  // Authors plan new versions in the same words; their commands to robots count.
  const ofOthers = standing.filter(({ rule, from }) => rule !== "asked" || !isAuthor(from, version));
  const asked = lastAsked(version, ofOthers, trailers);
  const reviewed = reviewOf(version, trailers, factsOf);
  if (asked !== null) return verdict(asked.state, asked.from);
  if (reviewed !== null) return reviewed;
  const answer = version.replies.findLast((reply) => !isAuthor(reply, version));
  if (answer !== undefined) return verdict("underReview", answer);
  return verdict("new", null);
}

const verdict = (state: SeriesState, evidence: MessageSummary | null): Verdict => ({
  state,
  evidence,
  supersededBy: null,
});

/** Applied, wholly or in part, or dropped again: the last word on each patch counts. */
function doneWith(version: SeriesVersion, results: readonly SeriesResult[]): Verdict | null {
  const applied = new Map<number, MessageSummary>();
  let dropped: MessageSummary | null = null;
  let latest: MessageSummary | null = null;
  let isSubset = false;
  const all = [...version.patches, ...version.reused].map(({ index }) => index);
  for (const { state, patch, from, isPartial, of } of results) {
    if (state !== "applied" && state !== "dropped") continue;
    const isVague = patch === null && isPartial && of.length === 0;
    const meant = patch === null ? all : [patch];
    if (state === "applied") {
      latest = from;
      dropped = null;
      if (isVague) isSubset = true;
      else for (const index of meant) applied.set(index, from);
    } else {
      dropped = from;
      for (const index of meant) applied.delete(index);
      if (patch === null) isSubset = false;
    }
  }
  const count = all.filter((index) => applied.has(index)).length;
  const isAll = count === all.length && count > 0 && version.missing.length === 0;
  // With patches that are not at hand, all that there is may be less than all.
  if (isAll || (count > 0 && results.some((result) => result.state === "applied" && isOfAll(result))))
    return verdict("applied", latest);
  if (count > 0 || isSubset) return verdict("partlyApplied", latest);
  return dropped === null ? null : verdict("dropped", dropped);
}

const isOfAll = ({ patch, isPartial }: SeriesResult): boolean => patch === null && !isPartial;

/** All patches have a review or an ack, by mail or in their own logs; the mail that gave the last one. */
function reviewOf(version: SeriesVersion, trailers: TrailersByPatch, factsOf: FactsOf): Verdict | null {
  const all = [...version.patches, ...version.reused];
  if (all.length === 0) return null;
  let latest: MessageSummary | null = null;
  for (const { index, message } of all) {
    const given = trailers.get(index)?.findLast(({ name }) => isReview(name));
    if (given === undefined && !(factsOf(message)?.trailers.some(({ name }) => isReview(name)) ?? false))
      return null;
    if (given !== undefined && (latest === null || compareMail(given.from, latest) > 0)) latest = given.from;
  }
  if (version.missing.length > 0) return null;
  // Reviews that stand in the logs alone are no event: it is new, or under review.
  return latest === null ? null : verdict("reviewed", latest);
}
