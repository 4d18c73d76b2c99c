import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { RunResult } from "./process.js";
import type { Workplace } from "./workplace.js";

/** A working tree in which `git am` runs: a repository's own, or a linked one. */
export interface AmPlace {
  readonly workplace: Workplace;
  /** Top of the working tree. */
  readonly root: string;
  /** `.git` of that tree: `rebase-apply` stands in it. */
  readonly gitDirectory: string;
  /** Ends what git is asked there; see `watched`. */
  readonly signal?: AbortSignal;
}

/** What a repository is like, before anything is applied to it. */
export interface RepositoryState {
  readonly root: string;
  /** Checked out; null: none, or a bare repository. */
  readonly branch: string | null;
  /** Its commit; null: there is none yet. */
  readonly head: string | null;
  readonly isBare: boolean;
  /** Files of the working tree with changes that are not committed, at most 20 of them; untracked ones are none. */
  readonly changes: readonly string[];
  /** `a git am`, `a rebase`, `a merge` … that is not finished; null: nothing. */
  readonly busyWith: string | null;
  /** Sentence where git does not know who commits; else null. */
  readonly identityProblem: string | null;
}

/** Time for what answers at once in a small tree, and reads 90,000 files in a kernel's. */
const statusMs = 120_000;
const maxShown = 20;

export const ownPlace = (workplace: Workplace): AmPlace => ({
  workplace,
  root: workplace.root,
  gitDirectory: workplace.gitDirectory,
});

/** The same tree, for questions that nobody waits for any more once the signal has come. Never for what takes something back. */
export const watched = (place: AmPlace, signal: AbortSignal): AmPlace => ({ ...place, signal });

/** Runs git in that tree. Never rejects. */
export const runIn = (
  { workplace, root, signal }: AmPlace,
  args: readonly string[],
  options: Parameters<Workplace["run"]>[1] = {},
): Promise<RunResult> =>
  workplace.run(args, { ...(signal && { signal }), ...options, workingDirectory: root });

/** The first line of what git printed; "" where it failed. */
export async function firstLine(place: AmPlace, args: readonly string[]): Promise<string> {
  const result = await runIn(place, args);
  return result.outcome === "done" ? (result.output.toString("utf8").split("\n", 1)[0] ?? "") : "";
}

/** What it is like now; after the signal it tells nothing that is worth anything. */
export async function repositoryState(workplace: Workplace, signal: AbortSignal): Promise<RepositoryState> {
  const place = watched(ownPlace(workplace), signal);
  const isBare = (await firstLine(place, ["rev-parse", "--is-bare-repository"])) === "true";
  const branch = await firstLine(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return {
    root: workplace.root,
    branch: branch === "" ? null : branch,
    head: await commitOf(place, "HEAD"),
    isBare,
    changes: isBare ? [] : (await changedFiles(place)).slice(0, maxShown),
    busyWith: await busyWith(place.gitDirectory),
    identityProblem: await identityProblem(place),
  };
}

/** Full hash of the commit that a name of the user's stands for; null: none. */
export async function commitOf(place: AmPlace, name: string): Promise<string | null> {
  if (name === "" || name.length > 300) return null;
  const hash = await firstLine(place, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${name}^{commit}`,
  ]);
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(hash) ? hash : null;
}

/** Files whose content differs from HEAD or the index; a sentence in place of them where git does not tell. */
export async function changedFiles(place: AmPlace): Promise<readonly string[]> {
  const result = await runIn(
    place,
    ["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames"],
    {
      timeLimitMs: statusMs,
    },
  );
  if (result.outcome !== "done") return ["(git status does not answer)"];
  return result.output
    .toString("utf8")
    .split("\0")
    .filter((entry) => entry.length > 3)
    .map((entry) => entry.slice(3));
}

/** Files with conflicts that are not resolved. */
export async function unmergedFiles(place: AmPlace): Promise<readonly string[]> {
  const result = await runIn(place, ["diff", "--name-only", "--diff-filter=U", "-z"], {
    timeLimitMs: statusMs,
  });
  return [...new Set(result.output.toString("utf8").split("\0"))].filter((name) => name !== "");
}

/** What keeps a working tree busy, as git's own prompt tells it (git-prompt.sh); null: nothing. */
export async function busyWith(gitDirectory: string): Promise<string | null> {
  const signs = [
    ["rebase-apply/applying", "a git am"],
    ["rebase-apply", "a rebase"],
    ["rebase-merge", "a rebase"],
    ["MERGE_HEAD", "a merge"],
    ["CHERRY_PICK_HEAD", "a cherry-pick"],
    ["REVERT_HEAD", "a revert"],
  ] as const;
  for (const [name, what] of signs) if (await exists(join(gitDirectory, name))) return what;
  return null;
}

export const isApplying = (gitDirectory: string): Promise<boolean> =>
  exists(join(gitDirectory, "rebase-apply", "applying"));

/**
 * A sentence where no name or address is set: git would make one up of the machine's name, or stop in the middle. The
 * environment's `GIT_COMMITTER_…` is not passed on.
 */
async function identityProblem(place: AmPlace): Promise<string | null> {
  const asked = await runIn(place, ["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"]);
  if (asked.outcome === "done") return null;
  return "Git does not know who commits: set user.name and user.email (git config --global user.name …), then try again.";
}

/** The trees of a repository in which a `git am` is not finished: its own, and linked ones. */
export async function applyingPlaces(workplace: Workplace): Promise<readonly AmPlace[]> {
  const places: AmPlace[] = [];
  if (await isApplying(workplace.gitDirectory)) places.push(ownPlace(workplace));
  const folder = join(workplace.commonDirectory, "worktrees");
  const names = await readdir(folder).catch(() => []);
  for (const name of names.slice(0, maxWorktrees)) {
    const gitDirectory = join(folder, name);
    if (gitDirectory === workplace.gitDirectory || !(await isApplying(gitDirectory))) continue;
    const root = await treeOf(gitDirectory);
    if (root !== null) places.push({ workplace, root, gitDirectory });
  }
  return places;
}

const maxWorktrees = 200;

/** The folder of a linked worktree: `gitdir` names its `.git` file (gitrepository-layout(5)). */
async function treeOf(gitDirectory: string): Promise<string | null> {
  try {
    const target = (await readFile(join(gitDirectory, "gitdir"), "utf8")).slice(0, 8192).trim();
    const dotGit = resolve(gitDirectory, target);
    return (await exists(dotGit)) ? dirname(dotGit) : null;
  } catch {
    return null;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
