import { fileInside } from "./fileInside.js";
import type { RunResult } from "./process.js";
import { helperScripts, optionFiles } from "./runScript.js";
import type { WorkOptions, Workplace } from "./workplace.js";

/** The scripts of a kernel tree that are run for a mail. */
export type KernelScript = "scripts/checkpatch.pl" | "scripts/get_maintainer.pl";

/** A sentence for the user: why a script does not run, or has no answer. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
}

/** A script of a repository, ready to run. */
export interface ReadyScript {
  readonly workplace: Workplace;
  readonly script: KernelScript;
  /** Absolute. */
  readonly path: string;
  /** What else of the tree it may read as options, or start; see `ScriptOptions`. */
  readonly own: readonly string[];
}

/**
 * The repositories that have the script, in their order: a file inside of the tree, also behind its links, and one that git
 * tracks, so that nothing runs that merely lies there. Rejects with `ScriptError` where none has it.
 */
export async function repositoriesWith(
  workplaces: readonly Workplace[],
  script: KernelScript,
  signal: AbortSignal,
): Promise<ReadyScript[]> {
  const reasons: string[] = [];
  const found: ReadyScript[] = [];
  for (const workplace of workplaces) {
    const path = await fileInside(workplace.root, script);
    if (path === null)
      reasons.push(`There is no ${script} in ${workplace.root}, or it is a link that leads out of it.`);
    else if (!(await isTracked(workplace, script, signal)))
      reasons.push(`${script} in ${workplace.root} is not tracked by git: it is not run.`);
    else found.push({ workplace, script, path, own: await ownFiles(workplace, signal) });
  }
  if (found.length === 0) throw new ScriptError(reasons.slice(0, 3).join(" "));
  return found;
}

/**
 * Helpers that git tracks: the user may have changed them as the script itself. Files of options only as HEAD has them: what a
 * mail has put there, tried with `git apply`, is not read.
 */
async function ownFiles(workplace: Workplace, signal: AbortSignal): Promise<readonly string[]> {
  const tracked = await namesOf(
    workplace,
    ["ls-files", "-z", "--", ...helperScripts, ...optionFiles],
    signal,
  );
  const options = tracked.filter((name) => optionFiles.includes(name));
  if (options.length === 0) return tracked;
  const args = ["diff", "--no-ext-diff", "--no-textconv", "--name-only", "-z", "HEAD", "--", ...options];
  const { outcome, output } = await workplace.run(args, { signal });
  const changed = outcome === "done" ? output.toString("utf8").split("\0") : options;
  return tracked.filter((name) => !changed.includes(name));
}

async function namesOf(
  workplace: Workplace,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const { outcome, output } = await workplace.run(args, { signal });
  return outcome === "done" ? output.toString("utf8").split("\0").filter(Boolean) : [];
}

async function isTracked(workplace: Workplace, script: KernelScript, signal: AbortSignal): Promise<boolean> {
  const args = ["ls-files", "--error-unmatch", "--", script];
  return (await workplace.run(args, { signal })).outcome === "done";
}

/** As both scripts say that they look for the files of a whole kernel tree. */
const needsTree = /top-level dir\. of a kernel tree|does not appear to be\s+a linux kernel source tree/;

const timeLimitMs = 120_000;
const maxOutputBytes = 16 << 20;

/**
 * Runs the script on a mail, which it reads from its standard input, with the repository as working directory; where that is
 * no whole kernel tree, with `--no-tree`. Rejects with `ScriptError` where it did not end by itself.
 */
export async function runOnMail(
  { workplace, script, path, own }: ReadyScript,
  args: readonly string[],
  input: Uint8Array,
  options: Pick<WorkOptions, "signal" | "background">,
): Promise<RunResult> {
  // What the guard of runScript.ts takes for a quoted word is one for sh.
  if (process.platform === "win32")
    throw new ScriptError(`${script} does not run on Windows; it does in WSL, with the folder opened there.`);
  const run = async (more: readonly string[]): Promise<RunResult> => {
    const all = [path, ...more, ...args];
    const result = await workplace.script(all, { ...options, own, input, timeLimitMs, maxOutputBytes });
    if (result === null)
      throw new ScriptError(`Perl is not installed or not on the PATH, so ${script} cannot run.`);
    return result;
  };
  const first = await run([]);
  const isCut = first.outcome === "failed" && needsTree.test(`${first.errorText}\n${textOf(first, 500)}`);
  const result = isCut ? await run(["--no-tree"]) : first;
  switch (result.outcome) {
    case "timeLimit":
      throw new ScriptError(`${script} took longer than two minutes and was stopped.`);
    case "outputLimit":
      throw new ScriptError(`${script} wrote more than 16 MB and was stopped.`);
    case "aborted":
      throw new ScriptError(`${script} was stopped.`);
    case "done":
    case "failed":
      return result;
    default:
      return result.outcome satisfies never;
  }
}

/** The first characters of what it wrote. */
const textOf = ({ output }: RunResult, bytes: number): string => output.subarray(0, bytes).toString("utf8");
