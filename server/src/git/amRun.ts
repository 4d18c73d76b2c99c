import type { AmDone, AmOutcome, AmWatch } from "./amOutcome.js";
import { amMs, amSettings, graceMs } from "./amOptions.js";
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

/** Runs `git am` with what it is given on standard input. Never rejects. */
export async function runAm(
  place: AmPlace,
  args: readonly string[],
  input: string,
  watch: AmWatch,
): Promise<AmRun> {
  let text = "";
  let rest = "";
  let number = 0;
  const result = await runIn(place, [...amSettings, ...args], {
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

/** What a run came to. `isStart`: the branch is new, and what cannot be finished is undone. */
export async function concluded(
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
