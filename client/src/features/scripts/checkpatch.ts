import * as vscode from "vscode";
import type {
  CheckpatchedPatch,
  CheckpatchResult,
} from "../../../../server/src/work/scripts/runCheckpatch.js";
import type { ScriptParams } from "../../../../server/src/work/scripts/scriptRun.js";
import { say, showDocument, warn } from "../../ask.js";
import type { ServerRequest } from "../../host.js";
import { mailLocation } from "../goTo/mailTarget.js";
import type { ThreadElement } from "../threads/tree.js";
import type { ScriptRunner } from "./scriptRunner.js";

const request: ServerRequest<ScriptParams, CheckpatchResult | null> = { method: "patchMail/runCheckpatch" };

/** Runs the repository's scripts/checkpatch.pl on a patch or its series; what it says stands among the problems. */
export function checkpatch(runner: ScriptRunner): vscode.Disposable {
  const run = async (scope: ScriptParams["scope"], element: ThreadElement | undefined): Promise<void> => {
    const result = await runner.run(request, "Running checkpatch", scope, element);
    if (result !== undefined) tell(result);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("patchMail.runCheckpatch", (element?: ThreadElement) =>
      run("patch", element),
    ),
    vscode.commands.registerCommand("patchMail.runCheckpatchOnSeries", (element?: ThreadElement) =>
      run("series", element),
    ),
  );
}

const showLabel = "Show…";

/** One patch is what somebody looks at; of a series, the problems of mail that no editor shows are told of here. */
function tell({ sentence, notes, patches }: CheckpatchResult): void {
  say(sentence);
  if (notes.length > 0) warn(notes.join(" "));
  const flagged = patches.filter(({ lineInMessage }) => lineInMessage !== null);
  if (patches.length < 2 || flagged.length === 0) return;
  // Not waited for: it stands there until somebody answers.
  void vscode.window.showInformationMessage(sentence, showLabel).then((chosen) => {
    if (chosen === showLabel) void choose(flagged);
  });
}

async function choose(flagged: readonly CheckpatchedPatch[]): Promise<void> {
  const items = flagged.map((patch) => ({
    label: patch.label || patch.subject,
    description: countsOf(patch),
    detail: patch.subject,
    patch,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: "Patches That checkpatch Complains About",
  });
  if (chosen === undefined) return;
  const { place, subject, lineInMessage } = chosen.patch;
  const { uri, range } = mailLocation({ ...place, subject, lineInMessage: lineInMessage ?? 0 });
  await showDocument(uri, { selection: range });
}

function countsOf({ errors, warnings, checks }: CheckpatchedPatch): string {
  const counts = { error: errors, warning: warnings, check: checks };
  return Object.entries(counts)
    .flatMap(([word, count]) => (count === 0 ? [] : `${count} ${word}${count === 1 ? "" : "s"}`))
    .join(", ");
}
