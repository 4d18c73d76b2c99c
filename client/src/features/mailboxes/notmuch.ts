import * as vscode from "vscode";

/** A search stands among the mailboxes by this URI, as the server names it. */
export function searchUri(query: string): vscode.Uri {
  return vscode.Uri.from({ scheme: "notmuch", path: `/${query}` });
}

export function isSearch(uri: vscode.Uri): boolean {
  return uri.scheme === "notmuch";
}

export function queryOf(uri: vscode.Uri): string {
  return uri.path.slice(1);
}

/** By what the server knows a mailbox or search. */
export function keyOf(uri: vscode.Uri): string {
  return isSearch(uri) ? `notmuch:/${encodeURIComponent(queryOf(uri))}` : uri.toString();
}

/** Asks for a query; undefined: the user has thought better of it. */
export async function askQuery(): Promise<vscode.Uri | undefined> {
  const query = await vscode.window.showInputBox({
    title: "Open notmuch Search",
    prompt: "What it finds is shown in the Threads view. Terms: man notmuch-search-terms",
    placeHolder: "tag:unread and list:linux-hwmon",
    ignoreFocusOut: true,
  });
  return query === undefined || query.trim() === "" ? undefined : searchUri(query.trim());
}
