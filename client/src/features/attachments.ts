import * as vscode from "vscode";
import { attempt, say } from "../ask.js";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature, Host } from "../host.js";
import { virtualSource } from "../virtualFiles.js";
import {
  type AttachmentPlace,
  attachmentUri,
  isText,
  type MessagePlace,
  sizeText,
} from "./attachments/attachmentFiles.js";
import { attachment, attachments as attachmentsRequest } from "./attachments/requests.js";
import { saveAll, saveOne } from "./attachments/save.js";
import { messagePlace } from "./messagePlace.js";
import type { ThreadElement } from "./threads/tree.js";
import { placeOfItem } from "./threads/treeItem.js";

/** Attachments of a message: opened as virtual files, saved one by one or together. */
export const attachments: ClientFeature = (host) =>
  vscode.Disposable.from(
    host.virtualFiles.register("attachment", async ({ uri, index = 0, attachment: number = 0 }) => {
      const { base64 } = await host.server.request(attachment, { uri, index, attachment: number });
      return Buffer.from(base64, "base64");
    }),
    command(host, "patchMail.openAttachment", async (given) => {
      const place =
        given?.attachment ?? (await pickOne(host, await placeFor(host, given), "Open Attachment"));
      if (place === undefined) return;
      if (!isText(place.attachment)) await saveOne(host, place);
      else await vscode.commands.executeCommand("vscode.open", attachmentUri(place), { preview: true });
    }),
    command(host, "patchMail.saveAttachment", async (given) => {
      const place =
        given?.attachment ??
        (await chosenAttachment(host)) ??
        (await pickOne(host, await placeFor(host, given), "Save Attachment"));
      if (place !== undefined) await saveOne(host, place);
    }),
    command(host, "patchMail.saveAllAttachments", async (given) => {
      const message = await placeFor(host, given);
      const places = message === undefined ? [] : await attachmentsOf(host, message);
      if (places.length > 0) await saveAll(host, places);
      else say("This message has no attachments.");
    }),
  );

/** A command that a row of Threads may give; what fails is told. */
function command(
  host: Host,
  name: string,
  run: (given: ThreadElement | undefined) => Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(name, (given?: ThreadElement) =>
    attempt(host, name, () => run(given), true),
  );
}

/** The attachment whose row in Threads was chosen last, or that the active editor shows. */
async function chosenAttachment(host: Host): Promise<AttachmentPlace | undefined> {
  const chosen = (await chosenRow())?.attachment;
  if (chosen !== undefined) return chosen;
  const editor = vscode.window.activeTextEditor;
  const number = editor && virtualSource(editor.document.uri)?.attachment;
  if (editor === undefined || number === undefined) return undefined;
  const message = await messagePlace(host, editor);
  const places = message === undefined ? [] : await attachmentsOf(host, message);
  return places.find(({ attachment: { index } }) => index === number);
}

async function chosenRow(): Promise<ThreadElement | undefined> {
  return await vscode.commands.executeCommand<ThreadElement | undefined>("patchMail.threads.chosenRow");
}

/** The message of a row, else the one at the cursor. */
async function placeFor(host: Host, given: ThreadElement | undefined): Promise<MessagePlace | undefined> {
  if (given?.attachment !== undefined) return given.attachment.message;
  if (given?.item) return placeOfItem(given.item);
  const chosen = (await chosenRow())?.attachment;
  if (chosen !== undefined) return chosen.message;
  const editor = activeMailEditor();
  return editor === undefined ? undefined : await messagePlace(host, editor);
}

/** All attachments of a message, in their order. */
export async function attachmentsOf(host: Host, message: MessagePlace): Promise<readonly AttachmentPlace[]> {
  const { uri, index } = message;
  const found = await host.server.request(attachmentsRequest, { uri, index });
  return found.map((one) => ({ message, attachment: one }));
}

async function pickOne(
  host: Host,
  message: MessagePlace | undefined,
  title: string,
): Promise<AttachmentPlace | undefined> {
  const places = message === undefined ? [] : await attachmentsOf(host, message);
  if (places.length === 0) say("This message has no attachments.");
  if (places.length < 2) return places[0];
  const choices = places.map((place) => ({
    label: place.attachment.safeName,
    description: `${place.attachment.contentType}, ${sizeText(place.attachment.sizeBytes)}`,
    place,
  }));
  return (await vscode.window.showQuickPick(choices, { title, matchOnDescription: true }))?.place;
}
