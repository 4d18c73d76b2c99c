import * as vscode from "vscode";
import { virtualScheme } from "../../documents.js";

/**
 * Whether an editor of the document takes no typing. VS Code tells extensions nothing of it, and an edit in such an editor
 * changes only what is shown: the settings and the file are asked.
 */
export async function isReadOnly(document: vscode.TextDocument): Promise<boolean> {
  if (document.uri.scheme === virtualScheme) return true;
  if (document.isUntitled) return false;
  const files = vscode.workspace.getConfiguration("files", document.uri);
  const isNamed = (key: string): boolean =>
    Object.entries(files.get<Record<string, boolean>>(key, {})).some(
      ([pattern, isOn]) => isOn && vscode.languages.match({ pattern }, document) > 0,
    );
  if (isNamed("readonlyInclude") && !isNamed("readonlyExclude")) return true;
  try {
    const { permissions } = await vscode.workspace.fs.stat(document.uri);
    return permissions === vscode.FilePermission.Readonly;
  } catch {
    // The file is gone; the text can be saved again.
    return false;
  }
}
