import * as vscode from "vscode";
import type { AddSignoffParams, AddSignoffResult } from "../../../server/src/features/addSignoff.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { isReadOnly } from "./patchEditing/isReadOnly.js";
import { offerDraft, readOnlySentence } from "./patchEditing/offerDraft.js";
import { applyEdits } from "./quickFixes/applyEdits.js";

const request: ServerRequest<AddSignoffParams, AddSignoffResult | null> = { method: "patchMail/addSignoff" };
const key = "patchMail.signoffPerson";

/** Adds the writer's Signed-off-by to the draft at the cursor. Who that is git knows, else it is asked once for a workspace. */
export const addSignoff: ClientFeature = (host) =>
  vscode.commands.registerCommand("patchMail.addSignoff", () => sign(host));

async function sign(host: Host): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  let result = await ask(host, request, cursorParams(editor));
  if (result?.needsPerson) {
    const person = await personToSign(host, result.needsPerson.known);
    if (person === undefined) return;
    result = await ask(host, request, { ...cursorParams(editor), person });
  }
  if (!result) return;
  if (result.refused !== null && !result.needsDraft) {
    say(result.refused);
    return;
  }
  if (result.needsDraft || (await isReadOnly(editor.document))) {
    offerDraft(result.refused ?? readOnlySentence);
    return;
  }
  if (await host.saving.mayEdit(editor.document, "edit")) await applyEdits(editor, result);
}

/** `Name <address>` as it was told before, else as the user says now; undefined: given up. */
async function personToSign(host: Host, known: string): Promise<string | undefined> {
  const { workspaceState } = host.extension;
  const before = workspaceState.get<string>(key);
  if (before !== undefined) return before;
  const told = await vscode.window.showInputBox({
    title: "Add Signed-off-by",
    prompt:
      "Your name and address, as in: Ada Example <ada@example.org>. It is kept for this workspace; git's user.name and user.email come first.",
    value: known,
    valueSelection: [0, 0],
    validateInput: (text) =>
      /^[^<>]{1,120} <[^<>\s@]{1,80}@[^<>\s@]{1,200}>$/.test(text.trim())
        ? null
        : "A name, a blank, and the address in angle brackets.",
  });
  if (told === undefined) return undefined;
  await workspaceState.update(key, told.trim());
  return told.trim();
}
