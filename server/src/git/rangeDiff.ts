import { headerNames, withoutFolders } from "../core/patch/headerNames.js";
import { refusal } from "./applyLookAhead.js";
import { guessBase, wantedBlobs } from "./baseGuess.js";
import { createTemporaryIndex, type TemporaryIndex } from "./temporaryIndex.js";
import { createTreeReader, type TreeEntry, UnreadableTree } from "./treeReader.js";
import type { Workplace } from "./workplace.js";

/** A patch to be made a commit. */
export interface PatchToCommit {
  /** For sentences. */
  readonly number: number;
  readonly author: string;
  readonly address: string;
  /** Title, empty line, text. */
  readonly message: string;
  /** Of each file, its diff as it was sent and the lines before the first hunk. */
  readonly files: readonly { readonly text: string; readonly header: string }[];
}

export interface VersionToCommit {
  /** For sentences: `v2`. */
  readonly name: string;
  /** Commit that the sender names (hexadecimal); null: none. */
  readonly baseCommit: string | null;
  readonly patches: readonly PatchToCommit[];
}

/** What `git range-diff` prints; or why it could not be run, as a phrase. */
export type GitRangeDiff = { readonly text: string; readonly bases: string } | { readonly problem: string };

const timeLimitMs = 20_000;
/** To look for a base that nobody has named. */
const guessMs = 2500;

/** Says in a phrase why there is no answer. */
class Refused extends Error {
  override readonly name = "Refused";
}

/**
 * Applies both versions in a temporary index, makes commits of them in a folder of their own, and lets `git range-diff`
 * compare those. Each on the commit that its sender names, else on one that fits its index lines, else on HEAD. Nothing is written to the repository.
 */
export async function gitRangeDiff(
  workplace: Workplace,
  old: VersionToCommit,
  now: VersionToCommit,
  signal: AbortSignal,
): Promise<GitRangeDiff> {
  const index = await createTemporaryIndex(workplace);
  try {
    await refuseConversions(workplace, signal);
    const room = { workplace, index, signal };
    const before = await commitVersion(room, old);
    const after = await commitVersion(room, now);
    const ranges = [`${before.base}..${before.tip}`, `${after.base}..${after.tip}`];
    const { outcome, output } = await index.run(
      ["range-diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-notes", ...ranges],
      { signal, timeLimitMs },
    );
    if (outcome !== "done") throw new Refused("it did not answer");
    const bases = before.name === after.name ? before.name : `${before.name} and ${after.name}`;
    return { text: output.toString("utf8"), bases };
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message };
    if (error instanceof UnreadableTree) return { problem: "a part of the repository cannot be read" };
    throw error;
  } finally {
    await index.dispose();
  }
}

/** Programs of the user that make a text of a file for diffs would be run on what came by mail. */
async function refuseConversions({ run }: Workplace, signal: AbortSignal): Promise<void> {
  const keys = "^diff\\..*\\.(textconv|command)$";
  const { exitCode } = await run(["config", "--get-regexp", keys], { signal, timeLimitMs });
  if (exitCode !== 1) throw new Refused("the repository's settings name programs for diffs");
}

interface Room {
  readonly workplace: Workplace;
  readonly index: TemporaryIndex;
  readonly signal: AbortSignal;
}

interface Committed {
  readonly base: string;
  readonly tip: string;
  /** The base's name for the reader. */
  readonly name: string;
}

async function commitVersion(room: Room, version: VersionToCommit): Promise<Committed> {
  const { workplace, signal } = room;
  for (const { number, files } of version.patches) {
    if (files.some(({ header }) => refusal(header) !== null))
      throw new Refused(`a path of patch ${number} of ${version.name} leads nowhere a patch may write`);
  }
  const bases = await basesOf(workplace, version, signal);
  for (const [at, base] of bases.entries()) {
    try {
      return await commitOn(room, version, base);
    } catch (error) {
      if (!(error instanceof Refused) || at === bases.length - 1 || signal.aborted) throw error;
    }
  }
  throw new Refused("the repository has no commit");
}

interface Base {
  readonly tree: string;
  /** For the reader. */
  readonly name: string;
}

