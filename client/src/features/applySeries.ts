import * as vscode from "vscode";
import type { ApplyProgress, ApplyResult, ShownStop } from "../../../server/src/work/applyTypes.js";
import { ask, say, warn } from "../ask.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import {
  abortRequest,
  applyRequest,
  applyState,
  cancelApply,
  continueRequest,
} from "./series/applyRequests.js";
import { chooseApply, confirmed } from "./series/chooseApply.js";
import { seriesAt } from "./series/seriesAt.js";
import type { ThreadElement } from "./threads/tree.js";

/** Puts a series on a new branch with `git am -3`, after a question that names all of it; and the ways on and back. */
export const applySeries: ClientFeature = (host) => {
  let channel: vscode.OutputChannel | undefined;
  const output = (): vscode.OutputChannel =>
    (channel ??= vscode.window.createOutputChannel("Patch Mail: git am"));
  const session: Session = { host, output };
  return vscode.Disposable.from(
    { dispose: () => channel?.dispose() },
    vscode.commands.registerCommand("patchMail.applySeries", (element?: ThreadElement) =>
      apply(session, element),
    ),
    vscode.commands.registerCommand("patchMail.continueApply", () => goOn(session, continueRequest)),
    vscode.commands.registerCommand("patchMail.abortApply", () => goOn(session, abortRequest)),
  );
};

const isAloud = true;

interface Session {
  readonly host: Host;
  /** What git said, for whoever wants to read it. */
  output(): vscode.OutputChannel;
}

async function apply(session: Session, element: ThreadElement | undefined): Promise<void> {
  const { host } = session;
  const place = await seriesAt(element);
  const choice = place && (await chooseApply(host, place));
  if (choice === undefined || !(await confirmed(choice))) return;
  const { uri } = choice.params.textDocument;
  const result = await running(session, `Applying “${choice.plan.title}”`, applyRequest, choice.params);
  if (result !== undefined) await told(session, uri, result);
}

/** Asks with a progress that can be cancelled. */
async function running<Params>(
  { host }: Session,
  title: string,
  request: ServerRequest<Params, ApplyResult>,
  params: Params,
): Promise<ApplyResult | undefined> {
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let done = 0;
      const listeners = vscode.Disposable.from(
        host.server.onNotification<ApplyProgress>(
          "patchMail/applyProgress",
          ({ number, patchCount, title: of }) => {
            const increment = patchCount > 0 ? ((number - done) * 100) / patchCount : 0;
            done = number;
            progress.report({ message: `${number} of ${patchCount}: ${of}`, increment });
          },
        ),
        // Not the request's own token: a request that is cancelled gets no answer, and this one has something to tell.
        token.onCancellationRequested(() => void host.server.request(cancelApply, {})),
      );
      try {
        return await ask(host, request, params, { isAloud });
      } finally {
        listeners.dispose();
      }
    },
  );
}

async function told(session: Session, uri: string, result: ApplyResult): Promise<void> {
  switch (result.kind) {
    case "done":
      return await toldDone(session, result);
    case "stopped":
      return await toldStopped(session, uri, result.stop);
    case "cancelled":
      say(result.sentence === "" ? "Nothing was applied." : result.sentence);
      return;
    case "refused": {
      if (result.output !== "") session.output().appendLine(result.output);
      const actions = result.output === "" ? [] : ["Show Log"];
      if ((await vscode.window.showWarningMessage(result.sentence, ...actions)) !== undefined)
        session.output().show();
      return;
    }
  }
}

async function toldDone(
  session: Session,
  { root, branch, commits, log }: ApplyResult & { readonly kind: "done" },
): Promise<void> {
  session.output().appendLine(`# ${branch} in ${root}\n${log}`);
  const isHere = vscode.workspace.workspaceFolders?.some(({ uri }) => root.startsWith(uri.fsPath)) ?? false;
  const [show, open] = ["Show Log", "Open Worktree"] as const;
  const count = `${commits} ${commits === 1 ? "patch" : "patches"}`;
  const sentence = `${count} on branch ${branch}${isHere ? "" : ` in ${root}`}.`;
  const answer = await vscode.window.showInformationMessage(sentence, ...(isHere ? [show] : [show, open]));
  if (answer === show) session.output().show();
  if (answer === open)
    await vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.file(root), {
      forceNewWindow: true,
    });
}

