import * as vscode from "vscode";
import type { FactsProgressParams } from "../../../server/src/lsp/factsService.js";
import type { ClientFeature, ServerRequest } from "../host.js";

const stopReadingBodies: ServerRequest<Record<string, never>, null> = {
  method: "patchMail/stopReadingBodies",
};

/** Work that takes longer shows how far it is, and can be stopped. */
const longMilliseconds = 2000;

/** How far the server is with reading bodies in the background. */
export const bodiesProgress: ClientFeature = (host) => {
  let since: number | undefined;
  let shown: { report(told: FactsProgressParams): void; end(): void } | undefined;

  const show = (): void => {
    const location = vscode.ProgressLocation.Notification;
    void vscode.window.withProgress(
      { location, title: "Patch Mail reads reviews and results", cancellable: true },
      (progress, token) =>
        new Promise<void>((resolve) => {
          let before = 0;
          token.onCancellationRequested(() => {
            host.server.request(stopReadingBodies, {}).catch(() => undefined);
            resolve();
          });
          shown = {
            report({ done, total }) {
              const percent = total === 0 ? 100 : (100 * done) / total;
              const [of, all] = [done, total].map((count) => count.toLocaleString(vscode.env.language));
              progress.report({
                message: `${of} of ${all} messages`,
                increment: Math.max(0, percent - before),
              });
              before = Math.max(before, percent);
            },
            end: resolve,
          };
        }),
    );
  };
  const end = (): void => {
    since = undefined;
    shown?.end();
    shown = undefined;
  };
  return vscode.Disposable.from(
    host.server.onNotification<FactsProgressParams>("patchMail/factsProgress", (told) => {
      if (!told.isRunning) return end();
      since ??= Date.now();
      if (shown === undefined && Date.now() - since > longMilliseconds) show();
      shown?.report(told);
    }),
    host.server.onDidChangeState(end),
    new vscode.Disposable(end),
  );
};
