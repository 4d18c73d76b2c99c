import { logReferences } from "../../diagnostics/commitReferences.js";
import type { KnownCommit } from "../writing.js";
import { mayBeFixed } from "./ownSeries.js";
import { patchPlaceOf } from "./patchPlace.js";
import type { CompletionSource, Offer } from "./source.js";
import { recentCommits } from "./touchedPaths.js";

const maxOffers = 200;

/**
 * `Fixes: <12 digits> ("<subject>")`: the commits that the log's words name, those that last changed the patch's lines, recent ones of
 * the touched files, and any commit by four digits of its hash. Not the writer's own series, unless its digits are typed.
 */
export const fixes: CompletionSource = {
  async offers(place) {
    const { zone, context, document, message, offset, lineEnd } = place;
    if (zone.kind !== "trailerValue" || zone.name !== "fixes") return null;
    const typed = document.text.slice(zone.valueStart, offset);
    const prefix = /^[0-9a-f]{4,40}$/i.exec(typed)?.[0].toLowerCase();
    const { writing } = context;
    const [recent, around, users, byHash] = await Promise.all([
      recentCommits(place),
      writing?.aroundPatch?.(document.uri, patchPlaceOf(document, message)),
      writing?.user(document.uri),
      prefix === undefined ? undefined : writing?.commitsByPrefix(document.uri, prefix, context.token),
    ]);
    const mayBeMeant = mayBeFixed(place, around, users?.items[0]?.address);
    const likely = [...(around?.changed ?? []), ...(recent?.items ?? [])].filter(mayBeMeant);
    const named = new Set(logReferences(document, message).prose.map(({ hash }) => hash.slice(0, 12)));
    const isNamed = ({ hash }: KnownCommit): boolean => named.has(hash.slice(0, 12));
    const ordered = [...likely.filter(isNamed), ...likely, ...(byHash?.items ?? [])];
    const all = new Map<string, KnownCommit>();
    for (const commit of ordered) if (!all.has(commit.hash)) all.set(commit.hash, commit);
    const offers = [...all.values()]
      .filter(({ hash }) => prefix === undefined || hash.startsWith(prefix))
      .map((commit) => fixesOffer(commit, { start: zone.valueStart, end: lineEnd }, prefix))
      .filter(({ text }) => text !== typed);
    return {
      offers: offers.slice(0, maxOffers),
      // With four digits there is more to know than with one.
      isWhole: prefix !== undefined && [recent, around, byHash].every((one) => one?.isWhole !== false),
    };
  },
};

function fixesOffer(
  commit: KnownCommit,
  range: Pick<Offer, "start" | "end">,
  prefix: string | undefined,
): Offer {
  const text = `${commit.shortHash} ("${commit.subject}")`;
  return {
    // Lists cut their lines at the end: in front is what differs.
    label: commit.subject,
    text,
    ...range,
    // As many digits as were typed: more than the abbreviation has, too.
    filter: prefix === undefined ? text : `${commit.hash} ${commit.subject}`,
    detail: [commit.shortHash, dayOf(commit.date), commit.authorName].filter(Boolean).join(", "),
    kind: "commit",
    hash: commit.hash,
  };
}

function dayOf(date: number | undefined): string {
  return date === undefined || !(Math.abs(date) < 8e15) ? "" : new Date(date).toISOString().slice(0, 10);
}
