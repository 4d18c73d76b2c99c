import * as vscode from "vscode";
import type { EditPatchParams, EditPatchResult } from "../../../../server/src/features/editPatch.js";
import { documentSelector } from "../../documents.js";
import type { Host, ServerRequest } from "../../host.js";
import { isReadOnly } from "./isReadOnly.js";

const request: ServerRequest<EditPatchParams, EditPatchResult> = { method: "patchMail/editPatch" };

/** After so long a pause. */
const pauseMilliseconds = 150;

/**
 * By setting, the `@@` headers of a file's diff are counted again after an edit that adds or takes lines or changes a mark.
 * The change joins the typing in one step of undo; where the diff cannot be understood just now, or the document is no
 * draft, nothing happens.
 */
export function recountWhileTyping(host: Host): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let isOurs = false;

  const recount = async (document: vscode.TextDocument, line: number): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== document) return;
    const params = { textDocument: { uri: document.uri.toString() }, position: { line, character: 0 } };
    let result: EditPatchResult;
    try {
      result = await host.server.request(request, { ...params, edit: "recountHunk" });
    } catch {
      // The text has changed meanwhile, and its next pause asks again; or there is no server.
      return;
    }
    if (result.refused !== null || result.edits.length === 0) return;
    if (document.version !== result.version || (await isReadOnly(document))) return;
    if (document.version !== result.version) return;
    isOurs = true;
    try {
      await editor.edit(
        (builder) => {
          for (const { range, newText } of result.edits)
            builder.replace(
              new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
              newText,
            );
        },
        { undoStopBefore: false, undoStopAfter: false },
      );
    } finally {
      isOurs = false;
    }
  };

  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
    // What undo has brought back counts as it did.
    if (isOurs || contentChanges.length === 0 || reason !== undefined) return;
    if (vscode.languages.match(documentSelector, document) === 0) return;
    const line = changedLine(contentChanges);
    if (line === undefined || vscode.window.activeTextEditor?.document !== document) return;
    if (!vscode.workspace.getConfiguration("patchMail", document.uri).get("recountWhileTyping", false))
      return;
    clearTimeout(timer);
    timer = setTimeout(() => void recount(document, line), pauseMilliseconds);
  });
  return vscode.Disposable.from(listener, { dispose: () => clearTimeout(timer) });
}

/** A line of the hunk that was changed; undefined where no line came, went, or has another mark. */
function changedLine(changes: readonly vscode.TextDocumentContentChangeEvent[]): number | undefined {
  for (const { range, text } of changes) {
    const { start } = range;
    const takesLines = !range.isSingleLine;
    if (!takesLines && !text.includes("\n") && start.character > 0) continue;
    // What stands at the place of lines that went may be the next header.
    return takesLines && start.character === 0 ? Math.max(0, start.line - 1) : start.line;
  }
  return undefined;
}
