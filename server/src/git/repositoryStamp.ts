import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { RepositoryPlace } from "./discover.js";

/** What a commit, a checkout, a fetch or a repack of a repository touches (gitrepository-layout(5)). */
const ofTree = ["HEAD", "FETCH_HEAD", "logs/HEAD"];
const ofAll = [
  "HEAD",
  "FETCH_HEAD",
  "packed-refs",
  "reftable",
  "config",
  "shallow",
  "logs/HEAD",
  "objects",
  "objects/pack",
  "refs/heads",
  "refs/remotes",
  "refs/remotes/origin",
  "refs/tags",
];

/**
 * A text that is another once something was committed, fetched or checked out. Nothing is run: a few files are looked at. A ref
 * that is written by hand may escape it.
 */
export async function repositoryStamp({ gitDirectory, commonDirectory }: RepositoryPlace): Promise<string> {
  const paths = new Set([
    ...ofTree.map((name) => join(gitDirectory, name)),
    ...ofAll.map((name) => join(commonDirectory, name)),
  ]);
  const stamps = await Promise.all(
    [...paths].map(async (path) => {
      const status = await stat(path).catch(() => null);
      return status === null ? "-" : `${status.mtimeMs}.${status.size}.${status.ino}`;
    }),
  );
  return stamps.join(" ");
}
