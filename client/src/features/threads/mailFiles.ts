import * as vscode from "vscode";
import type { MailFilesProgress } from "../../../../server/src/lsp/threadsRequests.js";
import type { Host } from "../../host.js";
import { mailFiles, mailFilesChanged } from "./requests.js";

/** Mail files of the workspace: found, told to the server, watched. */
export interface MailFilesWatch extends vscode.Disposable {
  /** Looks for all files again and lets the server read them. Never rejects. */
  scan(): Promise<void>;
  /** Resolves when no scan is running. */
  settled(): Promise<void>;
  /** A sentence where not all files were taken; else "". */
  readonly note: string;
}

const pattern = "**/*.{eml,mbox,mbx,patch}";
const excluded = "**/{node_modules,.git}/**";
const maxFiles = 5000;
const collectMilliseconds = 300;
/** A scan that takes longer shows how far it is, and can be cancelled. */
const longScanMilliseconds = 2000;

export function watchMailFiles(host: Host, viewId: string): MailFilesWatch {
  const changed = new Set<string>();
  const deleted = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let cancel: vscode.CancellationTokenSource | undefined;
  let note = "";

  const flush = async (): Promise<void> => {
    timer = undefined;
    if (host.server.state !== "running") return;
    const params = { changed: [...changed], deleted: [...deleted] };
    changed.clear();
    deleted.clear();
    try {
      await host.server.request(mailFilesChanged, params);
    } catch (error) {
      logFailure(host, mailFilesChanged.method, error);
    }
  };
  const collect = (uri: vscode.Uri, isGone: boolean): void => {
    if (uri.scheme !== "file" || /\/(?:node_modules|\.git)\//.test(uri.path)) return;
    const key = uri.toString();
    (isGone ? changed : deleted).delete(key);
    (isGone ? deleted : changed).add(key);
    timer ??= setTimeout(() => void flush(), collectMilliseconds);
  };
  const scan = async (token: vscode.CancellationToken): Promise<void> => {
    if (host.server.state === "stopped" || host.server.state === "failed") return;
    try {
      const found = await vscode.workspace.findFiles(pattern, excluded, maxFiles + 1, token);
      note =
        found.length > maxFiles
          ? `The workspace has more than ${maxFiles.toLocaleString(vscode.env.language)} mail files: Threads shows that many of them.`
          : "";
      const files = found
        .slice(0, maxFiles)
        .filter((uri) => uri.scheme === "file")
        .map((uri) => uri.toString());
      if (token.isCancellationRequested) return;
      await host.server.request(mailFiles, { files }, token);
    } catch (error) {
      if (!token.isCancellationRequested) logFailure(host, mailFiles.method, error);
    }
  };
  const scanWithProgress = (): Promise<void> => {
    cancel?.cancel();
    const source = new vscode.CancellationTokenSource();
    cancel = source;
    const work = scan(source.token).finally(() => source.dispose());
    void vscode.window.withProgress({ location: { viewId } }, () => work);
    const late = setTimeout(() => showLongScan(host, work, source), longScanMilliseconds);
    running = work.finally(() => clearTimeout(late));
    return running;
  };

  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const subscriptions = vscode.Disposable.from(
    watcher,
    watcher.onDidCreate((uri) => collect(uri, false)),
    watcher.onDidChange((uri) => collect(uri, false)),
    watcher.onDidDelete((uri) => collect(uri, true)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void scanWithProgress()),
    host.server.onDidChangeState((state) => {
      // Also after a restart: the new server knows nothing yet.
      if (state === "running") void scanWithProgress();
    }),
  );
  if (host.server.state === "running") void scanWithProgress();

  return {
    scan: scanWithProgress,
    async settled() {
      // A scan that begins while one waits is waited for, too.
      for (let waited: Promise<void> | undefined; waited !== running; ) {
        waited = running;
        await waited;
      }
    },
    get note() {
      return note;
    },
    dispose() {
      if (timer !== undefined) clearTimeout(timer);
      cancel?.cancel();
      subscriptions.dispose();
    },
  };
}

function showLongScan(host: Host, work: Promise<void>, source: vscode.CancellationTokenSource): void {
  void vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: "Patch Mail reads mail", cancellable: true },
    async (progress, token) => {
      let before = 0;
      const subscriptions = vscode.Disposable.from(
        token.onCancellationRequested(() => source.cancel()),
        host.server.onNotification<MailFilesProgress>("patchMail/mailFilesProgress", ({ done, total }) => {
          const percent = total === 0 ? 100 : (100 * done) / total;
          progress.report({ message: `file ${done} of ${total}`, increment: Math.max(0, percent - before) });
          before = percent;
        }),
      );
      try {
        await work;
      } finally {
        subscriptions.dispose();
      }
    },
  );
}

function logFailure(host: Host, method: string, error: unknown): void {
  host.log.error(`${method}: ${error instanceof Error ? error.message : String(error)}`);
}
