/** Patches by their numbers, first and last; below zero counted from the end: -1 is the last of the series. */
export type PatchRange = readonly [first: number, last: number];

export interface NamedPatches {
  /** `applied 1/3 and 2/3`, as it was written. */
  readonly text: string;
  readonly verb: string;
  readonly ranges: readonly PatchRange[];
  /** What follows. */
  readonly rest: string;
}

/**
 * `Applied 1/3 and 2/3`, `Patches 1-2 applied`, `First two patches applied`, `Applied all but the last one`: the verb, and
 * which patches. null where no patches are named so. `clause` begins where the clause does and may go on behind it.
 */
export function namedPatches(clause: string): NamedPatches | null {
  const text = clause.slice(0, 200);
  const after = VERB_FIRST.exec(text);
  const before = after === null ? VERB_LAST.exec(text) : null;
  const found = after ?? before;
  if (found === null) return null;
  const verb = (after === null ? found[2] : found[1]) ?? "";
  const ranges = rangesOf((after === null ? found[1] : found[2]) ?? "");
  const rest = text.slice(found[0].length);
  return ranges.length === 0 || !ENDS.test(rest) ? null : { text: found[0], verb, ranges, rest };
}

const NUMBER = "#?\\d{1,3}(?:/\\d{1,3})?";
const LIST = `(?:patch(?:es)? )?${NUMBER}(?:(?: ?[-–] ?| to | through |, ?(?:and )?| and | & | ?\\+ ?)${NUMBER}){0,20}`;
const COUNT = "one|two|three|four|five|six|seven|eight|\\d{1,2}";
const PART = `(?:first|last)(?: (?:${COUNT}))?(?: (?:patch(?:es)?|ones?))?`;
const ALL_BUT = `(?:all|everything)(?: patches| of them)? (?:but|except(?: for)?|apart from) (?:the )?(?:${PART}|${LIST})`;
const WHICH = `(${ALL_BUT}|(?:the )?${PART}|${LIST})`;
const VERB = "(applied|queued(?: up)?|merged|pulled|pushed|picked(?: up)?|taken|dropped)";

const VERB_FIRST = new RegExp(
  `^(?:(?:i've|i have|i|and|now|so|ok|okay|also|just) ){0,3}${VERB}(?: (?:up|only|just|also))? ${WHICH}`,
  "i",
);
const VERB_LAST = new RegExp(
  `^(?:(?:and|now|so|ok|okay) ){0,2}${WHICH} (?:(?:is|are|has been|have been|now|also|only) ){0,3}${VERB}`,
  "i",
);

/** Behind the patches: no more of the noun (`Applied 2 fixes`, `Applied 6.9`). */
const ENDS =
  /^(?:\s*$|[.,;:!)](?:\s|$)| ?[(\-–—](?!\d)| (?:only|to|in|into|on|onto|for|with|from|via|now|so far|thanks|and|but|of)\b)/i;

/** Which patches the words mean; empty where they name none for sure. */
function rangesOf(words: string): readonly PatchRange[] {
  const lower = words.toLowerCase();
  const but = /^(?:all|everything)\b.{0,20}?\b(?:but|except for|except|apart from) (.*)$/.exec(lower);
  if (but === null) return part(lower) ?? list(lower);
  const left = but[1] ?? "";
  return allBut(part(left) ?? list(left));
}

/** `first two patches`; null where it begins otherwise. `first` alone may be of anything. */
function part(words: string): readonly PatchRange[] | null {
  const found = /^(?:the )?(first|last)(?: (\w{1,5}))?(?: (patch(?:es)?|ones?))?$/.exec(words);
  if (found === null) return null;
  const [, end, word, noun] = found;
  if (word === undefined && noun === undefined) return [];
  const isNoun = word === undefined || /^(?:patch|ones?)$/.test(word);
  const count = isNoun ? 1 : COUNTS.indexOf(word) + 1 || Number(word) || 1;
  return end === "first" ? [[1, count]] : [[-count, -1]];
}

const COUNTS: readonly string[] = ["one", "two", "three", "four", "five", "six", "seven", "eight"];

/** `1/3, 2/3`, `1-2 and 4`. */
function list(words: string): readonly PatchRange[] {
  const ranges: PatchRange[] = [];
  const numbers = [...words.matchAll(/#?(\d{1,3})(?:\/\d{1,3})?( ?[-–] ?| to | through )?/g)].slice(0, 25);
  let open: number | null = null;
  for (const [, digits, to] of numbers) {
    const number = Number(digits);
    if (number > 0) ranges.push([open ?? number, number]);
    open = to === undefined ? null : number;
    // The first of a range is told again with its end.
    if (open !== null) ranges.pop();
  }
  return ranges;
}

/** What is left of a series without one run of patches; several runs are not told apart. */
function allBut(left: readonly PatchRange[]): readonly PatchRange[] {
  const [run, ...more] = left;
  if (run === undefined || more.length > 0) return [];
  const [first, last] = run;
  const below: readonly PatchRange[] = first === 1 ? [] : [[1, first - 1]];
  const above: readonly PatchRange[] = last === -1 ? [] : [[last + 1, -1]];
  return [...below, ...above];
}

/** The numbers that are meant in a series of `total` patches, in order. */
export function numbersIn(ranges: readonly PatchRange[], total: number): readonly number[] {
  const numbers = new Set<number>();
  for (const [first, last] of ranges) {
    const from = Math.max(1, first < 0 ? total + 1 + first : first);
    const to = Math.min(total, last < 0 ? total + 1 + last : last);
    for (let number = from; number <= to; number++) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}
