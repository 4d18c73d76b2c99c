import { createLru } from "./lru.js";
import { type GitProgram, runGit } from "./process.js";

/** The oldest tag that contains a commit, as `git describe --contains` names it, without the way from the tag. */
export interface FirstTags {
  /** null: no tag contains it; undefined: git could not tell. Never rejects. Answers are kept. */
  find(commitHash: string): Promise<string | null | undefined>;
}

/** A commit that no tag contains may be tagged soon: asked again after so long. */
const untaggedForMs = 60_000;

interface Kept {
  readonly tag: string | null;
  readonly atMs: number;
}

/**
 * `git name-rev --annotate-stdin` reads the whole history before it answers, some seconds in a kernel tree: what is
 * asked while it runs is put together into the next run.
 */
export function createFirstTags(
  program: GitProgram,
  root: string,
  timeLimitMs: number,
  signal: AbortSignal,
): FirstTags {
  const kept = createLru<Kept>(2000);
  const waiting = new Map<string, Promise<string | null | undefined>>();
  let next: Promise<Map<string, string | null> | null> | null = null;
  let nextHashes: string[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const batch = (hash: string): Promise<Map<string, string | null> | null> => {
    nextHashes.push(hash);
    if (!next) {
      next = last.then(() => {
        const hashes = nextHashes;
        nextHashes = [];
        next = null;
        return nameCommits(program, root, hashes, timeLimitMs, signal);
      });
      last = next;
    }
    return next;
  };

  const ask = async (hash: string): Promise<string | null | undefined> => {
    const names = await batch(hash);
    waiting.delete(hash);
    const tag = names?.get(hash);
    if (tag !== undefined) kept.set(hash, { tag, atMs: Date.now() });
    return tag;
  };

  return {
    find(commitHash) {
      const known = kept.get(commitHash);
      if (known && (known.tag !== null || Date.now() - known.atMs < untaggedForMs))
        return Promise.resolve(known.tag);
      let answer = waiting.get(commitHash);
      if (!answer) {
        answer = ask(commitHash);
        waiting.set(commitHash, answer);
      }
      return answer;
    },
  };
}

async function nameCommits(
  program: GitProgram,
  root: string,
  hashes: readonly string[],
  timeLimitMs: number,
  signal: AbortSignal,
): Promise<Map<string, string | null> | null> {
  const result = await runGit(program, ["name-rev", "--tags", "--annotate-stdin"], {
    workingDirectory: root,
    input: hashes.map((hash) => `${hash}\n`).join(""),
    timeLimitMs,
    maxOutputBytes: 1 << 20,
    background: true,
    signal,
  });
  if (result.outcome !== "done") return null;
  const names = new Map<string, string | null>();
  for (const line of result.output.toString("utf8").split("\n")) {
    const hash = line.split(" ", 1)[0] ?? "";
    if (hash !== "") names.set(hash, tagOf(line.slice(hash.length)));
  }
  return names;
}

/** ` (tags/v5.10-rc1~12^2~3)` -> `v5.10-rc1`; null where there is no name. */
export function tagOf(annotation: string): string | null {
  const match = /^ \((?:tags\/)?([^~^()]{1,250})(?:[~^][~^0-9]*)?\)$/.exec(annotation.trimEnd());
  return match?.[1] ?? null;
}
