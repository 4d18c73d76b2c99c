import * as vscode from "vscode";
import type { ThreadOfParams } from "../../../server/src/protocol/threadOf.js";
import type {
  ApplyTargets,
  CheckAppliesParams,
  CheckAppliesProgress,
  CheckAppliesResult,
  CheckedPatch,
} from "../../../server/src/work/checkApplies.js";
import { say } from "../ask.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { type AppliesTarget, askTarget } from "./applies/askTarget.js";
import { decodedUri, messageUri } from "./decoded/openViews.js";
import { targetParams } from "./threads/messageParams.js";
import type { ThreadElement } from "./threads/tree.js";

const checkRequest: ServerRequest<CheckAppliesParams, CheckAppliesResult | null> = {
  method: "patchMail/checkApplies",
};
const targetsRequest: ServerRequest<ThreadOfParams, ApplyTargets> = { method: "patchMail/applyTargets" };

/** Commands that ask whether a patch or series applies to a commit; the answer stands as problems and in the rows, too. */
export const checkApplies: ClientFeature = (host) => {
  /** Of the checks that run, by token. */
  const running = new Map<number, (progress: CheckAppliesProgress) => void>();
  let lastToken = 0;
  const check = async (params: ThreadOfParams, { scope, target }: AppliesTarget): Promise<void> => {
    const progressToken = ++lastToken;
    const result = await attempt(host, () =>
      vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: "Checking whether it applies",
          cancellable: true,
        },
        (progress, token) => {
          running.set(progressToken, ({ done, total }) =>
            progress.report({ message: `${done + 1} of ${total}`, increment: 100 / total }),
          );
          return host.server.request(checkRequest, { ...params, scope, target, progressToken }, token);
        },
      ),
    );
    running.delete(progressToken);
    if (result === null) say("There is no patch here that could be checked.");
    else if (result !== undefined) tell(result);
  };
  return vscode.Disposable.from(
    host.server.onNotification<CheckAppliesProgress>("patchMail/checkAppliesProgress", (progress) =>
      running.get(progress.progressToken)?.(progress),
    ),
    vscode.commands.registerCommand("patchMail.checkApplies", async (element?: ThreadElement) => {
      const params = await targetParams(element);
      if (params === undefined) return say("Open a patch, or choose one in Threads.");
      return check(params, { scope: "series", target: { kind: "head" } });
    }),
    vscode.commands.registerCommand("patchMail.checkAppliesTo", async (element?: ThreadElement) => {
      const params = await targetParams(element);
      if (params === undefined) return say("Open a patch, or choose one in Threads.");
      const targets = await attempt(host, () => host.server.request(targetsRequest, params));
      const chosen = targets && (await askTarget(host, targets));
      return chosen && check(params, chosen);
    }),
  );
};

/** What the server refuses, it refuses with a sentence: no trust, no repository, no such commit. */
async function attempt<Result>(host: Host, request: () => Thenable<Result>): Promise<Result | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof vscode.CancellationError) return undefined;
    const sentence = error instanceof Error ? error.message : String(error);
    host.log.warn(`${checkRequest.method}: ${sentence}`);
    if (!/was cancelled|^Cancell?ed/.test(sentence)) void vscode.window.showWarningMessage(sentence);
    return undefined;
  }
}

const showLabel = "Show";

function tell({ sentence, notes, isFine, patches }: CheckAppliesResult): void {
  const text = [sentence, ...notes].join(" ");
  const wrong = patches.find(({ lineInMessage }) => lineInMessage !== null);
  if (isFine || wrong === undefined) {
    void vscode.window.showInformationMessage(text);
    return;
  }
  // The command is done; the notification may stand there for long.
  void vscode.window.showWarningMessage(text, showLabel).then((chosen) => {
    if (chosen === showLabel) void show(wrong);
  });
}

/** Opens the mail at the first thing that is wrong. */
async function show({ place, subject, lineInMessage }: CheckedPatch): Promise<void> {
  const { uri, ordinal, line0, isIndexOnly, isDecoded } = place;
  const source = { uri, line: line0, index: ordinal };
  const target = isDecoded
    ? decodedUri(subject, isIndexOnly ? { ...source, isIndexOnly } : source)
    : isIndexOnly
      ? messageUri(subject, uri, ordinal)
      : vscode.Uri.parse(uri);
  const line = (lineInMessage ?? 0) + (isDecoded || isIndexOnly ? 0 : line0);
  const selection = new vscode.Range(line, 0, line, 0);
  try {
    await vscode.window.showTextDocument(target, { selection, preview: true });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}
