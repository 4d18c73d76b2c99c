import type * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import { say } from "../../ask.js";
import type { Host } from "../../host.js";
import { isReadOnly } from "../patchEditing/isReadOnly.js";
import { suppressPlaceOf } from "./suppressRule.js";
import { isWhileSaving } from "./whileSaving.js";

/** An edit that waits for a question: its document, and the version that it is for. */
export interface WaitingEdit {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly edit: vscode.WorkspaceEdit;
}

/** Not in the palette: only actions run it. */
export const applyFixCommand = "patchMail.applyFix";

/**
 * The server's code actions as they fit the file: of one that is read-only none that edits it, and of one that saving alters those
 * that ask before; while it is being saved, none of those.
 */
export function codeActionMiddleware(host: () => Host): Pick<Middleware, "provideCodeActions"> {
  return {
    async provideCodeActions(document, range, context, token, next) {
      const { version } = document;
      const found = await next(document, range, context, token);
      if (!found || found.length === 0) return found;
      const { title } = suppressPlaceOf(document.uri);
      for (const one of found)
        if (silencing.includes(commandOf(one) ?? ""))
          one.title = one.title.replace(/in this workspace$/, () => title);
      if (!found.some(changesText)) return found;
      if (await isReadOnly(document)) return found.filter((one) => !changesText(one));
      if ((await host().saving.alters(document)) === null) return found;
      if (isWhileSaving(context)) {
        say(
          "Nothing is fixed while saving: line ends or bytes of this file would change, too. Fix All asks.",
        );
        return found.filter((one) => !changesText(one));
      }
      for (const one of found) {
        if (!changesText(one) || one.edit === undefined) continue;
        const waiting: WaitingEdit = { document, version, edit: one.edit };
        delete one.edit;
        one.command = { title: one.title, command: applyFixCommand, arguments: [waiting] };
      }
      return found;
    },
  };
}

/** Their titles end with the place that they write to. */
const silencing: readonly string[] = ["patchMail.suppressRule", "patchMail.ignoreCheckpatchType"];

const changesText = (one: vscode.Command | vscode.CodeAction): one is vscode.CodeAction =>
  "edit" in one && one.edit !== undefined;

const commandOf = ({ command }: vscode.Command | vscode.CodeAction): string | undefined =>
  typeof command === "string" ? command : command?.command;
