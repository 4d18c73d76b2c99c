import { pathProblem } from "../../core/patch/repositoryPath.js";
import type { Known, KnownCommit } from "../../features/writing.js";
import { createLru } from "../../git/lru.js";
import { sentences } from "../../git/sentences.js";
import type { Workplace } from "../../git/workplace.js";
import { within } from "../../protocol/within.js";
import { type CommitReading, readCommits } from "./readCommits.js";
import type { WritingServices } from "./services.js";

const maxCommits = 200;
const maxPaths = 20;
const maxWorkplaces = 3;
/** Of a file that nobody has touched for long, the whole history of a kernel is read. */
const timeLimitMs = 15_000;
const maxKept = 20;

interface Search {
  readonly reading: CommitReading;
  isDone: boolean;
}

/** Newest commits of files: `git log` in the background, one at a time, kept until HEAD moves. */
export function createRecentCommits(
  { git, clock }: WritingServices,
  patienceMs: number,
): (documentUri: string, paths: readonly string[]) => Promise<Known<KnownCommit>> {
  const searches = createLru<Search>(maxKept);
  let running: AbortController | undefined;
  let wasTold = false;

  const begin = async (workplace: Workplace, paths: readonly string[]): Promise<Search | null> => {
    const head = await workplace.objectInfo("HEAD^{commit}");
    if (head.kind !== "object") return null;
    const key = [workplace.root, head.hash, ...paths].join("\0");
    const known = searches.get(key);
    if (known !== undefined) return known;
    // Who writes at another patch now does not wait for the one before.
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const reading = readCommits(
      workplace,
      [`--max-count=${maxCommits}`, "--no-merges", "--end-of-options", head.hash, "--", ...paths],
      { timeLimitMs, signal: controller.signal },
    );
    const search: Search = { reading, isDone: false };
    searches.set(key, search);
    void reading.done.then((isWhole) => {
      search.isDone = true;
      // What was stopped is asked again, what took too long is not.
      if (!isWhole && controller.signal.aborted) searches.delete(key);
    });
    return search;
  };

  return async (documentUri, all) => {
    const paths = [...new Set(all)].filter((path) => pathProblem(path) === null).slice(0, maxPaths);
    if (paths.length === 0) return { items: [], isWhole: true };
    let last: Search | undefined;
    const find = async (): Promise<Known<KnownCommit>> => {
      const workplaces = await git.workplaces(documentUri);
      if ("unavailable" in workplaces) {
        const isNew = !wasTold && workplaces.unavailable === sentences.untrusted;
        wasTold ||= isNew;
        return { items: [], isWhole: true, ...(isNew ? { note: workplaces.unavailable } : {}) };
      }
      for (const workplace of workplaces.slice(0, maxWorkplaces)) {
        const search = await begin(workplace, paths);
        if (search === null) continue;
        last = search;
        if (!search.isDone) await search.reading.done;
        if (search.reading.commits.length > 0) break;
      }
      return { items: last?.reading.commits ?? [], isWhole: true };
    };
    return (
      (await within(clock, patienceMs, find())) ?? {
        items: [...(last?.reading.commits ?? [])],
        isWhole: false,
      }
    );
  };
}
