import * as vscode from "vscode";
import { mailboxName } from "./openMailbox.js";
import type { RememberedMailboxes } from "./remembered.js";

interface Choice extends vscode.QuickPickItem {
  choose?(): Promise<readonly vscode.Uri[]> | readonly vscode.Uri[];
}

/** Asks which mailboxes to open: files, a folder, or one that was open before. */
export async function pickMailboxes({ open, recent }: RememberedMailboxes): Promise<readonly vscode.Uri[]> {
  const choices: Choice[] = [
    {
      label: "$(file) Mailbox File…",
      detail: ".mbox, .mbx, .eml, .patch, also compressed (.mbox.gz)",
      choose: () => askFor("files"),
    },
    {
      label: "$(folder-opened) Maildir or Folder of Mail…",
      detail: "A Maildir (cur, new), or a folder of .eml and .patch files",
      choose: () => askFor("folder"),
    },
  ];
  if (recent.length > 0) choices.push({ label: "recently opened", kind: vscode.QuickPickItemKind.Separator });
  for (const text of recent) {
    const uri = vscode.Uri.parse(text);
    const description = open.includes(text) ? `open · ${uri.fsPath}` : uri.fsPath;
    choices.push({ label: `$(mail) ${mailboxName(uri)}`, description, choose: () => [uri] });
  }
  const picked = await vscode.window.showQuickPick(choices, {
    title: "Open Mailbox",
    placeHolder: "Its threads are shown in the Threads view; the mailbox is never written to",
    matchOnDescription: true,
  });
  return (await picked?.choose?.()) ?? [];
}

async function askFor(what: "files" | "folder"): Promise<readonly vscode.Uri[]> {
  const isFolder = what === "folder";
  const picked = await vscode.window.showOpenDialog({
    title: "Open Mailbox",
    openLabel: "Open Mailbox",
    canSelectFiles: !isFolder,
    canSelectFolders: isFolder,
    canSelectMany: !isFolder,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
    ...(isFolder ? {} : { filters: { Mail: ["mbox", "mbx", "gz", "eml", "patch"], "All Files": ["*"] } }),
  });
  return picked ?? [];
}

/** Asks which one of the open mailboxes to close; without asking, where there is one. */
export async function pickOpen({ open }: RememberedMailboxes): Promise<readonly string[]> {
  if (open.length < 2) return open;
  const choices = open.map((text) => {
    const uri = vscode.Uri.parse(text);
    return { label: mailboxName(uri), description: uri.fsPath, uri: text };
  });
  const picked = await vscode.window.showQuickPick(choices, {
    title: "Close Mailbox",
    placeHolder: "Its threads go from the Threads view; the file stays",
    matchOnDescription: true,
  });
  return picked === undefined ? [] : [picked.uri];
}
