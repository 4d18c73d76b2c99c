import type { KnownCommit } from "../writing.js";
import type { CompletionSource, Offer } from "./source.js";
import { recentCommits } from "./touchedPaths.js";

const maxOffers = 200;

/** `Fixes: <12 digits> ("<subject>")`: recent commits of the touched files, and any commit by four digits of its hash. */
export const fixes: CompletionSource = {
  async offers(place) {
    const { zone, context, document, offset, lineEnd } = place;
    if (zone.kind !== "trailerValue" || zone.name !== "fixes") return null;
    const typed = document.text.slice(zone.valueStart, offset);
    const prefix = /^[0-9a-f]{4,40}$/i.exec(typed)?.[0].toLowerCase();
    const [recent, named] = await Promise.all([
      recentCommits(place),
      prefix === undefined
        ? undefined
        : context.writing?.commitsByPrefix(document.uri, prefix, context.token),
    ]);
    const all = new Map<string, KnownCommit>();
    for (const commit of [...(recent?.items ?? []), ...(named?.items ?? [])]) all.set(commit.hash, commit);
    const offers = [...all.values()]
      .filter(({ hash }) => prefix === undefined || hash.startsWith(prefix))
      .map((commit) => fixesOffer(commit, { start: zone.valueStart, end: lineEnd }, prefix))
      .filter(({ text }) => text !== typed);
    return {
      offers: offers.slice(0, maxOffers),
      // With four digits there is more to know than with one.
      isWhole: prefix !== undefined && (recent?.isWhole ?? true) && (named?.isWhole ?? true),
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
    label: text,
    text,
    ...range,
    // As many digits as were typed: more than the abbreviation has, too.
    filter: prefix === undefined ? text : `${commit.hash} ${commit.subject}`,
    detail: commit.authorName,
    kind: "commit",
    hash: commit.hash,
  };
}
