import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * What was done before `git am` ran, so that it can be undone, also after a crash: kept beside `rebase-apply`, in the git
 * directory of the tree. It counts only while a `git am` is not finished there.
 */
export interface AmRecord {
  readonly title: string;
  readonly branch: string;
  /** Commit that the branch was made at. */
  readonly base: string;
  /** What was checked out before: a branch's name, or a commit; null: the tree is new. */
  readonly formerBranch: string | null;
  readonly formerCommit: string | null;
  /** The linked worktree that was made for it. */
  readonly worktree: string | null;
  readonly patchCount: number;
  /** Files that differed from HEAD when `git am` stopped; null: it has not stopped yet. */
  readonly stoppedWith: readonly string[] | null;
}

const fileOf = (gitDirectory: string): string => join(gitDirectory, "patch-mail-am.json");
const maxFiles = 10_000;

/** Writes it whole beside its place and renames. Rejects where the disk does. */
export async function writeRecord(gitDirectory: string, record: AmRecord): Promise<void> {
  const file = fileOf(gitDirectory);
  const stoppedWith = record.stoppedWith?.slice(0, maxFiles) ?? null;
  await writeFile(`${file}.part`, `${JSON.stringify({ ...record, stoppedWith })}\n`);
  await rename(`${file}.part`, file);
}

export async function removeRecord(gitDirectory: string): Promise<void> {
  await rm(fileOf(gitDirectory), { force: true }).catch(() => undefined);
}

/** null: there is none, or it is not ours to understand. */
export async function readRecord(gitDirectory: string): Promise<AmRecord | null> {
  try {
    const value: unknown = JSON.parse(await readFile(fileOf(gitDirectory), "utf8"));
    if (typeof value !== "object" || value === null) return null;
    const { title, branch, base, formerBranch, formerCommit, worktree, patchCount, stoppedWith } =
      value as Readonly<Record<string, unknown>>;
    if (typeof title !== "string" || typeof branch !== "string" || !isHash(base)) return null;
    if (branch.startsWith("-") || typeof patchCount !== "number") return null;
    return {
      title,
      branch,
      base,
      formerBranch: typeof formerBranch === "string" && !formerBranch.startsWith("-") ? formerBranch : null,
      formerCommit: isHash(formerCommit) ? formerCommit : null,
      worktree: typeof worktree === "string" ? worktree : null,
      patchCount,
      stoppedWith: Array.isArray(stoppedWith)
        ? stoppedWith.filter((name): name is string => typeof name === "string")
        : null,
    };
  } catch {
    return null;
  }
}

const isHash = (value: unknown): value is string =>
  typeof value === "string" && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(value);
