import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { parseSubject } from "../core/mail/subject.js";
import { counted } from "../core/text/counted.js";
import { fileShape } from "../diagnostics/applyDiagnostics.js";
import { appliedCommits, withCommits } from "../git/appliedCommits.js";
import { checkPatches } from "../git/applyCheck.js";
import { ApplyError, type PatchCheck, stopIf } from "../git/applyModel.js";
import { applyFindings, badgeText, countText, failureText, shortCountText } from "../git/applyWords.js";
import { listReferences, type Reference } from "../git/branchesAndTags.js";
import { UnreadableTree } from "../git/treeReader.js";
import type { CheckedMessage } from "../lsp/applies.js";
import { isMailStoreError } from "../mailboxes/mailStore.js";
import { refusal } from "../protocol/refusal.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import { plainLine } from "../threads/plainLine.js";
import { patchesOf } from "../threads/seriesPlaces.js";
import { abortWith } from "./abortWith.js";
import { type ChosenBase, chooseBase, chooseWorkplace, type WantedBase } from "./chosenBase.js";
import { needPlace, type PatchSet, type PlacedPatch, patchSet } from "./patchesToCheck.js";
import { findPrerequisites } from "./prerequisites.js";
import { copiesOf, seriesAt } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

/** `patchMail/checkApplies`: whether the patch at a place, or its series, applies; null where there is no patch. */
export interface CheckAppliesParams extends ThreadOfParams {
  readonly scope: "patch" | "series";
  readonly target: WantedBase;
  /** Nobody waits for it: it runs with low priority, and what cannot be said is not said. */
  readonly isBackground?: boolean;
  /** Comes back with each `patchMail/checkAppliesProgress`. */
  readonly progressToken?: number;
}

/** `patchMail/checkAppliesProgress`, a notification while `patchMail/checkApplies` is being answered. */
export interface CheckAppliesProgress {
  readonly progressToken: number;
  readonly done: number;
  readonly total: number;
}

export interface CheckAppliesResult {
  /** `3 of 4 patches apply to HEAD (1234567); 2/4: 1 hunk fails in fs/x.c.` */
  readonly sentence: string;
  /** All patches apply. */
  readonly isFine: boolean;
  /** More sentences: how the base was found, what is missing. */
  readonly notes: readonly string[];
  /** Repository and commit that it was checked against. */
  readonly repository: string;
  readonly commit: string;
  readonly patches: readonly CheckedPatch[];
}

/** One patch, in order. */
export interface CheckedPatch {
  /** `2/4`; "" where it has no number. */
  readonly label: string;
  readonly subject: string;
  readonly state: PatchCheck["state"];
  /** What is wrong with it, in few words; "" where nothing is. */
  readonly failure: string;
  readonly place: {
    readonly uri: string;
    readonly ordinal: number;
    readonly line0: number;
    readonly isIndexOnly: boolean;
    readonly isDecoded: boolean;
  };
  /** 0-based line in its message, or its decoded view, of the first thing that is wrong; null where nothing is. */
  readonly lineInMessage: number | null;
}

/** `patchMail/applyTargets`: what a patch may be checked against. */
export interface ApplyTargets {
  readonly repository: string;
  readonly references: readonly Reference[];
  /** Patches of the series at the place; 1 for a patch alone, and for one that is in none. */
  readonly patchCount: number;
  /** Whether the place is in one patch, not in a cover letter. */
  readonly isPatch: boolean;
}

export interface CheckAppliesRequests {
  /** Rejects with a sentence where nothing can be said: no trust, no repository, no such commit. */
  "patchMail/checkApplies"(
    params: CheckAppliesParams,
    token: CancellationToken,
  ): Promise<CheckAppliesResult | null>;
  "patchMail/applyTargets"(params: ThreadOfParams, token: CancellationToken): Promise<ApplyTargets>;
}

