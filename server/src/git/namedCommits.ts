import type { PatchClues } from "../features/commitSource.js";
import { parseCommitObject } from "./commitObject.js";
import { isPartialClone, isShallow } from "./discover.js";
import { createLru, type Lru } from "./lru.js";
import type { Workplace } from "./workplace.js";

/** What one repository says of a hash. */
export type CommitThere =
  | { readonly kind: "found"; readonly hash: string; readonly subject: string }
  | { readonly kind: "missing" }
  /** The commits that begin with these digits. */
  | { readonly kind: "ambiguous"; readonly hashes: readonly string[] }
  /** It does not tell, or cannot: git fails, or the commit may be one that a shallow or partial clone left out. */
  | { readonly kind: "unknown" };

export type FoundCommit = Extract<CommitThere, { kind: "found" }>;

/** How long one question to git may take. */
const questionMs = 10_000;
/** A longer commit object is not read. */
const maxCommitBytes = 4 << 20;
const maxCandidates = 20;
const maxAncestries = 5000;
/** A search for a subject: it reads history from HEAD on, and somebody waits for it. */
const searchMs = 5_000;
const leastSubject = 12;
const mostSubject = 300;

/** Ancestry is between whole hashes: whatever happens to the repository, it stays. */
const ancestries = new WeakMap<Workplace, Lru<boolean>>();

/** @param hash 4 to 64 hexadecimal digits; anything else is unknown. Never rejects. */
export async function commitThere(place: Workplace, hash: string): Promise<CommitThere> {
  if (!isHash(hash)) return { kind: "unknown" };
  const asked = hash.toLowerCase();
  let answer = await place.objectInfo(`${asked}^{commit}`);
  // A branch may be called `deadbeef`. In the form of git-describe(1) a name is always an object's.
  if (answer.kind === "object" && !answer.hash.startsWith(asked) && (await isReference(place, asked)))
    answer = await place.objectInfo(`v0-0-g${asked}^{commit}`);
  switch (answer.kind) {
    case "object":
      return answer.size > maxCommitBytes ? { kind: "unknown" } : readCommit(place, answer.hash);
    case "ambiguous":
      return candidates(place, asked);
    case "silent":
      return { kind: "unknown" };
    case "missing": {
      // `<hash>^{commit}` of an ambiguous abbreviation is called missing; the plain abbreviation is not.
      const plain = await place.objectInfo(asked);
      if (plain.kind === "ambiguous") return candidates(place, asked);
      if (plain.kind === "silent" || (await isIncomplete(place))) return { kind: "unknown" };
      return { kind: "missing" };
    }
    default:
      return answer satisfies never;
  }
}

/**
 * Whether `hash` is in the history of one of `bases`; null where that is not sure. All are whole hashes. Each question reads
 * history, so a known answer is kept.
 */
export async function isAncestorOf(
  place: Workplace,
  hash: string,
  bases: readonly string[],
  signal: AbortSignal,
): Promise<boolean | null> {
  let isSure = bases.length > 0;
  const known = ancestries.get(place) ?? createLru<boolean>(maxAncestries);
  ancestries.set(place, known);
  for (const base of bases) {
    if (!isWhole(hash) || !isWhole(base)) return null;
    const key = `${hash} ${base}`;
    const is = known.get(key) ?? (await askAncestor(place, hash, base, signal));
    if (is !== null) known.set(key, is);
    if (is === true) return true;
    if (is === null) isSure = false;
  }
  return isSure ? false : null;
}

async function askAncestor(
  place: Workplace,
  hash: string,
  base: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  const { outcome, exitCode } = await place.run(
    ["merge-base", "--is-ancestor", "--end-of-options", hash, base],
    { timeLimitMs: questionMs, maxOutputBytes: 4096, background: true, signal },
  );
  if (outcome === "done") return true;
  // Beyond the cut of a shallow clone there may be more.
  if (outcome !== "failed" || exitCode !== 1 || (await isShallow(place))) return null;
  return false;
}

/** Where a patch without a base belongs: HEAD, its upstream branch, and the main branch of `origin`. Whole hashes. */
export async function tips(place: Workplace): Promise<readonly string[]> {
  const names = [
    "HEAD",
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/master",
    "refs/remotes/origin/main",
  ];
  const answers = await Promise.all(names.map((name) => place.objectInfo(`${name}^{commit}`)));
  const hashes = answers.flatMap((answer) => (answer.kind === "object" ? [answer.hash] : []));
  // The long-lived cat-file does not see that another upstream was set.
  const upstream = await parsedHash(place, "@{upstream}^{commit}", []);
  return [...new Set(isWhole(upstream) ? [...hashes, upstream] : hashes)];
}

