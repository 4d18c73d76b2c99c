import * as vscode from "vscode";

/** Editors that hand a mailbox over to Threads: for compressed files the default one, for others by "Open With…". */
const viewTypes = ["patchMail.packedMailbox", "patchMail.mailbox"] as const;

/** No editor at all: it opens the mailbox, and closes its tab. */
export function mailboxEditors(open: (uri: vscode.Uri) => Promise<boolean>): vscode.Disposable {
  return vscode.Disposable.from(
    ...viewTypes.map((viewType) =>
      vscode.window.registerCustomEditorProvider(viewType, provider(viewType, open), {
        supportsMultipleEditorsPerDocument: true,
      }),
    ),
  );
}

function provider(
  viewType: string,
  open: (uri: vscode.Uri) => Promise<boolean>,
): vscode.CustomReadonlyEditorProvider {
  return {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor({ uri }, panel) {
      panel.webview.options = { enableScripts: false, localResourceRoots: [] };
      panel.webview.html = page("The mailbox is shown in the Threads view of Patch Mail.");
      if (uri.scheme !== "file") {
        panel.webview.html = page(
          "This version of the mailbox is not on the disk: there is nothing to show.",
        );
        return;
      }
      // Not awaited: until this returns, VS Code shows the tab as loading.
      void open(uri).then(async (isOpen) => {
        if (isOpen) await vscode.window.tabGroups.close(tabsOf(viewType, uri), true);
        else panel.webview.html = page("The mailbox could not be opened.");
      });
    },
  };
}

function tabsOf(viewType: string, uri: vscode.Uri): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputCustom &&
        input.viewType === viewType &&
        input.uri.toString() === uri.toString(),
    );
}

/** Sentences of ours only: nothing of a mail or a path comes here. */
function page(sentence: string): string {
  return (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">' +
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">' +
    `<title>Mailbox</title></head><body><p>${sentence}</p></body></html>`
  );
}
