import * as vscode from "vscode";
import { say } from "../../ask.js";
import { type SuppressPlace, suppressPlace } from "./suppressPlace.js";

const setting = "diagnostics.rules";

/** Writes `"off"` for a rule into the settings: of the folder or workspace, else of the user. Other rules stay as they are. */
export async function suppressRule(rule: unknown, uri: unknown): Promise<void> {
  if (typeof rule !== "string" || !/^[a-z]{1,20}\.[a-z-]{1,60}$/.test(rule)) return;
  const resource = typeof uri === "string" ? vscode.Uri.parse(uri) : undefined;
  const { target, told } = suppressPlaceOf(resource);
  const settings = vscode.workspace.getConfiguration("patchMail", resource);
  const found = settings.inspect<Readonly<Record<string, unknown>>>(setting);
  const [before, to] = {
    folder: [found?.workspaceFolderValue, vscode.ConfigurationTarget.WorkspaceFolder] as const,
    workspace: [found?.workspaceValue, vscode.ConfigurationTarget.Workspace] as const,
    user: [found?.globalValue, vscode.ConfigurationTarget.Global] as const,
  }[target];
  await settings.update(setting, { ...before, [rule]: "off" }, to);
  say(`${rule} is off ${told}: setting patchMail.${setting}.`);
}

/** Where a rule is turned off for a document. */
export function suppressPlaceOf(resource: vscode.Uri | undefined): SuppressPlace {
  const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
  return suppressPlace(vscode.workspace.workspaceFolders?.length ?? 0, folder?.name);
}
