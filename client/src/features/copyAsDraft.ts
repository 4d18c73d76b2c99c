import * as vscode from "vscode";
import { attempt, say } from "../ask.js";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature, Host } from "../host.js";
import { sameLine } from "../sameLine.js";
import { decoded, message as messageRequest } from "./decoded/requests.js";
import { draftText } from "./draftText.js";
import { messagePlace } from "./messagePlace.js";
import type { ThreadElement } from "./threads/tree.js";
import { placeOfItem } from "./threads/treeItem.js";

/** A copy of a message to edit, in an untitled document: decoded where it is encoded. The mailbox stays as it is. */
export const copyAsDraft: ClientFeature = (host) =>
  vscode.commands.registerCommand("patchMail.copyAsDraft", (given?: ThreadElement) =>
    openCopy(host, { given }),
  );

interface CopyOptions {
  /** A row of the threads; absent: what the active editor shows. */
  readonly given?: ThreadElement | undefined;
  /** 0-based line of the active editor that the cursor is put to; absent: that of its cursor. */
  readonly line?: number;
}

/** Opens the copy; undefined where there is none, of which the user is told. */
export function openCopy(
  host: Host,
  { given, line: asked }: CopyOptions,
): Promise<vscode.TextEditor | undefined> {
  return attempt(host, "copyAsDraft", async () => {
    const from = given?.item ? undefined : activeMailEditor();
    const text = await draftOf(host, given);
    if (text === undefined) {
      say("There is no message here to copy.");
      return undefined;
    }
    const lines = from?.document.getText().split("\n") ?? [];
    const line = from && sameLine(lines, asked ?? from.selection.active.line, text.split("\n"));
    const document = await vscode.workspace.openTextDocument({ language: "patch-mail", content: text });
    const selection = new vscode.Range(line ?? 0, 0, line ?? 0, 0);
    return vscode.window.showTextDocument(document, { preview: false, selection });
  });
}

async function draftOf(host: Host, given: ThreadElement | undefined): Promise<string | undefined> {
  const editor = activeMailEditor();
  if (!given?.item && editor?.document.isUntitled === true) return editor.document.getText();
  const place = given?.item ? placeOfItem(given.item) : editor && (await messagePlace(host, editor));
  if (place === undefined) return undefined;
  const { uri, index } = place;
  const raw = await host.server.request(messageRequest, { uri, ordinal: index });
  if (raw.encodedAs === null) return draftText(raw.text, false);
  const { text } = await host.server.request(decoded, { uri, index });
  return draftText(text, true);
}
