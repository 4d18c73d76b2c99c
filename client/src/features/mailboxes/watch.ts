import * as vscode from "vscode";
import type { Host } from "../../host.js";
import { mailFilesChanged } from "../threads/requests.js";

/** Tells the server when opened mailboxes change. */
export interface MailboxWatch extends vscode.Disposable {
  /** Watches these, and no others any more. */
  set(uris: readonly vscode.Uri[]): void;
}

const collectMilliseconds = 300;
/** What the watcher of the workspace sees already. */
const workspacePattern = /\.(?:eml|mbox|mbx|patch)$/;

/**
 * Watches mailboxes that the user has named, each by itself: a file, the folders `cur` and `new` of a Maildir, a folder of
 * mail files. Never a whole tree.
 */
export function watchMailboxes(host: Host): MailboxWatch {
  const watched = new Map<string, vscode.Disposable>();
  const changed = new Set<string>();
  const deleted = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;

  const flush = async (): Promise<void> => {
    timer = undefined;
    const params = { changed: [...changed], deleted: [...deleted] };
    changed.clear();
    deleted.clear();
    if (host.server.state !== "running") return;
    try {
      await host.server.request(mailFilesChanged, params);
    } catch (error) {
      host.log.error(`${mailFilesChanged.method}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const collect = (uri: vscode.Uri, isGone: boolean): void => {
    const key = uri.toString();
    (isGone ? changed : deleted).delete(key);
    (isGone ? deleted : changed).add(key);
    timer ??= setTimeout(() => void flush(), collectMilliseconds);
  };
  const watchPattern = (pattern: vscode.RelativePattern): vscode.Disposable => {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate((uri) => collect(uri, false)),
      watcher.onDidChange((uri) => collect(uri, false)),
      watcher.onDidDelete((uri) => collect(uri, true)),
    );
  };
  const watch = async (uri: vscode.Uri): Promise<void> => {
    const key = uri.toString();
    const patterns = await patternsOf(uri);
    // Closed again meanwhile.
    if (isDisposed || !watched.has(key)) return;
    watched.set(key, vscode.Disposable.from(...patterns.map(watchPattern)));
  };

  return {
    set(uris) {
      const wanted = new Map(
        uris.filter((uri) => uri.scheme === "file").map((uri) => [uri.toString(), uri] as const),
      );
      for (const [key, subscription] of watched) {
        if (wanted.has(key)) continue;
        subscription.dispose();
        watched.delete(key);
      }
      for (const [key, uri] of wanted) {
        if (watched.has(key)) continue;
        watched.set(key, new vscode.Disposable(() => undefined));
        void watch(uri);
      }
    },
    dispose() {
      isDisposed = true;
      if (timer !== undefined) clearTimeout(timer);
      for (const subscription of watched.values()) subscription.dispose();
    },
  };
}

async function patternsOf(uri: vscode.Uri): Promise<vscode.RelativePattern[]> {
  const folder = vscode.Uri.joinPath(uri, "..");
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  // A sign of patterns in a name stands for any one sign.
  const file = new vscode.RelativePattern(folder, name.replace(/[*?[\]{}]/g, "?"));
  try {
    if (((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0) {
      const names = (await vscode.workspace.fs.readDirectory(uri)).map(([entry]) => entry);
      const isMaildir = names.includes("cur") && names.includes("new");
      const folders = isMaildir ? [vscode.Uri.joinPath(uri, "new"), vscode.Uri.joinPath(uri, "cur")] : [uri];
      return folders.map((one) => new vscode.RelativePattern(one, "*"));
    }
  } catch {
    // Not there (yet): it is watched as the file that it may become.
  }
  const isSeen = workspacePattern.test(name) && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return isSeen ? [] : [file];
}
