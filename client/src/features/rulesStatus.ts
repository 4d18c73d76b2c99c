import * as vscode from "vscode";
import type { StateReason } from "../../../server/src/diagnostics/mailState.js";
import type { MailStateParams, MailStateResult } from "../../../server/src/lsp/mailStateRequest.js";
import { say } from "../ask.js";
import { activeMailEditor, documentSelector } from "../documents.js";
import type { ClientFeature, ServerRequest } from "../host.js";

const stateRequest: ServerRequest<MailStateParams, MailStateResult | null> = {
  method: "patchMail/mailState",
};
const presetSetting = "diagnostics.preset";
const mailIsSetting = "diagnostics.mailIs";
const lookMilliseconds = 300;

/**
 * By which rules the mail is judged, in the language status item (the braces in the status bar): draft or received, and
 * why, and the preset; each can be chosen there.
 */
export const rulesStatus: ClientFeature = (host) => {
  const state = vscode.languages.createLanguageStatusItem("patchMail.mailState", documentSelector);
  state.name = "Patch Mail: Draft or Received";
  state.command = { command: "patchMail.chooseMailIs", title: "Change" };
  const preset = vscode.languages.createLanguageStatusItem("patchMail.preset", documentSelector);
  preset.name = "Patch Mail: Rules Preset";
  preset.command = { command: "patchMail.choosePreset", title: "Choose Preset" };
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const look = async (): Promise<void> => {
    const own = ++asked;
    const uri = activeMailEditor()?.document.uri;
    if (uri === undefined || host.server.state !== "running") return;
    try {
      const found = await host.server.request(stateRequest, { textDocument: { uri: uri.toString() } });
      if (own !== asked) return;
      preset.text = `$(law) Rules: ${settingsOf(uri).get(presetSetting, "kernel")}`;
      state.text = found === null ? "$(mail) No mail" : stateText(found);
      state.detail = found === null ? "" : reasonText(found.first.why);
    } catch (error) {
      host.log.warn(`${stateRequest.method}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), lookMilliseconds);
  };
  preset.text = "$(law) Rules";
  state.text = "$(mail) Mail";
  later();
  return vscode.Disposable.from(
    state,
    preset,
    host.server.onDidChangeState(later),
    vscode.window.onDidChangeActiveTextEditor(later),
    // Also told when git has named its user, which makes a draft of what was received before.
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const shown = vscode.window.activeTextEditor?.document.uri.toString();
      if (uris.some((uri) => uri.toString() === shown)) later();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) later();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("patchMail.diagnostics")) later();
    }),
    vscode.commands.registerCommand("patchMail.choosePreset", () =>
      choose(presetSetting, "Whose customs do the rules follow?"),
    ),
    vscode.commands.registerCommand("patchMail.chooseMailIs", () =>
      choose(mailIsSetting, "What is the mail here?"),
    ),
    new vscode.Disposable(() => clearTimeout(timer)),
  );

  /** One of a setting's values, with the words that the manifest has for each; written where it counts for the document. */
  async function choose(key: string, title: string): Promise<void> {
    const schema = settingSchema(host.extension.extension.packageJSON, `patchMail.${key}`);
    const uri = activeMailEditor()?.document.uri;
    const settings = settingsOf(uri);
    const now = settings.get<string>(key);
    const items = schema.enum.map((value, at) => ({
      label: value,
      ...(value === now ? { description: "now" } : {}),
      detail: schema.enumDescriptions[at] ?? "",
    }));
    const target = targetOf(settings.inspect(key), uri);
    const where = target === vscode.ConfigurationTarget.Global ? "for you" : "for this workspace";
    const chosen = await vscode.window.showQuickPick(items, {
      title: `${title} (${target === vscode.ConfigurationTarget.WorkspaceFolder ? "for this folder" : where})`,
      matchOnDetail: true,
    });
    if (chosen === undefined) return;
    await settings.update(key, chosen.label, target);
    say(`Patch Mail: ${key.replace("diagnostics.", "")} is ${chosen.label}.`);
  }
};

const settingsOf = (uri: vscode.Uri | undefined): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration("patchMail", uri ?? null);

type Inspected = ReturnType<vscode.WorkspaceConfiguration["inspect"]>;

/** The folder where it has a value of its own, else the workspace, else the user. */
function targetOf(inspected: Inspected, uri: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const folder = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  if (folder !== undefined && inspected?.workspaceFolderValue !== undefined)
    return vscode.ConfigurationTarget.WorkspaceFolder;
  return vscode.workspace.workspaceFolders === undefined
    ? vscode.ConfigurationTarget.Global
    : vscode.ConfigurationTarget.Workspace;
}

interface SettingSchema {
  readonly enum: readonly string[];
  readonly enumDescriptions: readonly string[];
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, SettingSchema>> }[];
  };
}

/** Our own manifest is of that form. */
function settingSchema({ contributes }: Manifest, key: string): SettingSchema {
  const [found] = contributes.configuration.flatMap(({ properties }) => properties[key] ?? []);
  return found ?? { enum: [], enumDescriptions: [] };
}

function stateText({ messages, drafts, first }: MailStateResult): string {
  if (drafts > 0 && messages > 1) return `$(edit) ${drafts} of ${messages} messages are drafts: strict rules`;
  return first.state === "draft" ? "$(edit) Draft: strict rules" : "$(mail) Received: soft rules";
}

function reasonText(why: StateReason): string {
  switch (why.kind) {
    case "setting":
      return "the setting patchMail.diagnostics.mailIs says so";
    case "field":
      return `it has a ${why.name.slice(0, 60)}: header`;
    case "page":
      return "a page of an archive";
    case "place":
      return why.folder === null ? "an untitled document" : `in a folder ${why.folder}`;
    case "reply":
      return "a reply to other mail";
    case "ownPatch":
      return "a git format-patch file of git's user";
    case "undecided":
      return "nothing says that it is a draft";
    default: {
      const never: never = why;
      return never;
    }
  }
}
