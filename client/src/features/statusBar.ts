import * as vscode from "vscode";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature } from "../host.js";
import { messageParams } from "./threads/messageParams.js";
import { patchStatus } from "./threads/requests.js";

const lookMilliseconds = 150;
const priority = 50;

/** `[v3 2/7] 4 replies` for the patch at the cursor; a click shows it in Threads. */
export const statusBar: ClientFeature = (host) => {
  const item = vscode.window.createStatusBarItem(
    "patchMail.series",
    vscode.StatusBarAlignment.Left,
    priority,
  );
  item.name = "Patch Mail: Series";
  item.command = "patchMail.showInThreads";
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const look = async (): Promise<void> => {
    const own = ++asked;
    const editor = activeMailEditor();
    try {
      const status =
        editor === undefined || host.server.state !== "running"
          ? null
          : await host.server.request(patchStatus, messageParams(editor));
      if (own !== asked) return;
      if (status === null) return item.hide();
      item.text = `$(mail) ${status.text}`;
      item.tooltip = [...status.tooltip, "Click to show it in Threads."].join("\n");
      item.accessibilityInformation = { label: `Patch ${status.text}`, role: "button" };
      item.show();
    } catch (error) {
      host.log.warn(`${patchStatus.method}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), lookMilliseconds);
  };
  later();
  return vscode.Disposable.from(
    item,
    host.server.onDidChangeState(later),
    host.server.onNotification("patchMail/seriesChanged", later),
    vscode.window.onDidChangeActiveTextEditor(later),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) later();
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
};