/**
 * The abbreviation that `git log --abbrev=12 --format=%h` prints: 12 digits, or as many as it takes. The whole hash where git
 * does not tell.
 */
export async function shortHash(place: Workplace, hash: string): Promise<string> {
  if (!isWhole(hash)) return hash;
  const short = await parsedHash(place, hash, ["--short=12"]);
  return /^[0-9a-f]{12,64}$/.test(short) && hash.startsWith(short) ? short : hash;
}

/** What git-rev-parse(1) makes of a name; "" where it fails. */
async function parsedHash(place: Workplace, name: string, options: readonly string[]): Promise<string> {
  const { outcome, output } = await place.run(
    ["rev-parse", "--verify", "--quiet", ...options, "--end-of-options", name],
    { timeLimitMs: questionMs, maxOutputBytes: 4096 },
  );
  return outcome === "done" ? output.toString("latin1").trim() : "";
}

/**
 * Whether a patch belongs to a repository: that has its base, one of its blobs, or all of its files that stand in folders
 * (`Makefile` and `README` are in any).
 */
export async function belongsTo(place: Workplace, { base, blobs, paths }: PatchClues): Promise<boolean> {
  const has = async (name: string, type: string): Promise<boolean> => {
    const answer = await place.objectInfo(name);
    return answer.kind === "object" && answer.type === type;
  };
  if (base !== null && isHash(base) && (await has(`${base}^{commit}`, "commit"))) return true;
  for (const blob of blobs) if (isHash(blob) && (await has(`${blob}^{blob}`, "blob"))) return true;
  const inFolders = paths.filter((path) => path.includes("/"));
  for (const path of inFolders) if (!(await has(`HEAD:${path}`, "blob"))) return false;
  return inFolders.length > 0;
}

async function readCommit(place: Workplace, hash: string): Promise<CommitThere> {
  const raw = await place.object(hash);
  if (raw.kind !== "object" || raw.content === null || raw.type !== "commit") return { kind: "unknown" };
  return { kind: "found", hash, subject: parseCommitObject(raw.content).subject };
}

/**
 * The one commit of HEAD's history with exactly that subject: where a branch was rebased, the hash is another and the subject stays.
 * null where there is none, or more than one; undefined where git fails or takes too long.
 */
export async function commitBySubject(
  place: Workplace,
  subject: string,
): Promise<FoundCommit | null | undefined> {
  // Short ones are many; a line end would make two patterns of it.
  if (subject.length < leastSubject || subject.length > mostSubject || /[\p{Cc}]/u.test(subject)) return null;
  const { outcome, output } = await place.run(
    [
      ...["log", `--max-count=${maxCandidates}`, "--format=%H", "--fixed-strings", `--grep=${subject}`],
      ...["--end-of-options", "HEAD"],
    ],
    { timeLimitMs: searchMs, maxOutputBytes: 4096, background: true },
  );
  if (outcome !== "done") return undefined;
  // Others quote it: reverts, and what fixes it.
  const names = output.toString("latin1").split("\n").filter(isWhole);
  if (names.length >= maxCandidates) return null;
  const all = await Promise.all(names.map((hash) => readCommit(place, hash)));
  const [found, ...more] = all.filter((one) => one.kind === "found" && one.subject === subject);
  return found?.kind === "found" && more.length === 0 ? found : null;
}

/** Of all objects that begin so, the commits. */
async function candidates(place: Workplace, hash: string): Promise<CommitThere> {
  const { outcome, output } = await place.run(["rev-parse", `--disambiguate=${hash}`], {
    timeLimitMs: questionMs,
    maxOutputBytes: 1 << 20,
  });
  if (outcome !== "done") return { kind: "unknown" };
  const names = output.toString("latin1").split("\n").filter(isWhole).slice(0, maxCandidates);
  const answers = await Promise.all(names.map((name) => place.objectInfo(name)));
  const hashes = answers.flatMap((answer) =>
    answer.kind === "object" && answer.type === "commit" ? [answer.hash] : [],
  );
  const [only] = hashes;
  if (only === undefined) return (await isIncomplete(place)) ? { kind: "unknown" } : { kind: "missing" };
  return hashes.length === 1 ? readCommit(place, only) : { kind: "ambiguous", hashes };
}

async function isReference(place: Workplace, hash: string): Promise<boolean> {
  const answer = await place.objectInfo(hash);
  return answer.kind === "object" && !answer.hash.startsWith(hash);
}

const isIncomplete = async (place: Workplace): Promise<boolean> =>
  (await isShallow(place)) || (await isPartialClone(place));

const isHash = (text: string): boolean => /^[0-9a-f]{4,64}$/i.test(text);
const isWhole = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
