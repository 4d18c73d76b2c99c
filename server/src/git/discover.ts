import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** A repository as found on the disk, without running anything. */
export interface RepositoryPlace {
  /** Where git is started: the top of the working tree, or the bare repository itself. */
  readonly root: string;
  /** `.git`, the bare repository, or a linked worktree's own directory. */
  readonly gitDirectory: string;
  /** Holds objects, refs and config; differs from `gitDirectory` in linked worktrees. */
  readonly commonDirectory: string;
}

/** Upper bound of the `.git` and `commondir` files that are read. */
const maxPointerBytes = 8192;

/**
 * The repository that `folder` itself is: with a `.git` directory or file, or bare. Nothing is run; git is started in
 * `root` and finds the repository by itself, so that its ownership checks (`safe.directory`) hold.
 */
export async function repositoryAt(folder: string): Promise<RepositoryPlace | null> {
  const dotGit = join(folder, ".git");
  const kind = await kindOf(dotGit);
  if (kind === "directory") return describePlace(folder, dotGit);
  if (kind === "file") {
    const target = await readPointer(dotGit, "gitdir:");
    return target === null
      ? null
      : describePlace(folder, isAbsolute(target) ? target : resolve(folder, target));
  }
  return describePlace(folder, folder);
}

/** The nearest repository at or above `start`, or null. */
export async function findRepositoryAbove(start: string): Promise<RepositoryPlace | null> {
  let folder = resolve(start);
  for (;;) {
    const found = await repositoryAt(folder);
    if (found !== null) return found;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

/** Whether the repository still stands where it was found. */
export async function isStillThere(place: RepositoryPlace): Promise<boolean> {
  return (await kindOf(join(place.gitDirectory, "HEAD"))) !== null;
}

/** Whether its history is cut (git-clone(1), `--depth`). */
export async function isShallow(place: RepositoryPlace): Promise<boolean> {
  return (await kindOf(join(place.commonDirectory, "shallow"))) === "file";
}

/** Whether it left objects at the server (git-clone(1), `--filter`). */
export async function isPartialClone(place: RepositoryPlace): Promise<boolean> {
  try {
    const config = await readFile(join(place.commonDirectory, "config"), "utf8");
    return /^[ \t]*(?:promisor|partialclone(?:filter)?)[ \t]*=/im.test(config);
  } catch {
    return false;
  }
}

async function describePlace(root: string, gitDirectory: string): Promise<RepositoryPlace | null> {
  if ((await kindOf(join(gitDirectory, "HEAD"))) !== "file") return null;
  const common = await readPointer(join(gitDirectory, "commondir"), "");
  const commonDirectory = common === null ? gitDirectory : resolve(gitDirectory, common);
  if ((await kindOf(join(commonDirectory, "objects"))) !== "directory") return null;
  if ((await kindOf(join(commonDirectory, "refs"))) !== "directory") return null;
  return { root, gitDirectory, commonDirectory };
}

async function readPointer(path: string, label: string): Promise<string | null> {
  try {
    if ((await stat(path)).size > maxPointerBytes) return null;
    const text = await readFile(path, "utf8");
    if (!text.startsWith(label)) return null;
    const target = text.slice(label.length).trim();
    return target === "" ? null : target;
  } catch {
    return null;
  }
}

async function kindOf(path: string): Promise<"file" | "directory" | null> {
  try {
    const status = await stat(path);
    return status.isDirectory() ? "directory" : status.isFile() ? "file" : null;
  } catch {
    return null;
  }
}
