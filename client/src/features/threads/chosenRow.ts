import * as vscode from "vscode";
import type { ThreadElement } from "./tree.js";

export interface ChosenRow extends vscode.Disposable {
  /** The row that was chosen last, unless an editor was used since. */
  get(): ThreadElement | undefined;
}

/**
 * What a command of the palette is meant for: while the palette has the focus, no API tells whether the view or an editor
 * had it before.
 */
export function watchChosenRow(view: vscode.TreeView<ThreadElement>): ChosenRow {
  let isLast = false;
  const listeners = vscode.Disposable.from(
    view.onDidChangeSelection(({ selection }) => {
      isLast = selection.length > 0;
    }),
    vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
      const isUsers =
        kind === vscode.TextEditorSelectionChangeKind.Mouse ||
        kind === vscode.TextEditorSelectionChangeKind.Keyboard;
      if (isUsers) isLast = false;
    }),
  );
  return {
    get: () => (isLast && view.visible ? view.selection[0] : undefined),
    dispose: () => listeners.dispose(),
  };
}
