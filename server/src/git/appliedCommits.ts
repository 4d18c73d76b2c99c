import type { PatchCheck, PatchToCheck } from "./applyModel.js";
import { patchIds } from "./patchIds.js";
import type { Workplace } from "./workplace.js";

/** A patch with the title that `git am` makes of its subject. */
export interface TitledPatch extends PatchToCheck {
  readonly title: string;
}

/** Commits that are looked at: those since the mail, or the last ones where its date is not known. */
const maxCommits = 2000;
const maxCommitsWithoutDate = 200;
/** Commits of one title whose diffs are read. */
const maxNamesakes = 5;
const maxDiffs = 200;
const timeLimitMs = 10_000;
const dayMs = 86_400_000;

/**
 * The commits of a history that are these patches: of the same title, with the same `git patch-id --stable`. By number of
 * the patch. A patch may be there though it does not apply in reverse, where later commits moved or changed its files.
 *
 * @param tip hash of a commit
 * @param sentAt when the mail was sent, milliseconds since 1970, or null
 */
export async function appliedCommits(
  workplace: Pick<Workplace, "objectInfo" | "run">,
  tip: string,
  patches: ReadonlyMap<number, TitledPatch>,
  sentAt: number | null,
  options: { readonly signal: AbortSignal; readonly background?: boolean },
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const titles = new Set([...patches.values()].map(({ title }) => title).filter((title) => title !== ""));
  if (titles.size === 0) return found;
  const run = async (args: readonly string[]): Promise<string> => {
    const result = await workplace.run(args, { ...options, timeLimitMs });
    return result.outcome === "done" ? result.output.toString("latin1") : "";
  };
  const since = sentAt === null ? [] : [`--since=${new Date(sentAt - dayMs).toISOString()}`];
  const count = sentAt === null ? maxCommitsWithoutDate : maxCommits;
  const log = ["log", "--no-show-signature", "--no-merges", "--encoding=UTF-8", "--format=%H %s"];
  const history = await run([...log, `--max-count=${count}`, ...since, "--end-of-options", tip, "--"]);
  const byTitle = new Map<string, string[]>();
  for (const line of Buffer.from(history, "latin1").toString("utf8").split("\n")) {
    const at = line.indexOf(" ");
    const title = plain(line.slice(at + 1));
    if (at === -1 || !titles.has(title)) continue;
    const list = byTitle.get(title);
    if (list === undefined) byTitle.set(title, [line.slice(0, at)]);
    else if (list.length < maxNamesakes) list.push(line.slice(0, at));
  }
  const commits = [...byTitle.values()].flat().slice(0, maxDiffs);
  const diffs: { readonly commit: string; readonly text: string }[] = [];
  const diff = ["diff-tree", "-p", "--root", "--no-commit-id", "--no-ext-diff", "--no-textconv"];
  for (const commit of commits) {
    // Renames are shown or not, as the sender wanted.
    const moved = await run([...diff, "-M", "--end-of-options", commit]);
    diffs.push({ commit, text: moved });
    if (/^(?:rename|copy) from /m.test(moved))
      diffs.push({ commit, text: await run([...diff, "--no-renames", "--end-of-options", commit]) });
  }
  if (diffs.length === 0) return found;
  const numbers = [...patches].filter(([, { title }]) => byTitle.has(title)).map(([number]) => number);
  const own = numbers.map(
    (number) =>
      patches
        .get(number)
        ?.files.map(({ text }) => text)
        .join("") ?? "",
  );
  const ids = await patchIds(workplace, [...diffs.map(({ text }) => text), ...own], options);
  const byId = new Map<string, string>();
  for (const [at, { commit }] of diffs.entries()) {
    const id = ids.get(at);
    if (id !== undefined && !byId.has(id)) byId.set(id, commit);
  }
  for (const [at, number] of numbers.entries()) {
    const commit = byId.get(ids.get(diffs.length + at) ?? "");
    if (commit !== undefined) found.set(number, commit);
  }
  return found;
}

/** The same checks, with patches that are commits of the history as what is there already. */
export function withCommits(
  checks: readonly PatchCheck[],
  commits: ReadonlyMap<number, string>,
): readonly PatchCheck[] {
  if (commits.size === 0) return checks;
  return checks.map((check, at) => {
    const commit = commits.get(at);
    // What failed there was no reason for a failure here.
    const { unsureSince } = check;
    const isSure = unsureSince === null || commits.has(unsureSince);
    if (commit === undefined) return isSure ? { ...check, unsureSince: null } : check;
    return {
      state: "alreadyThere",
      files: check.files.map(({ hunks }) => ({
        state: "alreadyThere",
        hunks: hunks.map(() => ({ state: "alreadyThere", offset: 0 })),
        note: `It is commit ${commit.slice(0, 12)}.`,
      })),
      note: "",
      unsureSince: null,
    };
  });
}

const plain = (title: string): string => title.replace(/[ \t]+/g, " ").trim();
