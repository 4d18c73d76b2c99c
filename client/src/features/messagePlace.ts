import type * as vscode from "vscode";
import type { Host } from "../host.js";
import { virtualSource } from "../virtualFiles.js";
import type { MessagePlace } from "./attachments/attachmentFiles.js";
import { messageAt } from "./decoded/openViews.js";
import { messagesOf } from "./decoded/requests.js";

/** The message at the cursor of an editor, by its place in its file; undefined where there is none. */
export async function messagePlace(host: Host, editor: vscode.TextEditor): Promise<MessagePlace | undefined> {
  const { document } = editor;
  const source = virtualSource(document.uri);
  if (source !== undefined) {
    const { uri, line, index } = source;
    return index === undefined ? undefined : { uri, line, index };
  }
  if (document.isUntitled) return undefined;
  const uri = document.uri.toString();
  const messages = await host.server.request(messagesOf, { textDocument: { uri } });
  const message = messageAt(messages, editor.selection.active.line);
  return message && { uri, line: message.range.start.line, index: message.index };
}
