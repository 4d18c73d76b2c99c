import * as vscode from "vscode";
import type { MarkReadParams } from "../../../../server/src/lsp/readRequests.js";
import { activeMailEditor } from "../../documents.js";
import type { Host } from "../../host.js";
import { messageParams } from "./messageParams.js";
import { markRead, readMarks } from "./requests.js";

/** Marks of read and unread messages: the server knows them, the workspace state keeps them. */
export interface ReadMarks extends vscode.Disposable {
  /** Never rejects. */
  mark(params: MarkReadParams): Promise<void>;
}

const stateKey = "patchMail.readMarks";
/** The oldest marks are forgotten. */
const maxMarks = 20_000;
/** The cursor must rest on a message for so long. */
const readMilliseconds = 700;
const writeMilliseconds = 1000;

export function keepReadMarks(host: Host): ReadMarks {
  // In the order in which they were made.
  const marks = new Map<string, string>();
  const put = (mark: string): void => {
    const key = mark.replace(/^-/, "");
    marks.delete(key);
    marks.set(key, mark);
  };
  for (const mark of host.extension.workspaceState.get<readonly string[]>(stateKey, [])) put(mark);
  let writeTimer: NodeJS.Timeout | undefined;
  const write = (): void => {
    writeTimer = undefined;
    const kept = [...marks.values()].slice(-maxMarks);
    void host.extension.workspaceState.update(stateKey, kept);
  };
  const report = (method: string, error: unknown): void =>
    host.log.error(`${method}: ${error instanceof Error ? error.message : String(error)}`);
  const send = (): void => {
    if (host.server.state !== "running") return;
    host.server
      .request(readMarks, { marks: [...marks.values()] })
      .catch((error: unknown) => report(readMarks.method, error));
  };
  const mark = async (params: MarkReadParams): Promise<void> => {
    if (host.server.state !== "running") return;
    try {
      const made = await host.server.request(markRead, params);
      if (made.marks.length === 0) return;
      for (const one of made.marks) put(one);
      writeTimer ??= setTimeout(write, writeMilliseconds);
    } catch (error) {
      report(markRead.method, error);
    }
  };
  let readTimer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(readTimer);
    readTimer = setTimeout(() => {
      const editor = activeMailEditor();
      if (editor !== undefined) void mark({ ...messageParams(editor), scope: "message", isRead: true });
    }, readMilliseconds);
  };
  const subscriptions = vscode.Disposable.from(
    host.server.onDidChangeState(send),
    vscode.window.onDidChangeActiveTextEditor(look),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) look();
    }),
  );
  send();
  look();
  return {
    mark,
    dispose() {
      clearTimeout(readTimer);
      if (writeTimer !== undefined) {
        clearTimeout(writeTimer);
        write();
      }
      subscriptions.dispose();
    },
  };
}
