import * as assert from "node:assert/strict";
import * as vscode from "vscode";

export const extensionId = "patch-mail.patch-mail";

/** What the extension exports; the type is the client's own. */
export type Api = import("../../../client/src/start.js").PatchMailApi;

const deadlineMilliseconds = 20_000;

/**
 * Resolves with the first value of `probe` that is neither undefined nor false: asked now, and again on each of the
 * `events`. Rejects after 20 seconds.
 */
export function until<T>(
  what: string,
  events: readonly vscode.Event<unknown>[],
  probe: () => T | undefined | false | PromiseLike<T | undefined | false>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const listeners: vscode.Disposable[] = [];
    const end = (): void => {
      clearTimeout(timer);
      for (const listener of listeners) listener.dispose();
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`waited in vain for: ${what}`));
    }, deadlineMilliseconds);
    const ask = (): void => {
      Promise.resolve(probe()).then(
        (value) => {
          if (value === undefined || value === false) return;
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    };
    for (const event of events) listeners.push(event(ask));
    ask();
  });
}

/** The extension's exports; waits until its server runs. */
export async function runningApi(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  assert.ok(extension, `the extension ${extensionId} is installed`);
  const api = await extension.activate();
  await until("the server runs", [api.onDidChangeServerState], () => {
    assert.notEqual(api.serverState, "failed", "the server did not start");
    return api.serverState === "running";
  });
  return api;
}

/** The URI of a file of the workspace, by its name. */
export async function fileOf(name: string): Promise<vscode.Uri> {
  const [uri] = await vscode.workspace.findFiles(`**/${name}`, null, 1);
  assert.ok(uri, `${name} is in the workspace`);
  return uri;
}

/** Opens a file of the workspace in the active editor, with the server running. */
export async function openFile(name: string): Promise<vscode.TextEditor> {
  await runningApi();
  const document = await vscode.workspace.openTextDocument(await fileOf(name));
  return vscode.window.showTextDocument(document, { preview: false });
}

/** Writes a file into the workspace's folder and opens it. */
export async function openText(name: string, text: string | Uint8Array): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "a folder is open");
  const uri = vscode.Uri.joinPath(folder.uri, "written-by-tests", name);
  await vscode.workspace.fs.writeFile(uri, typeof text === "string" ? new TextEncoder().encode(text) : text);
  await runningApi();
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** The place of the `nth` (1-based) occurrence of `text`. */
export function place(document: vscode.TextDocument, text: string, nth = 1): vscode.Position {
  const all = document.getText();
  let offset = -1;
  for (let count = 0; count < nth; count++) {
    offset = all.indexOf(text, offset + 1);
    assert.notEqual(offset, -1, `${JSON.stringify(text)} occurs ${nth} times in ${document.uri.path}`);
  }
  return document.positionAt(offset);
}

/** Puts the cursor at a place; resolves when the editor has it. */
export async function putCursor(editor: vscode.TextEditor, position: vscode.Position): Promise<void> {
  editor.selection = new vscode.Selection(position, position);
  await cursorAt(editor, position);
}

/** Resolves when the cursor of the editor that is active stands at `position` of the same document. */
export function cursorAt(editor: vscode.TextEditor, position: vscode.Position): Promise<true> {
  return until(
    `the cursor at ${position.line + 1}:${position.character + 1}`,
    [vscode.window.onDidChangeTextEditorSelection, vscode.window.onDidChangeActiveTextEditor],
    () => {
      const active = vscode.window.activeTextEditor;
      return (
        active !== undefined &&
        active.document.uri.toString() === editor.document.uri.toString() &&
        active.selection.active.isEqual(position)
      );
    },
  );
}

/** The diagnostics of a document once `wanted` holds of them. */
export function diagnosticsWhere(
  uri: vscode.Uri,
  wanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return until(`diagnostics of ${uri.path}`, [vscode.languages.onDidChangeDiagnostics], () => {
    const diagnostics = vscode.languages.getDiagnostics(uri);
    return wanted(diagnostics) ? diagnostics : undefined;
  });
}

/** The id of a rule out of a diagnostic. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === "object" ? code.value : code);
}
