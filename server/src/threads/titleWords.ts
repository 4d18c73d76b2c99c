/** Words that titles of any two patches share. */
const COMMON = new Set(
  (
    "a an add adds and are as at avoid be by change check clean cleanup code do don't drop enable error fix fixes for from " +
    "handle if improve in into is it its make memory misc move new not of on or patch remove rename replace rework set " +
    "series simplify some step support the to typo update updates use used using via when with work"
  ).split(" "),
);
const maxWords = 40;

/** What tells the subject of a title: its words but common ones, and `net: ` as a whole. Bounded. */
export function titleWords(title: string): ReadonlySet<string> {
  const plain = title.slice(0, 300).toLowerCase();
  const words = new Set<string>();
  const colon = plain.indexOf(":");
  if (colon > 0) words.add(`${plain.slice(0, colon).trim()}:`);
  for (const word of plain.split(/[^\p{L}\p{N}_]+/u)) {
    if (words.size === maxWords) break;
    if (word.length > 1 && !COMMON.has(word) && !/^\d+$/.test(word)) words.add(word);
  }
  return words;
}

/** How many words both have. */
export function sharedWords(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let count = 0;
  for (const word of few) if (many.has(word)) count++;
  return count;
}
