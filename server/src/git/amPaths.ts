import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { type AmPlace, runIn } from "./amPlace.js";

/** Beyond it, paths of a series are not looked at: it is none. */
const maxPaths = 20_000;
/** Of one command line. */
const maxCharacters = 50_000;
const listMs = 60_000;

/** In place of files, as `changedFiles` does it: nobody knows which there are, so nothing may be written. */
export const noAnswer = "(git ls-files does not answer)";

/**
 * Files of the user's own that a series would write over, or take away when it is undone: what stands where its paths lead and
 * git does not track, ignored files among them (which git takes for worthless). `noAnswer` alone where git does not tell.
 *
 * @param paths of the series, relative to the top of the tree
 */
export async function filesInTheWay(place: AmPlace, paths: readonly string[]): Promise<readonly string[]> {
  const unique = [...new Set(paths)].slice(0, maxPaths);
  const found = new Set<string>();
  for (const some of pieces(unique)) {
    const others = await listed(place, ["--others"], some);
    if (others === null) return [noAnswer];
    for (const name of others) found.add(name);
  }
  // A file, or a link, where the series has a folder.
  const above = new Set<string>();
  for (const path of unique)
    for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) above.add(path.slice(0, at));
  const files: string[] = [];
  for (const path of [...above].slice(0, maxPaths))
    if (await isOther(join(place.root, path))) files.push(path);
  for (const some of pieces(files)) {
    const tracked = await listed(place, ["--cached"], some);
    if (tracked === null) return [noAnswer];
    const names = new Set(tracked);
    for (const path of some) if (!names.has(path)) found.add(path);
  }
  return [...found];
}

/** null where git did not come to its end: half a list says nothing. */
async function listed(
  place: AmPlace,
  what: readonly string[],
  paths: readonly string[],
): Promise<string[] | null> {
  const args = ["--literal-pathspecs", "ls-files", "-z", ...what, "--", ...paths];
  const { outcome, output } = await runIn(place, args, { timeLimitMs: listMs });
  if (outcome !== "done") return null;
  return output
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}

function pieces(paths: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let length = maxCharacters;
  for (const path of paths) {
    length += path.length + 1;
    if (length > maxCharacters) {
      all.push([]);
      length = path.length;
    }
    all.at(-1)?.push(path);
  }
  return all;
}

/** There, and no folder. */
async function isOther(path: string): Promise<boolean> {
  try {
    return !(await lstat(path)).isDirectory();
  } catch {
    return false;
  }
}
