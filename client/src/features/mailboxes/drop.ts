import * as vscode from "vscode";

const uriList = "text/uri-list";

/** Files and folders that are dropped onto a tree are opened as mailboxes. Its own rows are not dragged. */
export function dropMailboxes<T>(
  open: (uris: readonly vscode.Uri[]) => Promise<void>,
): vscode.TreeDragAndDropController<T> {
  return {
    dropMimeTypes: [uriList],
    dragMimeTypes: [],
    async handleDrop(_target, transfer) {
      const item = transfer.get(uriList);
      if (item !== undefined) await open(urisIn(await item.asString()));
    },
  };
}

/** The URIs of a list (RFC 2483): one a line, lines that begin with `#` are comments. */
export function urisIn(list: string): vscode.Uri[] {
  return list
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const uri = vscode.Uri.parse(line);
      // Files of the machine that we run on, as the window names them.
      return uri.scheme === "vscode-remote" ? vscode.Uri.file(uri.path) : uri;
    });
}
