import type { DocumentFilter, TextEditor } from "vscode";
import * as vscode from "vscode";

/** Scheme of our read-only virtual documents (decoded messages, sides of a diff). */
export const virtualScheme = "patch-mail";

const languages = ["patch-mail", "diff"] as const;
/** Never `git`: VS Code opens old versions of files under it, which are nobody's mail. */
const schemes = ["file", "untitled", "vscode-vfs", virtualScheme] as const;

/** The documents that the server serves. */
export const documentSelector: readonly (DocumentFilter & {
  readonly scheme: string;
  readonly language: string;
})[] = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

/** The active editor, where it holds a document that the server serves. */
export function activeMailEditor(): TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || vscode.languages.match(documentSelector, editor.document) === 0)
    return undefined;
  return editor;
}

/** The cursor of an editor as the parameters of an LSP request (TextDocumentPositionParams). */
export function cursorParams(editor: TextEditor): {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
} {
  const { line, character } = editor.selection.active;
  return { textDocument: { uri: editor.document.uri.toString() }, position: { line, character } };
}
