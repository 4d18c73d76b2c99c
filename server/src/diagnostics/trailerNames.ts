/** Names of trailers, and what a misspelled one may stand for. */

/** Those that the kernel's documentation and its log use for people, as they are spelled. */
const KNOWN: readonly string[] = [
  "Signed-off-by",
  "Co-developed-by",
  "Acked-by",
  "Tested-by",
  "Reviewed-by",
  "Reported-by",
  "Suggested-by",
  "Assisted-by",
  "Reported-and-tested-by",
  "Reviewed-and-tested-by",
  "Tested-and-reviewed-by",
  "Acked-and-tested-by",
  "Reported-and-suggested-by",
  "Debugged-by",
  "Diagnosed-by",
  "Originally-by",
  "Nacked-by",
  "Bisected-by",
  "Based-on-patch-by",
];

const BY_LOWER: ReadonlyMap<string, string> = new Map(KNOWN.map((name) => [name.toLowerCase(), name]));

/** What a slip of the keyboard is taken for: the official ones (submitting-patches.rst, coding-assistants.rst). */
const TARGETS = KNOWN.slice(0, 8).map((name) => ({ name, lower: name.toLowerCase() }));

/** Words that are near to an official one and no slip: people write them, and mean them. */
const WORDS: ReadonlySet<string> = new Set(
  "asked attested backed created exported hacked imported listed packed picked ported posted reposted retested revised tracked trusted"
    .split(" ")
    .map((word) => `${word}-by`),
);

/** The spelling of a name that is known, whatever its case; null for others. */
export function knownName(name: string): string | null {
  return BY_LOWER.get(name.toLowerCase()) ?? null;
}

/** The official name that an unknown `*by` is at most two edits away from (checkpatch's measure); null where there is none. */
export function meantName(name: string): string | null {
  const lower = name.toLowerCase();
  if (lower.length > 40 || BY_LOWER.has(lower) || WORDS.has(lower)) return null;
  let best: string | null = null;
  let least = 3;
  for (const target of TARGETS) {
    if (Math.abs(target.lower.length - lower.length) > 2) continue;
    const distance = editDistance(lower, target.lower, least);
    if (distance < least) {
      least = distance;
      best = target.name;
    }
  }
  return best;
}

/**
 * Letters to insert, delete or replace (Levenshtein); both texts are short.
 *
 * @param enough no more is counted: the answer may then be any number that is not below it
 */
export function editDistance(a: string, b: string, enough = Number.POSITIVE_INFINITY): number {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const width = endB - start;
  let row = Array.from({ length: width + 1 }, (_, at) => at);
  for (let i = 1; i <= endA - start; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= width; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[start + i - 1] === b[start + j - 1] ? 0 : 1);
      const value = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (value < least) least = value;
      next.push(value);
    }
    if (least >= enough) return least;
    row = next;
  }
  return row[width] ?? 0;
}

/** Whether a trailer of that name names a person (`*-by`, also misspelled). */
export function isOfPerson(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.endsWith("-by") || (lower.endsWith("by") && meantName(name) !== null);
}

/** A name as it should be written: the one that is meant, the spelling that is known, else a capital first and no other. */
export function rightName(name: string): string {
  const known = knownName(name) ?? meantName(name);
  if (known !== null) return known;
  const lower = name.toLowerCase();
  return lower.endsWith("-by") ? `${lower.charAt(0).toUpperCase()}${lower.slice(1)}` : name;
}
