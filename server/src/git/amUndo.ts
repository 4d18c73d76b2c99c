import { join } from "node:path";
import { amSettings, checkoutMs, graceMs } from "./amOptions.js";
import type { AmOutcome } from "./amOutcome.js";
import {
  type AmPlace,
  changedFiles,
  commitOf,
  firstLine,
  isApplying,
  ownPlace,
  runIn,
  unmergedFiles,
  watched,
} from "./amPlace.js";
import { type AmRecord, removeRecord } from "./amRecord.js";
import { ownRecord } from "./amStop.js";
import { firstError, refused, shortList } from "./amWords.js";

/**
 * `git am --abort`; and the branch, or worktree, that was made for it is taken away again. Refuses where that would take
 * other changes with it. `signal` ends the questions before; what was begun is brought to its end.
 */
export async function abortAm(place: AmPlace, signal: AbortSignal): Promise<AmOutcome> {
  if (!(await isApplying(place.gitDirectory))) return refused(`No git am is under way in ${place.root}.`);
  const record = await ownRecord(place);
  const others = await otherChanges(watched(place, signal), record);
  if (signal.aborted) return { kind: "cancelled", sentence: "" };
  if (others.length > 0) {
    return refused(
      `${shortList(others)} ${others.length === 1 ? "has" : "have"} changes that are not of the series: git am --abort could take them away. Commit or stash them first.`,
    );
  }
  const sentence = await undo(place, record);
  return { kind: "cancelled", sentence };
}

/**
 * Takes the series back, the branch and the worktree made for it; says what stayed and why. `isFresh`: nobody but us can have
 * put commits on the branch.
 */
export async function undo(place: AmPlace, record: AmRecord | null, isFresh = false): Promise<string> {
  if (await isApplying(place.gitDirectory)) {
    const aborted = await runIn(place, [...amSettings, "am", "--abort"], {
      timeLimitMs: checkoutMs,
      graceMs,
    });
    if (await isApplying(place.gitDirectory))
      return `git am --abort failed: ${firstError(aborted.errorText)}`;
  }
  if (record === null) {
    // One that stands there is of a run before.
    await removeRecord(place.gitDirectory);
    return "git am was aborted.";
  }
  const sentence = await putBack(place, record, isFresh);
  await removeRecord(place.gitDirectory);
  return sentence;
}

export async function putBack(place: AmPlace, record: AmRecord, isFresh: boolean): Promise<string> {
  const branch = await firstLine(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  if (branch !== record.branch) {
    return branch === record.formerBranch ? "" : `${record.branch} is not checked out any more, and stays.`;
  }
  const tip = await commitOf(place, `refs/heads/${record.branch}`);
  if (tip === null || (tip !== record.base && !isFresh))
    return `The branch ${record.branch} has other commits, and stays.`;
  if (record.worktree !== null) return await removeWorktree(place, record, tip);
  // Renamed, or gone: then the commit that it was at.
  const isThere =
    record.formerBranch !== null && (await commitOf(place, `refs/heads/${record.formerBranch}`)) !== null;
  const former = record.formerCommit ?? record.base;
  const target = isThere && record.formerBranch !== null ? [record.formerBranch, "--"] : ["--detach", former];
  const result = await runIn(place, ["checkout", "--quiet", "--no-overwrite-ignore", ...target], {
    timeLimitMs: checkoutMs,
    graceMs,
  });
  const name = isThere ? record.formerBranch : former.slice(0, 12);
  if (result.outcome !== "done")
    return `${name} could not be checked out again: ${firstError(result.errorText)}`;
  const problem = await removeBranch(place, record, tip);
  const missing =
    record.formerBranch === null || isThere
      ? ""
      : `The branch ${record.formerBranch} is not there any more: `;
  return `${missing}${name} is checked out again, and the branch ${record.branch} ${problem === null ? "is gone." : `stays: ${problem}`}`;
}

async function removeWorktree(place: AmPlace, record: AmRecord, tip: string): Promise<string> {
  const folder = record.worktree ?? "";
  const { workplace } = place;
  // What git ignores it would take away: a .config, a build.
  const others = await untrackedFiles(place);
  if (others.length > 0)
    return `The worktree ${folder} holds other files (${shortList(others)}), and stays, with the branch ${record.branch}.`;
  // Not with --force: files that somebody has put there stay.
  const result = await workplace.run(["worktree", "remove", "--", folder], { timeLimitMs: checkoutMs });
  if (result.outcome !== "done") return `The worktree ${folder} stays: ${firstError(result.errorText)}`;
  const problem = await removeBranch(ownPlace(workplace), record, tip);
  return problem === null
    ? `The worktree ${folder} and the branch ${record.branch} are gone.`
    : `The worktree ${folder} is gone; the branch ${record.branch} stays: ${problem}`;
}

/** Files and folders that git does not track, ignored ones among them. */
async function untrackedFiles(place: AmPlace): Promise<readonly string[]> {
  const args = ["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--ignored", "--no-renames"];
  const result = await runIn(place, args, { timeLimitMs: checkoutMs });
  if (result.outcome !== "done") return ["(git status does not answer)"];
  return result.output
    .toString("utf8")
    .split("\0")
    .filter((entry) => entry.startsWith("?? ") || entry.startsWith("!! "))
    .map((entry) => entry.slice(3));
}

/** Only while it stands at `tip`. Why it is still there; null: it is gone. */
export async function removeBranch(
  place: AmPlace,
  { branch }: AmRecord,
  tip: string,
): Promise<string | null> {
  const result = await runIn(place, ["update-ref", "-d", `refs/heads/${branch}`, tip]);
  return result.outcome === "done" ? null : firstError(result.errorText);
}

/** Changed files that neither the patch nor its merge has touched. */
export async function otherChanges(place: AmPlace, record: AmRecord | null): Promise<readonly string[]> {
  const known = new Set([
    ...(record?.stoppedWith ?? []),
    ...(await filesOfPatch(place)),
    ...(await unmergedFiles(place)),
  ]);
  for (const name of record?.own ?? []) known.delete(name);
  return (await changedFiles(place)).filter((name) => !known.has(name));
}

/** Files that the patch which stopped names. */
async function filesOfPatch(place: AmPlace): Promise<readonly string[]> {
  const result = await runIn(place, [
    "apply",
    "--numstat",
    "-z",
    "--",
    join(place.gitDirectory, "rebase-apply", "patch"),
  ]);
  return result.output
    .toString("utf8")
    .split("\0")
    .map((entry) => entry.replace(/^[\d-]+\t[\d-]+\t/, ""))
    .filter((name) => name !== "");
}
