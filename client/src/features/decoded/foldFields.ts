import * as vscode from "vscode";
import type { Host } from "../../host.js";
import { virtualKind } from "../../virtualFiles.js";

/** The field that holds all that are not shown on top, core/mail/decodeView.ts. */
const otherFields = "Other-Fields: ";
/** A header that is longer has its fields where no one looks for them. */
const maxHeaderLines = 2000;
/** Below, the server makes no fold of a field, and VS Code would fold the whole header. */
const minLines = 3;

/**
 * Folds the lesser header fields of a decoded view when it is first shown in this window; what the reader unfolds then,
 * stays so. The focus stays where it is.
 */
export function foldOtherFields(host: Host): vscode.Disposable {
  // VS Code keeps the folds of what the window opens with.
  const seen = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
  return vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor === undefined || virtualKind(editor.document.uri) !== "decoded") return;
    const key = editor.document.uri.toString();
    if (seen.has(key)) return;
    seen.add(key);
    fold(editor).catch((error: unknown) => host.log.warn(`decoded view: fold: ${String(error)}`));
  });
}

async function fold({ document, selection }: vscode.TextEditor): Promise<void> {
  const [first, end] = otherFieldsOf(document);
  if (end - first < minLines) return;
  // Whoever comes from one of these fields, wants to see it.
  const { line } = selection.active;
  if (line > first && line < end) return;
  const options = { levels: 1, direction: "down", selectionLines: [first] } as const;
  await vscode.commands.executeCommand("editor.fold", options);
}

/** The lines of the field, `[first, end)`; an empty range where there is none. */
function otherFieldsOf(document: vscode.TextDocument): [number, number] {
  const count = Math.min(document.lineCount, maxHeaderLines);
  let first = -1;
  for (let line = 0; line < count; line++) {
    const { text } = document.lineAt(line);
    if (first >= 0 && !/^[ \t]/.test(text)) return [first, line];
    if (text === "") return [0, 0];
    if (first < 0 && text.startsWith(otherFields)) first = line;
  }
  return [0, 0];
}
