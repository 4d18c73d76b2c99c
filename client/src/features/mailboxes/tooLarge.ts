import * as vscode from "vscode";
import type { Host } from "../../host.js";
import { mailboxName } from "./openMailbox.js";

const mailFile = /\.(?:mbox|mbx|eml|patch)$/i;
/** Above this many bytes VS Code gives a document no folds and no colours; above 50 MB extensions do not see it at all. */
const largeBytes = 20 * 1024 * 1024;
const megabyte = 1024 * 1024;

/** Offers Threads where a tab shows a mailbox that is too large for an editor, or VS Code's page that says so. */
export function offerForLargeFiles(
  host: Host,
  isOpen: (uri: vscode.Uri) => boolean,
  open: (uri: vscode.Uri) => Promise<boolean>,
): vscode.Disposable {
  const offered = new Set<string>();
  const look = async (tab: vscode.Tab): Promise<void> => {
    const { input } = tab;
    if (!(input instanceof vscode.TabInputText) || input.uri.scheme !== "file") return;
    const { uri } = input;
    const key = uri.toString();
    if (offered.has(key) || !mailFile.test(uri.path)) return;
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size <= largeBytes || offered.has(key)) return;
    offered.add(key);
    const name = mailboxName(uri);
    const megabytes = Math.round(size / megabyte).toLocaleString(vscode.env.language);
    const action = isOpen(uri) ? "Show in Threads" : "Open in Threads";
    const chosen = await vscode.window.showInformationMessage(
      `${name} has ${megabytes} MB, too large for a text editor with folds and colours. ` +
        "The Threads view shows its messages one by one.",
      action,
    );
    if (chosen === undefined || !(await open(uri))) return;
    const shown = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(
        (one) => one.input instanceof vscode.TabInputText && one.input.uri.toString() === key && !one.isDirty,
      );
    await vscode.window.tabGroups.close(shown, true);
  };
  const lookQuietly = (tab: vscode.Tab): void => {
    look(tab).catch((error: unknown) => host.log.warn(`large file: ${String(error)}`));
  };
  const active = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (active !== undefined) lookQuietly(active);
  return vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
    for (const tab of [...opened, ...changed]) if (tab.isActive) lookQuietly(tab);
  });
}
