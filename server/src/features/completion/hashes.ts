import { writeReference } from "../writeCommit.js";
import type { KnownCommit } from "../writing.js";
import type { CompletionPlace } from "./place.js";
import type { CompletionSource, Offer } from "./source.js";

const maxOffers = 50;
/** Words of the language are shorter: `added`, `facade`, `defaced`. */
const leastLetters = 8;

/**
 * Hashes of which four digits or more stand before the cursor: `commit 123456789012 ("subject")` in prose, on as many lines as 75
 * columns take; all digits where a tool reads
 * them. A word that could as well be a word or a number needs `commit ` in front.
 */
export const hashes: CompletionSource = {
  async offers(place) {
    const { zone, context, document, before, after, offset, lineStart } = place;
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
      .map((commit) => offerOf(place, commit, form, { start, end: offset }));
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
  place: CompletionPlace,
  commit: KnownCommit,
  form: "prose" | "whole",
  word: Pick<Offer, "start" | "end">,
): Offer {
  const { hash, shortHash, subject, authorName } = commit;
  const written = form === "whole" ? { ...word, text: hash } : wrapped(place, commit, word);
  return {
    label: `${shortHash} ("${subject}")`,
    ...written,
    // What is typed is compared from the change's begin on.
    filter: place.document.text.slice(written.start, word.start) + hash,
    detail: authorName,
    kind: "commit",
    hash,
  };
}

/** The reference in the place of the digits; the words around it only as far as its line is broken. */
function wrapped(
  { document, line0 }: CompletionPlace,
  { hash, shortHash, subject }: KnownCommit,
  word: Pick<Offer, "start" | "end">,
): Pick<Offer, "start" | "end" | "text"> {
  const line = { startLine0: line0, endLine0: line0 + 1 };
  const { span, text } = writeReference(document, line, word, { hash, short: shortHash, subject });
  const old = document.text.slice(span.start, span.end);
  let head = 0;
  while (span.start + head < word.start && old[head] === text[head]) head++;
  let tail = 0;
  while (span.end - tail > word.end && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  return { start: span.start + head, end: span.end - tail, text: text.slice(head, text.length - tail) };
}
