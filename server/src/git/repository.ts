import type { BlobFacts, CommitFacts } from "../features/feature.js";
import { ambiguousCandidates } from "./ambiguous.js";
import { type CatFile, createCatFile, type ObjectAnswer } from "./catFile.js";
import { type CommitObject, parseCommitObject } from "./commitObject.js";
import type { Silence } from "./conversation.js";
import { isPartialClone, isShallow, isStillThere, type RepositoryPlace } from "./discover.js";
import { createFirstTags, type FirstTags } from "./firstTags.js";
import { createLaterFixes, type LaterFixes } from "./laterFixes.js";
import { createLru, type Lru } from "./lru.js";
import type { GitProgram } from "./process.js";
import { sentences } from "./sentences.js";
import { createShortstats, type Shortstats } from "./shortstats.js";
import { createWorkplace, type Workplace } from "./workplace.js";

/** How long things may take, in milliseconds, and how large they may be. */
export interface GitLimits {
  /** What is not there by then is left out of an answer and comes with the next. */
  readonly patienceMs: number;
  /** One answer of cat-file. */
  readonly answerMs: number;
  /** A process is ended after so long without a question; the one that holds the history after `historyIdleMs`. */
  readonly idleMs: number;
  readonly historyIdleMs: number;
  readonly untaggedForMs: number;
  /** The changes of one commit. */
  readonly shortstatMs: number;
  /** Tags, and later fixes, each: the whole history is read. */
  readonly historyMs: number;
  readonly maxHistoryBytes: number;
  readonly maxFixRecords: number;
  readonly maxCommitBytes: number;
}

export const defaultGitLimits: GitLimits = {
  patienceMs: 300,
  answerMs: 10_000,
  idleMs: 300_000,
  historyIdleMs: 120_000,
  untaggedForMs: 60_000,
  shortstatMs: 20_000,
  historyMs: 120_000,
  maxHistoryBytes: 1 << 30,
  maxFixRecords: 500_000,
  maxCommitBytes: 4 << 20,
};

/** What one repository answers. */
export type RepositoryAnswer<T> =
  | { readonly kind: "found"; readonly found: T }
  | { readonly kind: "ambiguous"; readonly candidates: readonly string[] }
  /** The repository answered, and has no such thing. */
  | { readonly kind: "notFound"; readonly sentence: string }
  /** The repository could not answer. */
  | { readonly kind: "unavailable"; readonly sentence: string };

export interface Repository {
  readonly place: RepositoryPlace;
  readonly workplace: Workplace;
  /** `hash`: 4–64 lower-case hexadecimal digits. Never rejects. */
  commit(hash: string): Promise<RepositoryAnswer<CommitFacts>>;
  blob(hash: string): Promise<RepositoryAnswer<BlobFacts>>;
  /** Whether it still stands on the disk. */
  isStillThere(): Promise<boolean>;
  /** Ends all of its processes. */
  dispose(): void;
  /** The id of the running `cat-file`, or null. */
  pid(): number | null;
}

interface State {
  readonly program: GitProgram;
  readonly place: RepositoryPlace;
  readonly limits: GitLimits;
  readonly catFile: CatFile;
  readonly commits: Lru<CommitObject>;
  readonly shortstats: Shortstats;
  readonly tags: FirstTags;
  readonly fixes: LaterFixes;
  readonly signal: AbortSignal;
}

/** Where later fixes are looked for, besides HEAD: the upstream branches that a clone has. */
const tipNames = [
  "HEAD",
  "refs/remotes/origin/HEAD",
  "refs/remotes/origin/master",
  "refs/remotes/origin/main",
];
const maxLaterFixes = 24;

/** The repository at `place`; nothing runs until something is asked. */
export function createRepository(program: GitProgram, place: RepositoryPlace, limits: GitLimits): Repository {
  const stopping = new AbortController();
  const { signal } = stopping;
  const state: State = {
    program,
    place,
    limits,
    catFile: createCatFile(program, place.root, limits),
    commits: createLru(500),
    shortstats: createShortstats(program, place.root, limits),
    tags: createFirstTags(program, place.root, limits),
    fixes: createLaterFixes(
      program,
      place.root,
      {
        timeLimitMs: limits.historyMs,
        maxOutputBytes: limits.maxHistoryBytes,
        maxRecords: limits.maxFixRecords,
      },
      signal,
    ),
    signal,
  };
  return {
    place,
    workplace: createWorkplace(program, place, state.catFile),
    commit: (hash) => commit(state, hash),
    blob: (hash) => blob(state, hash),
    isStillThere: () => isStillThere(place),
    dispose() {
      stopping.abort();
      state.catFile.stop();
      state.shortstats.stop();
      state.tags.stop();
    },
    pid: () => state.catFile.pid(),
  };
}

