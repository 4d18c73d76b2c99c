import * as vscode from "vscode";
import type { MailboxProgress, OpenMailboxResult } from "../../../../server/src/lsp/mailboxRequests.js";
import { failure, say, warn } from "../../ask.js";
import type { Host } from "../../host.js";
import { isSearch, keyOf, queryOf } from "./notmuch.js";
import type { RememberedMailboxes } from "./remembered.js";
import { openMailboxRequest, openNotmuchRequest } from "./requests.js";

/** Opening that takes longer shows how far it is, and can be cancelled. */
const longMilliseconds = 1000;

/** The last part of a mailbox's path. */
export function mailboxName(uri: vscode.Uri): string {
  if (isSearch(uri)) return `notmuch: ${queryOf(uri)}`;
  return uri.path.split("/").findLast((part) => part !== "") ?? uri.path;
}

/** How a number is told to the user. */
export function count(number: number, word: string): string {
  return `${number.toLocaleString(vscode.env.language)} ${word}${number === 1 ? "" : "s"}`;
}

/**
 * Lets the server read a mailbox and shows it in Threads. False where it could not be opened; the user has been told.
 * `isQuiet`: it is opened again with the window, so nothing is shown, and what is gone is forgotten.
 */
export async function openMailbox(
  host: Host,
  remembered: RememberedMailboxes,
  uri: vscode.Uri,
  isQuiet = false,
): Promise<boolean> {
  const name = mailboxName(uri);
  if (uri.scheme !== "file" && !isSearch(uri)) {
    warn(`${name} is not on a disk that Patch Mail can read (${uri.scheme}).`);
    return false;
  }
  const key = keyOf(uri);
  try {
    const result = await read(host, uri, name);
    if (result === undefined) return false;
    remembered.opened(key);
    if (isQuiet) return true;
    await tell(result);
    await vscode.commands.executeCommand("patchMail.threads.reveal", key);
    return true;
  } catch (error) {
    const sentence = failure(host, openMailboxRequest.method, error);
    if (isQuiet) await forgetIfGone(remembered, uri);
    else if (sentence !== null) warn(`${name} was not opened: ${sentence}`);
    return false;
  }
}

async function forgetIfGone(remembered: RememberedMailboxes, uri: vscode.Uri): Promise<void> {
  // A search may find something the next time, or be allowed to run.
  if (isSearch(uri)) return;
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    remembered.forget(uri.toString());
  }
}

async function tell({ name, messageCount, notes }: OpenMailboxResult): Promise<void> {
  const found = `${name}: ${count(messageCount, "message")}`;
  if (messageCount === 0) warn(notes[0] ?? `${name} holds no mail.`);
  else if (notes.length > 0) warn(`${found}. ${notes.slice(0, 3).join(" ")}`);
  else say(found);
  await vscode.commands.executeCommand("patchMail.threads.focus");
}

/** undefined: the user has cancelled it. */
async function read(host: Host, uri: vscode.Uri, name: string): Promise<OpenMailboxResult | undefined> {
  const source = new vscode.CancellationTokenSource();
  const work = isSearch(uri)
    ? host.server.request(openNotmuchRequest, { query: queryOf(uri) }, source.token)
    : host.server.request(openMailboxRequest, { uri: uri.toString() }, source.token);
  const late = setTimeout(() => showLong(host, uri, name, work, source), longMilliseconds);
  try {
    return await vscode.window.withProgress({ location: { viewId: "patchMail.threads" } }, () => work);
  } catch (error) {
    if (source.token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    clearTimeout(late);
    source.dispose();
  }
}

function showLong(
  host: Host,
  uri: vscode.Uri,
  name: string,
  work: Promise<unknown>,
  source: vscode.CancellationTokenSource,
): void {
  const location = vscode.ProgressLocation.Notification;
  void vscode.window.withProgress(
    { location, title: `Patch Mail reads ${name}`, cancellable: true },
    async (progress, token) => {
      let before = 0;
      const subscriptions = vscode.Disposable.from(
        token.onCancellationRequested(() => source.cancel()),
        host.server.onNotification<MailboxProgress>("patchMail/mailboxProgress", (told) => {
          if (told.uri !== keyOf(uri)) return;
          const percent = told.total === 0 ? 0 : (100 * told.done) / told.total;
          const message = count(told.messageCount, "message");
          progress.report({ message, increment: Math.max(0, percent - before) });
          before = Math.max(before, percent);
        }),
      );
      try {
        await work;
      } catch {
        // Whoever waits for the mailbox says so.
      } finally {
        subscriptions.dispose();
      }
    },
  );
}
