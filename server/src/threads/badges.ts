import { counted } from "../core/text/counted.js";
import { plainLine } from "./plainLine.js";
import type { CollectedTrailer, Series, SeriesPatch, SeriesVersion, Standing } from "./seriesModel.js";

/** What a row tells of where its series or patch stands. Plain text. */
export interface Badges {
  /** Short, for the row: `R2 A1 T1 · applied · 5 comments · failed build · missing 3/7 · v2 of 3`, or `5 comments · under review`. */
  readonly text: string;
  /** Whole sentences, a line each, for the tooltip. */
  readonly lines: readonly string[];
  /** For a screen reader: the short text in words. */
  readonly label: string;
  /** What the row's icon tells by its colour; null: nothing. */
  readonly tone: BadgeTone | null;
}

/** What a check has told of a patch or series, e.g. `applies to HEAD (1234567)`. */
export interface AppliesBadge {
  readonly text: string;
  /** A whole sentence. */
  readonly line: string;
}

export type BadgeTone = "applied" | "reviewed" | "changesRequested" | "failed" | "gone";

const tones: Readonly<Partial<Record<Standing["state"], BadgeTone>>> = {
  applied: "applied",
  partlyApplied: "applied",
  reviewed: "reviewed",
  changesRequested: "changesRequested",
  dropped: "gone",
  deferred: "gone",
  superseded: "gone",
};

/** Trailers that have a letter, in the order shown. */
const letters: readonly (readonly [letter: string, name: string])[] = [
  ["R", "Reviewed-by"],
  ["A", "Acked-by"],
  ["T", "Tested-by"],
  ["N", "Nacked-by"],
];

const maxLines = 12;
const maxCharacters = 300;

/** Of a cover letter, or of a patch that was sent alone. `standing` is undefined while it is not known. */
export function badgesOfVersion(
  series: Series,
  version: SeriesVersion,
  standing: Standing | undefined,
  applies?: AppliesBadge,
): Badges {
  const made = builder();
  const patches = [...version.patches, ...version.reused].map(
    ({ index }) => standing?.trailers.get(index) ?? [],
  );
  if (standing) {
    made.tone(tones[standing.state] ?? null);
    const state = stateText(standing);
    made.line(`State: ${state}${evidence(standing)}.`);
    const [only] = patches;
    if (patches.length === 1 && only) {
      trailers(made, only);
      const [since] = standing.unchangedSince.values();
      unchanged(made, since);
    } else coverage(made, patches, version.total ?? patches.length);
    // Behind the trailers, which are short: the icon's colour tells of the state, too.
    if (!isQuiet(standing)) made.add(state, state);
    comments(made, standing.commentCount, standing.openComments.length);
    results(made, standing, null);
  }
  if (applies) checked(made, applies);
  missing(made, version);
  const newest = series.versions.at(-1)?.version ?? version.version;
  if (series.versions.length > 1) {
    made.add(`v${version.version} of ${newest}`, `version ${version.version} of ${newest}`);
    made.line(`Versions at hand: ${series.versions.map((one) => `v${one.version}`).join(", ")}.`);
  }
  // What most series are says least: behind the rest.
  if (standing && isQuiet(standing)) made.add(stateText(standing), stateText(standing));
  if (standing?.isIncomplete === true) made.line("Its mail is still being read: numbers may grow.");
  return made.end();
}

/** Of one patch of a series. */
export function badgesOfPatch(
  patch: SeriesPatch,
  standing: Standing | undefined,
  applies?: AppliesBadge,
): Badges {
  const made = builder();
  if (standing) {
    trailers(made, standing.trailers.get(patch.index) ?? []);
    const open = standing.openComments.filter((comment) => comment.patch === patch.index).length;
    if (open > 0) made.add(counted(open, "open comment"), counted(open, "open comment"));
    unchanged(made, standing.unchangedSince.get(patch.index));
    results(made, standing, patch.index);
  }
  if (applies) checked(made, applies);
  if (patch.again.length > 0) {
    made.line(`Number ${patch.index} came ${patch.again.length + 1} times; the first counts.`);
  }
  return made.end();
}

const isQuiet = ({ state }: Standing): boolean => state === "new" || state === "underReview";

/** Whether the mail of the evidence says itself what the state is; any answer makes it "under review". */
export function saysState({ state, evidence: mail, results: all }: Standing): boolean {
  if (mail === null || state === "underReview" || state === "new" || state === "reviewed") return false;
  return state === "changesRequested" || all.some(({ from }) => from === mail);
}

/** `underReview` -> `under review`; who superseded it, too. */
export function stateText({ state, supersededBy }: Pick<Standing, "state" | "supersededBy">): string {
  switch (state) {
    case "new":
      return "new";
    case "underReview":
      return "under review";
    case "changesRequested":
      return "changes asked for";
    case "reviewed":
      return "reviewed";
    case "applied":
      return "applied";
    case "partlyApplied":
      return "partly applied";
    case "dropped":
      return "dropped";
    case "deferred":
      return "deferred";
    case "superseded":
      return supersededBy === null ? "superseded" : `superseded by v${supersededBy}`;
  }
}