async function commit(state: State, hash: string): Promise<RepositoryAnswer<CommitFacts>> {
  const askedAtMs = Date.now();
  const found = await lookUp(state, hash, "commit");
  if (found.kind !== "found") return found;
  const full = found.found.hash;
  let object = state.commits.get(full);
  if (!object) {
    if (found.found.sizeBytes > state.limits.maxCommitBytes) {
      return { kind: "notFound", sentence: sentences.tooLarge(full.slice(0, 12)) };
    }
    const raw = await state.catFile.contents(full);
    if (raw.kind !== "object" || raw.content === null) return failure(state, full, raw, "commit");
    object = parseCommitObject(raw.content);
    state.commits.set(full, object);
  }
  const patience = createPatience(askedAtMs + state.limits.patienceMs);
  const [firstTag, counts, fixedBy] = await Promise.all([
    patience.orUndefined(state.tags.find(full)),
    patience.orUndefined(state.shortstats.find(full)),
    patience.orUndefined(laterFixesOf(state, full, object)),
  ]);
  patience.end();
  const notes: string[] = [];
  if (counts === null && (await isPartialClone(state.place))) notes.push(sentences.partialDetail);
  if ((firstTag === null || fixedBy?.length === 0) && (await isShallow(state.place))) {
    notes.push(sentences.shallowDetail);
  }
  if (fixedBy && state.fixes.isCut()) notes.push(sentences.fixesCut);
  return {
    kind: "found",
    found: {
      hash: full,
      subject: object.subject,
      author: object.author,
      committer: object.committer,
      parents: object.parents,
      trailers: object.trailers,
      firstTag,
      ...(counts ? { shortstat: counts } : {}),
      fixedBy,
      isPending: patience.wasLost(),
      notes,
    },
  };
}

async function blob(state: State, hash: string): Promise<RepositoryAnswer<BlobFacts>> {
  return lookUp(state, hash, "blob");
}

/** Resolves an abbreviated hash to an object of that type. */
async function lookUp(
  state: State,
  hash: string,
  type: "commit" | "blob",
): Promise<RepositoryAnswer<BlobFacts>> {
  let answer = await state.catFile.info(`${hash}^{${type}}`);
  // A branch may be called `deadbeef`. In the form of git-describe(1) a name is always an object's.
  if (answer.kind === "object" && !isNamedBy(answer.hash, hash) && (await isReference(state, hash))) {
    answer = type === "commit" ? await state.catFile.info(`v0-0-g${hash}^{commit}`) : { kind: "missing" };
  }
  if (answer.kind === "object")
    return { kind: "found", found: { hash: answer.hash, sizeBytes: answer.size } };
  return failure(state, hash, answer, type);
}

function isNamedBy(full: string, hash: string): boolean {
  return full.startsWith(hash);
}

/** Whether a name that looks like a hash is a branch or a tag instead (a tag object's hash leads to a commit, too). */
async function isReference(state: State, hash: string): Promise<boolean> {
  const answer = await state.catFile.info(hash);
  return answer.kind === "object" && !isNamedBy(answer.hash, hash);
}

async function failure(
  state: State,
  hash: string,
  answer: ObjectAnswer,
  type: "commit" | "blob",
): Promise<Exclude<RepositoryAnswer<never>, { kind: "found" }>> {
  const path = state.place.root;
  switch (answer.kind) {
    case "ambiguous":
      return ambiguous(state, hash, type);
    case "silent":
      return whySilent(state, hash, answer.silence);
    case "missing": {
      // Of the type that was asked for there is none; there may be another object.
      const other = await state.catFile.info(hash);
      // `<hash>^{commit}` of an ambiguous abbreviation is called missing; the plain abbreviation is not.
      if (other.kind === "ambiguous") return ambiguous(state, hash, type);
      if (other.kind === "object" && isNamedBy(other.hash, hash) && other.type !== type) {
        return { kind: "notFound", sentence: sentences.otherType(hash, other.type, path) };
      }
      if (await isPartialClone(state.place)) {
        return { kind: "notFound", sentence: sentences.partial(path, hash) };
      }
      const none = type === "commit" ? sentences.noCommit(hash, path) : sentences.noBlob(hash, path);
      const isCut = await isShallow(state.place);
      return { kind: "notFound", sentence: isCut ? `${none} ${sentences.shallow(path)}` : none };
    }
    case "object":
      return { kind: "notFound", sentence: sentences.otherType(hash, answer.type, path) };
    default:
      return answer satisfies never;
  }
}

