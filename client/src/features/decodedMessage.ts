import * as vscode from "vscode";
import type { MessageItem, MessagesParams } from "../../../server/src/features/messages.js";
import type { DecodedMessageParams, DecodedMessageResult } from "../../../server/src/lsp/viewRequests.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, virtualScheme } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { safeName, virtualSource, virtualUri } from "../virtualFiles.js";

const messagesOf: ServerRequest<MessagesParams, readonly MessageItem[]> = { method: "patchMail/messages" };
const decoded: ServerRequest<DecodedMessageParams, DecodedMessageResult> = {
  method: "patchMail/decodedMessage",
};

/** Opens the message under the cursor with its transfer encodings undone, and goes back to the raw text. */
export const decodedMessage: ClientFeature = (host) =>
  vscode.Disposable.from(
    host.virtualFiles.register("decoded", async ({ uri, line }) => {
      // The server must know the document; when a tab is restored, nothing else may have opened it.
      await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      const messages = await host.server.request(messagesOf, { textDocument: { uri } });
      const message = messageAt(messages, line);
      if (message === undefined) throw new Error("The message is no longer there.");
      return (await host.server.request(decoded, { uri, index: message.index })).text;
    }),
    vscode.commands.registerCommand("patchMail.openDecoded", () => openDecoded(host)),
    vscode.commands.registerCommand("patchMail.openRaw", () => openRaw()),
  );

async function openDecoded(host: Host): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  if (editor.document.uri.scheme === virtualScheme) return openRaw();
  const uri = editor.document.uri.toString();
  const messages = await ask(host, messagesOf, { textDocument: { uri } });
  if (messages === undefined) return;
  const message = messageAt(messages, editor.selection.active.line);
  if (message === undefined) {
    say("There is no message here to decode.");
    return;
  }
  const source = { uri, line: message.range.start.line };
  const target = virtualUri("decoded", `${safeName(message.subject, "message")}.eml`, source);
  await vscode.window.showTextDocument(target, { preview: true });
}

/** From a virtual document back to the file that it was made from, at the message's place. */
async function openRaw(): Promise<void> {
  const active = vscode.window.activeTextEditor;
  const source = active === undefined ? undefined : virtualSource(active.document.uri);
  if (source === undefined) return;
  const place = new vscode.Position(source.line, 0);
  const selection = new vscode.Range(place, place);
  await vscode.window.showTextDocument(vscode.Uri.parse(source.uri), { selection });
}

/** The last message that begins at or above a line (0-based). */
function messageAt(messages: readonly MessageItem[], line: number): MessageItem | undefined {
  return messages.findLast((message) => message.range.start.line <= line) ?? messages[0];
}
