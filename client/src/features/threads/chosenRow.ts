import * as vscode from "vscode";
import { activeMailEditor } from "../../documents.js";
import type { ThreadElement } from "./tree.js";

export interface ChosenRow extends vscode.Disposable {
  /** The row that was chosen last, unless an editor was used since. */
  get(): ThreadElement | undefined;
  /**
   * The selected row that a command is meant for which acts on messages; undefined where it is meant for the mail in the
   * editor, which a row that was chosen shows there.
   */
  target(): ThreadElement | undefined;
}

/**
 * What a command of the palette is meant for: no API tells whether the view or an editor has the focus, and VS Code's
 * own context key for it (`focusedView`) is reset before the palette looks at it.
 */
export function watchChosenRow(view: vscode.TreeView<ThreadElement>): ChosenRow {
  let isLast = false;
  let isAttachment = false;
  let isMessage = false;
  const tell = (): void => {
    const hasMessage = view.selection[0]?.item !== undefined && view.selection[0].item !== null;
    if (hasMessage !== isMessage) {
      isMessage = hasMessage;
      void vscode.commands.executeCommand("setContext", "patchMail.threads.messageSelected", hasMessage);
    }
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
  const get = (): ThreadElement | undefined => (isLast && view.visible ? view.selection[0] : undefined);
  return {
    get,
    target() {
      if (activeMailEditor() === undefined) return view.selection[0];
      const row = get();
      // Of mail that is not at hand no editor tells.
      return row?.item?.uri === null ? row : undefined;
    },
    dispose: () => listeners.dispose(),
  };
}