async function ambiguous(
  state: State,
  hash: string,
  type: "commit" | "blob",
): Promise<Exclude<RepositoryAnswer<never>, { kind: "found" }>> {
  const { program, place, limits, signal } = state;
  const candidates = await ambiguousCandidates(program, place.root, hash, type, limits.answerMs, signal);
  if (candidates.length > 0) return { kind: "ambiguous", candidates };
  const none = type === "commit" ? sentences.noCommit : sentences.noBlob;
  return { kind: "notFound", sentence: none(hash, place.root) };
}

async function whySilent(
  state: State,
  hash: string,
  { reason, errorText }: Silence,
): Promise<Exclude<RepositoryAnswer<never>, { kind: "found" }>> {
  const path = state.place.root;
  if (reason === "timeLimit") return { kind: "unavailable", sentence: sentences.tooLate };
  if (reason === "stopped") return { kind: "unavailable", sentence: sentences.stopped };
  if (!(await isStillThere(state.place))) return { kind: "unavailable", sentence: sentences.gone(path) };
  if (errorText.includes("dubious ownership"))
    return { kind: "unavailable", sentence: sentences.foreign(path) };
  if (errorText.includes("batch-command")) return { kind: "unavailable", sentence: sentences.tooOld };
  if (errorText.includes("not a git repository"))
    return { kind: "unavailable", sentence: sentences.notReadable(path) };
  if (await isPartialClone(state.place)) return { kind: "notFound", sentence: sentences.partial(path, hash) };
  const line = errorText.split("\n").find((text) => text.startsWith("fatal:")) ?? "";
  return { kind: "unavailable", sentence: sentences.ended(path, line.slice(0, 200)) };
}

async function laterFixesOf(
  state: State,
  hash: string,
  object: CommitObject,
): Promise<{ hash: string; subject: string; isRevert: boolean }[]> {
  const tips = await resolveTips(state);
  if (!state.fixes.isCovered(tips, object.committer.date))
    await state.fixes.cover(tips, object.committer.date);
  const byCommit = new Map<string, boolean>();
  for (const record of state.fixes.find(hash)) {
    byCommit.set(record.by, record.isRevert || byCommit.get(record.by) === true);
  }
  const newestFirst = [...byCommit].slice(0, maxLaterFixes);
  return Promise.all(
    newestFirst.map(async ([by, isRevert]) => ({ hash: by, subject: await subjectOf(state, by), isRevert })),
  );
}

async function subjectOf(state: State, hash: string): Promise<string> {
  const known = state.commits.get(hash);
  if (known) return known.subject;
  const raw = await state.catFile.contents(hash);
  if (raw.kind !== "object" || raw.content === null || raw.type !== "commit") return "";
  const object = parseCommitObject(raw.content);
  state.commits.set(hash, object);
  return object.subject;
}

async function resolveTips(state: State): Promise<string[]> {
  const answers = await Promise.all(tipNames.map((name) => state.catFile.info(`${name}^{commit}`)));
  return [...new Set(answers.flatMap((answer) => (answer.kind === "object" ? [answer.hash] : [])))];
}

interface Patience {
  /** The value, or undefined if it is not there in time. */
  orUndefined<T>(promise: Promise<T>): Promise<T | undefined>;
  /** Something was not there in time. */
  wasLost(): boolean;
  end(): void;
}

function createPatience(untilMs: number): Patience {
  let isLost = false;
  let timer: NodeJS.Timeout | undefined;
  const late = Symbol("late");
  const limit = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), Math.max(1, untilMs - Date.now()));
  });
  return {
    async orUndefined(promise) {
      const value = await Promise.race([promise, limit]);
      if (value !== late) return value;
      isLost = true;
      return undefined;
    },
    wasLost: () => isLost,
    end: () => clearTimeout(timer),
  };
}