export function createCheckApplies(services: WorkServices): CheckAppliesRequests {
  return {
    async "patchMail/checkApplies"(params, token) {
      needPlace(params, "patchMail/checkApplies");
      const { scope, target } = params;
      const isTarget = ["head", "base", "ref"].includes(target?.kind);
      if ((scope !== "patch" && scope !== "series") || !isTarget)
        throw new ResponseError(ErrorCodes.InvalidParams, "patchMail/checkApplies needs scope and target");
      const workplaces = await services.git.workplaces(params.textDocument.uri);
      if ("unavailable" in workplaces) {
        if (params.isBackground === true) return null;
        throw refusal(workplaces.unavailable);
      }
      const aborted = abortWith(token);
      try {
        const set = await patchSet(services, params, scope, token);
        if (set === null) return null;
        const workplace = await chooseWorkplace(workplaces, set);
        return await check(services, params, { set, workplace, token, signal: aborted.signal });
      } catch (error) {
        if (!isSentence(error)) throw error;
        if (params.isBackground === true) return null;
        throw refusal(error.message);
      } finally {
        aborted.dispose();
      }
    },
    async "patchMail/applyTargets"(params, token) {
      needPlace(params, "patchMail/applyTargets");
      const workplaces = await services.git.workplaces(params.textDocument.uri);
      if ("unavailable" in workplaces) throw refusal(workplaces.unavailable);
      const set = await patchSet(services, params, "patch", token);
      const workplace = set === null ? workplaces[0] : await chooseWorkplace(workplaces, set);
      if (workplace === undefined) throw refusal("There is no git repository here.");
      const aborted = abortWith(token);
      const references = await listReferences(workplace, aborted.signal).finally(() => aborted.dispose());
      const version = seriesAt(services, params)?.version;
      const patchCount = version === undefined ? 1 : patchesOf(version).length;
      return { repository: workplace.root, references, patchCount, isPatch: set?.patches.length === 1 };
    },
  };
}

/** Errors whose message is for the user. */
function isSentence(error: unknown): error is Error {
  return error instanceof ApplyError || error instanceof UnreadableTree || isMailStoreError(error);
}

interface Task {
  readonly set: PatchSet;
  readonly workplace: Awaited<ReturnType<typeof chooseWorkplace>>;
  readonly token: CancellationToken;
  readonly signal: AbortSignal;
}

async function check(
  services: WorkServices,
  params: CheckAppliesParams,
  { set, workplace, token, signal }: Task,
): Promise<CheckAppliesResult> {
  const base = await chooseBase(workplace, params.target, set, signal);
  const notes = [...set.notes, ...base.notes];
  const needed = await findPrerequisites(services, workplace, set, token, signal);
  const missing = needed.flatMap((patch, at) => (patch === null ? at + 1 : []));
  if (missing.length > 0) notes.push(missingText(missing, needed.length));
  const before = needed.flatMap((patch) => patch ?? []);
  const total = set.patches.length;
  const all = await checkPatches(workplace, base.tree, [...before, ...set.patches], {
    signal,
    background: params.isBackground === true,
    onPatch(index) {
      const done = Math.max(0, index - before.length);
      if (params.progressToken === undefined) return;
      const progress: CheckAppliesProgress = { progressToken: params.progressToken, done, total };
      void services.connection.sendNotification("patchMail/checkAppliesProgress", progress);
    },
  });
  for (const [at, one] of all.slice(0, before.length).entries())
    if (one.state === "fails" || one.state === "notChecked")
      notes.push(`Prerequisite ${at + 1} does not apply itself: ${before[at]?.files[0]?.file.path ?? ""}.`);
  if (before.length > 0)
    notes.push(`Checked after ${counted(before.length, "prerequisite")} found among the mail.`);
  // Numbers count from the set's first patch: below are prerequisites.
  const onBase = all.slice(before.length).map((one) => ({
    ...one,
    unsureSince: one.unsureSince === null ? null : one.unsureSince - before.length,
  }));
  const failed = onBase.flatMap(({ state }, at) => {
    const patch = set.patches[at];
    if (state !== "fails" || patch === undefined) return [];
    return [[at, { ...patch, title: parseSubject(patch.subject).title }] as const];
  });
  const isBackground = params.isBackground === true;
  const commits = await appliedCommits(workplace, base.commit, new Map(failed), set.sentAt, {
    signal,
    background: isBackground,
  });
  stopIf(signal);
  const checks = withCommits(onBase, commits);
  for (const [at, commit] of commits) {
    const patch = set.patches[at];
    notes.push(
      `${patch?.label || patch?.subject || "A patch"} is already there (commit ${commit.slice(0, 12)}).`,
    );
  }
  const whole = summary(set.patches, checks, base.where);
  tell(services, set, base, checks, params.scope, whole.sentence);
  return {
    ...whole,
    notes: notes.map((note) => plainLine(note, 400)),
    repository: workplace.root,
    commit: base.commit,
    patches: set.patches.map((patch, at) => checkedPatch(services, patch, checks[at])),
  };
}

function missingText(numbers: readonly number[], total: number): string {
  const list = numbers.slice(0, 20).join(", ");
  const what = numbers.length === 1 ? "Prerequisite" : "Prerequisites";
  return `${what} ${list} of ${total} (prerequisite-patch-id) ${numbers.length === 1 ? "is" : "are"} not among the mail at hand.`;
}

function pathsOf({ files }: PlacedPatch): readonly string[] {
  return files.map(({ file }) => plainLine(file.path, 200));
}

