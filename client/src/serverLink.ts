import type { CancellationToken, Disposable, LogOutputChannel } from "vscode";
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { State } from "vscode-languageclient";
import type { ServerLink, ServerRequest, ServerState } from "./host.js";

function serverState(state: State): ServerState {
  switch (state) {
    case State.Starting:
      return "starting";
    case State.Running:
      return "running";
    case State.StartFailed:
      return "failed";
    case State.Stopped:
      return "stopped";
  }
}

/** The narrow view of a language client that features get, and the way to start it. */
export function linkServer(
  client: BaseLanguageClient,
  log: LogOutputChannel,
): ServerLink & Disposable & { start(): Promise<void> } {
  const changes = new vscode.EventEmitter<ServerState>();
  const listener = client.onDidChangeState((event) => changes.fire(serverState(event.newState)));
  const notifications = new Map<string, vscode.EventEmitter<unknown>>();
  const start = async (): Promise<void> => {
    try {
      await client.start();
    } catch (error) {
      // The client has told the user already; the status item keeps showing it.
      log.error(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    get state() {
      return serverState(client.state);
    },
    onDidChangeState: changes.event,
    request<Params, Result>(
      request: ServerRequest<Params, Result>,
      params: Params,
      token?: CancellationToken,
    ): Promise<Result> {
      return token === undefined
        ? client.sendRequest<Result>(request.method, params)
        : client.sendRequest<Result>(request.method, params, token);
    },
    notify: (method) => client.sendNotification(method),
    onNotification<Params>(method: string, handler: (params: Params) => void) {
      let told = notifications.get(method);
      if (told === undefined) {
        // The client knows one handler a method: the last.
        const made = new vscode.EventEmitter<unknown>();
        told = made;
        notifications.set(method, made);
        client.onNotification(method, (params: unknown) => made.fire(params));
      }
      // What arrives for a method is what the method's own type says.
      return told.event((params) => handler(params as Params));
    },
    async restart() {
      try {
        await client.stop();
      } catch (error) {
        log.warn(
          `The server did not stop in good order: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      await start();
    },
    start,
    dispose() {
      listener.dispose();
      changes.dispose();
      for (const told of notifications.values()) told.dispose();
      // Not awaited: VS Code does not wait for disposables, and the server ends by itself when its channel closes.
      client.dispose().catch(() => undefined);
    },
  };
}
