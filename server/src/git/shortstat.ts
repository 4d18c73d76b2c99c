import { type GitProgram, runGit } from "./process.js";

/** Counts as `git show --shortstat` prints them; a merge is compared with its first parent. */
export interface Shortstat {
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
}

/** Runs `git diff-tree --stdin` for one commit; null where git could not tell in time. */
export async function shortstat(
  program: GitProgram,
  root: string,
  commitHash: string,
  timeLimitMs: number,
  signal: AbortSignal,
): Promise<Shortstat | null> {
  const result = await runGit(
    program,
    [
      "diff-tree",
      "--stdin",
      "--root",
      "-r",
      "-M",
      "--no-commit-id",
      "--no-ext-diff",
      "--no-textconv",
      "--diff-merges=first-parent",
      "--shortstat",
    ],
    { workingDirectory: root, input: `${commitHash}\n`, timeLimitMs, maxOutputBytes: 4096, signal },
  );
  return result.outcome === "done" ? parseShortstat(result.output.toString("latin1")) : null;
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
