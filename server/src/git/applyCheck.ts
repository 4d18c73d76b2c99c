import { type Looked, lookAhead, namesOf, withoutGit } from "./applyLookAhead.js";
import {
  ApplyError,
  type ApplyOptions,
  type FileCheck,
  type PatchCheck,
  type PatchState,
  type PatchToCheck,
  stopIf,
  unknownHunk,
} from "./applyModel.js";
import { askGit, maxReversedOfAll } from "./applyPatch.js";
import { createTemporaryIndex, type TemporaryIndex } from "./temporaryIndex.js";
import type { Workplace } from "./workplace.js";

const maxPatchCharacters = 64 << 20;

/**
 * Whether patches apply to a tree one after the other, hunk by hunk, as `git apply --check --reject -v` says. Worked out in a
 * temporary index; nothing is written to the repository. What fails is left out, and the next one is tried without it.
 * Rejects with `ApplyError` or `UnreadableTree`.
 *
 * @param tree hash of a tree
 */
export async function checkPatches(
  workplace: Workplace,
  tree: string,
  patches: readonly PatchToCheck[],
  options: ApplyOptions,
): Promise<readonly PatchCheck[]> {
  const looked = await lookAhead(workplace, tree, patches, options.signal);
  const index = await createTemporaryIndex(workplace);
  try {
    if (looked.entries.size > 0) {
      const { outcome } = await index.add(looked.entries, options.signal);
      stopIf(options.signal);
      if (outcome !== "done") throw new ApplyError("Git could not make an index for the check.");
    }
    const room: Room = { index, looked, options, budget: { reversed: maxReversedOfAll } };
    /** Names of files that are not what their sender had, and since which patch. */
    const doubtful = new Map<string, number>();
    const checks: PatchCheck[] = [];
    for (const [at, patch] of patches.entries()) {
      options.onPatch?.(at);
      stopIf(options.signal);
      const isLast = at === patches.length - 1;
      const check = await checkPatch(room, patch, isLast);
      checks.push({ ...check, unsureSince: earliest(patch, doubtful) });
      for (const [number, file] of check.files.entries()) {
        if (file.state === "applies" || file.state === "alreadyThere") continue;
        for (const name of namesOf(patch.files[number]?.header ?? ""))
          if (!doubtful.has(name)) doubtful.set(name, at);
      }
    }
    return checks;
  } finally {
    await index.dispose();
  }
}

interface Room {
  readonly index: TemporaryIndex;
  readonly looked: Looked;
  readonly options: ApplyOptions;
  /** What is left of the whole run. */
  readonly budget: { reversed: number };
}

function earliest({ files }: PatchToCheck, doubtful: ReadonlyMap<string, number>): number | null {
  const found = files.flatMap(({ header }) => namesOf(header).flatMap((name) => doubtful.get(name) ?? []));
  return found.length === 0 ? null : Math.min(...found);
}

type OwnCheck = Omit<PatchCheck, "unsureSince">;

async function checkPatch(room: Room, patch: PatchToCheck, isLast: boolean): Promise<OwnCheck> {
  const unasked = patch.files.map(({ header }) => withoutGit(room.looked, header));
  const asked = patch.files.filter((_file, at) => unasked[at] === null);
  const length = asked.reduce((sum, { text }) => sum + text.length, 0);
  if (length > maxPatchCharacters) return notChecked(patch, "The patch is too large to be checked.");
  const answers =
    asked.length === 0 ? [] : await askGit(room.index, room.options, asked, isLast, room.budget);
  if (typeof answers === "string") return notChecked(patch, answers);
  let next = 0;
  const files: FileCheck[] = patch.files.map((file, at) => {
    const own = unasked[at] ?? null;
    const answer = own === null ? answers[next++] : undefined;
    if (answer !== undefined) return answer;
    const { state = "notChecked", note = "" } = own ?? {};
    return { state, hunks: file.hunks.map(() => unknownHunk), note };
  });
  return { state: stateOf(files), files, note: "" };
}

function notChecked({ files }: PatchToCheck, note: string): OwnCheck {
  return {
    state: "notChecked",
    files: files.map(({ hunks }) => ({
      state: "notChecked",
      hunks: hunks.map(() => unknownHunk),
      note: "",
    })),
    note,
  };
}

function stateOf(files: readonly FileCheck[]): PatchState {
  if (files.length > 0 && files.every(({ state }) => state === "alreadyThere")) return "alreadyThere";
  if (files.every(({ state }) => state === "applies")) return "applies";
  const isKnown = files.every(({ state }) => ["applies", "alreadyThere", "notChecked"].includes(state));
  return isKnown && files.some(({ state }) => state === "notChecked") ? "notChecked" : "fails";
}
