import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { branchProblem, worktreeProblem } from "./amBranch.js";
import {
  type AmPlace,
  changedFiles,
  commitOf,
  exists,
  firstLine,
  isApplying,
  ownPlace,
  repositoryState,
  runIn,
  unmergedFiles,
} from "./amPlace.js";
import { type AmRecord, readRecord, removeRecord, writeRecord } from "./amRecord.js";
import type { RunResult } from "./process.js";
import type { Workplace } from "./workplace.js";

/** A series for `git am`, and the branch that it goes to. */
export interface AmRequest {
  readonly title: string;
  /** As `seriesMbox` makes it. */
  readonly mbox: Uint8Array;
  readonly patchCount: number;
  /** Of a branch that is not there yet. */
  readonly branch: string;
  /** Name or hash of the commit that it begins at. */
  readonly base: string;
  /** Folder of a new worktree; null: the branch is checked out in the repository's own tree, which must be clean. */
  readonly worktree: string | null;
}

export interface AmWatch {
  readonly signal: AbortSignal;
  /** `number` counts from 1. */
  onApplying(number: number, title: string): void;
}

export type AmOutcome =
  | AmDone
  | { readonly kind: "stopped"; readonly stop: AmStop }
  /** Nothing was changed, or all was put back. */
  | { readonly kind: "refused"; readonly sentence: string; readonly output: string }
  | { readonly kind: "cancelled"; readonly sentence: string };

export interface AmDone {
  readonly kind: "done";
  /** Top of the tree that has the branch checked out. */
  readonly root: string;
  readonly branch: string;
  /** Made; fewer than patches where some were there already. */
  readonly commits: number;
  /** `git log --stat` of them, oldest first. */
  readonly log: string;
}

/** A `git am` that waits for somebody. */
export interface AmStop {
  readonly root: string;
  readonly gitDirectory: string;
  /** Checked out there; null: none. */
  readonly branch: string | null;
  /** The patch that did not apply, from 1, and of how many. */
  readonly patch: number;
  readonly patchCount: number;
  readonly title: string;
  /** Files with conflicts to resolve; empty where git did not get so far. */
  readonly conflicts: readonly string[];
  /** What git said of it, a few lines. */
  readonly reasons: readonly string[];
  /** The branch is one that Patch Mail made; null: `git am` was started by somebody else. */
  readonly record: AmRecord | null;
}

/** Signing may ask for a passphrase in a window that nobody sees. */
const amMs = 600_000;
/** A kernel's working tree is written. */
const checkoutMs = 600_000;
/** For git to take its lock files away. */
const graceMs = 10_000;
const maxOutput = 200_000;
/** Git makes no name up where none is set. */
const strictIdentity = ["-c", "user.useConfigOnly=true"];

/** Makes the branch and runs `git am -3` on it. What cannot be done is put back as it was. Never rejects but for the disk. */
export async function startAm(workplace: Workplace, request: AmRequest, watch: AmWatch): Promise<AmOutcome> {
  const own = ownPlace(workplace);
  const problem = await startProblem(own, request);
  if (problem !== null) return refused(problem);
  const base = await commitOf(own, request.base);
  if (base === null) return refused(`${workplace.root} has no commit ${oneLine(request.base)}.`);
  const state = await repositoryState(workplace);
  const record: AmRecord = {
    title: request.title,
    branch: request.branch,
    base,
    formerBranch: request.worktree === null ? state.branch : null,
    formerCommit: request.worktree === null ? state.head : null,
    worktree: request.worktree,
    patchCount: request.patchCount,
    stoppedWith: null,
  };
  const made =
    request.worktree === null ? await makeBranch(own, record, watch) : await makeWorktree(own, record, watch);
  if ("kind" in made) return made;
  const outcome = await run(made, ["am", "--3way", "--patch-format=mbox"], request.mbox, watch);
  return await concluded(made, record, outcome, true);
}

/** Goes on after the conflicts were resolved and staged. */
export async function continueAm(place: AmPlace, watch: AmWatch): Promise<AmOutcome> {
  if (!(await isApplying(place.gitDirectory))) return refused(`No git am is under way in ${place.root}.`);
  const unmerged = await unmergedFiles(place);
  if (unmerged.length > 0) {
    return refused(
      `${shortList(unmerged)} still ${unmerged.length === 1 ? "has" : "have"} conflicts: resolve them and stage the files (git add), then continue.`,
    );
  }
  const record = await readRecord(place.gitDirectory);
  const outcome = await run(place, ["am", "--continue"], "", watch);
  return await concluded(place, record, outcome, false);
}

