/** `patchMail/editPatch`: what an edit command changes in a draft's diff, or why it does not. */
import type { Position, TextDocumentIdentifier, TextEdit } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import type { LateFeature } from "./feature.js";
import { whyNotEditable } from "./ownText.js";
import { type PatchEdit, patchEdits, planEdit, textEdits } from "./patchEdits.js";

export interface EditPatchParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
  readonly edit: PatchEdit;
}

export interface EditPatchResult {
  /** In order, apart from each other; empty where nothing is to be changed, or `refused` says why. */
  readonly edits: readonly TextEdit[];
  /** The document's version that they are for. */
  readonly version: number;
  /** A plain sentence. */
  readonly refused: string | null;
  /** It is not the reader's to edit: a copy would be. */
  readonly needsDraft: boolean;
}

export const editPatch: LateFeature<EditPatchParams, EditPatchResult> = {
  method: "patchMail/editPatch",
  handle(document, { position, edit }, context) {
    const { model, version } = document;
    const refuse = (refused: string, needsDraft = false): EditPatchResult => ({
      edits: [],
      version,
      refused,
      needsDraft,
    });
    if (!patchEdits.includes(edit)) return refuse("There is no such edit.");
    const message = messageAt(model, model.lines.offsetAt(position));
    if (message === null) return refuse("There is no message here.");
    const why = whyNotEditable(document, message, context.stateOptions?.(document));
    if (why !== null) return refuse(why, true);
    const answer = planEdit(document, message, position.line, edit);
    if ("refused" in answer) return refuse(answer.refused);
    return { edits: textEdits(model.lines, answer.changes), version, refused: null, needsDraft: false };
  },
};
