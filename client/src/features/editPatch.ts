import * as vscode from "vscode";
import type { EditPatchParams, EditPatchResult } from "../../../server/src/features/editPatch.js";
import type { PatchEdit } from "../../../server/src/features/patchEdits.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { isReadOnly } from "./patchEditing/isReadOnly.js";
import { recountWhileTyping } from "./patchEditing/recountWhileTyping.js";

const editPatchRequest: ServerRequest<EditPatchParams, EditPatchResult> = {
  method: "patchMail/editPatch",
};

const edits: Readonly<Record<string, PatchEdit>> = {
  "patchMail.deleteHunk": "deleteHunk",
  "patchMail.deleteFileDiff": "deleteFile",
  "patchMail.splitHunk": "splitHunk",
  "patchMail.reverseHunk": "reverseHunk",
  "patchMail.reverseFileDiff": "reverseFile",
  "patchMail.recountHunks": "recountPatch",
  "patchMail.refreshDiffstat": "refreshDiffstat",
};

const unchanged: Partial<Record<PatchEdit, string>> = {
  recountPatch: "All hunk headers count right already.",
  refreshDiffstat: "The diffstat is right already.",
};

const draftButton = "Edit a Copy as Draft";

/** Edits of the diff in a draft, as Emacs' diff-mode has them. Mail that was received is never changed. */
export const editPatch: ClientFeature = (host) =>
  vscode.Disposable.from(
    recountWhileTyping(host),
    ...Object.entries(edits).map(([command, edit]) =>
      vscode.commands.registerCommand(command, () => change(host, edit)),
    ),
  );

async function change(host: Host, edit: PatchEdit): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  const result = await ask(host, editPatchRequest, { ...cursorParams(editor), edit });
  if (result === undefined) return;
  const { document } = editor;
  const isDraft = !result.needsDraft;
  if (isDraft && result.refused !== null) {
    say(result.refused);
    return;
  }
  if (!isDraft || (await isReadOnly(document))) {
    offerDraft(result.refused ?? "This document is read-only: its text stays as it is.");
    return;
  }
  if (result.edits.length === 0) {
    say(unchanged[edit] ?? "There is nothing to change.");
    return;
  }
  if (document.version !== result.version) {
    say("The text has changed meanwhile: nothing was done.");
    return;
  }
  const isDone = await editor.edit((builder) => {
    for (const { range, newText } of result.edits) builder.replace(rangeOf(range), newText);
  });
  if (!isDone) say("The editor did not take the change.");
}

/** Not waited for: it stands there until somebody answers. */
function offerDraft(sentence: string): void {
  void vscode.window.showInformationMessage(sentence, draftButton).then(async (chosen) => {
    if (chosen === draftButton) await vscode.commands.executeCommand("patchMail.copyAsDraft");
  });
}

function rangeOf({ start, end }: EditPatchResult["edits"][number]["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