/** `R2 A1 T1`; "" where there are none. */
export function trailerLetters(given: readonly CollectedTrailer[]): string {
  return letters
    .map(([letter, name]) => [letter, given.filter((one) => sameName(one.name, name)).length] as const)
    .filter(([, count]) => count > 0)
    .map(([letter, count]) => `${letter}${count}`)
    .join(" ");
}

/** `missing 3/7`; `missing 3, 5 of 7`; `4 of 7 missing`; "" where none is. */
export function missingText({ missing: numbers, total }: SeriesVersion): string {
  if (numbers.length === 0 || total === null) return "";
  if (numbers.length === 1) return `missing ${numbers[0] ?? ""}/${total}`;
  return numbers.length <= 3
    ? `missing ${numbers.join(", ")} of ${total}`
    : `${numbers.length} of ${total} missing`;
}

interface Builder {
  add(short: string, spoken: string): void;
  /** The first that is given holds. */
  tone(tone: BadgeTone | null): void;
  line(text: string): void;
  end(): Badges;
}

function builder(): Builder {
  const short: string[] = [];
  const spoken: string[] = [];
  const lines: string[] = [];
  let tone: BadgeTone | null = null;
  return {
    tone(given) {
      tone ??= given;
    },
    add(text, words) {
      short.push(text);
      spoken.push(words);
    },
    line: (text) => lines.push(text),
    end() {
      const left = lines.length - maxLines;
      const shown = left > 1 ? [...lines.slice(0, maxLines), `… and ${left} more.`] : lines;
      return { text: short.join(" · "), lines: shown, label: spoken.join(", "), tone };
    },
  };
}

function trailers(made: Builder, given: readonly CollectedTrailer[]): void {
  const text = trailerLetters(given);
  const words = letters
    .map(([, name]) => [name, given.filter((one) => sameName(one.name, name)).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  if (text !== "") made.add(text, words.join(", "));
  for (const one of given) made.line(trailerText(one));
}

/** How many of the patches have each trailer: `R5/7`. */
function coverage(made: Builder, patches: readonly (readonly CollectedTrailer[])[], total: number): void {
  const counts = letters
    .map(([letter, name]) => {
      const count = patches.filter((given) => given.some((one) => sameName(one.name, name))).length;
      return { letter, name, count };
    })
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return;
  const words = counts.map(({ name, count }) => `${name} for ${count} of ${total} patches`);
  made.add(counts.map(({ letter, count }) => `${letter}${count}/${total}`).join(" "), words.join(", "));
  for (const line of words) made.line(`${line}.`);
}

function comments(made: Builder, count: number, open: number): void {
  if (count === 0) return;
  const text = counted(count, "comment");
  made.add(open === 0 || open === count ? text : `${text}, ${open} open`, `${text}, ${open} open`);
  made.line(`${text}, ${open === 0 ? "all answered" : `${open} open`}.`);
}

function unchanged(made: Builder, since: number | undefined): void {
  if (since === undefined) return;
  made.add(`unchanged since v${since}`, `unchanged since version ${since}`);
  made.line(`The diff is the same as in v${since}.`);
}

function results(made: Builder, { results: all }: Standing, patch: number | null): void {
  const own = all.filter((one) => patch === null || one.patch === patch);
  const failed = own.filter(({ state }) => state === "failed");
  if (failed.length > 0) {
    made.tone("failed");
    const isBuild = failed.some(({ text }) => /build|warning|error|compil/i.test(text.slice(0, 300)));
    const what = isBuild ? "failed build" : "failed test";
    const text = failed.length === 1 ? what : `${failed.length} × ${what}`;
    made.add(text, counted(failed.length, what));
  } else if (own.some(({ state }) => state === "passed")) made.add("passed", "tests passed");
  for (const { state, text, from } of own) {
    if (state !== "note")
      made.line(plainLine(`${from.fromName || from.fromAddress}: ${text}`, maxCharacters));
  }
}

function checked(made: Builder, { text, line }: AppliesBadge): void {
  made.add(text, text);
  made.line(line);
}

function missing(made: Builder, version: SeriesVersion): void {
  const text = missingText(version);
  if (text !== "") {
    made.add(text, text.replace("/", " of "));
    made.line(`Not at hand: ${version.missing.slice(0, 50).join(", ")} of ${version.total ?? 0}.`);
  }
  if (version.duplicates.length > 0) {
    made.line(`Came more than once: ${version.duplicates.slice(0, 50).join(", ")}.`);
  }
}

/** `Reviewed-by: Bo Lee <bo@example.org> (to the cover letter)`, as it was given. */
export function trailerText(one: CollectedTrailer): string {
  const notes = [
    one.isOfCover ? "to the cover letter" : "",
    one.carriedFrom === null ? "" : `given to v${one.carriedFrom}, the same patch`,
    one.isOthersAddress ? `sent by ${one.from.fromAddress}` : "",
  ].filter((note) => note !== "");
  return plainLine(
    `${one.name}: ${one.value}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`,
    maxCharacters,
  );
}

function evidence(standing: Standing): string {
  const { evidence: mail } = standing;
  return mail === null || !saysState(standing)
    ? ""
    : plainLine(`, says ${mail.fromName || mail.fromAddress}`, maxCharacters);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
