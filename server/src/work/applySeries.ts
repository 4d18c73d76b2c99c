import { basename, dirname, join } from "node:path";
import type { CancellationToken } from "vscode-languageserver";
import type { Unavailable } from "../features/feature.js";
import { branchName, branchProblem, freeBranch, worktreeProblem } from "../git/amBranch.js";
import { continueAm } from "../git/amGoOn.js";
import type { AmOutcome, AmStop, AmWatch } from "../git/amOutcome.js";
import {
  type AmPlace,
  applyingPlaces,
  commitOf,
  exists,
  ownPlace,
  repositoryState,
  watched,
} from "../git/amPlace.js";
import { startAm } from "../git/amSeries.js";
import { stopIn } from "../git/amStop.js";
import { abortAm } from "../git/amUndo.js";
import type { Workplace } from "../git/workplace.js";
import { type AssembledSeries, mboxOf } from "../patches/assembleSeries.js";
import { attestationLines, attestationOf } from "../patches/attestation.js";
import { badPath } from "../patches/exportSeries.js";
import type { SeriesTrailer } from "../patches/seriesTrailers.js";
import { refusal } from "../protocol/refusal.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import { plainLine } from "../threads/plainLine.js";
import { withSignal } from "./abortWith.js";
import type {
  ApplyCheckParams,
  ApplyGoOnParams,
  ApplyPlan,
  ApplyProgress,
  ApplyResult,
  ApplySeriesParams,
  ApplyTarget,
  ApplyTargetParams,
  ShownStop,
} from "./applyTypes.js";
import { ownTrailers } from "./ownTrailers.js";
import type { WorkServices } from "./services.js";
import {
  copyNotesOf,
  shortcomings,
  titleOf,
  versionChoices,
  type WholeSeriesParams,
  wholeSeries,
} from "./wholeSeries.js";

type Handler<Params, Result> = (params: Params, token: CancellationToken) => Promise<Result>;

export interface ApplySeriesRequests {
  "patchMail/applyPlan": Handler<WholeSeriesParams, ApplyPlan | null>;
  "patchMail/applyTarget": Handler<ApplyTargetParams, ApplyTarget>;
  "patchMail/applyCheck": Handler<ApplyCheckParams, string | null>;
  "patchMail/applySeries": Handler<ApplySeriesParams, ApplyResult>;
  /** Ends the `git am` that runs; its own request tells how. (A request that is cancelled gets no answer.) */
  "patchMail/cancelApply": Handler<object, null>;
  /** The `git am`s that wait in the repositories at hand. */
  "patchMail/applyState": Handler<{ readonly textDocument: { readonly uri: string } }, readonly ShownStop[]>;
  "patchMail/abortApply": Handler<ApplyGoOnParams, ApplyResult>;
  "patchMail/continueApply": Handler<ApplyGoOnParams, ApplyResult>;
}

const progressMethod = "patchMail/applyProgress";

