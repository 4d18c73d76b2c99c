import { lstat, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, sep } from "node:path";
import { type AmPlace, firstLine, runIn } from "./amPlace.js";

/** Why a branch of that name cannot be made, as a sentence; null where it can. */
export async function branchProblem(place: AmPlace, name: string): Promise<string | null> {
  if (name === "") return "The branch needs a name.";
  const noName = `${shownName(name)} is not a name that git allows for a branch.`;
  // `@{-1}` is the branch before this one: git knows it, and it is no name.
  if (name.length > 200 || name.startsWith("-") || name.includes("@{")) return noName;
  // Git would take them for another thing wherever the name is used.
  if (
    name === "@" ||
    /^[A-Z_]*HEAD$/.test(name) ||
    name.startsWith("refs/") ||
    /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)
  )
    return noName;
  if ((await firstLine(place, ["check-ref-format", "--branch", name])) !== name) return noName;
  const taken = await runIn(place, ["show-ref", "--verify", "--quiet", "--", `refs/heads/${name}`]);
  if (taken.outcome === "done") return `There is a branch ${name} already.`;
  return await folderProblem(place, name);
}

/** A branch `a` leaves no room for `a/b`, and the other way round. */
async function folderProblem(place: AmPlace, name: string): Promise<string | null> {
  const parts = name.split("/");
  for (let count = 1; count < parts.length; count++) {
    const above = parts.slice(0, count).join("/");
    const found = await runIn(place, ["show-ref", "--verify", "--quiet", "--", `refs/heads/${above}`]);
    if (found.outcome === "done") return `The branch ${above} leaves no room for ${name}.`;
  }
  const below = await firstLine(place, [
    "for-each-ref",
    "--count=1",
    "--format=%(refname)",
    `refs/heads/${name}/`,
  ]);
  return below === "" ? null : `The branch ${below.slice("refs/heads/".length)} leaves no room for ${name}.`;
}

const maxNumber = 1000;

/** A name as `branchName` makes it (letters, digits and `-`), or with a number behind it, that no branch stands in the way of. */
export async function freeBranch(place: AmPlace, wanted: string): Promise<string> {
  const head = `refs/heads/${wanted}`;
  const names = [head, `${head}-*`, `${head}-*/**`];
  const listed = await runIn(place, ["for-each-ref", "--format=%(refname)", "--", ...names]);
  const taken = new Set<string>();
  // A branch `a/b` leaves no room for `a`.
  for (const line of listed.output.toString("utf8").split("\n"))
    taken.add(line.slice("refs/heads/".length).split("/", 1)[0] ?? "");
  let name = wanted;
  for (let number = 2; number < maxNumber && taken.has(name); number++) name = `${wanted}-${number}`;
  return name;
}

const shownName = (name: string): string => name.slice(0, 100).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?");

/** Why a worktree cannot be made in that folder, as a sentence; null where it can. */
export async function worktreeProblem(place: AmPlace, folder: string): Promise<string | null> {
  if (!isAbsolute(folder)) return "The folder of the worktree needs an absolute path.";
  if (folder.length > 1000 || /\p{Cc}/u.test(folder)) return "The folder's name cannot be used.";
  try {
    // A dangling link is there, too.
    await lstat(folder);
    return `${folder} is there already.`;
  } catch {
    try {
      if (!(await stat(dirname(folder))).isDirectory()) return `${dirname(folder)} is not a folder.`;
      return await insideProblem(place, folder);
    } catch {
      return `There is no folder ${dirname(folder)}.`;
    }
  }
}

/** In the repository's own tree its files would be files that git does not track; in `.git`, nobody's. */
async function insideProblem({ workplace }: AmPlace, folder: string): Promise<string | null> {
  const parent = await realpath(dirname(folder));
  const { root, gitDirectory, commonDirectory } = workplace;
  for (const own of [gitDirectory, commonDirectory, root]) {
    const path = relative(await realpath(own), parent);
    const isInside = path === "" || (path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path));
    if (isInside) return `${folder} is inside the repository ${root}: choose a folder beside it.`;
  }
  return null;
}

/** `frost-cold-places`: a name for the branch of a series, out of its title. Letters, digits and `-` only. */
export function branchName(title: string, version: number): string {
  const words = title
    .slice(0, 300)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "");
  const short = words
    .slice(0, 50)
    .replace(/-[^-]{0,12}$/, words.length > 50 ? "" : "$&")
    .replace(/-$/, "");
  return `${short === "" ? "series" : short}${version === 1 ? "" : `-v${version}`}`;
}
