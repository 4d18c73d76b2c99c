import { createConversation, type Reading } from "./conversation.js";
import { createLru } from "./lru.js";
import type { GitProgram } from "./process.js";

/** Counts as `git show --shortstat` prints them; a merge is compared with its first parent. */
export interface Shortstat {
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
}

/** The counts of commits, kept; one long-lived `git diff-tree --stdin`. */
export interface Shortstats {
  /** null: git could not tell (an object is not there, or it took too long). Never rejects. */
  find(commitHash: string): Promise<Shortstat | null>;
  stop(): void;
}

export interface ShortstatLimits {
  readonly shortstatMs: number;
  readonly idleMs: number;
}

/** What git echoes behind the counts of a commit: a line that is no hash is printed at once as it is. */
const endMark = "end\n";

const args: readonly string[] = [
  ...["diff-tree", "--stdin", "--root", "-r", "-M", "--no-commit-id", "--no-ext-diff", "--no-textconv"],
  ...["--diff-merges=first-parent", "--shortstat"],
];

export function createShortstats(program: GitProgram, root: string, limits: ShortstatLimits): Shortstats {
  const conversation = createConversation({
    program,
    workingDirectory: root,
    args,
    answerMs: limits.shortstatMs,
    idleMs: limits.idleMs,
  });
  const kept = createLru<{ readonly counts: Shortstat | null }>(2000);
  const asked = new Map<string, Promise<Shortstat | null>>();

  const ask = async (hash: string): Promise<Shortstat | null> => {
    const answer = await conversation.ask(`${hash}\n${endMark}`, readCounts);
    const counts = "reason" in answer ? null : answer;
    kept.set(hash, { counts });
    asked.delete(hash);
    return counts;
  };

  return {
    find(commitHash) {
      const known = kept.get(commitHash);
      if (known) return Promise.resolve(known.counts);
      let answer = asked.get(commitHash);
      if (!answer) {
        answer = ask(commitHash);
        asked.set(commitHash, answer);
      }
      return answer;
    },
    stop: () => conversation.stop(),
  };
}

function readCounts(bytes: Buffer): Reading<Shortstat> {
  const at = bytes.indexOf(endMark);
  if (at === -1) return bytes.length + 1;
  return { answer: parseShortstat(bytes.toString("latin1", 0, at)), length: at + endMark.length };
}

/** Reads ` 2 files changed, 3 insertions(+), 1 deletion(-)`; nothing at all means that nothing changed. */
export function parseShortstat(text: string): Shortstat {
  const count = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    files: count(/(\d{1,9}) files? changed/),
    insertions: count(/(\d{1,9}) insertions?\(\+\)/),
    deletions: count(/(\d{1,9}) deletions?\(-\)/),
  };
}
