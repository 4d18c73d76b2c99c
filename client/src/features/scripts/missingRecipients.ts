import * as vscode from "vscode";
import type { GetMaintainerResult } from "../../../../server/src/work/scripts/runGetMaintainer.js";
import type { ScriptParams } from "../../../../server/src/work/scripts/scriptRun.js";
import { say } from "../../ask.js";
import type { ServerRequest } from "../../host.js";
import type { ThreadElement } from "../threads/tree.js";
import type { ScriptRunner } from "./scriptRunner.js";

const request: ServerRequest<ScriptParams, GetMaintainerResult | null> = {
  method: "patchMail/runGetMaintainer",
};
const copyLabel = "Copy Addresses";

/** Asks the repository's scripts/get_maintainer.pl who a series should go to, too: hints on To and Cc, with a fix in drafts. */
export const missingRecipients = (runner: ScriptRunner): vscode.Disposable =>
  vscode.commands.registerCommand("patchMail.runGetMaintainer", async (element?: ThreadElement) => {
    const result = await runner.run(request, "Asking get_maintainer.pl", "series", element);
    if (result !== undefined) tell(result);
  });

function tell({ sentence, notes, addresses }: GetMaintainerResult): void {
  if (addresses.length === 0 && notes.length === 0) {
    say(sentence);
    return;
  }
  const actions = addresses.length === 0 ? [] : [copyLabel];
  // Not waited for: it stands there until somebody answers.
  void vscode.window
    .showInformationMessage([sentence, ...notes].join(" "), ...actions)
    .then(async (chosen) => {
      if (chosen !== copyLabel) return;
      await vscode.env.clipboard.writeText(addresses.join(",\n"));
      say(`Copied ${addresses.length} ${addresses.length === 1 ? "address" : "addresses"}`);
    });
}
