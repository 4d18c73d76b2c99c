import * as vscode from "vscode";
import type { Host, ServerRequest } from "./host.js";

/*
 * How a command that cannot be done says so. The status bar for what somebody looks at: jumps, views, copies, marks, edits.
 * A notification, which stays, for work with repositories, whole series, mailboxes and files on a disk: check, apply, compare,
 * export, open, save; and for a repository that is missing, whatever asked for it. Nothing at all where it was given up.
 */

const messageMilliseconds = 5000;

/** Tells the user something small, in the status bar, without a notification. */
export function say(sentence: string): void {
  vscode.window.setStatusBarMessage(sentence, messageMilliseconds);
}

const repositoriesSetting = "patchMail.repositories";
const chooseRepository = "Choose Repository…";

/** Tells, in a notification, that work cannot be done; where a repository is missing, with a way to name one. */
export function warn(sentence: string): void {
  const actions = sentence.includes(repositoriesSetting) ? [chooseRepository] : [];
  // Not waited for: it stands there until it is read.
  void vscode.window.showWarningMessage(sentence, ...actions).then((chosen) => {
    if (chosen === chooseRepository)
      void vscode.commands.executeCommand("workbench.action.openSettings", repositoriesSetting);
  });
}

/** A sentence for the user, thrown by the client. */
export class Refusal extends Error {}

export interface AskOptions {
  /** The work is one that refuses in a notification; see above. */
  readonly isAloud?: boolean;
  readonly token?: vscode.CancellationToken;
}

/** Asks the server for a command. Where there is no answer, the user is told why, and the result is undefined. */
export async function ask<Params, Result>(
  host: Host,
  request: ServerRequest<Params, Result>,
  params: Params,
  { isAloud = false, token }: AskOptions = {},
): Promise<Result | undefined> {
  return await attempt(host, request.method, () => host.server.request(request, params, token), isAloud);
}

/** The same for work that asks more than once; `what` names it in the log. */
export async function attempt<Result>(
  host: Host,
  what: string,
  work: () => Promise<Result>,
  isAloud = false,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    const sentence = failure(host, what, error);
    const isMissing = sentence?.includes(repositoriesSetting) === true;
    if (sentence !== null) (isAloud || isMissing ? warn : say)(sentence);
    return undefined;
  }
}

/** The server's answer in place of a result: a sentence for the user (lsp/refusal.ts). */
const invalidRequest = -32600;
const requestCancelled = -32800;

/** Writes into the log why something failed, and gives the sentence for the user; null: it was given up. */
export function failure(host: Host, what: string, error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof vscode.CancellationError || code === requestCancelled) return null;
  const words = error instanceof Error ? error.message : String(error);
  const isSentence =
    code === invalidRequest || error instanceof Refusal || error instanceof vscode.FileSystemError;
  if (isSentence) {
    host.log.warn(`${what}: ${words}`);
    return words;
  }
  host.log.error(`${what}: ${words}`);
  return host.server.state === "running"
    ? "Patch Mail could not answer; its log says why (Patch Mail: Show Log)."
    : "The Patch Mail server is not running; Patch Mail: Restart Server starts it.";
}

/** Shows a document; what VS Code says where it cannot be opened stands in the status bar. */
export async function showDocument(
  uri: vscode.Uri,
  options: vscode.TextDocumentShowOptions = {},
): Promise<void> {
  try {
    await vscode.window.showTextDocument(uri, { preview: true, ...options });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}
