import * as vscode from "vscode";
import type { ThreadOfParams } from "../../../server/src/protocol/threadOf.js";
import type {
  ApplyTargets,
  CheckAppliesParams,
  CheckAppliesProgress,
  CheckAppliesResult,
  CheckedPatch,
} from "../../../server/src/work/checkApplies.js";
import { ask, showDocument, warn } from "../ask.js";
import type { ClientFeature, ServerRequest } from "../host.js";
import { type AppliesTarget, askTarget } from "./applies/askTarget.js";
import { mailLocation } from "./goTo/mailTarget.js";
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
    const result = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: "Checking whether it applies",
        cancellable: true,
      },
      (progress, token) => {
        running.set(progressToken, ({ done, total }) =>
          progress.report({ message: `${done + 1} of ${total}`, increment: 100 / total }),
        );
        const asked = { ...params, scope, target, progressToken };
        return ask(host, checkRequest, asked, { isAloud: true, token });
      },
    );
    running.delete(progressToken);
    if (result === null) warn("There is no patch here that could be checked.");
    else if (result !== undefined) tell(result);
  };
  return vscode.Disposable.from(
    host.server.onNotification<CheckAppliesProgress>("patchMail/checkAppliesProgress", (progress) =>
      running.get(progress.progressToken)?.(progress),
    ),
    vscode.commands.registerCommand("patchMail.checkApplies", async (element?: ThreadElement) => {
      const params = await targetParams(element);
      if (params === undefined) return warn("Open a patch, or choose one in Threads.");
      return check(params, { scope: "series", target: { kind: "head" } });
    }),
    vscode.commands.registerCommand("patchMail.checkAppliesTo", async (element?: ThreadElement) => {
      const params = await targetParams(element);
      if (params === undefined) return warn("Open a patch, or choose one in Threads.");
      const targets = await ask(host, targetsRequest, params, { isAloud: true });
      const chosen = targets && (await askTarget(host, targets));
      return chosen && check(params, chosen);
    }),
  );
};

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
  const { uri, range } = mailLocation({ ...place, subject, lineInMessage: lineInMessage ?? 0 });
  await showDocument(uri, { selection: range });
}
