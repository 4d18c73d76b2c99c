import type { KnownCommit } from "../writing.js";
import type { CompletionSource, Offer } from "./source.js";

const maxOffers = 50;
/** Words of the language are shorter: `added`, `facade`, `defaced`. */
const leastLetters = 8;

/**
 * Hashes of which four digits or more stand before the cursor: `commit 123456789012 ("subject")` in prose, all digits where a tool reads
 * them. A word that could as well be a word or a number needs `commit ` in front.
 */
export const hashes: CompletionSource = {
  async offers({ zone, context, document, before, after, offset, lineStart }) {
    const form = formOf(zone, before);
    if (form === null || /^[\w]/.test(after)) return null;
    const word = /[0-9a-f]{4,40}$/.exec(before.slice(-60))?.[0];
    if (word === undefined || /[\w-]$/.test(before.slice(0, before.length - word.length))) return null;
    const isNamed = form !== "prose" || /\b[Cc]ommit $/.test(before.slice(0, before.length - word.length));
    if (!isNamed && !isLikely(word)) return null;
    const found = await context.writing?.commitsByPrefix(document.uri, word, context.token);
    if (found === undefined) return null;
    const start = lineStart + before.length - word.length;
    const offers = found.items
      .slice(0, maxOffers)
      .map((commit) => offerOf(commit, form, isNamed, { start, end: offset }));
    return { offers: offers.filter(({ text }) => text !== word), isWhole: found.isWhole };
  },
};

/** How a hash is written there; null where none is. */
function formOf(
  zone: Parameters<CompletionSource["offers"]>[0]["zone"],
  before: string,
): "prose" | "whole" | null {
  if (zone.kind === "trailerValue") return zone.name === "base-commit" ? "whole" : null;
  if (zone.kind === "lineStart") return zone.isAmongTrailers ? null : "prose";
  if (zone.kind !== "prose") return null;
  // What tools read: git cherry-pick -x, git revert, the stable trees.
  const isRead = /(?:\(cherry picked from|This reverts|\[ Upstream) commit [0-9a-f]+$/.test(
    before.slice(-100),
  );
  return isRead ? "whole" : "prose";
}

function isLikely(word: string): boolean {
  return word.length >= leastLetters || (/\d/.test(word) && /[a-f]/.test(word));
}

function offerOf(
  { hash, shortHash, subject, authorName }: KnownCommit,
  form: "prose" | "whole",
  isNamed: boolean,
  range: Pick<Offer, "start" | "end">,
): Offer {
  const named = `${shortHash} ("${subject}")`;
  return {
    label: named,
    text: form === "whole" ? hash : isNamed ? named : `commit ${named}`,
    ...range,
    filter: hash,
    detail: authorName,
    kind: "commit",
    hash,
  };
}
