import * as vscode from "vscode";
import { say } from "../../ask.js";

/** After this time nobody arrives any more. */
const arrivalMilliseconds = 15_000;

/** Says what a jump does not show: that a line was not found, or why there is none. */
export interface Notes {
  /**
   * The editor asks for definitions also where the pointer only rests on a word (Ctrl): a note about a place is said when somebody
   * arrives there, one without a place only for the cursor's own position.
   */
  tell(
    note: string | null,
    asked: { readonly document: vscode.TextDocument; readonly position: vscode.Position },
    places: readonly vscode.Location[],
  ): void;
}

export function createNotes(): Notes {
  let end = (): void => undefined;
  return {
    tell(note, { document, position }, places) {
      end();
      if (note === null) return;
      if (places.length > 0) {
        end = onArrival(places, () => say(note));
        return;
      }
      const editor = vscode.window.activeTextEditor;
      if (editor?.document === document && editor.selection.active.isEqual(position)) say(note);
    },
  };
}

/** Calls back once, when the cursor of the active editor stands at one of the places. Returns what gives that up. */
function onArrival(places: readonly vscode.Location[], arrived: () => void): () => void {
  const listeners: vscode.Disposable[] = [];
  const end = (): void => {
    for (const listener of listeners.splice(0)) listener.dispose();
  };
  const look = (editor: vscode.TextEditor | undefined): void => {
    const isThere = places.some(
      ({ uri, range }) =>
        editor?.document.uri.toString() === uri.toString() &&
        editor.selection.active.line === range.start.line,
    );
    if (!isThere) return;
    end();
    arrived();
  };
  const timer = setTimeout(end, arrivalMilliseconds);
  listeners.push(
    vscode.window.onDidChangeTextEditorSelection((event) => look(event.textEditor)),
    vscode.window.onDidChangeActiveTextEditor(look),
    { dispose: () => clearTimeout(timer) },
  );
  return end;
}
