import { headerNames, withoutFolders } from "../core/patch/headerNames.js";
import { counted } from "../core/text/counted.js";
import { ApplyError, type PatchToCheck } from "../git/applyModel.js";
import { type BaseGuess, guessBase, wantedBlobs } from "../git/baseGuess.js";
import { commitOf } from "../git/branchesAndTags.js";
import { createTreeReader } from "../git/treeReader.js";
import type { Workplace } from "../git/workplace.js";

/** What a patch is checked against: HEAD, the base that its mail names, or a name that the user gave. */
export type WantedBase =
  | { readonly kind: "head" }
  | { readonly kind: "base" }
  | { readonly kind: "ref"; readonly name: string };

export interface ChosenBase {
  readonly commit: string;
  readonly tree: string;
  /** For the user: `HEAD (1234567)`. */
  readonly where: string;
  /** Sentences: how it was found. */
  readonly notes: readonly string[];
}

/** What a base is looked for with. */
export interface BaseFacts {
  readonly patches: readonly PatchToCheck[];
  readonly base: string | null;
  readonly sentAt: number | null;
}

const maxPaths = 40;

/** The repository that has most of the files, where there are several; the first of those. */
export async function chooseWorkplace(
  workplaces: readonly Workplace[],
  { patches, base }: BaseFacts,
): Promise<Workplace> {
  const [first, ...others] = workplaces;
  if (first === undefined) throw new ApplyError("There is no git repository here.");
  if (others.length === 0) return first;
  const files = patches.flatMap(({ files: own }) => own).slice(0, maxPaths);
  const paths = files
    .flatMap(({ header }) => headerNames(header)[0] ?? [])
    .map((name) => withoutFolders(name, 1) ?? name);
  let best = { workplace: first, count: -1 };
  for (const workplace of workplaces) {
    const count = (await countPaths(workplace, paths)) + (await hasCommit(workplace, base));
    if (count > best.count) best = { workplace, count };
  }
  return best.workplace;
}

async function hasCommit({ objectInfo }: Workplace, base: string | null): Promise<number> {
  return base !== null && (await objectInfo(`${base}^{commit}`)).kind === "object" ? maxPaths : 0;
}

async function countPaths(workplace: Workplace, paths: readonly string[]): Promise<number> {
  const tree = await workplace.objectInfo("HEAD^{tree}");
  if (tree.kind !== "object") return 0;
  const reader = createTreeReader(workplace);
  let count = 0;
  for (const path of paths) {
    const entry = await reader.entry(tree.hash, path).catch(() => null);
    if (entry !== null) count++;
  }
  return count;
}

/** The commit to check against. Rejects with `ApplyError` where there is none. */
export async function chooseBase(
  workplace: Workplace,
  wanted: WantedBase,
  facts: BaseFacts,
  signal: AbortSignal,
): Promise<ChosenBase> {
  switch (wanted.kind) {
    case "head":
      return await named(workplace, "HEAD", "HEAD", signal);
    case "ref":
      return await named(workplace, wanted.name, wanted.name, signal);
    case "base": {
      const { base } = facts;
      const found = base === null ? null : await workplace.objectInfo(`${base}^{commit}`);
      if (base !== null && found?.kind === "object" && found.hash.startsWith(base))
        return await named(workplace, found.hash, "its base", signal);
      const why =
        base === null
          ? "The mail has no base-commit."
          : `${workplace.root} has no commit ${base.slice(0, 12)} (base-commit).`;
      return await guessed(workplace, facts, why, signal);
    }
    default:
      return wanted satisfies never;
  }
}

async function guessed(
  workplace: Workplace,
  { patches, sentAt }: BaseFacts,
  why: string,
  signal: AbortSignal,
): Promise<ChosenBase> {
  const wanted = wantedBlobs(patches);
  const guess = await guessBase(workplace, wanted, sentAt, signal);
  if (guess === null) {
    const reason =
      wanted.length === 0
        ? "its index lines name no files of before"
        : "no commit that was looked at has one of its files as they were";
    throw new ApplyError(`${why} It cannot be guessed either: ${reason}.`);
  }
  const base = await named(workplace, guess.commit, "the guessed base", signal);
  return { ...base, notes: [`${why} ${guessText(guess)}`] };
}

function guessText({ commit, name, matches, total }: BaseGuess): string {
  const what = name === "" ? commit.slice(0, 12) : `${name} (${commit.slice(0, 12)})`;
  const how = matches === total ? `all ${counted(total, "file")}` : `${matches} of ${counted(total, "file")}`;
  return `Guessed from the index lines: ${what} has ${how} as they were.`;
}

async function named(
  workplace: Workplace,
  name: string,
  shown: string,
  signal: AbortSignal,
): Promise<ChosenBase> {
  const commit = await commitOf(workplace, name, signal);
  const tree = commit === null ? null : await workplace.objectInfo(`${commit}^{tree}`);
  if (commit === null || tree?.kind !== "object") {
    const what = name === "HEAD" ? "HEAD leads to no commit" : `There is no commit ${name.slice(0, 100)}`;
    throw new ApplyError(`${what} in ${workplace.root}.`);
  }
  const short = commit.slice(0, 9);
  return {
    commit,
    tree: tree.hash,
    where: commit.startsWith(shown) ? short : `${shown} (${short})`,
    notes: [],
  };
}
