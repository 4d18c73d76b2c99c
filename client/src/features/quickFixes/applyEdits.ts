import * as vscode from "vscode";
import { say } from "../../ask.js";

/** As the server sends it. */
interface SentEdit {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly newText: string;
}

/** Makes the server's changes of a text in its editor, in one step of undo; says so where it cannot. */
export async function applyEdits(
  editor: vscode.TextEditor,
  { edits, version }: { readonly edits: readonly SentEdit[]; readonly version: number },
): Promise<boolean> {
  if (editor.document.version !== version) {
    say("The text has changed meanwhile: nothing was done.");
    return false;
  }
  const isDone = await editor.edit((builder) => {
    for (const { range, newText } of edits) builder.replace(rangeOf(range), newText);
  });
  if (!isDone) say("The editor did not take the change.");
  return isDone;
}

const rangeOf = ({ start, end }: SentEdit["range"]): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);
