import { trailerMeanings } from "../trailerMeanings.js";
import type { CompletionPlace } from "./place.js";
import type { CompletionSource, Offer } from "./source.js";
import { recentCommits } from "./touchedPaths.js";
import { trailerOrder } from "./trailerOrder.js";

/** Letters that must be typed where prose may begin as well: editors ask by themselves at each. */
const leastLetters = 3;

/** Those that somebody gives with their own name. */
const own: Readonly<Record<string, readonly string[]>> = {
  log: ["Signed-off-by"],
  reply: ["Reviewed-by", "Acked-by", "Tested-by"],
};

/** Names of trailers at the beginning of a line: in the log's last paragraph, or as one of a reply. */
export const trailerNames: CompletionSource = {
  async offers(place) {
    const { zone, context, before, after, lineStart, offset } = place;
    if (zone.kind !== "lineStart" || !isTrailerPlace(place)) return null;
    const rest = /^[A-Za-z-]*/.exec(after)?.[0].length ?? 0;
    const hasColon = after[rest] === ":";
    const isFree = !hasColon && after.slice(rest).trim() === "";
    const names = trailerOrder(context.options.preset, zone.region).filter(
      (name) => zone.isAmongTrailers || name.toLowerCase().startsWith(before.toLowerCase()),
    );
    if (names.length === 0) return null;
    const range = { start: lineStart, end: offset + rest };
    const user = isFree ? await context.writing?.user(place.document.uri) : undefined;
    // Asked ahead: what comes behind the name is then there.
    void recentCommits(place);
    const offers: Offer[] = [];
    const [person] = user?.items ?? [];
    for (const name of names) {
      const documentation = trailerMeanings.find((meaning) => meaning.name === name)?.meaning;
      const about = documentation === undefined ? {} : { documentation };
      if (person !== undefined && own[zone.region]?.includes(name) === true) {
        const text = `${name}: ${person.name} <${person.address}>`;
        offers.push({ label: text, text, ...range, kind: "text", detail: "git config user.email", ...about });
      }
      const text = hasColon ? name : `${name}: `;
      offers.push({ label: name, text, ...range, kind: "field", goesOn: !hasColon, ...about });
    }
    return { offers, isWhole: user?.isWhole ?? true };
  },
};

/** Whether a trailer may be meant by what stands before the cursor. */
export function isTrailerPlace({ zone, before }: CompletionPlace): boolean {
  if (zone.kind !== "lineStart" || zone.region === "below" || zone.region === "cover") return false;
  if (zone.isAmongTrailers) return true;
  return zone.isAlone && (before === "" || before.length >= leastLetters) && /^(?:[A-Z]|$)/.test(before);
}