export function createApplySeries(services: WorkServices): ApplySeriesRequests {
  /** Those that run. */
  const running = new Set<AbortController>();
  /** Repositories that something is done in: two at once would get into each other's way. */
  const busy = new Set<string>();
  const alone = async (
    { commonDirectory, root }: Workplace,
    work: () => Promise<ApplyResult>,
  ): Promise<ApplyResult> => {
    if (busy.has(commonDirectory))
      return refusedWith(`A series is being applied to ${root} already: wait for it, or cancel it.`);
    busy.add(commonDirectory);
    try {
      return await work();
    } finally {
      busy.delete(commonDirectory);
    }
  };
  const told = async (
    patchCount: number,
    token: CancellationToken,
    work: (watch: AmWatch) => Promise<AmOutcome>,
  ): Promise<ApplyResult> => {
    const controller = new AbortController();
    running.add(controller);
    // A client that does not know `patchMail/cancelApply` cancels the request: it ends then, too, but hears nothing of it.
    const listener = token.onCancellationRequested(() => controller.abort());
    try {
      const outcome = await work({
        signal: controller.signal,
        onApplying(number, title) {
          const progress: ApplyProgress = { number, patchCount, title };
          void services.connection.sendNotification(progressMethod, progress);
        },
      });
      return shownOutcome(outcome);
    } finally {
      listener.dispose();
      running.delete(controller);
    }
  };
  return {
    async "patchMail/applyPlan"(params, token) {
      const whole = await wholeSeries(services, params, token);
      return whole === undefined ? null : await planOf(services, params, whole, token);
    },
    async "patchMail/applyTarget"(params, token) {
      const workplace = await repositoryAt(services, params);
      const whole = await wholeSeries(services, params, token);
      if (whole === undefined) throw refusal(gone);
      return await withSignal(token, (signal) => targetOf(workplace, whole, signal));
    },
    async "patchMail/applyCheck"(params, token) {
      const workplace = await repositoryAt(services, params);
      const { branch, base, worktree } = params;
      return await withSignal(token, async (signal) => {
        const place = watched(ownPlace(workplace), signal);
        if (branch !== undefined) return await branchProblem(place, branch);
        if (worktree !== undefined) return await worktreeProblem(place, worktree);
        if (base === undefined || (await commitOf(place, base)) !== null) return null;
        return `${workplace.root} has no commit of that name.`;
      });
    },
    async "patchMail/applySeries"(params, token) {
      const workplace = await repositoryAt(services, params);
      const whole = await wholeSeries(services, params, token);
      if (whole === undefined) return refusedWith(gone);
      const problem = problemOf(whole);
      if (problem !== null) return refusedWith(problem);
      const chosen = new Set(params.trailers);
      const own = await ownTrailers(services, params.textDocument.uri, params, workplace);
      if ("problem" in own) return refusedWith(own.problem);
      const mbox = mboxOf(whole, ({ id }) => chosen.has(id), own);
      const known = new Set(whole.trailers.map(({ id }) => id));
      // What the user has confirmed, and nothing else.
      if (mbox.indexes.length !== params.patchCount || params.trailers.some((id) => !known.has(id)))
        return refusedWith("The mail has changed in the meantime: look at the series again.");
      const { branch, base, worktree } = params;
      return await alone(workplace, () =>
        told(params.patchCount, token, (watch) =>
          startAm(
            workplace,
            {
              title: titleOf(whole),
              mbox: mbox.bytes,
              patchCount: mbox.indexes.length,
              branch,
              base,
              worktree,
              paths: pathsOf(whole),
            },
            watch,
          ),
        ),
      );
    },
    async "patchMail/cancelApply"() {
      for (const controller of running) controller.abort();
      return null;
    },
    async "patchMail/applyState"({ textDocument }, token) {
      const places = await waiting(services, textDocument.uri);
      return await withSignal(token, async (signal) => {
        const stops: ShownStop[] = [];
        for (const place of places) {
          if (signal.aborted) break;
          const stop = await stopIn(watched(place, signal));
          if (stop !== null) stops.push(shownStop(stop));
        }
        return stops;
      });
    },
    async "patchMail/abortApply"(params, token) {
      const place = await placeAt(services, params);
      return await alone(place.workplace, async () =>
        shownOutcome(await withSignal(token, (signal) => abortAm(place, signal))),
      );
    },
    async "patchMail/continueApply"(params, token) {
      const place = await placeAt(services, params);
      const stop = await withSignal(token, (signal) => stopIn(watched(place, signal)));
      return await alone(place.workplace, () =>
        told(stop?.patchCount ?? 0, token, (watch) => continueAm(place, watch)),
      );
    },
  };
}

const gone = "The series is not among the mail at hand any more.";

async function planOf(
  services: WorkServices,
  params: WholeSeriesParams,
  whole: AssembledSeries,
  token: CancellationToken,
): Promise<ApplyPlan> {
  const mbox = mboxOf(whole);
  const places = await services.git.workplaces(params.textDocument.uri);
  const attestations = [];
  for (const { summary } of whole.patches) {
    attestations.push(attestationOf(await services.bytesOf(summary, token)));
  }
  return {
    title: titleOf(whole),
    version: whole.version.version,
    versions: versionChoices(whole),
    patches: whole.patches
      .filter(({ index }) => mbox.indexes.includes(index))
      .map(({ index, message }) => ({ index, title: plainLine(message.tag.title || message.subject, 200) })),
    trailers: whole.trailers.map((trailer) => trailerChoice(trailer, whole)),
    notes: [...shortcomings(whole, mbox.empty), ...(await copyNotesOf(services, whole, token))],
    attestation: attestationLines(attestations),
    problem: isUnavailable(places) ? places.unavailable : problemOf(whole),
    repositories: isUnavailable(places) ? [] : places.map(({ root }) => root),
  };
}

/** Why the mails must not be given to git; a sentence. */
function problemOf(whole: AssembledSeries): string | null {
  if (mboxOf(whole).indexes.length === 0) return "No mail of the series holds anything to apply.";
  for (const patch of whole.patches) {
    const problem = badPath(patch, process.platform === "win32");
    if (problem !== null) return problem;
  }
  return null;
}

/** Files that it writes. */
const pathsOf = ({ patches }: AssembledSeries): string[] =>
  patches.flatMap(({ message }) =>
    message.files.flatMap(({ depth, newPath }) => (depth > 0 || newPath === null ? [] : [newPath.path])),
  );

