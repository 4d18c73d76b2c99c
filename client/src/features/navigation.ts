import * as vscode from "vscode";
import type {
  NavigateParams,
  NavigateResult,
  NavigateTarget,
} from "../../../server/src/features/navigate.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { openablePlace } from "./decoded/openablePlace.js";

/** Where a jump can go; each has a command `patchMail.<target>`. */
const targets = [
  "nextHunk",
  "previousHunk",
  "nextFile",
  "previousFile",
  "nextComment",
  "previousComment",
  "quoteOut",
  "quoteIn",
  "nextMessage",
  "previousMessage",
  "nextPatch",
  "previousPatch",
  "parentMessage",
] as const satisfies readonly NavigateTarget[];

const navigate: ServerRequest<NavigateParams, NavigateResult> = { method: "patchMail/navigate" };

/** The editor shows the selection of a jump late; a jump that cannot be seen must not block the next one. */
const arrivalMilliseconds = 1000;

/** Jumps through hunks, files, comments, quote levels and messages, as the server finds them. */
export const navigation: ClientFeature = (host) => {
  // Key repeat sends jumps faster than the editor shows them: each starts where the one before arrived.
  let last: Promise<void> = Promise.resolve();
  return vscode.Disposable.from(
    ...targets.map((target) =>
      vscode.commands.registerCommand(`patchMail.${target}`, () => {
        last = last.then(
          () => jump(host, target),
          () => jump(host, target),
        );
        return last;
      }),
    ),
  );
};

async function jump(host: Host, target: NavigateTarget): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  const result = await ask(host, navigate, { ...cursorParams(editor), target });
  if (result === undefined) return;
  if ("reason" in result) {
    say(result.reason);
    await goTo(editor, [], result.reason);
    return;
  }
  const { start, end } = result.range;
  const found = new vscode.Location(
    vscode.Uri.parse(result.uri),
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
  const isHere = result.uri === editor.document.uri.toString();
  const place = isHere ? found : await openablePlace(host, found);
  const arrived = arrival(place.uri, place.range.start);
  try {
    await goTo(editor, [place], "");
    await arrived.promise;
  } finally {
    arrived.dispose();
  }
}

/**
 * VS Code's own "go to": the only way for an extension to leave a mark in the history, so that Go Back returns also
 * from a jump of a few lines. Without a location it shows `message` at the cursor.
 */
async function goTo(
  editor: vscode.TextEditor,
  locations: readonly vscode.Location[],
  message: string,
): Promise<void> {
  await vscode.commands.executeCommand(
    "editor.action.goToLocations",
    editor.document.uri,
    editor.selection.active,
    locations,
    "goto",
    message,
  );
}

/** Resolves when the cursor of the active editor stands at `position` of `uri`, at the latest after a second. */
function arrival(
  uri: vscode.Uri,
  position: vscode.Position,
): { readonly promise: Promise<void>; dispose(): void } {
  const wanted = uri.toString();
  const isThere = (editor: vscode.TextEditor | undefined): boolean =>
    editor !== undefined &&
    editor.document.uri.toString() === wanted &&
    editor.selection.active.isEqual(position);
  const listeners: vscode.Disposable[] = [];
  const dispose = (): void => {
    for (const listener of listeners) listener.dispose();
  };
  const promise = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, arrivalMilliseconds);
    const settle = (editor: vscode.TextEditor | undefined): void => {
      if (isThere(editor)) resolve();
    };
    listeners.push(
      vscode.window.onDidChangeTextEditorSelection((event) => settle(event.textEditor)),
      vscode.window.onDidChangeActiveTextEditor(settle),
      { dispose: () => clearTimeout(timer) },
    );
    settle(vscode.window.activeTextEditor);
  });
  return { promise, dispose };
}
