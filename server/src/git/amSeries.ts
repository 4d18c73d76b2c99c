import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { branchProblem, worktreeProblem } from "./amBranch.js";
import { amArguments, checkoutMs, graceMs } from "./amOptions.js";
import type { AmOutcome, AmRequest, AmWatch } from "./amOutcome.js";
import { filesInTheWay, noAnswer } from "./amPaths.js";
import {
  type AmPlace,
  commitOf,
  exists,
  firstLine,
  ownPlace,
  type RepositoryState,
  repositoryState,
  runIn,
  watched,
} from "./amPlace.js";
import { type AmRecord, headDigest, removeRecord, writeRecord } from "./amRecord.js";
import { concluded, runAm } from "./amRun.js";
import { putBack, removeBranch } from "./amUndo.js";
import { ended, oneLine, refused, shortList } from "./amWords.js";
import type { Workplace } from "./workplace.js";

/** Makes the branch and runs `git am -3` on it. What cannot be done is put back as it was. Never rejects but for the disk. */
export async function startAm(workplace: Workplace, request: AmRequest, watch: AmWatch): Promise<AmOutcome> {
  const own = ownPlace(workplace);
  const asked = watched(own, watch.signal);
  const state = await repositoryState(workplace, watch.signal);
  const problem = await startProblem(asked, state, request);
  const base = problem === null ? await commitOf(asked, request.base) : null;
  // What was asked after it has no answer.
  if (watch.signal.aborted) return { kind: "cancelled", sentence: "" };
  if (problem !== null) return refused(problem);
  if (base === null) return refused(`${workplace.root} has no commit ${oneLine(request.base)}.`);
  const record: AmRecord = {
    title: request.title,
    branch: request.branch,
    base,
    formerBranch: request.worktree === null ? state.branch : null,
    formerCommit: request.worktree === null ? state.head : null,
    worktree: request.worktree,
    patchCount: request.patchCount,
    firstHead: headDigest(new TextDecoder().decode(request.mbox.subarray(0, 20_000))),
    stoppedWith: null,
    own: [],
  };
  const made =
    request.worktree === null ? await makeBranch(own, record, watch) : await makeWorktree(own, record, watch);
  if ("kind" in made) return made;
  const outcome = await runAm(made, amArguments, request.mbox, watch, true);
  return await concluded(made, record, outcome, true);
}

async function startProblem(
  place: AmPlace,
  state: RepositoryState,
  request: AmRequest,
): Promise<string | null> {
  if (state.identityProblem !== null) return state.identityProblem;
  if (state.head === null) return `${state.root} has no commit yet.`;
  if (request.worktree !== null) {
    const problem = await worktreeProblem(place, request.worktree);
    if (problem !== null) return problem;
  } else if (state.isBare) return `${state.root} is a bare repository: apply the series in a new worktree.`;
  else if (state.busyWith !== null) {
    return `There is ${state.busyWith} under way in ${state.root}: finish or abort it first, or apply the series in a new worktree.`;
  } else if (state.changes.length > 0) {
    return `${state.root} has changes that are not committed (${shortList(state.changes)}): commit or stash them, or apply the series in a new worktree.`;
  }
  const problem = await branchProblem(place, request.branch);
  if (problem !== null || request.worktree !== null) return problem;
  const top = await firstLine(place, ["rev-parse", "--show-toplevel"]);
  if ((await realPath(top)) !== (await realPath(state.root)))
    return `The working tree of ${state.root} is elsewhere (core.worktree): apply the series in a new worktree.`;
  const files = await filesInTheWay(place, request.paths);
  if (files.length === 0) return null;
  if (files.includes(noAnswer))
    return `Nobody can say whether the series would write over files of yours in ${state.root} ${noAnswer}: try again, or apply it in a new worktree.`;
  const [are, them] = files.length === 1 ? ["is", "it"] : ["are", "them"];
  return `${shortList(files)} ${are} in ${state.root}, and git does not track ${them}: the series would write over ${them}. Move ${them} away, or apply the series in a new worktree.`;
}

const realPath = (path: string): Promise<string> => realpath(path).catch(() => path);

async function makeBranch(place: AmPlace, record: AmRecord, watch: AmWatch): Promise<AmPlace | AmOutcome> {
  await writeRecord(place.gitDirectory, record);
  const result = await runIn(
    place,
    // Ignored files of the user's, too, are no files to write over.
    ["checkout", "--quiet", "--no-overwrite-ignore", "--no-track", "-b", record.branch, record.base, "--"],
    // Never ended in the middle: a tree that is half another cannot be put back.
    { timeLimitMs: checkoutMs, graceMs },
  );
  if (result.outcome === "done" && !watch.signal.aborted) return place;
  const back = result.outcome === "failed" ? "" : await putBack(place, record, true);
  await removeRecord(place.gitDirectory);
  return ended(result, `The branch ${record.branch} could not be made`, back);
}

async function makeWorktree(place: AmPlace, record: AmRecord, watch: AmWatch): Promise<AmPlace | AmOutcome> {
  const folder = record.worktree ?? "";
  const args = ["worktree", "add", "--quiet", "--no-track", "-b", record.branch, "--", folder, record.base];
  // Nor is this one ended in the middle: the branch, and git's list of worktrees, are the repository's.
  const result = await runIn(place, args, { timeLimitMs: checkoutMs, graceMs });
  const made: AmPlace = { ...place, root: folder, gitDirectory: "" };
  if (result.outcome === "done" && !watch.signal.aborted) {
    const gitDirectory = await firstLine(made, ["rev-parse", "--absolute-git-dir"]);
    if (gitDirectory !== "") {
      await writeRecord(gitDirectory, record);
      return { ...made, gitDirectory };
    }
  }
  // It was not there before: whatever stands in it is git's.
  if (await exists(join(folder, ".git"))) await runIn(place, ["worktree", "remove", "--force", "--", folder]);
  await runIn(place, ["worktree", "prune"]);
  await removeBranch(place, record, record.base);
  return ended(result, `The worktree ${folder} could not be made`, "");
}
