import type { Unavailable } from "../features/feature.js";
import type { CatFile, ObjectAnswer } from "./catFile.js";
import type { RepositoryPlace } from "./discover.js";
import { type GitProgram, type RunResult, runGit } from "./process.js";
import { runScript, type ScriptOptions } from "./runScript.js";

/** How one run of git is bounded, beside what is always so: no shell, no prompt, no network. */
export interface WorkOptions {
  readonly input?: string | Uint8Array;
  /** In place of `root`. */
  readonly workingDirectory?: string;
  /**
   * Beside the safe environment: `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY` and the like, always values of ours, never of a
   * mail.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: 30 seconds. */
  readonly timeLimitMs?: number;
  /** Default: 64 MB. */
  readonly maxOutputBytes?: number;
  /** Default: 8 kB. */
  readonly maxErrorBytes?: number;
  readonly signal?: AbortSignal;
  /** Gets the output as it comes; `output` of the result is then empty. */
  readonly onOutput?: (chunk: Buffer) => void;
  readonly background?: boolean;
  /** See `RunOptions`. */
  readonly graceMs?: number;
}

/** A repository that work is done in: checks, `git am`, `git range-diff`. Only ever made in a trusted workspace. */
export interface Workplace extends RepositoryPlace {
  /**
   * Runs git once. Refs and paths of a mail or user stand behind `--end-of-options` or `--`, never in front. Never rejects.
   */
  run(args: readonly string[], options?: WorkOptions): Promise<RunResult>;
  /**
   * Runs a Perl script of the repository, its absolute path first, under the guard of runScript.ts; null: there is no perl.
   * Never rejects.
   */
  script(
    args: readonly string[],
    options?: WorkOptions & Pick<ScriptOptions, "own">,
  ): Promise<RunResult | null>;
  /** Bytes of an object by a name without white space (`<hash>`, `HEAD:path`), from the long-lived cat-file. */
  object(name: string): Promise<ObjectAnswer>;
  /** Type and size only. */
  objectInfo(name: string): Promise<ObjectAnswer>;
}

/** Finds the repositories that mail may be compared with and applied to. */
export interface Workplaces {
  /**
   * Those that are asked for a document, in order, at least one: first the setting `patchMail.repositories`, then what holds the
   * document and the workspace folders. Else a sentence why there is none: no trust, no git, no repository.
   */
  workplaces(documentUri: string): Promise<readonly Workplace[] | Unavailable>;
}

const timeLimitMs = 30_000;
const maxOutputBytes = 64 << 20;

export function createWorkplace(
  program: GitProgram,
  place: RepositoryPlace,
  catFile: Pick<CatFile, "info" | "contents">,
): Workplace {
  return {
    ...place,
    run: (args, { environment, workingDirectory, ...options } = {}) =>
      runGit({ ...program, environment: { ...program.environment, ...environment } }, args, {
        input: "",
        timeLimitMs,
        maxOutputBytes,
        ...options,
        workingDirectory: workingDirectory ?? place.root,
      }),
    script: (args, { environment, workingDirectory, ...options } = {}) =>
      runScript({ ...program.environment, ...environment }, args, {
        input: "",
        timeLimitMs,
        maxOutputBytes,
        ...options,
        workingDirectory: workingDirectory ?? place.root,
      }),
    object: (name) => catFile.contents(name),
    objectInfo: (name) => catFile.info(name),
  };
}
