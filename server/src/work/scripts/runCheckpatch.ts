import type { CancellationToken } from "vscode-languageserver";
import { counted } from "../../core/text/counted.js";
import type { CheckpatchedMessage } from "../../diagnostics/checkpatch/diagnostics.js";
import { type CheckpatchLevel, readCheckpatch } from "../../diagnostics/checkpatch/output.js";
import { stopIf } from "../../git/applyModel.js";
import { runOnMail, ScriptError } from "../../git/kernelScripts.js";
import { plainLine } from "../../threads/plainLine.js";
import { exactBytes, type PlacedPatch } from "../patchesToCheck.js";
import type { WorkServices } from "../services.js";
import { checkpatchArguments, fixedArguments } from "./checkpatchArguments.js";
import { type ScriptMail, scriptMail } from "./scriptMail.js";
import { type ScriptParams, type ScriptTask, withScript } from "./scriptRun.js";

export interface CheckpatchResult {
  /** `checkpatch: 1 error, 3 warnings in 2 of 4 patches.` */
  readonly sentence: string;
  /** More sentences: patches that are not at hand, arguments that were left out. */
  readonly notes: readonly string[];
  readonly repository: string;
  readonly patches: readonly CheckpatchedPatch[];
}

/** One patch, in order. */
export interface CheckpatchedPatch {
  /** `2/4`; "" where it has no number. */
  readonly label: string;
  readonly subject: string;
  readonly errors: number;
  readonly warnings: number;
  readonly checks: number;
  readonly place: {
    readonly uri: string;
    readonly ordinal: number;
    readonly line0: number;
    readonly isIndexOnly: boolean;
    readonly isDecoded: boolean;
  };
  /** 0-based line in its message, or its decoded view, of the first report; null where there is none. */
  readonly lineInMessage: number | null;
}

export interface RunCheckpatchRequests {
  /**
   * `patchMail/runCheckpatch`: what scripts/checkpatch.pl of the repository says of the patch at a place, or of its series; null
   * where there is no patch. The reports become problems of the mail. Rejects with a sentence where it cannot run.
   */
  "patchMail/runCheckpatch"(params: ScriptParams, token: CancellationToken): Promise<CheckpatchResult | null>;
}

export const createRunCheckpatch = (services: WorkServices): RunCheckpatchRequests => ({
  "patchMail/runCheckpatch": (params, token) =>
    withScript(services, "scripts/checkpatch.pl", "patchMail/runCheckpatch", params, token, (task) =>
      checkAll(services, params, task),
    ),
});

async function checkAll(
  services: WorkServices,
  { textDocument, isBackground }: ScriptParams,
  task: ScriptTask,
): Promise<CheckpatchResult> {
  const { set, ready } = task;
  const setting = (await services.settings.of(textDocument.uri)).checkpatch.arguments;
  const { given, refused } = checkpatchArguments(setting);
  const notes = [...set.notes];
  if (refused.length > 0)
    notes.push(`Left out of patchMail.checkpatch.arguments: ${refused.slice(0, 5).join(", ")}.`);
  const patches: CheckpatchedPatch[] = [];
  for (const [at, patch] of set.patches.entries()) {
    stopIf(task.signal);
    task.progress(at, set.patches.length);
    const checked = await checkOne(services, task, patch, given, isBackground === true);
    if (checked !== null) patches.push(checked);
    else notes.push(`${patch.label || "The patch"} was changed meanwhile: its reports are left out.`);
  }
  return {
    sentence: sentenceOf(patches),
    notes: notes.map((note) => plainLine(note, 400)),
    repository: ready.workplace.root,
    patches,
  };
}

/** null: the text is another one by now. */
async function checkOne(
  services: WorkServices,
  { ready, token, signal }: ScriptTask,
  patch: PlacedPatch,
  args: readonly string[],
  background: boolean,
): Promise<CheckpatchedPatch | null> {
  const { uri, ordinal, line0, label, subject, isDecoded } = patch;
  const version = services.documents.version(uri);
  const mail = await scriptMail(await exactBytes(services, { uri, index: ordinal }, token));
  if (mail === null) return null;
  // A bare diff has no log that somebody could sign.
  const more = mail.message.header.fields.length === 0 ? ["--no-signoff"] : [];
  const result = await runOnMail(ready, [...fixedArguments, ...args, ...more, "-"], mail.input, {
    signal,
    background,
  });
  const found = reportsOf(mail, result.output.toString("utf8"));
  // 0: nothing found; 1: something, or it did not know an option.
  if (result.exitCode !== 0 && (result.exitCode !== 1 || found.reports.length === 0))
    throw new ScriptError(
      `scripts/checkpatch.pl failed: ${plainLine(result.errorText || result.output.toString("utf8"), 300)}`,
    );
  if (services.documents.version(uri) !== version) return null;
  services.checkpatch.set([{ uri, ordinal, found }]);
  const count = (level: CheckpatchLevel): number =>
    found.reports.filter((each) => each.level === level).length;
  const [first] = found.reports;
  return {
    label,
    subject,
    errors: count("ERROR"),
    warnings: count("WARNING"),
    checks: count("CHECK"),
    place: { uri, ordinal, line0, isIndexOnly: services.mail.isIndexOnly(uri), isDecoded },
    lineInMessage:
      first === undefined ? null : first.line0 === null ? 0 : (mail.placeOf(first.line0).shownLine0 ?? 0),
  };
}

function reportsOf(mail: ScriptMail, output: string): CheckpatchedMessage {
  const reports = readCheckpatch(output).map((report) => {
    const place = report.line0 === null ? { field: null, rawLine0: null } : mail.placeOf(report.line0);
    return { ...report, field: place.field, rawLine0: place.rawLine0 };
  });
  return { sum: mail.rawSum, body: mail.body, reports };
}

function sentenceOf(patches: readonly CheckpatchedPatch[]): string {
  const sum = (of: (patch: CheckpatchedPatch) => number): number =>
    patches.reduce((all, patch) => all + of(patch), 0);
  const counts = [
    { count: sum(({ errors }) => errors), word: "error" },
    { count: sum(({ warnings }) => warnings), word: "warning" },
    { count: sum(({ checks }) => checks), word: "check" },
  ].flatMap(({ count, word }) => (count === 0 ? [] : counted(count, word)));
  const flagged = patches.filter(({ lineInMessage }) => lineInMessage !== null).length;
  const total = patches.length;
  const what = total === 1 ? "the patch" : `${total} patches`;
  if (counts.length === 0) return `checkpatch has nothing to say about ${what}.`;
  const where = total === 1 ? "" : ` in ${flagged} of ${total} patches`;
  return `checkpatch: ${counts.join(", ")}${where}.`;
}
