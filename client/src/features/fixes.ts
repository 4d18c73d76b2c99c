import * as vscode from "vscode";
import { ask, say } from "../ask.js";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature, Host } from "../host.js";
import { openCopy } from "./copyAsDraft.js";
import { isReadOnly } from "./patchEditing/isReadOnly.js";
import { offerDraft, readOnlySentence } from "./patchEditing/offerDraft.js";
import { applyEdits } from "./quickFixes/applyEdits.js";
import { applyFixCommand, type WaitingEdit } from "./quickFixes/middleware.js";
import { fixProblems } from "./quickFixes/requests.js";
import { ignoreCheckpatchType, suppressRule } from "./quickFixes/suppressRule.js";

/** What an action of the server says of a fix that is to be made in a copy. */
interface FixInCopy {
  readonly rule: string;
  /** 0-based, of the finding in the document at hand. */
  readonly line: number;
  readonly title: string;
}

/** The commands of fixes: all at once, one in a copy, one after a question; those that silence, and that which opens what is written about a problem. */
export const fixes: ClientFeature = (host) =>
  vscode.Disposable.from(
    vscode.commands.registerCommand("patchMail.fixAll", () => fixAll(host)),
    vscode.commands.registerCommand("patchMail.fixInCopy", (fix: FixInCopy) => fixInCopy(host, fix)),
    vscode.commands.registerCommand("patchMail.suppressRule", suppressRule),
    vscode.commands.registerCommand("patchMail.ignoreCheckpatchType", ignoreCheckpatchType),
    vscode.commands.registerCommand("patchMail.readAbout", readAbout),
    vscode.commands.registerCommand(applyFixCommand, (waiting: WaitingEdit) => applyFix(host, waiting)),
  );

async function readAbout(url: unknown): Promise<void> {
  if (typeof url === "string") await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(url));
}

async function fixAll(host: Host): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  const { document } = editor;
  const result = await ask(host, fixProblems, { textDocument: { uri: document.uri.toString() } });
  if (result === undefined) return;
  const refused = result?.refused ?? ((await isReadOnly(document)) ? readOnlySentence : null);
  if (refused !== null) {
    offerDraft(refused);
    return;
  }
  if (result === null || result.edits.length === 0) {
    say("There is no problem here that has one right answer.");
    return;
  }
  if (!(await host.saving.mayEdit(document))) return;
  const { fixed } = result;
  if (await applyEdits(editor, result)) say(`Fixed: ${fixed} ${fixed === 1 ? "problem" : "problems"}.`);
}

async function fixInCopy(host: Host, { rule, line, title }: FixInCopy): Promise<void> {
  const editor = await openCopy(host, { line });
  if (editor === undefined) return;
  const result = await ask(host, fixProblems, {
    textDocument: { uri: editor.document.uri.toString() },
    rule,
    line: editor.selection.active.line,
    title,
  });
  if (result === undefined) return;
  if (result === null || result.edits.length === 0) {
    say(result?.refused ?? "The copy has no such problem.");
    return;
  }
  await applyEdits(editor, result);
}

async function applyFix(host: Host, { document, version, edit }: WaitingEdit): Promise<void> {
  if (!(await host.saving.mayEdit(document))) return;
  if (document.version !== version) {
    say("The text has changed meanwhile: nothing was done.");
    return;
  }
  if (!(await vscode.workspace.applyEdit(edit))) say("The editor did not take the change.");
}
