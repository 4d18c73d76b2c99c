import * as vscode from "vscode";
import type { CopyInfo, CopyInfoParams } from "../../../server/src/features/copyInfo.js";
import { attempt, Refusal } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { virtualUri } from "../virtualFiles.js";
import { commitDocument as commitDocumentRequest } from "./sideBySide/requests.js";
import { messageParams } from "./threads/messageParams.js";

const kind = "commit";
const copyInfo: ServerRequest<CopyInfoParams, CopyInfo> = { method: "patchMail/copyInfo" };

/** Commits of the repository as read-only patches. */
export const commitDocument: ClientFeature = (host) => {
  const command = "patchMail.showCommit";
  return vscode.Disposable.from(
    host.virtualFiles.register(kind, async ({ uri, hash = "" }) => {
      return (await host.server.request(commitDocumentRequest, { textDocument: { uri }, hash })).text;
    }),
    vscode.commands.registerCommand(command, (given?: unknown) =>
      attempt(host, command, () => show(host, given)),
    ),
  );
};

async function show(host: Host, given: unknown): Promise<void> {
  const wanted = givenCommit(given) ?? (await commitAtCursor(host)) ?? (await askForCommit());
  if (wanted === undefined) return;
  const { uri } = wanted;
  const params = { textDocument: { uri }, hash: wanted.hash };
  // Asked first: what cannot be shown is told in a sentence, and no tab opens.
  const { hash } = await host.server.request(commitDocumentRequest, params);
  const target = virtualUri(kind, `${hash.slice(0, 12)}.patch`, { uri, line: 0, hash });
  await vscode.window.showTextDocument(target, { preview: true });
}

interface Commit {
  readonly uri: string;
  readonly hash: string;
}

function givenCommit(given: unknown): Commit | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { uri, hash } = given as Readonly<Record<string, unknown>>;
  return typeof uri === "string" && typeof hash === "string" ? { uri, hash } : undefined;
}

async function commitAtCursor(host: Host): Promise<Commit | undefined> {
  const editor = activeMailEditor();
  if (editor === undefined) return undefined;
  const { hash } = await host.server.request(copyInfo, cursorParams(editor));
  return hash === null ? undefined : { uri: messageParams(editor).textDocument.uri, hash };
}

async function askForCommit(): Promise<Commit | undefined> {
  const editor = activeMailEditor();
  const uri = editor
    ? messageParams(editor).textDocument.uri
    : vscode.workspace.workspaceFolders?.[0]?.uri.toString();
  if (uri === undefined) throw new Refusal("Open a folder or a mail first: its repository is asked.");
  const hash = await vscode.window.showInputBox({
    title: "Show Commit",
    prompt: "Hash of a commit, 7 digits or more",
    validateInput: (text) =>
      /^[0-9a-f]{7,64}$/i.test(text.trim()) ? undefined : "7 to 64 hexadecimal digits are needed.",
  });
  return hash === undefined ? undefined : { uri, hash: hash.trim().toLowerCase() };
}
