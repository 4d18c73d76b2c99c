import { createHash, randomUUID } from "node:crypto";
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
  /** `headDigest` of the first mail: tells our `git am` from another. */
  readonly firstHead: string;
  /** Files that differed from HEAD when `git am` stopped; null: it has not stopped yet. */
  readonly stoppedWith: readonly string[] | null;
  /** Files that the user had changed before it went on, and that are none of the series: no abort takes them. */
  readonly own: readonly string[];
}

const fileOf = (gitDirectory: string): string => join(gitDirectory, "patch-mail-am.json");
const maxFiles = 10_000;

/** Writes it whole beside its place and renames. Rejects where the disk does. */
export async function writeRecord(gitDirectory: string, record: AmRecord): Promise<void> {
  const file = fileOf(gitDirectory);
  const stoppedWith = record.stoppedWith?.slice(0, maxFiles) ?? null;
  const part = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(
      part,
      `${JSON.stringify({ ...record, stoppedWith, own: record.own.slice(0, maxFiles) })}\n`,
    );
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

export async function removeRecord(gitDirectory: string): Promise<void> {
  await rm(fileOf(gitDirectory), { force: true }).catch(() => undefined);
}

/** null: there is none, or it is not ours to understand. */
export async function readRecord(gitDirectory: string): Promise<AmRecord | null> {
  try {
    const value: unknown = JSON.parse(await readFile(fileOf(gitDirectory), "utf8"));
    if (typeof value !== "object" || value === null) return null;
    const {
      title,
      branch,
      base,
      formerBranch,
      formerCommit,
      worktree,
      patchCount,
      firstHead,
      stoppedWith,
      own,
    } = value as Readonly<Record<string, unknown>>;
    if (typeof title !== "string" || typeof branch !== "string" || !isHash(base)) return null;
    if (branch.startsWith("-") || typeof patchCount !== "number") return null;
    if (typeof firstHead !== "string") return null;
    return {
      title,
      branch,
      base,
      formerBranch: typeof formerBranch === "string" && !formerBranch.startsWith("-") ? formerBranch : null,
      formerCommit: isHash(formerCommit) ? formerCommit : null,
      worktree: typeof worktree === "string" ? worktree : null,
      patchCount,
      firstHead,
      stoppedWith: namesOf(stoppedWith),
      own: namesOf(own) ?? [],
    };
  } catch {
    return null;
  }
}

/** Sum of a mail's header; white space at the ends of lines counts for nothing. */
export function headDigest(mail: string): string {
  const head = (mail.slice(0, maxHead).split(/\r?\n\r?\n/, 1)[0] ?? "").replaceAll("\r", "");
  return createHash("sha256").update(head.trim()).digest("hex");
}

/** Of the header; as much as `rebase-apply` is read of. */
const maxHead = 10_000;

const namesOf = (value: unknown): readonly string[] | null =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === "string") : null;

const isHash = (value: unknown): value is string =>
  typeof value === "string" && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(value);
