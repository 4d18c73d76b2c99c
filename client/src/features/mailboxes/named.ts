import { homedir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { say } from "../../ask.js";
import type { Host } from "../../host.js";
import { mailboxName } from "./openMailbox.js";
import { closeMailboxRequest, openMailboxRequest } from "./requests.js";

const setting = "patchMail.mailFolders";

/** The mailboxes of the setting `patchMail.mailFolders`: open in every window, wherever they are. */
export interface NamedMailboxes extends vscode.Disposable {
  readonly uris: readonly vscode.Uri[];
  /** Lets a server that has just started read them. Never rejects. */
  open(): Promise<void>;
}

export function namedMailboxes(host: Host, onDidChange: () => void): NamedMailboxes {
  let uris = read(host);
  const close = async (uri: vscode.Uri): Promise<void> => {
    await host.server.request(closeMailboxRequest, { uri: uri.toString() });
  };
  const openOne = async (uri: vscode.Uri): Promise<void> => {
    try {
      await host.server.request(openMailboxRequest, { uri: uri.toString() });
    } catch (error) {
      host.log.warn(`${setting}: ${error instanceof Error ? error.message : String(error)}`);
      say(`${mailboxName(uri)} of the setting ${setting} was not read; the log says why.`);
    }
  };
  const open = async (wanted: readonly vscode.Uri[]): Promise<void> => {
    if (host.server.state !== "running") return;
    for (const uri of wanted) await openOne(uri);
  };
  const update = async (): Promise<void> => {
    const before = uris;
    uris = read(host);
    onDidChange();
    if (host.server.state !== "running") return;
    for (const uri of before) if (!has(uris, uri)) await close(uri).catch(() => undefined);
    await open(uris.filter((uri) => !has(before, uri)));
  };
  const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(setting)) void update();
  });
  return {
    get uris() {
      return uris;
    },
    open: () => open(uris),
    dispose: () => subscription.dispose(),
  };
}

const has = (uris: readonly vscode.Uri[], wanted: vscode.Uri): boolean =>
  uris.some((uri) => uri.toString() === wanted.toString());

/** Absolute paths, and those in the home folder; what else stands there is told to the log. */
function read(host: Host): readonly vscode.Uri[] {
  const value: unknown = vscode.workspace.getConfiguration().get(setting);
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== "string" || entry === "") return [];
    const file = /^~[/\\]/.test(entry) ? path.join(homedir(), entry.slice(2)) : entry;
    if (path.isAbsolute(file)) return [vscode.Uri.file(path.normalize(file).replace(/(?<=.)[/\\]+$/, ""))];
    host.log.warn(`${setting}: ${entry} is no absolute path and does not begin with ~/`);
    return [];
  });
}
