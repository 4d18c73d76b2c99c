import { rmSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { RunResult } from "./process.js";
import type { TreeEntry } from "./treeReader.js";
import type { WorkOptions, Workplace } from "./workplace.js";

/**
 * An index of its own with a few entries, and a folder of its own for new objects: what git writes while it stands goes
 * there. The repository's index, objects and files stay as they are.
 */
export interface TemporaryIndex {
  run(args: readonly string[], options?: WorkOptions): Promise<RunResult>;
  /** Puts entries in, by path as bytes, one character each. */
  add(entries: ReadonlyMap<string, TreeEntry>, signal: AbortSignal): Promise<RunResult>;
  /** Removes both. Never rejects. */
  dispose(): Promise<void>;
}

/** Settings of the repository that would change what is told, or write into it (a split index has a shared part there). */
const settings: readonly string[] = [
  ...["-c", "core.splitIndex=false"],
  ...["-c", "core.untrackedCache=false"],
  ...["-c", "index.sparse=false"],
  ...["-c", "apply.whitespace=nowarn"],
  ...["-c", "apply.ignoreWhitespace=no"],
];

const prefix = "patch-mail-index-";
/** No check takes as long. */
const oldMilliseconds = 86_400_000;

/** Removes what a program that was killed has left: folders of ours, of this user, that are older than a day. Never rejects. */
async function removeOld(): Promise<void> {
  const own = process.getuid?.();
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(prefix)).slice(0, maxRemoved)) {
    const folder = join(tmpdir(), name);
    const status = await lstat(folder).catch(() => null);
    if (status === null || !status.isDirectory() || (own !== undefined && status.uid !== own)) continue;
    if (Date.now() - status.mtimeMs < oldMilliseconds) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

const maxRemoved = 200;

export async function createTemporaryIndex(workplace: Workplace): Promise<TemporaryIndex> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  // Where the program ends in the middle of it.
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeNow);
  void removeOld();
  const objects = join(folder, "objects");
  await mkdir(objects);
  const environment = {
    GIT_INDEX_FILE: join(folder, "index"),
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: listed(join(workplace.commonDirectory, "objects")),
    // Where core.worktree says another place, git would take paths to be outside of the tree.
    ...(workplace.gitDirectory === workplace.root ? {} : { GIT_WORK_TREE: workplace.root }),
  };
  const run: TemporaryIndex["run"] = (args, options = {}) =>
    // No working directory is given: git finds the repository from its root by itself, and checks who owns it.
    workplace.run([...settings, ...args], { ...options, environment });
  return {
    run,
    add(entries, signal) {
      const lines = [...entries].map(
        ([path, { mode, hash }]) => `${mode.padStart(6, "0")} ${hash} 0\t${path}\0`,
      );
      const input = Buffer.from(lines.join(""), "latin1");
      return run(["update-index", "-z", "--index-info"], { input, signal });
    },
    async dispose() {
      process.off("exit", removeNow);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    },
  };
}

/** An entry of a list of paths: quoted where it holds what separates them (git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES). */
function listed(path: string): string {
  if (!path.includes(delimiter) && !path.startsWith('"')) return path;
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
