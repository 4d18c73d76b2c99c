import * as vscode from "vscode";
import { documentSelector } from "../documents.js";
import type { ClientFeature, ServerState } from "../host.js";

const texts: Readonly<Record<ServerState, { readonly text: string; readonly detail: string }>> = {
  starting: { text: "$(sync~spin) Patch Mail", detail: "server is starting" },
  running: { text: "$(check) Patch Mail", detail: "server is running" },
  stopped: { text: "$(circle-slash) Patch Mail", detail: "server is stopped: no folds, hovers or problems" },
  failed: { text: "$(error) Patch Mail", detail: "server did not start; the log says why" },
};

/** The server's state in the language status item (the braces in the status bar), with restart and log beside it. */
export const languageStatus: ClientFeature = ({ server, log }) => {
  const item = vscode.languages.createLanguageStatusItem("patchMail.server", documentSelector);
  item.name = "Patch Mail Server";
  item.command = { command: "patchMail.restartServer", title: "Restart Server" };
  const logItem = vscode.languages.createLanguageStatusItem("patchMail.log", documentSelector);
  logItem.name = "Patch Mail Log";
  logItem.text = "$(output) Patch Mail log";
  logItem.command = { command: "patchMail.showLog", title: "Show Log" };
  const show = (state: ServerState): void => {
    item.text = texts[state].text;
    item.detail = texts[state].detail;
    item.busy = state === "starting";
    item.severity =
      state === "failed"
        ? vscode.LanguageStatusSeverity.Error
        : state === "stopped"
          ? vscode.LanguageStatusSeverity.Warning
          : vscode.LanguageStatusSeverity.Information;
  };
  show(server.state);
  return vscode.Disposable.from(
    item,
    logItem,
    server.onDidChangeState(show),
    vscode.commands.registerCommand("patchMail.restartServer", () => server.restart()),
    vscode.commands.registerCommand("patchMail.showLog", () => log.show()),
  );
};
