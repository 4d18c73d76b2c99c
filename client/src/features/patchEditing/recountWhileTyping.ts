import * as vscode from "vscode";
import type { EditPatchParams, EditPatchResult } from "../../../../server/src/features/editPatch.js";
import { documentSelector } from "../../documents.js";
import type { Host, ServerRequest } from "../../host.js";
import { isReadOnly } from "./isReadOnly.js";
import { type Change, linesToRecount } from "./linesToRecount.js";

const request: ServerRequest<EditPatchParams, EditPatchResult> = { method: "patchMail/editPatch" };

/** Shorter than the time between two keys of most people: what a key changes is counted in the same step of undo. */
const pauseMilliseconds = 60;

/** Lines of a document whose hunks may count wrong. */
interface Pending {
  readonly document: vscode.TextDocument;
  readonly lines: readonly number[];
}

/**
 * By setting, the `@@` headers of a file's diff are counted again after an edit that adds or takes lines or changes a mark.
 * The change joins the typing in one step of undo; where the diff cannot be understood just now, or the document is no
 * draft, nothing happens. Lines wait until an answer for the text as it is has come: each key puts the question off.
 */
export function recountWhileTyping(host: Host): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let pending: Pending | undefined;
  let isOurs = false;

  const recount = async (asked: Pending): Promise<void> => {
    const { document, lines } = asked;
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== document) return;
    const { version } = document;
    const textDocument = { uri: document.uri.toString() };
    let results: readonly EditPatchResult[];
    try {
      results = await Promise.all(
        lines.map((line) =>
          host.server.request(request, {
            textDocument,
            position: { line, character: 0 },
            edit: "recountHunk",
          }),
        ),
      );
    } catch {
      // The text has changed meanwhile, and the next pause asks again; or there is no server.
      return;
    }
    const isNow = (): boolean =>
      pending === asked &&
      document.version === version &&
      results.every((result) => result.version === version);
    if (!isNow()) return;
    const edits = editsOf(results);
    if (edits.length === 0) {
      pending = undefined;
      return;
    }
    if ((await isReadOnly(document)) || !isNow()) return;
    isOurs = true;
    try {
      const isDone = await editor.edit(
        (builder) => {
          for (const { range, newText } of edits)
            builder.replace(
              new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
              newText,
            );
        },
        { undoStopBefore: false, undoStopAfter: false },
      );
      if (isDone && pending === asked) pending = undefined;
    } finally {
      isOurs = false;
    }
  };

  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (isOurs || contentChanges.length === 0) return;
    if (vscode.languages.match(documentSelector, document) === 0) return;
    if (vscode.window.activeTextEditor?.document !== document) return;
    const before = pending?.document === document ? pending.lines : [];
    // What undo brings back counts as it did, mostly: then the answer is that nothing is to be changed.
    const lines = linesToRecount(before, contentChanges.map(changeOf));
    if (lines.length === 0) return;
    if (!vscode.workspace.getConfiguration("patchMail", document.uri).get("recountWhileTyping", false))
      return;
    const next = { document, lines };
    pending = next;
    clearTimeout(timer);
    timer = setTimeout(() => void recount(next), pauseMilliseconds);
  });
  return vscode.Disposable.from(listener, { dispose: () => clearTimeout(timer) });
}

const changeOf = ({ range: { start, end }, text }: vscode.TextDocumentContentChangeEvent): Change => ({
  start,
  end,
  text,
});

/** Lines of one file give the same edits: each once. */
function editsOf(results: readonly EditPatchResult[]): EditPatchResult["edits"] {
  const edits = new Map<number, EditPatchResult["edits"][number]>();
  for (const { refused, edits: ofLine } of results) {
    if (refused === null) for (const edit of ofLine) edits.set(edit.range.start.line, edit);
  }
  return [...edits.values()];
}
