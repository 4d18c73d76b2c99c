import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { safeArguments } from "./environment.js";

/** How git is started: absolute path of the program, working directory, whole environment. */
export interface GitProgram {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunOptions {
  readonly workingDirectory: string;
  readonly input: string | Uint8Array;
  readonly timeLimitMs: number;
  /** The process is ended once it has written more. */
  readonly maxOutputBytes: number;
  /** What is kept of stderr; default: 8 kB. */
  readonly maxErrorBytes?: number;
  /** Runs with low priority. */
  readonly background?: boolean;
  /** Gets the output as it comes; `output` of the result is then empty. */
  readonly onOutput?: (chunk: Buffer) => void;
  readonly signal?: AbortSignal;
  /**
   * Ended early, it is asked to end (SIGTERM) and has so many milliseconds to take its lock files away. Default: it is
   * killed at once, which only a git that writes nothing may be.
   */
  readonly graceMs?: number;
}

export interface RunResult {
  readonly outcome: "done" | "failed" | "timeLimit" | "outputLimit" | "aborted";
  readonly exitCode: number | null;
  readonly output: Buffer;
  /** The beginning of stderr; see `maxErrorBytes`. */
  readonly errorText: string;
  /** The same, byte for byte: git repeats lines of patches there. */
  readonly errorBytes: Buffer;
}

const maxErrorBytes = 8192;

/** Starts git without a shell; stdin, stdout and stderr are pipes. */
export const startGit = (
  program: GitProgram,
  workingDirectory: string,
  args: readonly string[],
): ChildProcessWithoutNullStreams => start(program, workingDirectory, [...safeArguments, ...args], false);

/** `isLeader`: it and what it starts can be ended together. */
function start(
  program: GitProgram,
  workingDirectory: string,
  args: readonly string[],
  isLeader: boolean,
): ChildProcessWithoutNullStreams {
  const child = spawn(program.path, args, {
    cwd: workingDirectory,
    env: program.environment,
    detached: isLeader && process.platform !== "win32",
    shell: false,
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  // A process that has ended answers a write with EPIPE; its `close` event tells what happened.
  child.stdin.on("error", () => undefined);
  return child;
}

/** Collects the first bytes of stderr as text. */
export function collectErrors(child: ChildProcessWithoutNullStreams): () => string {
  const bytes = collectErrorBytes(child, maxErrorBytes);
  return () => bytes().toString("utf8");
}

function collectErrorBytes(child: ChildProcessWithoutNullStreams, maxBytes: number): () => Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  child.stderr.on("data", (chunk: Buffer) => {
    if (length >= maxBytes) return;
    chunks.push(chunk);
    length += chunk.length;
  });
  return () => Buffer.concat(chunks).subarray(0, maxBytes);
}

/** Runs git once: input in, output out, bounded in time and size. Never rejects. */
export const runGit = (
  program: GitProgram,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> => watch(startGit(program, options.workingDirectory, args), options, killOne);

/** The same for another program; what it has started ends with it. */
export const runOther = (
  program: GitProgram,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> => watch(start(program, options.workingDirectory, args, true), options, killAll);

type Kill = (child: ChildProcessWithoutNullStreams) => void;

const killOne: Kill = (child) => void child.kill("SIGKILL");

const killAll: Kill = (child) => {
  const { pid } = child;
  try {
    if (pid === undefined || process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
};

function watch(child: ChildProcessWithoutNullStreams, options: RunOptions, kill: Kill): Promise<RunResult> {
  return new Promise((settle) => {
    let outcome: RunResult["outcome"] = "done";
    const chunks: Buffer[] = [];
    let length = 0;
    let grace: NodeJS.Timeout | undefined;
    const errors = collectErrorBytes(child, options.maxErrorBytes ?? maxErrorBytes);
    const end = (reason: RunResult["outcome"]): void => {
      if (outcome === "done") outcome = reason;
      if (options.graceMs === undefined) kill(child);
      else if (child.kill("SIGTERM")) {
        grace ??= setTimeout(() => kill(child), options.graceMs);
      }
    };
    const abort = (): void => end("aborted");
    const timer = setTimeout(() => end("timeLimit"), options.timeLimitMs);
    timer.unref();
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener("abort", abort, { once: true });
    if (options.background && child.pid !== undefined) lowerPriority(child.pid);

    child.stdout.on("data", (chunk: Buffer) => {
      if (outcome !== "done") return;
      length += chunk.length;
      if (length > options.maxOutputBytes) end("outputLimit");
      else if (options.onOutput) options.onOutput(chunk);
      else chunks.push(chunk);
    });
    const finish = (exitCode: number | null): void => {
      clearTimeout(timer);
      clearTimeout(grace);
      options.signal?.removeEventListener("abort", abort);
      if (outcome === "done" && exitCode !== 0) outcome = "failed";
      const errorBytes = errors();
      const errorText = errorBytes.toString("utf8");
      settle({ outcome, exitCode, output: Buffer.concat(chunks), errorText, errorBytes });
    };
    let finished = false;
    const once = (exitCode: number | null): void => {
      if (finished) return;
      finished = true;
      finish(exitCode);
    };
    child.on("error", () => once(null));
    child.on("close", (code) => once(code));
    child.stdin.end(options.input);
  });
}

/** Lets other processes go first, where the system allows it. */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The process has ended already, or the system does not allow it: then it runs as any other.
  }
}
