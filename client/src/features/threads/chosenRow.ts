import * as vscode from "vscode";
import type { ThreadElement } from "./tree.js";

export interface ChosenRow extends vscode.Disposable {
  /** The row that was chosen last, unless an editor was used since. */
  get(): ThreadElement | undefined;
}

/**
 * What a command of the palette is meant for: no API tells whether the view or an editor has the focus, and VS Code's
 * own context key for it (`focusedView`) is reset before the palette looks at it.
 */
export function watchChosenRow(view: vscode.TreeView<ThreadElement>): ChosenRow {
  let isLast = false;
  let isAttachment = false;
  const tell = (): void => {
    const chosen = isLast && view.visible && view.selection[0]?.attachment !== undefined;
    if (chosen === isAttachment) return;
    isAttachment = chosen;
    void vscode.commands.executeCommand("setContext", "patchMail.threads.attachmentChosen", chosen);
  };
  const listeners = vscode.Disposable.from(
    view.onDidChangeSelection(({ selection }) => {
      isLast = selection.length > 0;
      tell();
    }),
    view.onDidChangeVisibility(tell),
    // Another document is what the user turned to; the tree follows it a moment later.
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor === undefined || view.selection[0]?.attachment === undefined) return;
      isLast = false;
      tell();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
      const isUsers =
        kind === vscode.TextEditorSelectionChangeKind.Mouse ||
        kind === vscode.TextEditorSelectionChangeKind.Keyboard;
      if (!isUsers) return;
      isLast = false;
      tell();
    }),
  );
  return {
    get: () => (isLast && view.visible ? view.selection[0] : undefined),
    dispose: () => listeners.dispose(),
  };
}
