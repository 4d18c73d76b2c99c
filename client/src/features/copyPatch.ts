import * as vscode from "vscode";
import type { PatchScope, PatchText } from "../../../server/src/patches/copiedText.js";
import type { PatchTextParams } from "../../../server/src/work/patchText.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { messageParams } from "./threads/messageParams.js";
import type { ThreadElement } from "./threads/tree.js";
import { placeOfItem } from "./threads/treeItem.js";

const patchText: ServerRequest<PatchTextParams, PatchText> = { method: "patchMail/patchText" };

const scopes: Readonly<Record<string, PatchScope>> = {
  "patchMail.copyHunk": "hunk",
  "patchMail.copyFile": "file",
  "patchMail.copyPatch": "patch",
  "patchMail.copyMail": "mail",
};

/** Notes that a message shows; there may be one for each hunk. */
const maxNotes = 3;

/** Copies a hunk, a file's diff, a patch or a mail for git, unquoted and decoded; also from a row of Threads. */
export const copyPatch: ClientFeature = (host) =>
  vscode.Disposable.from(
    ...Object.entries(scopes).map(([command, scope]) =>
      vscode.commands.registerCommand(command, (given?: ThreadElement) => copy(host, scope, given)),
    ),
  );

async function copy(host: Host, scope: PatchScope, given: ThreadElement | undefined): Promise<void> {
  const params = paramsOf(scope, given);
  if (params === undefined) return;
  const answer = await ask(host, patchText, params);
  if (answer === undefined) return;
  if ("refused" in answer) {
    say(answer.refused);
    return;
  }
  await vscode.env.clipboard.writeText(answer.text);
  say(`Copied ${answer.what}`);
  const { notes } = answer;
  if (notes.length === 0) return;
  const more = notes.length > maxNotes ? ` (and ${notes.length - maxNotes} more)` : "";
  // Not waited for: it stands there until it is read.
  void vscode.window.showWarningMessage(
    `Copied ${answer.what}. ${notes.slice(0, maxNotes).join(" ")}${more}`,
  );
}

function paramsOf(scope: PatchScope, given: ThreadElement | undefined): PatchTextParams | undefined {
  const place = given?.item ? placeOfItem(given.item) : undefined;
  if (place !== undefined) {
    const { uri, line, index } = place;
    return { textDocument: { uri }, position: { line, character: 0 }, ordinal: index, scope };
  }
  const editor = activeMailEditor();
  if (editor === undefined) return undefined;
  // A mail is made of its bytes; what stands at the cursor is of the text at hand.
  return { ...(scope === "mail" ? messageParams(editor) : cursorParams(editor)), scope };
}