async function toldStopped(session: Session, uri: string, stop: ShownStop): Promise<void> {
  // The first button is the one that Enter takes: nothing is lost by it.
  const [keep, abort] = ["Keep It, to Resolve", "Abort (git am --abort)"] as const;
  const detail = [
    `Patch ${stop.patch} of ${stop.patchCount}: ${stop.title}`,
    `In ${stop.root}${stop.branch === null ? "" : `, branch ${stop.branch}`}: git am waits.`,
    stop.conflicts.length === 0
      ? "Git left no conflicts to resolve: the patch does not apply."
      : `Conflicts in:\n${stop.conflicts
          .slice(0, 10)
          .map((name) => `  ${name}`)
          .join("\n")}${stop.conflicts.length > 10 ? `\n  and ${stop.conflicts.length - 10} more` : ""}`,
    ...stop.reasons,
    "",
    `Keep: ${stop.conflicts.length === 0 ? "make the change by hand" : "resolve the conflicts"}, stage the files (git add), then run Patch Mail: Continue Applying.`,
    stop.isOurs
      ? "Abort: all is as it was before, and the new branch is gone."
      : "Abort: the tree is as it was before git am.",
  ].join("\n");
  const answer = await vscode.window.showWarningMessage(
    `Patch ${stop.patch} of ${stop.patchCount} does not apply.`,
    { modal: true, detail },
    keep,
    abort,
  );
  if (answer !== abort) {
    const [first] = stop.conflicts;
    if (first !== undefined)
      await vscode.window.showTextDocument(vscode.Uri.joinPath(vscode.Uri.file(stop.root), first), {
        preview: false,
      });
    return;
  }
  const params = { textDocument: { uri }, root: stop.root };
  const result = await ask(session.host, abortRequest, params, { isAloud });
  if (result !== undefined) await told(session, uri, result);
}

/** Finds what waits, also after a crash or in a window of another day. */
async function goOn(session: Session, request: typeof abortRequest): Promise<void> {
  const { host } = session;
  const uri = (
    vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri
  )?.toString();
  if (uri === undefined) {
    warn("Open the repository's folder first.");
    return;
  }
  const stops = await ask(host, applyState, { textDocument: { uri } }, { isAloud });
  if (stops === undefined) return;
  const stop = await chosenStop(stops);
  if (stop === undefined) return;
  const isAbort = request === abortRequest;
  if (isAbort && !(await isAbortWanted(stop))) return;
  const params = { textDocument: { uri }, root: stop.root };
  const title = stop.seriesTitle === "" ? "git am" : `Applying “${stop.seriesTitle}”`;
  const result = isAbort
    ? await ask(host, request, params, { isAloud })
    : await running(session, title, request, params);
  if (result !== undefined) await told(session, uri, result);
}

async function chosenStop(stops: readonly ShownStop[]): Promise<ShownStop | undefined> {
  if (stops.length === 0) {
    warn("No git am is under way in the repositories at hand.");
    return undefined;
  }
  if (stops.length === 1) return stops[0];
  const items = stops.map((stop) => ({
    label: stop.branch ?? "no branch",
    description: `${stop.root}, patch ${stop.patch} of ${stop.patchCount}`,
    stop,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "Which git am?" }))?.stop;
}

async function isAbortWanted(stop: ShownStop): Promise<boolean> {
  const abort = "Abort";
  const detail = [
    `In ${stop.root}${stop.branch === null ? "" : `, branch ${stop.branch}`}, patch ${stop.patch} of ${stop.patchCount}: ${stop.title}`,
    stop.isOurs
      ? "What was applied so far, and the branch that was made for it, are taken away."
      : "What was applied so far is taken away.",
  ].join("\n");
  const answer = await vscode.window.showWarningMessage("Abort git am?", { modal: true, detail }, abort);
  return answer === abort;
}
