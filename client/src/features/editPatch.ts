import * as vscode from "vscode";
import type { EditPatchParams, EditPatchResult } from "../../../server/src/features/editPatch.js";
import type { PatchEdit } from "../../../server/src/features/patchEdits.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { isReadOnly } from "./patchEditing/isReadOnly.js";
import { offerDraft, readOnlySentence } from "./patchEditing/offerDraft.js";
import { recountWhileTyping } from "./patchEditing/recountWhileTyping.js";
import { applyEdits } from "./quickFixes/applyEdits.js";

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
    offerDraft(result.refused ?? readOnlySentence);
    return;
  }
  if (result.edits.length === 0) {
    say(unchanged[edit] ?? "There is nothing to change.");
    return;
  }
  if (await host.saving.mayEdit(document, "edit")) await applyEdits(editor, result);
}
