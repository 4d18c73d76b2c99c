import type { TextEditor } from "vscode";
import { cursorParams } from "../../documents.js";
import { virtualSource } from "../../virtualFiles.js";

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
