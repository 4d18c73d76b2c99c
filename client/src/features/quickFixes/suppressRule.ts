import * as vscode from "vscode";
import { say } from "../../ask.js";
import { withIgnored } from "./ignoredTypes.js";
import { type SuppressPlace, suppressPlace } from "./suppressPlace.js";

/** Writes `"off"` for a rule into the settings: of the folder or workspace, else of the user. Other rules stay as they are. */
export async function suppressRule(rule: unknown, uri: unknown): Promise<void> {
  if (typeof rule !== "string" || !/^[a-z]{1,20}\.[a-z-]{1,60}$/.test(rule)) return;
  const told = await change<Readonly<Record<string, unknown>>>("diagnostics.rules", uri, (own) => ({
    ...own,
    [rule]: "off",
  }));
  say(`${rule} is off ${told}: setting patchMail.diagnostics.rules.`);
}

/** Likewise has checkpatch leave out a type of report; what is told of it goes at once. */
export async function ignoreCheckpatchType(type: unknown, uri: unknown): Promise<void> {
  if (typeof type !== "string" || !/^[A-Z][A-Z0-9_]{0,80}$/.test(type)) return;
  // A list is not merged: that which holds now, with one more.
  const told = await change<readonly string[]>("checkpatch.arguments", uri, (own, inForce) =>
    withIgnored(own ?? inForce ?? [], type),
  );
  say(`checkpatch leaves ${type} out ${told}: setting patchMail.checkpatch.arguments.`);
}

/** Writes a setting anew where it is for a document; `own`: what that place says, `inForce`: what holds. Words for the place. */
async function change<Value>(
  setting: string,
  uri: unknown,
  changed: (own: Value | undefined, inForce: Value | undefined) => Value,
): Promise<string> {
  const resource = typeof uri === "string" ? vscode.Uri.parse(uri) : undefined;
  const { target, told } = suppressPlaceOf(resource);
  const settings = vscode.workspace.getConfiguration("patchMail", resource);
  const found = settings.inspect<Value>(setting);
  const [own, to] = {
    folder: [found?.workspaceFolderValue, vscode.ConfigurationTarget.WorkspaceFolder] as const,
    workspace: [found?.workspaceValue, vscode.ConfigurationTarget.Workspace] as const,
    user: [found?.globalValue, vscode.ConfigurationTarget.Global] as const,
  }[target];
  await settings.update(setting, changed(own, settings.get<Value>(setting)), to);
  return told;
}

/** Where a rule is turned off for a document. */
export function suppressPlaceOf(resource: vscode.Uri | undefined): SuppressPlace {
  const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
  return suppressPlace(vscode.workspace.workspaceFolders?.length ?? 0, folder?.name);
}
