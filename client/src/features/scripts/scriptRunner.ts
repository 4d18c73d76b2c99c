import * as vscode from "vscode";
import type { ScriptParams, ScriptProgress } from "../../../../server/src/work/scripts/scriptRun.js";
import { ask, warn } from "../../ask.js";
import type { Host, ServerRequest } from "../../host.js";
import { targetParams } from "../threads/messageParams.js";
import type { ThreadElement } from "../threads/tree.js";

export interface ScriptRunner extends vscode.Disposable {
  /** The server's answer for the row or the mail at the cursor; undefined where there is none, which the user was told. */
  run<Result>(
    request: ServerRequest<ScriptParams, Result | null>,
    title: string,
    scope: ScriptParams["scope"],
    element: ThreadElement | undefined,
  ): Promise<Result | undefined>;
}

/** Asks for a script of the repository with a progress that can be cancelled. */
export function scriptRunner(host: Host): ScriptRunner {
  /** Of the requests that run, by token. */
  const running = new Map<number, (progress: ScriptProgress) => void>();
  let lastToken = 0;
  const listener = host.server.onNotification<ScriptProgress>("patchMail/scriptProgress", (progress) =>
    running.get(progress.progressToken)?.(progress),
  );
  return {
    async run(request, title, scope, element) {
      const params = await targetParams(element);
      if (params === undefined) {
        warn("Open a patch, or choose one in Threads.");
        return undefined;
      }
      const progressToken = ++lastToken;
      const result = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (progress, token) => {
          running.set(progressToken, ({ done, total }) =>
            progress.report({ message: `${done + 1} of ${total}`, increment: done === 0 ? 0 : 100 / total }),
          );
          return ask(host, request, { ...params, scope, progressToken }, { isAloud: true, token });
        },
      );
      running.delete(progressToken);
      if (result === null) warn("There is no patch here.");
      return result ?? undefined;
    },
    dispose: () => listener.dispose(),
  };
}
