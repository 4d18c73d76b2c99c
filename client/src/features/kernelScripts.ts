import * as vscode from "vscode";
import type { ClientFeature } from "../host.js";
import { checkpatch } from "./scripts/checkpatch.js";
import { missingRecipients } from "./scripts/missingRecipients.js";
import { scriptRunner } from "./scripts/scriptRunner.js";

/** Commands that run the kernel's own scripts, where the repository has them: checkpatch.pl and get_maintainer.pl. */
export const kernelScripts: ClientFeature = (host) => {
  const runner = scriptRunner(host);
  return vscode.Disposable.from(runner, checkpatch(runner), missingRecipients(runner));
};
