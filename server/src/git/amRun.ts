import { type HeldBack, holdBack, leftLocks } from "./amCancel.js";
import { amMs, amSettings, graceMs } from "./amOptions.js";
import type { AmDone, AmOutcome, AmWatch } from "./amOutcome.js";
import { type AmPlace, changedFiles, firstLine, runIn } from "./amPlace.js";
import { type AmRecord, removeRecord, writeRecord } from "./amRecord.js";
import { stopIn } from "./amStop.js";
import { undo } from "./amUndo.js";
import { clean, firstError, oneLine, refused } from "./amWords.js";
import type { RunResult } from "./process.js";

const maxOutput = 200_000;

export interface AmRun {
  readonly result: RunResult;
  /** What it printed on both streams. */
  readonly output: string;
}

/**
 * Runs `git am` with what it is given on standard input. Never rejects.
 *
 * @param isStart it can be undone as a whole: cancelled, it ends behind the patch at hand. Else it is asked to end at once.
 */
export async function runAm(
  place: AmPlace,
  args: readonly string[],
  input: string | Uint8Array,
  watch: AmWatch,
  isStart: boolean,
): Promise<AmRun> {
  let text = "";
  let rest = "";
  let number = 0;
  const killed = new AbortController();
  let held: HeldBack | undefined;
  const cancel = (): void => {
    if (isStart) held ??= holdBack(place, () => killed.abort());
    else killed.abort();
  };
  watch.signal.addEventListener("abort", cancel, { once: true });
  if (watch.signal.aborted) cancel();
  const result = await runIn(place, [...amSettings, ...args], {
    input,
    timeLimitMs: amMs,
    maxErrorBytes: maxOutput,
    signal: killed.signal,
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
  watch.signal.removeEventListener("abort", cancel);
  held?.stop();
  const outcome = (held?.count() ?? 0) > 0 && result.outcome !== "timeLimit" ? "aborted" : result.outcome;
  return { result: { ...result, outcome }, output: `${text}${result.errorText}` };
}

/**
 * What a run came to.
 *
 * @param isStart the branch is new, and what cannot be finished is undone
 * @param own files that the user had changed before it, and that are none of the series
 */
export async function concluded(
  place: AmPlace,
  record: AmRecord | null,
  { result, output }: AmRun,
  isStart: boolean,
  own: readonly string[] = [],
): Promise<AmOutcome> {
  if (result.outcome === "done") return await finished(place, record);
  const isHalf = result.outcome !== "failed";
  const late =
    result.outcome === "timeLimit"
      ? "git am did not end in 10 minutes. If commits are signed (commit.gpgsign), gpg may have waited for a passphrase."
      : "";
  const stop = isStart && isHalf ? null : await stopIn(place, output);
  const locks = isHalf ? await lockSentence(place, record) : "";
  if (stop !== null) {
    const reasons = locks === "" ? stop.reasons : [locks, ...stop.reasons];
    if (record === null) return { kind: "stopped", stop: { ...stop, reasons } };
    const others = new Set(own);
    const stoppedWith = (await changedFiles(place)).filter((name) => !others.has(name));
    const marked = { ...record, stoppedWith, own };
    await writeRecord(place.gitDirectory, marked);
    return { kind: "stopped", stop: { ...stop, reasons, record: marked } };
  }
  // Whatever stands on the branch was made by this very run, also where git was done before it heard of the cancel.
  const undone = isStart ? await undo(place, record, true) : "";
  const sentence = [undone, isHalf ? await lockSentence(place, record) : ""]
    .filter((part) => part !== "")
    .join(" ");
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

/** What a git that had to be ended has left; "" where it left nothing. */
async function lockSentence(place: AmPlace, record: AmRecord | null): Promise<string> {
  const locks = await leftLocks(place, record?.branch ?? "");
  return locks.length === 0
    ? ""
    : `Git was ended and has left ${locks.map(oneLine).join(", ")}: remove ${locks.length === 1 ? "it" : "them"} once no git runs there.`;
}
