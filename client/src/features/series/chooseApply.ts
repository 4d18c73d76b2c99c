import * as vscode from "vscode";
import type { ThreadOfParams } from "../../../../server/src/protocol/threadOf.js";
import type { ApplyPlan, ApplySeriesParams, ApplyTarget } from "../../../../server/src/work/applyTypes.js";
import { ask, warn } from "../../ask.js";
import type { Host } from "../../host.js";
import { applyCheck, applyPlan, applyTarget } from "./applyRequests.js";
import { ownTrailerItems, ownTrailersOf } from "./ownTrailers.js";
import { chooseVersion } from "./seriesAt.js";

/** What the user has chosen: nothing of it is done before `confirmed`. */
export interface ApplyChoice {
  readonly plan: ApplyPlan;
  readonly params: ApplySeriesParams;
  /** `HEAD (main, 0123456789ab)` */
  readonly baseText: string;
}

/** Asks version, repository, trailers, place, base and branch, one after the other; undefined where the user stops. */
export async function chooseApply(host: Host, place: ThreadOfParams): Promise<ApplyChoice | undefined> {
  const plan = await choosePlan(host, place);
  if (plan === undefined) return undefined;
  const title = `Apply “${plan.title}” v${plan.version}`;
  const repository = await chooseRepository(title, plan.repositories);
  if (repository === undefined) return undefined;
  const at = { ...place, version: plan.version, repository };
  const target = await ask(host, applyTarget, at, { isAloud });
  if (target === undefined) return undefined;
  if (target.problem !== null) return refuse(target.problem);
  /** The last question of all, the modal one, is not counted. */
  const step = (number: number): string => `${title}: ${number} of 4`;
  const trailers = await chooseTrailers(host, step(1), plan);
  if (trailers === undefined) return undefined;
  const isOwnTree = await choosePlace(step(2), repository, target);
  if (isOwnTree === undefined) return undefined;
  const check =
    (name: "branch" | "base" | "worktree") =>
    async (value: string): Promise<string | undefined> =>
      (await host.server.request(applyCheck, { ...at, [name]: value.trim() })) ?? undefined;
  const base = await chooseBase(step(3), target, check("base"));
  if (base === undefined) return undefined;
  const branch = await vscode.window.showInputBox({
    title: step(4),
    prompt: "Name of the new branch",
    value: target.newBranch,
    validateInput: check("branch"),
  });
  if (branch === undefined) return undefined;
  const worktree = isOwnTree
    ? null
    : await vscode.window.showInputBox({
        title: step(4),
        prompt: "Folder of the new worktree, with its whole path",
        value: target.newFolder,
        validateInput: check("worktree"),
      });
  if (worktree === undefined) return undefined;
  return {
    plan,
    baseText: base.text,
    params: {
      ...at,
      branch: branch.trim(),
      base: base.name,
      worktree: worktree?.trim() ?? null,
      ...trailers,
      patchCount: plan.patches.length,
    },
  };
}

function refuse(sentence: string): undefined {
  warn(sentence);
}

const isAloud = true;

async function choosePlan(host: Host, place: ThreadOfParams): Promise<ApplyPlan | undefined> {
  const first = await ask(host, applyPlan, place, { isAloud });
  if (first === undefined) return undefined;
  if (first === null) {
    return refuse("This message belongs to no series of patches.");
  }
  // Without git, or with a path that leads out, no version can be applied.
  if (first.repositories.length === 0) return refuse(first.problem ?? "There is no repository.");
  const version = await chooseVersion(`Apply “${first.title}”`, first.version, first.versions);
  if (version === null) return undefined;
  const plan =
    version === first.version ? first : await ask(host, applyPlan, { ...place, version }, { isAloud });
  if (!plan) return undefined;
  return plan.problem === null ? plan : refuse(plan.problem);
}

async function chooseRepository(title: string, repositories: readonly string[]): Promise<string | undefined> {
  if (repositories.length < 2) return repositories[0];
  return await vscode.window.showQuickPick(repositories, { title, placeHolder: "To which repository?" });
}

