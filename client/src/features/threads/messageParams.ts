import type { TextEditor } from "vscode";
import * as vscode from "vscode";
import type { ThreadOfParams } from "../../../../server/src/protocol/threadOf.js";
import { activeMailEditor, cursorParams } from "../../documents.js";
import { type VirtualSource, virtualSource } from "../../virtualFiles.js";
import type { ThreadElement } from "./tree.js";
import { placeOfItem } from "./treeItem.js";

/** Names the message at the cursor for the server's index, which knows files: also from a virtual file of a message. */
export function messageParams(
  editor: TextEditor,
): ReturnType<typeof cursorParams> & { readonly ordinal?: number } {
  const source = virtualSource(editor.document.uri);
  if (source === undefined) return cursorParams(editor);
  const position = { line: source.line, character: 0 };
  const { uri, index } = source;
  return { textDocument: { uri }, position, ...(index === undefined ? {} : { ordinal: index }) };
}

/** Names the message that a source tells. */
export function sourceParams({
  uri,
  line,
  index,
}: Pick<VirtualSource, "uri" | "line" | "index">): ThreadOfParams {
  return {
    textDocument: { uri },
    position: { line, character: 0 },
    ...(index === undefined ? {} : { ordinal: index }),
  };
}

/**
 * The message that a command is meant for: that of the row it was chosen on, of the row that is selected while the view has
 * the focus, else the one at the cursor; undefined where there is none.
 */
export async function targetParams(element: ThreadElement | undefined): Promise<ThreadOfParams | undefined> {
  const row =
    element ??
    (await vscode.commands.executeCommand<ThreadElement | undefined>("patchMail.threads.targetRow"));
  if (row?.item) {
    const place = placeOfItem(row.item);
    return place && sourceParams(place);
  }
  const editor = activeMailEditor();
  return editor && messageParams(editor);
}