function trailerChoice(trailer: SeriesTrailer, whole: AssembledSeries): ApplyPlan["trailers"][number] {
  const { id, line, note, patches, from, isOfCover, carriedFrom, isOfOthers, isUsual } = trailer;
  const isAll = patches.length === whole.patches.length;
  const to = isOfCover
    ? "to the cover letter"
    : isAll && patches.length > 1
      ? "to all patches"
      : `to ${patches.slice(0, 10).join(", ")}${patches.length > 10 ? " …" : ""}`;
  const sender = plainLine(from.fromName || from.fromAddress, 80);
  const parts = [
    to,
    carriedFrom === null ? "" : `given to v${carriedFrom}`,
    isOfOthers ? `sent by another: ${sender} <${plainLine(from.fromAddress, 100)}>` : "",
    !isOfOthers && trailer.line.indexOf("@") === -1 ? "names no address" : "",
    `“${plainLine(from.subject, 80)}”`,
  ];
  return {
    id,
    line: plainLine(note === null ? line : `${line} ${note}`, 300),
    about: parts.filter((part) => part !== "").join(" · "),
    isChosen: isUsual,
  };
}

async function targetOf(
  workplace: Workplace,
  whole: AssembledSeries,
  signal: AbortSignal,
): Promise<ApplyTarget> {
  const { root } = workplace;
  const place = watched(ownPlace(workplace), signal);
  const state = await repositoryState(workplace, signal);
  const newBranch = await freeBranch(place, branchName(whole.series.title, whole.version.version));
  const folder = join(dirname(root), `${basename(root).replace(/\.git$/, "")}-${newBranch}`);
  let newFolder = folder;
  for (let number = 2; number < 50 && (await exists(newFolder)); number++) newFolder = `${folder}-${number}`;
  return {
    branch: state.branch,
    head: state.head,
    problem: state.identityProblem ?? (state.head === null ? `${root} has no commit yet.` : null),
    treeProblem: treeProblem(state),
    newBranch,
    newFolder,
    baseCommit:
      whole.baseCommit === null
        ? null
        : { hash: whole.baseCommit, isThere: (await commitOf(place, whole.baseCommit)) !== null },
  };
}

function treeProblem(state: Awaited<ReturnType<typeof repositoryState>>): string | null {
  if (state.isBare) return "It is a bare repository.";
  if (state.busyWith !== null) return `There is ${state.busyWith} under way in it.`;
  if (state.changes.length === 0) return null;
  const shown = state.changes.slice(0, 3).map((name) => plainLine(name, 100));
  return `It has changes that are not committed: ${shown.join(", ")}${state.changes.length > 3 ? " …" : ""}`;
}

/** Only a repository that the client was told of: nothing else is a place to run git in. */
async function repositoryAt(
  services: WorkServices,
  { textDocument, repository }: ThreadOfParams & { readonly repository: string },
): Promise<Workplace> {
  const places = await services.git.workplaces(textDocument.uri);
  if (isUnavailable(places)) throw refusal(places.unavailable);
  const found = places.find(({ root }) => root === repository);
  if (found === undefined) throw refusal("The repository is not among those at hand any more.");
  return found;
}

async function waiting(services: WorkServices, uri: string): Promise<readonly AmPlace[]> {
  const places = await services.git.workplaces(uri);
  if (isUnavailable(places)) throw refusal(places.unavailable);
  const found = new Map<string, AmPlace>();
  for (const workplace of places)
    for (const place of await applyingPlaces(workplace)) found.set(place.gitDirectory, place);
  return [...found.values()];
}

async function placeAt(services: WorkServices, { textDocument, root }: ApplyGoOnParams): Promise<AmPlace> {
  const place = (await waiting(services, textDocument.uri)).find((one) => one.root === root);
  if (place === undefined) throw refusal("No git am is under way there any more.");
  return place;
}

const isUnavailable = (answer: readonly Workplace[] | Unavailable): answer is Unavailable =>
  "unavailable" in answer;

const refusedWith = (sentence: string): ApplyResult => ({ kind: "refused", sentence, output: "" });

const shownOutcome = (outcome: AmOutcome): ApplyResult =>
  outcome.kind === "stopped" ? { kind: "stopped", stop: shownStop(outcome.stop) } : outcome;

const shownStop = ({ record, ...stop }: AmStop): ShownStop => ({
  root: stop.root,
  branch: stop.branch,
  patch: stop.patch,
  patchCount: stop.patchCount,
  title: stop.title,
  conflicts: stop.conflicts,
  reasons: stop.reasons,
  isOurs: record !== null,
  seriesTitle: record?.title ?? "",
});
