import { join } from "node:path";
import type { AmOutcome } from "./amOutcome.js";
import { amSettings, checkoutMs, graceMs } from "./amOptions.js";
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
import { type AmRecord, readRecord, removeRecord } from "./amRecord.js";
import { firstError, refused, shortList } from "./amWords.js";

/**
 * `git am --abort`; and the branch, or worktree, that was made for it is taken away again. Refuses where that would take
 * other changes with it. `signal` ends the questions before; what was begun is brought to its end.
 */
export async function abortAm(place: AmPlace, signal: AbortSignal): Promise<AmOutcome> {
  if (!(await isApplying(place.gitDirectory))) return refused(`No git am is under way in ${place.root}.`);
  const record = await readRecord(place.gitDirectory);
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
  if (record === null) return "git am was aborted.";
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
  const target =
    record.formerBranch === null
      ? ["--detach", record.formerCommit ?? record.base]
      : [record.formerBranch, "--"];
  const result = await runIn(place, ["checkout", "--quiet", ...target], { timeLimitMs: checkoutMs, graceMs });
  const name = record.formerBranch ?? (record.formerCommit ?? record.base).slice(0, 12);
  if (result.outcome !== "done")
    return `${name} could not be checked out again: ${firstError(result.errorText)}`;
  await removeBranch(place, record, tip);
  return `${name} is checked out again, and the branch ${record.branch} is gone.`;
}

async function removeWorktree(place: AmPlace, record: AmRecord, tip: string): Promise<string> {
  const folder = record.worktree ?? "";
  const { workplace } = place;
  // Not with --force: files that somebody has put there stay.
  const result = await workplace.run(["worktree", "remove", "--", folder], { timeLimitMs: checkoutMs });
  if (result.outcome !== "done") return `The worktree ${folder} holds other files, and stays.`;
  await removeBranch(ownPlace(workplace), record, tip);
  return `The worktree ${folder} and the branch ${record.branch} are gone.`;
}

/** Only while it stands at `tip`. */
export async function removeBranch(place: AmPlace, { branch }: AmRecord, tip: string): Promise<void> {
  await runIn(place, ["update-ref", "-d", `refs/heads/${branch}`, tip]);
}

/** Changed files that neither the patch nor its merge has touched. */
async function otherChanges(place: AmPlace, record: AmRecord | null): Promise<readonly string[]> {
  const known = new Set([
    ...(record?.stoppedWith ?? []),
    ...(await filesOfPatch(place)),
    ...(await unmergedFiles(place)),
  ]);
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