async function commitOn(room: Room, version: VersionToCommit, { tree, name }: Base): Promise<Committed> {
  const { workplace, index, signal } = room;
  await git(index, ["read-tree", "--empty"], signal);
  const entries = await touched(workplace, tree, version.patches);
  if (entries.size > 0) {
    const { outcome } = await index.add(entries, signal);
    if (outcome !== "done") throw new Refused("it could not make an index");
  }
  const base = await commit(room, null, { author: "", address: "", message: "base" });
  let tip = base;
  for (const patch of version.patches) {
    const input = patch.files.map(({ text }) => text).join("");
    if (input !== "") {
      const { outcome } = await index.run(["apply", "--cached"], { input, signal, timeLimitMs });
      if (outcome !== "done")
        throw new Refused(`patch ${patch.number} of ${version.name} does not apply to ${name}`);
    }
    tip = await commit(room, tip, patch);
  }
  return { base, tip, name };
}

/**
 * What a version may be applied to, the best first: the commit that its sender names; else one that has its files as its index
 * lines tell, looked for within a small time; else HEAD.
 */
async function basesOf(
  workplace: Workplace,
  { baseCommit, patches }: VersionToCommit,
  signal: AbortSignal,
): Promise<readonly Base[]> {
  const { objectInfo } = workplace;
  if (baseCommit !== null && /^[0-9a-f]{7,64}$/.test(baseCommit)) {
    const found = await objectInfo(`${baseCommit}^{tree}`);
    if (found.kind === "object") return [{ tree: found.hash, name: baseCommit.slice(0, 12) }];
  }
  const bases: Base[] = [];
  const asBytes = patches.map(({ files }) => ({
    files: files.map(({ header }) => ({ header: Buffer.from(header).toString("latin1") })),
  }));
  const budget = AbortSignal.any([signal, AbortSignal.timeout(guessMs)]);
  const guess = await guessBase(workplace, wantedBlobs(asBytes), null, budget);
  const guessed = guess === null ? null : await objectInfo(`${guess.commit}^{tree}`);
  if (guess !== null && guessed?.kind === "object") {
    const { name, commit, matches, total } = guess;
    const part = matches === total ? "" : `: it has ${matches} of ${total} files as they were`;
    const shown = `${name === "" ? "" : `${name} `}${commit.slice(0, 12)} (guessed from the index lines${part})`;
    bases.push({ tree: guessed.hash, name: name === "HEAD" ? name : shown });
  }
  const head = await objectInfo("HEAD^{tree}");
  if (head.kind === "object" && head.hash !== bases[0]?.tree) bases.push({ tree: head.hash, name: "HEAD" });
  return bases;
}

/** The files that the patches name, as they are in the base. */
async function touched(
  workplace: Workplace,
  tree: string,
  patches: readonly PatchToCommit[],
): Promise<ReadonlyMap<string, TreeEntry>> {
  const reader = createTreeReader(workplace);
  const entries = new Map<string, TreeEntry>();
  const seen = new Set<string>();
  for (const { header } of patches.flatMap(({ files }) => files)) {
    for (const name of headerNames(Buffer.from(header).toString("latin1"))) {
      const path = withoutFolders(name, 1);
      if (path === null || seen.has(path)) continue;
      seen.add(path);
      const entry = await reader.entry(tree, path);
      if (entry !== null && entry.mode !== "40000")
        entries.set(path, { ...entry, mode: entry.mode.padStart(6, "0") });
    }
  }
  return entries;
}

async function git(
  { run }: TemporaryIndex,
  args: readonly string[],
  signal: AbortSignal,
  input: string = "",
): Promise<string> {
  const { outcome, output } = await run(args, { input, signal, timeLimitMs });
  if (outcome !== "done") throw new Refused(`it could not do “git ${args[0] ?? ""}”`);
  return output.toString("latin1").trim();
}

/** A commit of the index as it is. Written as an object: nothing of a mail stands on a command line. */
async function commit(
  { index, signal }: Room,
  parent: string | null,
  { author, address, message }: Pick<PatchToCommit, "author" | "address" | "message">,
): Promise<string> {
  const tree = await git(index, ["write-tree"], signal);
  const plain = (text: string): string => text.replace(/[<>\0\n]/g, "").trim();
  const lines = [
    `tree ${tree}`,
    ...(parent === null ? [] : [`parent ${parent}`]),
    `author ${plain(author) || plain(address)} <${plain(address)}> 0 +0000`,
    "committer Patch Mail <> 0 +0000",
    "",
    `${message.replaceAll("\0", "")}\n`,
  ];
  return await git(index, ["hash-object", "-t", "commit", "-w", "--stdin"], signal, lines.join("\n"));
}
