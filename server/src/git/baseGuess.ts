import { headerNames, withoutFolders } from "../core/patch/headerNames.js";
import type { PatchToCheck } from "./applyModel.js";
import { createTreeReader, type TreeReader, UnreadableTree } from "./treeReader.js";
import type { Workplace } from "./workplace.js";

/** A commit whose files are those that the patches were made of, as far as their `index` lines tell. */
export interface BaseGuess {
  readonly commit: string;
  /** What it is: `HEAD`, a branch or tag, or "" for a commit of the history. */
  readonly name: string;
  /** Files that are there as the patches name them. */
  readonly matches: number;
  /** Files that the patches name. */
  readonly total: number;
}

/** A file as it was before the series: path as bytes, abbreviated hash of its blob. */
export interface WantedBlob {
  readonly path: string;
  readonly blob: string;
}

const maxTips = 60;
const maxCommits = 400;
const maxWanted = 400;
const timeLimitMs = 10_000;
/** Commits may be younger than the mail by their clock, and by a rebase. */
const clockMilliseconds = 2 * 86_400_000;

/** What the `index` lines say of the files before the series: of each path the first patch that names it. */
export function wantedBlobs(
  patches: readonly { readonly files: readonly Pick<PatchToCheck["files"][number], "header">[] }[],
): WantedBlob[] {
  const seen = new Set<string>();
  const wanted: WantedBlob[] = [];
  for (const { header } of patches.flatMap(({ files }) => files)) {
    const paths = headerNames(header).flatMap((name) => withoutFolders(name, 1) ?? []);
    const blob = /^index ([0-9a-f]{7,64})\.\.[0-9a-f]{7,64}(?: [0-7]{6})?\r?$/m.exec(header)?.[1];
    const [path] = paths;
    const isFirst = !paths.some((name) => seen.has(name));
    for (const name of paths) seen.add(name);
    if (path === undefined || blob === undefined || !isFirst || /^0+$/.test(blob)) continue;
    wanted.push({ path, blob });
  }
  return wanted.slice(0, maxWanted);
}

/**
 * Looks for the base of patches by their blobs, as b4 does: HEAD, branches and tags first, then the newest commits that have
 * changed one of the files before the mail was sent. The first with all blobs, else the best one; null where none has any.
 *
 * @param sentAt milliseconds since 1970, or null
 */
export async function guessBase(
  workplace: Workplace,
  wanted: readonly WantedBlob[],
  sentAt: number | null,
  signal: AbortSignal,
): Promise<BaseGuess | null> {
  if (wanted.length === 0) return null;
  const reader = createTreeReader(workplace);
  const tips = await newestTips(workplace, signal);
  let best: BaseGuess | null = null;
  const seen = new Set<string>();
  const look = async (commit: string, name: string): Promise<boolean> => {
    if (seen.has(commit)) return false;
    seen.add(commit);
    const matches = await countMatches(workplace, reader, commit, wanted);
    const total = wanted.length;
    if (matches > (best?.matches ?? 0)) best = { commit, name, matches, total };
    return matches === total;
  };
  for (const { commit, name } of tips) if (signal.aborted || (await look(commit, name))) return best;
  for (const commit of await history(workplace, tips, wanted, sentAt, signal))
    if (signal.aborted || (await look(commit, ""))) return best;
  return best;
}

async function countMatches(
  { objectInfo }: Workplace,
  reader: TreeReader,
  commit: string,
  wanted: readonly WantedBlob[],
): Promise<number> {
  const tree = await objectInfo(`${commit}^{tree}`);
  if (tree.kind !== "object") return 0;
  let count = 0;
  for (const { path, blob } of wanted) {
    try {
      if ((await reader.entry(tree.hash, path))?.hash.startsWith(blob)) count++;
    } catch (error) {
      if (!(error instanceof UnreadableTree)) throw error;
    }
  }
  return count;
}

async function newestTips(
  { run, objectInfo }: Workplace,
  signal: AbortSignal,
): Promise<readonly { readonly commit: string; readonly name: string }[]> {
  const head = await objectInfo("HEAD^{commit}");
  const listed = await run(
    [
      "for-each-ref",
      "--sort=-committerdate",
      `--count=${maxTips}`,
      "--format=%(objectname) %(*objectname) %(refname:short)",
      ...["refs/heads", "refs/remotes", "refs/tags"],
    ],
    { signal, timeLimitMs },
  );
  const tips = listed.output
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const [own, peeled, name] = line.split(" ");
      const commit = peeled || own;
      return commit && name ? { commit, name } : [];
    });
  return head.kind === "object" ? [{ commit: head.hash, name: "HEAD" }, ...tips] : tips;
}

/** The newest commits that have changed one of the files: their hashes. */
async function history(
  { run }: Workplace,
  tips: readonly { readonly commit: string }[],
  wanted: readonly WantedBlob[],
  sentAt: number | null,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lines = [...new Set(tips.map(({ commit }) => commit)), "--"];
  // Paths are told on standard input, behind `--`, each for itself and not as a pattern.
  const paths = wanted.map(({ path }) => path).filter((path) => !path.includes("\n"));
  const input = Buffer.from(`${[...lines, ...paths].join("\n")}\n`, "latin1");
  const until = sentAt === null ? [] : [`--before=${Math.ceil((sentAt + clockMilliseconds) / 1000)}`];
  const { output, outcome } = await run(
    ["--literal-pathspecs", "rev-list", "--full-history", `--max-count=${maxCommits}`, ...until, "--stdin"],
    { input, signal, timeLimitMs },
  );
  // What came within the time serves.
  const isUsable = outcome === "done" || outcome === "timeLimit";
  return isUsable
    ? output
        .toString("latin1")
        .split("\n")
        .filter((line) => /^[0-9a-f]{40,64}$/.test(line))
    : [];
}
