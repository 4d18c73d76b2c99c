import * as vscode from "vscode";
import { say } from "../../ask.js";

const setting = "diagnostics.rules";

/** Writes `"off"` for a rule into the settings: of the folder or workspace, else of the user. Other rules stay as they are. */
export async function suppressRule(rule: unknown, uri: unknown): Promise<void> {
  if (typeof rule !== "string" || !/^[a-z]{1,20}\.[a-z-]{1,60}$/.test(rule)) return;
  const resource = typeof uri === "string" ? vscode.Uri.parse(uri) : undefined;
  const { target, where } = targetOf(resource);
  const settings = vscode.workspace.getConfiguration("patchMail", resource);
  const found = settings.inspect<Readonly<Record<string, unknown>>>(setting);
  const before =
    target === vscode.ConfigurationTarget.WorkspaceFolder
      ? found?.workspaceFolderValue
      : target === vscode.ConfigurationTarget.Workspace
        ? found?.workspaceValue
        : found?.globalValue;
  await settings.update(setting, { ...before, [rule]: "off" }, target);
  say(`${rule} is off ${where}: setting patchMail.${setting}.`);
}

function targetOf(resource: vscode.Uri | undefined): {
  readonly target: vscode.ConfigurationTarget;
  readonly where: string;
} {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
  if (folder !== undefined && folders.length > 1)
    return { target: vscode.ConfigurationTarget.WorkspaceFolder, where: `in the folder ${folder.name}` };
  if (folders.length > 0) return { target: vscode.ConfigurationTarget.Workspace, where: "in this workspace" };
  return { target: vscode.ConfigurationTarget.Global, where: "for you" };
}
