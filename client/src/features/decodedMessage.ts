import * as vscode from "vscode";
import { activeMailEditor, virtualScheme } from "../documents.js";
import type { ClientFeature } from "../host.js";
import { virtualKind } from "../virtualFiles.js";
import { foldOtherFields } from "./decoded/foldFields.js";
import { watchFreshTabs } from "./decoded/freshTabs.js";
import { openDecoded, openRaw } from "./decoded/openViews.js";
import { decoded, message } from "./decoded/requests.js";

/** Messages as virtual files: decoded, and out of mailboxes that no editor shows; the way between the two forms. */
export const decodedMessage: ClientFeature = (host) => {
  const fresh = watchFreshTabs(host);
  return vscode.Disposable.from(
    fresh,
    foldOtherFields(host),
    host.virtualFiles.register("decoded", async ({ uri, index = 0 }) => {
      return (await host.server.request(decoded, { uri, index })).text;
    }),
    host.virtualFiles.register("message", async ({ uri, index = 0 }) => {
      return (await host.server.request(message, { uri, ordinal: index })).text;
    }),
    vscode.commands.registerCommand("patchMail.openDecoded", async (at?: unknown) => {
      const editor = activeMailEditor();
      if (editor === undefined) return;
      const { uri } = editor.document;
      if (uri.scheme === virtualScheme && virtualKind(uri) !== "message")
        await openRaw(host, editor, fresh.keepRaw);
      else await openDecoded(host, editor, lineOf(at));
    }),
    vscode.commands.registerCommand("patchMail.openRaw", async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined) return;
      // One key for both ways: what is raw already, goes to the decoded view.
      if (virtualKind(editor.document.uri) === "message") await openDecoded(host, editor);
      else await openRaw(host, editor, fresh.keepRaw);
    }),
  );
};

/** What a code action of the server says of the line that it is meant for; a menu gives a URI instead. */
function lineOf(at: unknown): number | undefined {
  const line = typeof at === "object" && at !== null && "line" in at ? at.line : undefined;
  return typeof line === "number" && Number.isSafeInteger(line) && line >= 0 ? line : undefined;
}
