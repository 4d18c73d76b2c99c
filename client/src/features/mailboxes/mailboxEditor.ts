import * as vscode from "vscode";

/** Editors that hand a mailbox over to Threads: for compressed files the default one, for others by "Open With…". */
const viewTypes = ["patchMail.packedMailbox", "patchMail.mailbox"] as const;

/** No editor at all: it opens the mailbox, and closes its tab. */
export function mailboxEditors(open: (uri: vscode.Uri) => Promise<boolean>): vscode.Disposable {
  const replaced = watchReplacedPreview();
  return vscode.Disposable.from(
    replaced,
    ...viewTypes.map((viewType) =>
      vscode.window.registerCustomEditorProvider(viewType, provider(viewType, open, replaced.take), {
        supportsMultipleEditorsPerDocument: true,
      }),
    ),
  );
}

function provider(
  viewType: string,
  open: (uri: vscode.Uri) => Promise<boolean>,
  takeReplaced: () => ReplacedTab | undefined,
): vscode.CustomReadonlyEditorProvider {
  return {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor({ uri }, panel) {
      const replaced = takeReplaced();
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
        if (isOpen) {
          await vscode.window.tabGroups.close(tabsOf(viewType, uri), true);
          await replaced?.reopen();
        } else panel.webview.html = page("The mailbox could not be opened.");
      });
    },
  };
}

interface ReplacedTab {
  reopen(): Promise<void>;
}

/** A preview that closes so shortly before an editor of ours opens has given its place to that one. */
const replaceMilliseconds = 1000;

/** What the reader had in a preview comes back when the mailbox is in Threads: our editor shows nothing to stay for. */
function watchReplacedPreview(): vscode.Disposable & { take(): ReplacedTab | undefined } {
  let last:
    | { readonly uri: vscode.Uri; readonly viewColumn: vscode.ViewColumn; readonly time: number }
    | undefined;
  const listener = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
    for (const { input, isPreview, group } of closed) {
      if (!isPreview || !(input instanceof vscode.TabInputText)) continue;
      last = { uri: input.uri, viewColumn: group.viewColumn, time: Date.now() };
    }
  });
  return {
    take() {
      const found = last;
      last = undefined;
      if (found === undefined || Date.now() - found.time > replaceMilliseconds) return undefined;
      const { uri, viewColumn } = found;
      return {
        async reopen() {
          const options = { viewColumn, preview: true, preserveFocus: true };
          // The file may be gone by now.
          await Promise.resolve(vscode.window.showTextDocument(uri, options)).catch(() => undefined);
        },
      };
    },
    dispose: () => listener.dispose(),
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
