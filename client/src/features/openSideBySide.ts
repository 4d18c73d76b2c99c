import * as vscode from "vscode";
import type { SideBySideParams, SideBySideResult } from "../../../server/src/work/sideBySide.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { type VirtualLoader, virtualUri } from "../virtualFiles.js";
import { safeName } from "../virtualNames.js";

const sideBySide: ServerRequest<SideBySideParams, SideBySideResult | null> = {
  method: "patchMail/sideBySide",
};

/** Opens the file under the cursor in VS Code's diff editor, from what its hunks hold. */
export const openSideBySide: ClientFeature = (host) => {
  const loader =
    (side: "left" | "right"): VirtualLoader =>
    async ({ uri, line }) => {
      // The server must know the document; a restored tab may stand there without it.
      await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      const params = { textDocument: { uri }, position: { line, character: 0 } };
      return (await host.server.request(sideBySide, params))?.[side] ?? "";
    };
  return vscode.Disposable.from(
    host.virtualFiles.register("before", loader("left")),
    host.virtualFiles.register("after", loader("right")),
    vscode.commands.registerCommand("patchMail.openSideBySide", () => open(host)),
  );
};

async function open(host: Host): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  const params = cursorParams(editor);
  const result = await ask(host, sideBySide, params);
  if (result === undefined) return;
  if (result === null) {
    say("The cursor is not in the diff of a file.");
    return;
  }
  if (result.left === "" && result.right === "") {
    say(result.note);
    return;
  }
  const source = { uri: params.textDocument.uri, line: params.position.line };
  // The last part of the path, with its extension, gives both sides the language of the file.
  const name = result.title
    .split("/")
    .map((part) => safeName(part, "_"))
    .join("/");
  await vscode.commands.executeCommand(
    "vscode.diff",
    virtualUri("before", name, source),
    virtualUri("after", name, source),
    `${result.title} (before ↔ after)`,
    { preview: true },
  );
  if (result.note !== "") say(result.note);
}
