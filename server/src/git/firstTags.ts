import { createConversation, type Reading } from "./conversation.js";
import { createLru } from "./lru.js";
import type { GitProgram } from "./process.js";

/** The oldest tag that contains a commit, as `git describe --contains` names it, without the way from the tag. */
export interface FirstTags {
  /** null: no tag contains it; undefined: git could not tell. Never rejects. Answers are kept. */
  find(commitHash: string): Promise<string | null | undefined>;
  stop(): void;
}

export interface FirstTagsLimits {
  /** For reading the whole history. */
  readonly historyMs: number;
  /** The process holds the history in memory, and is ended after so long without a question. */
  readonly historyIdleMs: number;
  /** A commit that no tag contains may be tagged meanwhile: asked again after so long. */
  readonly untaggedForMs: number;
}

/**
 * name-rev writes through a buffer that it never flushes. A line longer than any C library's buffer, which it copies
 * as it is, pushes the answer out; so one process, which has read the history once, serves for all questions.
 */
const padding = `${".".repeat(65_535)}\n`;
const dot = 0x2e;
const lineFeed = 10;

interface Kept {
  readonly tag: string | null;
  readonly atMs: number;
}

/** One long-lived `git name-rev --annotate-stdin`: it reads the history for seconds, then answers at once. */
export function createFirstTags(program: GitProgram, root: string, limits: FirstTagsLimits): FirstTags {
  const conversation = createConversation({
    program,
    workingDirectory: root,
    args: ["name-rev", "--tags", "--annotate-stdin"],
    answerMs: limits.historyMs,
    idleMs: limits.historyIdleMs,
    background: true,
  });
  const kept = createLru<Kept>(5000);
  const asked = new Map<string, Promise<string | null | undefined>>();

  const ask = async (hash: string): Promise<string | null | undefined> => {
    const answer = await conversation.ask(`${hash}\n${padding}`, readLine);
    asked.delete(hash);
    // Another line than the one for this hash would be a mistake of ours: no answer is better than a wrong one.
    if (typeof answer !== "string" || !answer.startsWith(hash)) return undefined;
    const tag = tagOf(answer.slice(hash.length));
    kept.set(hash, { tag, atMs: Date.now() });
    return tag;
  };

  return {
    find(commitHash) {
      const known = kept.get(commitHash);
      if (known && (known.tag !== null || Date.now() - known.atMs < limits.untaggedForMs)) {
        return Promise.resolve(known.tag);
      }
      let answer = asked.get(commitHash);
      if (!answer) {
        // The process knows the tags there were when it began.
        if (known && asked.size === 0) conversation.stop();
        answer = ask(commitHash);
        asked.set(commitHash, answer);
      }
      return answer;
    },
    stop: () => conversation.stop(),
  };
}

/** The next line that is not padding. */
function readLine(bytes: Buffer): Reading<string> {
  let start = 0;
  while (start < bytes.length && (bytes[start] === dot || bytes[start] === lineFeed)) start++;
  const end = bytes.indexOf(lineFeed, start);
  if (end === -1) return bytes.length + 1;
  return { answer: bytes.toString("utf8", start, end), length: end + 1 };
}

/** ` (tags/v5.10-rc1~12^2~3)` -> `v5.10-rc1`; null where there is no name. */
export function tagOf(annotation: string): string | null {
  const match = /^ \((?:tags\/)?([^~^()]{1,250})(?:[~^][~^0-9]*)?\)$/.exec(annotation.trimEnd());
  return match?.[1] ?? null;
}
