import { spawnSync } from "node:child_process";
import type { ColdTaskName, Figures } from "./coldTasks.js";
import { median } from "./measure.js";

/** Runs this very program again, in a fresh process, for one task. */
export function inFreshProcess(task: ColdTaskName, file: string, grammar = ""): Figures {
  const script = process.argv[1] ?? "";
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--expose-gc", script, "--cold", task, file, grammar],
    { encoding: "utf8", maxBuffer: 1 << 20 },
  );
  if (status !== 0) throw new Error(`the task ${task} failed:\n${stderr}`);
  const figures: unknown = JSON.parse(stdout);
  // Our own program printed it.
  return figures as Figures;
}

/** A whole process from start to end, in milliseconds. */
export function wholeProcess(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 64 << 20 });
  const took = performance.now() - start;
  if (error !== undefined || status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return took;
}

/** The figure's median over several runs. */
export function medianOf(runs: readonly Figures[], name: string): number {
  return median(runs.map((figures) => figures[name] ?? Number.NaN));
}

/** Runs the measurements one after the other, again and again, so that a busy minute hits all of them alike. */
export function alternate(rounds: number, measurements: readonly (() => void)[]): void {
  for (let round = 0; round < rounds; round++) for (const measure of measurements) measure();
}