/** b4 would take those that are checked; the others say what is unusual about them. */
async function chooseTrailers(
  host: Host,
  title: string,
  { trailers }: ApplyPlan,
): Promise<Pick<ApplySeriesParams, "trailers" | "signoff" | "link"> | undefined> {
  const items = trailers.map(({ id, line, about, isChosen }) => ({
    label: line,
    detail: about,
    picked: isChosen,
    id,
  }));
  const chosen = await vscode.window.showQuickPick<vscode.QuickPickItem>(
    [...items, ...ownTrailerItems(host)],
    {
      title,
      placeHolder: "Trailers, given by mail and of your own: those that are checked go into the logs",
      canPickMany: true,
      matchOnDetail: true,
    },
  );
  if (chosen === undefined) return undefined;
  const ids = items.filter((item) => chosen.includes(item)).map(({ id }) => id);
  return { trailers: ids, ...ownTrailersOf(host, chosen) };
}

async function choosePlace(
  title: string,
  repository: string,
  { branch, treeProblem }: ApplyTarget,
): Promise<boolean | undefined> {
  const items = [
    {
      label: "New worktree",
      detail: "A folder of its own beside the repository: what is checked out here stays as it is.",
      isOwnTree: false,
    },
    ...(treeProblem === null
      ? [
          {
            label: "New branch, checked out here",
            detail: `In ${repository}, where ${branch ?? "no branch"} is checked out now.`,
            isOwnTree: true,
          },
        ]
      : []),
  ].reverse();
  const placeHolder = treeProblem === null ? "Where?" : `Not in the repository's own tree: ${treeProblem}`;
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.isOwnTree;
}

interface Base {
  readonly name: string;
  readonly text: string;
}

async function chooseBase(
  title: string,
  { branch, head, baseCommit }: ApplyTarget,
  check: (value: string) => Promise<string | undefined>,
): Promise<Base | undefined> {
  const short = (hash: string): string => hash.slice(0, 12);
  const headText = `HEAD (${branch === null ? "" : `${branch}, `}${short(head ?? "")})`;
  const items: (vscode.QuickPickItem & { readonly base: Base | null })[] = [
    { label: headText, description: "what is checked out", base: { name: head ?? "HEAD", text: headText } },
    { label: "Another…", description: "a branch, a tag or a commit", base: null },
  ];
  if (baseCommit?.isThere === true) {
    const text = `base-commit ${short(baseCommit.hash)}`;
    items.unshift({
      label: text,
      description: "what the mail was made for",
      base: { name: baseCommit.hash, text },
    });
  }
  const placeHolder =
    baseCommit?.isThere === false
      ? `On which commit? (The mail's base-commit ${short(baseCommit.hash)} is not in this repository.)`
      : "On which commit?";
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (chosen === undefined || chosen.base !== null) return chosen?.base ?? undefined;
  const name = await vscode.window.showInputBox({
    title,
    prompt: "A branch, a tag or a commit",
    validateInput: (value) => (value.trim() === "" ? undefined : check(value)),
  });
  return name === undefined || name.trim() === "" ? undefined : { name: name.trim(), text: name.trim() };
}

const maxShown = 20;

/** Names everything that will be done; true once the user has said so. */
export async function confirmed({ plan, params, baseText }: ApplyChoice): Promise<boolean> {
  const { patches, trailers, attestation, notes, title, version } = plan;
  const count = `${patches.length} ${patches.length === 1 ? "patch" : "patches"}`;
  const chosen = trailers.filter(({ id }) => params.trailers.includes(id));
  const own = [
    ...(params.link === true ? ["Link: to each patch in the archive"] : []),
    ...(params.signoff === true ? ["Signed-off-by: yours"] : []),
  ];
  const lines = [...chosen.map(({ line }) => line), ...own];
  const list = (rows: readonly string[]): string[] => [
    ...rows.slice(0, maxShown).map((row) => `  ${row}`),
    ...(rows.length > maxShown ? [`  and ${rows.length - maxShown} more`] : []),
  ];
  const detail = [
    `Repository: ${params.repository}`,
    `Branch: ${params.branch}, which is made and checked out ${params.worktree === null ? "there" : `in the new worktree ${params.worktree}`}`,
    `Base: ${baseText}`,
    `Patches (${patches.length}):`,
    ...list(patches.map((patch) => `${patch.index}. ${patch.title}`)),
    lines.length === 0 ? "Trailers: none" : `Trailers (${lines.length}):`,
    ...list(lines),
    attestation.length === 0 ? "Signatures: none" : "Signatures:",
    ...list(attestation),
    ...notes,
    "",
    "git am -3 runs, without the repository's hooks.",
  ].join("\n");
  const apply = "Apply";
  const question = `Apply ${count} of “${title}” v${version} to the new branch ${params.branch}?`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, apply)) === apply;
}