function summary(
  patches: readonly PlacedPatch[],
  checks: readonly PatchCheck[],
  where: string,
): Pick<CheckAppliesResult, "sentence" | "isFine"> {
  const failures = patches.flatMap((patch, at) => {
    const one = checks[at];
    const text = one === undefined || isFine(one) ? "" : failureText(one, pathsOf(patch));
    const since = one === undefined ? "" : doubtfulSince(patches, one);
    const doubt = since === "" ? "" : ` (not sure, since ${since} failed there)`;
    return text === "" ? [] : `${patch.label === "" ? "" : `${patch.label}: `}${text}${doubt}`;
  });
  const [first, second, third] = failures;
  const shown = [first, second, third].filter((text) => text !== undefined);
  const more =
    failures.length > shown.length ? `; and ${counted(failures.length - shown.length, "more patch")}` : "";
  const tail =
    shown.length === 0
      ? ""
      : `${patches.length === 1 ? ": " : "; "}${shown.join("; ").replace(/\.$/, "")}${more}`;
  return { sentence: `${countText(checks, where)}${tail}.`, isFine: checks.every(isFine) };
}

/** The patch whose failure in the same file may be the reason, as it is called; "" where there is none. */
function doubtfulSince(patches: readonly PlacedPatch[], { unsureSince }: PatchCheck): string {
  if (unsureSince === null) return "";
  if (unsureSince < 0) return "a prerequisite";
  return patches[unsureSince]?.label || `patch ${unsureSince + 1}`;
}

const isFine = ({ state }: PatchCheck): boolean => state === "applies" || state === "alreadyThere";

function checkedPatch(services: WorkServices, patch: PlacedPatch, one: PatchCheck | undefined): CheckedPatch {
  const { uri, ordinal, line0, label, subject, isDecoded } = patch;
  const state = one?.state ?? "notChecked";
  return {
    label,
    subject,
    state,
    failure: one === undefined || isFine(one) ? "" : failureText(one, pathsOf(patch)),
    place: { uri, ordinal, line0, isIndexOnly: services.mail.isIndexOnly(uri), isDecoded },
    lineInMessage: one === undefined ? null : firstWrongLine(patch, one),
  };
}

/** Lines count from the message's first header line. */
function firstWrongLine({ files, message }: PlacedPatch, { files: checks }: PatchCheck): number | null {
  const first = message.header.startLine0;
  for (const [at, { state, hunks }] of checks.entries()) {
    const file = files[at]?.file;
    if (file === undefined || state === "applies" || state === "alreadyThere") continue;
    const hunk = hunks.findIndex((each) => each.state === "fails");
    return (file.hunks[hunk]?.startLine0 ?? file.startLine0) - first;
  }
  return null;
}

/** Puts the results where problems and rows are made of them. */
function tell(
  services: WorkServices,
  { patches, version }: PatchSet,
  { where }: ChosenBase,
  checks: readonly PatchCheck[],
  scope: CheckAppliesParams["scope"],
  sentence: string,
): void {
  const checked = patches.flatMap((patch, at): CheckedMessage[] => {
    const one = checks[at];
    if (one === undefined) return [];
    const paths = pathsOf(patch);
    const since = doubtfulSince(patches, one);
    const doubt = since === "" ? "" : `Not sure: ${since} failed in this file.`;
    const text = badgeText(one, where);
    const failure = failureText(one, paths);
    const line = `${capital(text)}${failure === "" || isFine(one) ? "" : ` (${failure.replace(/\.$/, "")})`}.${doubt === "" ? "" : ` ${doubt}`}`;
    const told = {
      shape: patch.files.map(({ file }) => fileShape(file)),
      findings: applyFindings(one, paths, where, doubt),
      badge: { text, line: plainLine(line, 400) },
    };
    return sameCopies(services, patch).map(({ uri, ordinal }) => ({ uri, ordinal, ...told }));
  });
  const text = shortCountText(checks, where);
  const isSeries = scope === "series" && version !== null && patches.length > 1;
  services.applies.set(
    checked,
    // Rows show the first copy.
    isSeries
      ? {
          message: copiesOf(services, version.head)[0] ?? version.head,
          badge: { text, line: plainLine(sentence, 400) },
        }
      : null,
  );
}

/** Copies that hold the same diff, the checked one first: Threads may show another than the one that was checked. */
function sameCopies(
  services: WorkServices,
  { uri, ordinal }: PlacedPatch,
): { readonly uri: string; readonly ordinal: number }[] {
  const own = services.mail.messagesOf(uri).find(({ index }) => index === ordinal);
  const id = own && services.series.factsOf(own)?.patch?.patchId;
  const others =
    own === undefined || id === undefined
      ? []
      : copiesOf(services, own).filter(
          (copy) => copy !== own && services.series.factsOf(copy)?.patch?.patchId === id,
        );
  return [
    { uri, ordinal },
    ...others.slice(0, maxCopies).map((copy) => ({ uri: copy.uri, ordinal: copy.index })),
  ];
}

const maxCopies = 10;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
