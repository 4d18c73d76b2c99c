import * as vscode from "vscode";
import type { ThreadOfParams } from "../../../../server/src/protocol/threadOf.js";
import { warn } from "../../ask.js";
import { activeMailEditor } from "../../documents.js";
import { virtualSource } from "../../virtualFiles.js";
import { messageParams } from "../threads/messageParams.js";
import type { ThreadElement } from "../threads/tree.js";
import { placeOfItem } from "../threads/treeItem.js";

/**
 * The message that a command about a series is meant for: of a row of Threads, of a series' page, or at the cursor.
 * undefined: of none, which the user was told.
 */
export async function seriesAt(given: ThreadElement | undefined): Promise<ThreadOfParams | undefined> {
  const page = vscode.window.activeTextEditor;
  const element =
    given ?? (await vscode.commands.executeCommand<ThreadElement | undefined>("patchMail.threads.targetRow"));
  // Of a page no row tells.
  const isPage = given === undefined && page !== undefined && virtualSource(page.document.uri) !== undefined;
  const params = element?.item && !isPage ? ofRow(element.item) : atCursor(page);
  if (params === undefined) warn("There is no message of a series here.");
  return params;
}

function ofRow(item: NonNullable<ThreadElement["item"]>): ThreadOfParams | undefined {
  const place = placeOfItem(item);
  if (place === undefined) return undefined;
  return {
    textDocument: { uri: place.uri },
    position: { line: place.line, character: 0 },
    ordinal: place.index,
  };
}

function atCursor(editor: vscode.TextEditor | undefined): ThreadOfParams | undefined {
  const isOurs = editor !== undefined && virtualSource(editor.document.uri) !== undefined;
  const own = isOurs ? editor : activeMailEditor();
  return own && messageParams(own);
}

/** Which version is meant, where there are several; null: none was chosen. The newest complete one comes first. */
export async function chooseVersion(
  title: string,
  current: number,
  versions: readonly { readonly version: number; readonly text: string; readonly isComplete: boolean }[],
): Promise<number | null> {
  if (versions.length < 2) return current;
  const items = [...versions]
    .sort((a, b) => Number(b.version === current) - Number(a.version === current))
    .map(({ version, text, isComplete }) => ({
      label: `v${version}`,
      description: isComplete ? text : `${text}, not complete`,
      version,
    }));
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: "Which version?" });
  return chosen?.version ?? null;
}
