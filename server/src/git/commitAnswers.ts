import type {
  CommitAnswer,
  CommitName,
  CommitQuestion,
  CommitSource,
  PatchClues,
} from "../features/commitSource.js";
import { createLru } from "./lru.js";
import {
  belongsTo,
  type CommitThere,
  commitBySubject,
  commitThere,
  type FoundCommit,
  isAncestorOf,
  shortHash,
  tips,
} from "./namedCommits.js";
import { repositoryStamp } from "./repositoryStamp.js";
import type { Workplace, Workplaces } from "./workplace.js";

/** All questions of one document together. */
const allMs = 30_000;
/** A subject is looked for in so many repositories. */
const maxSearched = 2;
/** A hash of so many digits that is found is no chance: the repository is the patch's. */
const tellingDigits = 12;

/** Answers about commits from the repositories of a document. */
export function createCommitSource({ workplaces }: Workplaces, now: () => number = Date.now): CommitSource {
  /** A light bulb asks at each move of the cursor: the search is made once for each state of the repository. */
  const searches = createLru<ReturnType<typeof commitBySubject>>(100);
  const searched = async (place: Workplace, subject: string): Promise<FoundCommit | null> => {
    const key = `${place.root}\n${await repositoryStamp(place)}\n${subject}`;
    const known = searches.get(key) ?? commitBySubject(place, subject);
    searches.set(key, known);
    const found = await known;
    // It took too long: git may have read the history by the next time.
    if (found === undefined && searches.get(key) === known) searches.delete(key);
    return found ?? null;
  };
  const places = async (uri: string): Promise<readonly Workplace[]> => {
    const found = await workplaces(uri);
    return "unavailable" in found ? [] : found;
  };
  return {
    async state(uri) {
      const all = await places(uri);
      if (all.length === 0) return null;
      const stamps = await Promise.all(
        all.map(async (place) => `${place.root} ${await repositoryStamp(place)}`),
      );
      return stamps.join("\n");
    },
    async answers(uri, questions, signal) {
      const ask = createAsker(await places(uri), signal);
      const answers: (CommitAnswer | null | undefined)[] = [];
      const until = now() + allMs;
      for (const question of questions)
        answers.push(signal.aborted || now() > until ? undefined : await ask(question));
      return answers;
    },
    async name(uri, hash, subject) {
      const all = await places(uri);
      for (const place of all) {
        const found = await only(place, await commitThere(place, hash), subject);
        if (found !== null) return { ...found, short: await shortHash(place, found.hash) };
      }
      if (subject === null) return null;
      for (const place of all.slice(0, maxSearched)) {
        const found = await searched(place, subject);
        if (found === null) continue;
        const short = await shortHash(place, found.hash);
        return { hash: found.hash, short, subject: found.subject, isOfSubject: true };
      }
      return null;
    },
  };
}

/** The commit itself, or that of several with the subject. */
async function only(
  place: Workplace,
  there: CommitThere,
  subject: string | null,
): Promise<Omit<CommitName, "short"> | null> {
  if (there.kind === "found") return { hash: there.hash, subject: there.subject };
  if (there.kind !== "ambiguous" || subject === null) return null;
  const all = await Promise.all(there.hashes.map((hash) => commitThere(place, hash)));
  const [found, ...more] = all.filter((one) => one.kind === "found" && one.subject === subject);
  return found?.kind === "found" && more.length === 0 ? { hash: found.hash, subject: found.subject } : null;
}

/** Asks for one document; what several questions need is found out once. */
function createAsker(
  places: readonly Workplace[],
  signal: AbortSignal,
): (question: CommitQuestion) => Promise<CommitAnswer | null> {
  const belongings = new Map<Workplace, Map<PatchClues, Promise<boolean>>>();
  const commits = new Map<Workplace, Map<string, Promise<CommitThere>>>();
  const ends = new Map<Workplace, Promise<readonly string[]>>();
  const belongs = (place: Workplace, clues: PatchClues): Promise<boolean> =>
    kept(
      kept(belongings, place, () => new Map()),
      clues,
      () => belongsTo(place, clues),
    );
  const there = (place: Workplace, hash: string): Promise<CommitThere> =>
    kept(
      kept(commits, place, () => new Map()),
      hash,
      () => commitThere(place, hash),
    );

  const commit = async ({ hash, clues }: CommitQuestion): Promise<CommitAnswer | null> => {
    let answer: CommitAnswer | null = null;
    let isSure = true;
    for (const place of places) {
      const found = await there(place, hash);
      const isTelling = found.kind === "found" && hash.length >= tellingDigits;
      if (!isTelling && !(await belongs(place, clues))) continue;
      if (found.kind === "found") return { kind: "found", hash: found.hash, subject: found.subject };
      if (found.kind === "unknown") isSure = false;
      else if (found.kind === "ambiguous") answer = { kind: "ambiguous", repository: place.root };
      else answer ??= { kind: "missing", repository: place.root };
    }
    return isSure || answer?.kind === "ambiguous" ? answer : null;
  };

  const ancestry = async ({ hash, clues }: CommitQuestion): Promise<CommitAnswer | null> => {
    for (const place of places) {
      const found = await there(place, hash);
      if (found.kind !== "found") continue;
      if (hash.length < tellingDigits && !(await belongs(place, clues))) continue;
      const base = clues.base === null ? null : await there(place, clues.base);
      const of = base?.kind === "found" ? "base-commit" : "HEAD";
      const bases = base?.kind === "found" ? [base.hash] : await kept(ends, place, () => tips(place));
      const isAncestor = await isAncestorOf(place, found.hash, bases, signal);
      return isAncestor === null ? null : { kind: "ancestry", isAncestor, of };
    }
    return null;
  };
  return (question) => (question.what === "commit" ? commit(question) : ancestry(question));
}

function kept<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
