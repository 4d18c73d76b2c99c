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
const TARGETS: readonly string[] = KNOWN.slice(0, 8);

/**
 * English words so near to the word of an official name that a slip could be taken for them: people write them, and mean them.
 * Held against a dictionary by the tests. Other forms of the same verb (`Report-by`, `Tester-by`) are slips.
 */
const WORDS: ReadonlySet<string> = new Set(
  [
    "aced ached acted arced asked backed baked caked cached hacked jacked lacked packed racked sacked tacked wacked whacked yacked",
    "attested bested jested nested rested tasted tented testes texted vested vetted",
    "previewed previewer relieved renewed reveled revered reviled revised revived viewed",
    "deported departed exported imported ported rebooted recorded reformed reorged repartee repeated repented repleted repointed",
    "reposed reposted repotted reproved reputed rerouted resorted retorted reverted revolted reworded reworked riposted sported",
    "assented asserted assessed assigned assorted existed insisted resisted",
    "designed sighed enveloped",
  ].flatMap((row) => row.split(" ")),
);

/** What makes another word of one, often the opposite: `Untested-by`, `Non-reviewed-by`, `Reacked-by`. */
const PREFIXES: readonly string[] =
  "anti co de dis in mis no non not out over pre re self semi sub un under up".split(" ");

/** The spelling of a name that is known, whatever its case; null for others. */
export function knownName(name: string): string | null {
  return BY_LOWER.get(name.toLowerCase()) ?? null;
}

/**
 * The official name that an unknown `*by` seems to be a slip for: its dashes are lost or others, or one of its words is at most
 * two letters away (checkpatch's measure; of short words one letter, for two make another word) and is none that people mean.
 * It is a guess: what is in another's name is never rewritten for it unasked. null where there is none.
 */
export function meantName(name: string): string | null {
  const lower = name.toLowerCase();
  if (lower.length > 40 || BY_LOWER.has(lower)) return null;
  const words = lower.split(/[-_]+/);
  const letters = words.join("");
  let best: string | null = null;
  let least = mostEdits + 1;
  for (const target of TARGETS) {
    if (Math.abs(target.length - lower.length) > mostEdits + 1) continue;
    const right = target.toLowerCase().split("-");
    if (letters === right.join("")) return target;
    const edits = editsOfOneWord(words, right);
    if (edits < least) {
      least = edits;
      best = target;
    }
  }
  return best;
}

const mostEdits = 2;

/** How far the one word that differs is away; Infinity where more differ, or the word may be meant. */
function editsOfOneWord(words: readonly string[], right: readonly string[]): number {
  if (words.length !== right.length) return Infinity;
  const at = words.findIndex((word, index) => word !== right[index]);
  if (words.some((word, index) => index > at && word !== right[index])) return Infinity;
  const word = words[at] ?? "";
  const target = right[at] ?? "";
  if (target.length < 3 || WORDS.has(word)) return Infinity;
  if (PREFIXES.some((prefix) => word.startsWith(prefix) && !target.startsWith(prefix))) return Infinity;
  // Beside a second word that is right there is less to doubt.
  const most = target.length > 6 || (right.length > 2 && target.length > 3) ? mostEdits : 1;
  const edits = editDistance(word, target);
  return edits <= most ? edits : Infinity;
}

/** Letters to insert, delete, replace, or swap with the next (optimal string alignment); both texts are short. */
function editDistance(a: string, b: string): number {
  let above: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (above[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    above = row;
    row = next;
  }
  return row[b.length] ?? 0;
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
