import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { ApplyError } from "../../git/applyModel.js";
import {
  type KernelScript,
  type ReadyScript,
  repositoriesWith,
  ScriptError,
} from "../../git/kernelScripts.js";
import { UnreadableTree } from "../../git/treeReader.js";
import { isMailStoreError } from "../../mailboxes/mailStore.js";
import { refusal } from "../../protocol/refusal.js";
import type { ThreadOfParams } from "../../protocol/threadOf.js";
import { abortWith } from "../abortWith.js";
import { chooseWorkplace } from "../chosenBase.js";
import { needPlace, type PatchSet, patchSet } from "../patchesToCheck.js";
import type { WorkServices } from "../services.js";

/** What a request that runs a script of the kernel is asked with. */
export interface ScriptParams extends ThreadOfParams {
  readonly scope: "patch" | "series";
  /** Nobody waits for it: it runs with low priority, and what cannot be said is not said. */
  readonly isBackground?: boolean;
  /** Comes back with each `patchMail/scriptProgress`. */
  readonly progressToken?: number;
}

/** `patchMail/scriptProgress`, a notification while a script is run on one mail after the other. */
export interface ScriptProgress {
  readonly progressToken: number;
  readonly done: number;
  readonly total: number;
}

/** What is done with a script that is ready to run. */
export interface ScriptTask {
  readonly set: PatchSet;
  readonly ready: ReadyScript;
  readonly token: CancellationToken;
  readonly signal: AbortSignal;
  /** Tells that so many are done. */
  progress(done: number, total: number): void;
}

/**
 * Finds the patches at a place and the repository whose script is to read them, and lets `work` do it; null where there is no
 * patch. Rejects with a sentence for the user: no trust, no repository, no script.
 */
export async function withScript<Result>(
  services: WorkServices,
  script: KernelScript,
  method: string,
  params: ScriptParams,
  token: CancellationToken,
  work: (task: ScriptTask) => Promise<Result>,
): Promise<Result | null> {
  needPlace(params, method);
  const { scope, isBackground = false, progressToken } = params;
  if (scope !== "patch" && scope !== "series")
    throw new ResponseError(ErrorCodes.InvalidParams, `${method} needs scope`);
  const refuse = (sentence: string): null => {
    if (isBackground) return null;
    throw refusal(sentence);
  };
  if (!services.git.trusted)
    return refuse(
      `No program runs in an untrusted workspace, and so not ${script}. Trust the workspace to run it.`,
    );
  const workplaces = await services.git.workplaces(params.textDocument.uri);
  if ("unavailable" in workplaces) return refuse(workplaces.unavailable);
  const aborted = abortWith(token);
  const { signal } = aborted;
  try {
    const set = await patchSet(services, params, scope, token);
    if (set === null) return null;
    const ready = await repositoriesWith(workplaces, script, signal);
    const places = ready.map(({ workplace }) => workplace);
    const chosen = await chooseWorkplace(places, set);
    const own = ready.find(({ workplace }) => workplace === chosen);
    if (own === undefined) return null;
    const progress: ScriptTask["progress"] = (done, total) => {
      if (progressToken === undefined) return;
      const told: ScriptProgress = { progressToken, done, total };
      void services.connection.sendNotification("patchMail/scriptProgress", told);
    };
    return await work({ set, ready: own, token, signal, progress });
  } catch (error) {
    if (!isSentence(error)) throw error;
    return refuse(error.message);
  } finally {
    aborted.dispose();
  }
}

/** Errors whose message is for the user. */
const isSentence = (error: unknown): error is Error =>
  error instanceof ScriptError ||
  error instanceof ApplyError ||
  error instanceof UnreadableTree ||
  isMailStoreError(error);
