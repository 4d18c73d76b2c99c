import type { Known, KnownCommit, StoppableToken } from "../../features/writing.js";
import { createLru } from "../../git/lru.js";
import type { Workplace } from "../../git/workplace.js";
import { within } from "../../protocol/within.js";
import { withSignal } from "../abortWith.js";
import { readCommits } from "./readCommits.js";
import type { WritingServices } from "./services.js";

const maxWorkplaces = 3;
const timeLimitMs = 5000;
/** Objects of all types: 4 digits of ten million objects are 150. */
const maxObjects = 3000;
const maxCommits = 100;
const keptMs = 30_000;
const maxKept = 100;

interface Kept extends Known<KnownCommit> {
  readonly at: number;
}

/** Commits whose hash begins with what somebody has typed, newest first, in the repositories of a document. */
export function createCommitsByPrefix(
  { git, clock }: WritingServices,
  patienceMs: number,
): (documentUri: string, prefix: string, token: StoppableToken) => Promise<Known<KnownCommit>> {
  const kept = createLru<Kept>(maxKept);

  /** What was found for fewer digits tells it, too. */
  const keptFor = (root: string, prefix: string): Known<KnownCommit> | null => {
    for (let length = prefix.length; length >= 4; length--) {
      const found = kept.get(`${root}\0${prefix.slice(0, length)}`);
      if (found === undefined || !found.isWhole || clock.now() - found.at > keptMs) continue;
      return { ...found, items: found.items.filter(({ hash }) => hash.startsWith(prefix)) };
    }
    return null;
  };

  const search = async (
    workplace: Workplace,
    prefix: string,
    token: StoppableToken,
  ): Promise<Known<KnownCommit>> => {
    const known = keptFor(workplace.root, prefix);
    if (known !== null) return known;
    const found = await withSignal(token, (signal) => read(workplace, prefix, signal));
    if (found === null) return { items: [], isWhole: false };
    kept.set(`${workplace.root}\0${prefix}`, { ...found, at: clock.now() });
    return found;
  };

  return async (documentUri, prefix, token) => {
    if (!/^[0-9a-f]{4,40}$/.test(prefix)) return { items: [], isWhole: true };
    const find = async (): Promise<Known<KnownCommit>> => {
      const workplaces = await git.workplaces(documentUri);
      if ("unavailable" in workplaces) return { items: [], isWhole: true };
      const answers = await Promise.all(
        workplaces.slice(0, maxWorkplaces).map((workplace) => search(workplace, prefix, token)),
      );
      const byHash = new Map(answers.flatMap(({ items }) => items).map((commit) => [commit.hash, commit]));
      return { items: [...byHash.values()], isWhole: answers.every(({ isWhole }) => isWhole) };
    };
    return (await within(clock, patienceMs, find())) ?? { items: [], isWhole: false };
  };
}

/** null: git was stopped, or could not answer. */
async function read(
  workplace: Workplace,
  prefix: string,
  signal: AbortSignal,
): Promise<Known<KnownCommit> | null> {
  const limits = { timeLimitMs, signal };
  const listed = await workplace.run(["rev-parse", `--disambiguate=${prefix}`], {
    ...limits,
    maxOutputBytes: maxObjects * 65,
  });
  if (listed.outcome === "aborted" || listed.outcome === "timeLimit") return null;
  const objects = listed.output
    .toString("latin1")
    .split("\n")
    .filter((hash) => /^[0-9a-f]{40,64}$/.test(hash) && hash.startsWith(prefix));
  if (objects.length === 0) return { items: [], isWhole: true };
  // Blobs and trees among them are passed over; tags lead to commits of other hashes.
  const reading = readCommits(workplace, [`--max-count=${maxCommits}`, "--no-walk", "--stdin"], {
    ...limits,
    input: objects.map((hash) => `${hash}\n`).join(""),
  });
  const isWhole = await reading.done;
  if (!isWhole && signal.aborted) return null;
  const items = reading.commits.filter(({ hash }) => hash.startsWith(prefix));
  return { items, isWhole: isWhole && listed.outcome === "done" && reading.commits.length < maxCommits };
}
