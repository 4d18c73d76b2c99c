import { pathProblem } from "../../core/patch/repositoryPath.js";
import type { AroundPatch, PatchPlace } from "../../features/writing.js";
import { createLru } from "../../git/lru.js";
import type { Workplace } from "../../git/workplace.js";
import { within } from "../../protocol/within.js";
import { readCommits } from "./readCommits.js";
import type { WritingServices } from "./services.js";

const maxWorkplaces = 3;
const maxFiles = 3;
const maxRanges = 10;
const maxCommits = 1000;
const maxChangers = 20;
/** In a kernel, blame of an old file reads its whole history. */
const timeLimitMs = 15_000;
const maxOutputBytes = 4 << 20;
const maxKept = 20;
const nothing: AroundPatch = { after: [], changed: [], isWhole: true };

interface Search {
  readonly found: AroundPatch;
  readonly done: Promise<AroundPatch>;
}

/**
 * What stands around a patch in the history that it was made from: the commits behind its base, and those that last changed its
 * lines (git-blame(1)). Kept until HEAD moves; git works on in the background, one patch at a time.
 */
export function createAroundPatch(
  { git, clock }: WritingServices,
  patienceMs: number,
): (documentUri: string, place: PatchPlace) => Promise<AroundPatch> {
  const searches = createLru<Search>(maxKept);
  let running: AbortController | undefined;

  const begin = async (workplace: Workplace, place: PatchPlace): Promise<Search | null> => {
    const head = await workplace.objectInfo("HEAD^{commit}");
    if (head.kind !== "object") return null;
    const key = JSON.stringify([workplace.root, head.hash, place]);
    const known = searches.get(key);
    if (known !== undefined) return known;
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const found = { after: [], changed: [], isWhole: false };
    const done = look(workplace, head.hash, place, found, controller.signal).then((isWhole) => {
      found.isWhole = isWhole;
      // What was stopped is asked again, what took too long is not.
      if (!isWhole && controller.signal.aborted) searches.delete(key);
      return { ...found, isWhole: true };
    });
    const search: Search = { found, done };
    searches.set(key, search);
    return search;
  };

  return async (documentUri, place) => {
    let last: Search | undefined;
    const find = async (): Promise<AroundPatch> => {
      const workplaces = await git.workplaces(documentUri);
      if ("unavailable" in workplaces) return nothing;
      for (const workplace of workplaces.slice(0, maxWorkplaces)) {
        const search = await begin(workplace, place);
        if (search === null) continue;
        last = search;
        const found = await search.done;
        if (found.after.length + found.changed.length > 0) return found;
      }
      return nothing;
    };
    const found = await within(clock, patienceMs, find());
    return found ?? { ...(last?.found ?? nothing), isWhole: false };
  };
}

/** Fills `found` as git answers; false: git was stopped. */
async function look(
  workplace: Workplace,
  head: string,
  { commit, base, files }: PatchPlace,
  found: { after: string[]; changed: AroundPatch["changed"] },
  signal: AbortSignal,
): Promise<boolean> {
  const own = await commitOf(workplace, commit, "^");
  const from = (await commitOf(workplace, base, "")) ?? own;
  const options = { timeLimitMs, maxOutputBytes, signal, background: true };
  if (from !== null) {
    const listed = await workplace.run(
      ["rev-list", `--max-count=${maxCommits}`, "--end-of-options", head, `^${from}`],
      options,
    );
    found.after = listed.output.toString("latin1").split("\n").filter(isHash);
  }
  const lines = new Map<string, number>();
  for (const { path, ranges } of files.slice(0, maxFiles)) {
    if (signal.aborted) return false;
    if (pathProblem(path) !== null || ranges.length === 0) continue;
    const blamed = await workplace.run(
      [
        "--literal-pathspecs",
        // Of the user: a file that may not be there.
        "-c",
        "blame.ignoreRevsFile=",
        "blame",
        "--no-textconv",
        "--incremental",
        ...ranges.slice(0, maxRanges).map(({ first, count }) => `-L${first},+${count}`),
        own ?? from ?? head,
        "--",
        path,
      ],
      options,
    );
    // With fewer lines than the patch says, it is another file: git refuses.
    if (blamed.outcome !== "done") continue;
    for (const [, hash = "", count] of blamed.output
      .toString("latin1")
      .matchAll(/^([0-9a-f]{40,64}) \d+ \d+ (\d+)$/gm))
      lines.set(hash, (lines.get(hash) ?? 0) + Number(count));
  }
  const hashes = [...lines].sort((a, b) => b[1] - a[1]).map(([hash]) => hash);
  if (hashes.length === 0) return !signal.aborted;
  const reading = readCommits(workplace, ["--no-walk=unsorted", "--stdin"], {
    timeLimitMs,
    signal,
    input: hashes
      .slice(0, maxChangers)
      .map((hash) => `${hash}\n`)
      .join(""),
  });
  const isWhole = await reading.done;
  found.changed = reading.commits;
  return isWhole || !signal.aborted;
}

/** In full; null where the repository has no such commit. */
async function commitOf(workplace: Workplace, hash: string | null, of: "" | "^"): Promise<string | null> {
  if (hash === null || !/^[0-9a-f]{7,64}$/.test(hash)) return null;
  const answer = await workplace.objectInfo(`${hash}${of}^{commit}`);
  return answer.kind === "object" ? answer.hash : null;
}

const isHash = (line: string): boolean => /^[0-9a-f]{40,64}$/.test(line);
