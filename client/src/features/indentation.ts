import * as vscode from "vscode";
import type { ClientFeature } from "../host.js";

/**
 * A window that starts with mail open makes its editors before it knows our language, and guesses their tab size; a tab
 * that is not eight columns wide makes hunks look wrong. What the settings say is set once, when the extension starts,
 * so that a width which the user picks later stays.
 */
export const indentation: ClientFeature = () => {
  for (const editor of vscode.window.visibleTextEditors) {
    const { document } = editor;
    if (document.languageId !== "patch-mail") continue;
    const settings = vscode.workspace.getConfiguration("editor", document);
    const tabSize = settings.get<number>("tabSize");
    if (settings.get<boolean>("detectIndentation") === true || tabSize === undefined) continue;
    editor.options = { tabSize, insertSpaces: settings.get<boolean>("insertSpaces") };
  }
  return new vscode.Disposable(() => undefined);
};