/**
 * `git am --abort`; and the branch, or worktree, that was made for it is taken away again. Refuses where that would take
 * other changes with it.
 */
export async function abortAm(place: AmPlace): Promise<AmOutcome> {
  if (!(await isApplying(place.gitDirectory))) return refused(`No git am is under way in ${place.root}.`);
  const record = await readRecord(place.gitDirectory);
  const others = await otherChanges(place, record);
  if (others.length > 0) {
    return refused(
      `${shortList(others)} ${others.length === 1 ? "has" : "have"} changes that are not of the series: git am --abort could take them away. Commit or stash them first.`,
    );
  }
  const sentence = await undo(place, record);
  return { kind: "cancelled", sentence };
}

/** What waits in a tree; null: nothing. */
export async function stopIn(place: AmPlace, output = ""): Promise<AmStop | null> {
  if (!(await isApplying(place.gitDirectory))) return null;
  const branch = await firstLine(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return {
    root: place.root,
    gitDirectory: place.gitDirectory,
    branch: branch === "" ? null : branch,
    patch: await numberIn(place, "next"),
    patchCount: await numberIn(place, "last"),
    title: oneLine((await stateFile(place, "final-commit")).split("\n", 1)[0] ?? ""),
    conflicts: await unmergedFiles(place),
    reasons: reasonsIn(output),
    record: await readRecord(place.gitDirectory),
  };
}

async function startProblem(place: AmPlace, request: AmRequest): Promise<string | null> {
  const state = await repositoryState(place.workplace);
  if (state.identityProblem !== null) return state.identityProblem;
  if (state.head === null) return `${state.root} has no commit yet.`;
  if (request.worktree !== null) {
    const problem = await worktreeProblem(request.worktree);
    if (problem !== null) return problem;
  } else if (state.isBare) return `${state.root} is a bare repository: apply the series in a new worktree.`;
  else if (state.busyWith !== null) {
    return `There is ${state.busyWith} under way in ${state.root}: finish or abort it first, or apply the series in a new worktree.`;
  } else if (state.changes.length > 0) {
    return `${state.root} has changes that are not committed (${shortList(state.changes)}): commit or stash them, or apply the series in a new worktree.`;
  }
  return await branchProblem(place, request.branch);
}

async function makeBranch(place: AmPlace, record: AmRecord, watch: AmWatch): Promise<AmPlace | AmOutcome> {
  await writeRecord(place.gitDirectory, record);
  const result = await runIn(
    place,
    ["checkout", "--quiet", "--no-track", "-b", record.branch, record.base, "--"],
    {
      timeLimitMs: checkoutMs,
      signal: watch.signal,
      graceMs,
    },
  );
  if (result.outcome === "done") return place;
  const back = result.outcome === "failed" ? "" : await putBack(place, record, true);
  await removeRecord(place.gitDirectory);
  return ended(result, `The branch ${record.branch} could not be made`, back);
}

async function makeWorktree(place: AmPlace, record: AmRecord, watch: AmWatch): Promise<AmPlace | AmOutcome> {
  const folder = record.worktree ?? "";
  const args = ["worktree", "add", "--quiet", "--no-track", "-b", record.branch, "--", folder, record.base];
  const options = { timeLimitMs: checkoutMs, signal: watch.signal, graceMs };
  const result = await runIn(place, args, options);
  const made: AmPlace = { ...place, root: folder, gitDirectory: "" };
  if (result.outcome === "done") {
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

interface AmRun {
  readonly result: RunResult;
  /** What it printed on both streams. */
  readonly output: string;
}

async function run(
  place: AmPlace,
  args: readonly string[],
  input: string | Uint8Array,
  watch: AmWatch,
): Promise<AmRun> {
  let text = "";
  let rest = "";
  let number = 0;
  const result = await runIn(place, [...strictIdentity, ...args], {
    input,
    timeLimitMs: amMs,
    maxErrorBytes: maxOutput,
    signal: watch.signal,
    graceMs,
    onOutput(chunk) {
      const piece = chunk.toString("utf8");
      if (text.length < maxOutput) text += piece;
      const lines = (rest + piece).split("\n");
      rest = (lines.pop() ?? "").slice(-2000);
      for (const line of lines)
        if (line.startsWith("Applying: ")) watch.onApplying(++number, oneLine(line.slice(10)));
    },
  });
  return { result, output: `${text}${result.errorText}` };
}

async function concluded(
  place: AmPlace,
  record: AmRecord | null,
  { result, output }: AmRun,
  isStart: boolean,
): Promise<AmOutcome> {
  if (result.outcome === "done") return await finished(place, record);
  const isHalf = result.outcome !== "failed";
  const late =
    result.outcome === "timeLimit"
      ? "git am did not end in 10 minutes. If commits are signed (commit.gpgsign), gpg may have waited for a passphrase."
      : "";
  const stop = isStart && isHalf ? null : await stopIn(place, output);
  if (stop !== null) {
    if (record !== null) {
      const marked = { ...record, stoppedWith: await changedFiles(place) };
      await writeRecord(place.gitDirectory, marked);
      return { kind: "stopped", stop: { ...stop, record: marked } };
    }
    return { kind: "stopped", stop };
  }
  // Whatever stands on the branch was made by this very run, also where git was done before it heard of the cancel.
  const sentence = isStart ? await undo(place, record, true) : "";
  if (result.outcome === "aborted") return { kind: "cancelled", sentence };
  const why = late === "" ? `git am failed: ${firstError(output)}` : late;
  return refused([why, sentence].filter((part) => part !== "").join(" "), clean(output));
}

async function finished(place: AmPlace, record: AmRecord | null): Promise<AmDone> {
  await removeRecord(place.gitDirectory);
  const branch = await firstLine(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  const range = record === null ? null : `${record.base}..HEAD`;
  const count = range === null ? "0" : await firstLine(place, ["rev-list", "--count", range, "--"]);
  const log =
    range === null
      ? ""
      : (
          await runIn(
            place,
            ["log", "--reverse", "--stat", "--no-decorate", "--no-ext-diff", "--no-textconv", range, "--"],
            {
              maxOutputBytes: 4 << 20,
            },
          )
        ).output.toString("utf8");
  return { kind: "done", root: place.root, branch, commits: Number(count) || 0, log: clean(log) };
}

/**
 * Takes the series back, the branch and the worktree made for it; says what stayed and why. `isFresh`: nobody but us can have
 * put commits on the branch.
 */
async function undo(place: AmPlace, record: AmRecord | null, isFresh = false): Promise<string> {
  if (await isApplying(place.gitDirectory)) {
    const aborted = await runIn(place, [...strictIdentity, "am", "--abort"], {
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

async function putBack(place: AmPlace, record: AmRecord, isFresh: boolean): Promise<string> {
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
async function removeBranch(place: AmPlace, { branch }: AmRecord, tip: string): Promise<void> {
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

async function numberIn(place: AmPlace, name: string): Promise<number> {
  return Number.parseInt(await stateFile(place, name), 10) || 0;
}

async function stateFile({ gitDirectory }: AmPlace, name: string): Promise<string> {
  try {
    return (await readFile(join(gitDirectory, "rebase-apply", name), "utf8")).slice(0, 10_000);
  } catch {
    return "";
  }
}

const refused = (sentence: string, output = ""): AmOutcome => ({ kind: "refused", sentence, output });

function ended(result: RunResult, what: string, back: string): AmOutcome {
  if (result.outcome === "aborted") return { kind: "cancelled", sentence: back };
  const why = result.outcome === "timeLimit" ? "git did not answer in time" : firstError(result.errorText);
  return refused(`${what}: ${why}`, clean(result.errorText));
}

/** Lines in which git says why, without its advice. */
function reasonsIn(output: string): string[] {
  return clean(output)
    .split("\n")
    .filter((line) =>
      /^(?:error|fatal|warning|CONFLICT|Patch (?:failed|is empty)|Repository lacks)/.test(line),
    )
    .map(oneLine)
    .slice(0, 8);
}

function firstError(text: string): string {
  const lines = clean(text).split("\n");
  const line = lines.find((one) => /^(?:fatal|error):/.test(one)) ?? lines.find((one) => one !== "") ?? "";
  return oneLine(line.replace(/^(?:fatal|error): /, "")) || "git says nothing.";
}

/** Without control characters: names of files and titles come from mail. */
const clean = (text: string): string =>
  text.slice(0, 4 << 20).replace(/[\p{Cc}\p{Cf}]/gu, (c) => (c === "\n" || c === "\t" ? c : "?"));

const oneLine = (text: string): string =>
  text
    .slice(0, 300)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ")
    .trim();

const shortList = (names: readonly string[]): string => {
  const shown = names.slice(0, 3).map(oneLine).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
};
