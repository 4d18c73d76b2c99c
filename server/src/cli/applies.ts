import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { checkPatches } from "../git/applyCheck.js";
import { ApplyError, type PatchCheck } from "../git/applyModel.js";
import { plural } from "../git/applyWords.js";
import { commitOf } from "../git/branchesAndTags.js";
import { findRepositoryAbove } from "../git/discover.js";
import { createGitRoom } from "../git/gitFacts.js";
import { UnreadableTree } from "../git/treeReader.js";
import { messagesInFile } from "../mailboxes/decodedSource.js";
import { type ExactPatch, exactPatch } from "../mailboxes/exactPatch.js";
import { type MailInput, UnreadableFile, unreadable } from "./mailInput.js";

/** What `patch-mail applies` prints as JSON. */
export interface AppliesReport {
  /** All patches apply, one after the other. */
  readonly applies: boolean;
  readonly repository: string;
  /** As it was named, and its full hash. */
  readonly base: string;
  readonly commit: string;
  readonly patches: readonly PatchReport[];
}

export interface PatchReport {
  /** Number of the message in the file, from 1. */
  readonly message: number;
  readonly subject: string;
  readonly state: PatchCheck["state"];
  /** Why; "" where the files tell it. */
  readonly note: string;
  /** Number of the message (from 1) whose failure in the same file may be the reason; null: none. */
  readonly unsureSince: number | null;
  readonly files: readonly FileReport[];
}

export interface FileReport {
  readonly path: string;
  readonly state: PatchCheck["files"][number]["state"];
  readonly note: string;
  readonly hunks: readonly {
    /** 1-based line of the message, or of its decoded view. */
    readonly line: number;
    readonly oldStart: number;
    readonly newStart: number;
    readonly state: PatchCheck["files"][number]["hunks"][number]["state"];
    /** Lines between where the header says and where it fits. */
    readonly offset: number;
  }[];
}

interface FoundPatch extends ExactPatch {
  /** From 1. */
  readonly number: number;
}

/**
 * Checks all patches of a file of mail, in order, against a commit of a repository.
 *
 * @param folder the repository, or a folder in it: the user names it, so git may run there
 * @throws UnreadableFile with a sentence where nothing can be said
 */
export async function appliesReport(
  file: string,
  input: MailInput,
  folder: string,
  base: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly report: AppliesReport; readonly notes: readonly string[] }> {
  const { patches, notes } = await patchesOf(file, input);
  if (patches.length === 0) throw new UnreadableFile(`${file}: it holds no patch.`);
  const place = await findRepositoryAbove(resolve(folder));
  if (place === null) throw new UnreadableFile(`${folder}: there is no git repository.`);
  const git = createGitRoom({
    trusted: () => true,
    repositories: () => [place.root],
    folders: () => [],
    environment,
  });
  try {
    const places = await git.workplaces(pathToFileURL(place.root).href);
    if ("unavailable" in places) throw new UnreadableFile(places.unavailable);
    const [workplace] = places;
    const { signal } = new AbortController();
    const commit = workplace ? await commitOf(workplace, base, signal) : null;
    const tree = commit === null ? undefined : await workplace?.objectInfo(`${commit}^{tree}`);
    if (workplace === undefined || commit === null || tree?.kind !== "object")
      throw new UnreadableFile(`${place.root}: git finds no commit ${base} there.`);
    const checks = await checkPatches(workplace, tree.hash, patches, { signal });
    const reports = patches.map((patch, at) => patchReport(patch, checks[at], patches));
    const applies = reports.every(({ state }) => state === "applies");
    return { report: { applies, repository: place.root, base, commit, patches: reports }, notes };
  } catch (error) {
    if (error instanceof ApplyError || error instanceof UnreadableTree)
      throw new UnreadableFile(error.message);
    throw error;
  } finally {
    git.dispose();
  }
}

/** 0: all apply; 1: they do not; 2: it cannot be told. */
export function exitStatus({ applies, patches }: AppliesReport): number {
  if (applies) return 0;
  return patches.some(({ state }) => state === "fails" || state === "alreadyThere") ? 1 : 2;
}

/** Messages with diffs of their own: those of a numbered series by number, others as they stand; replies only where there is nothing else. */
async function patchesOf(
  file: string,
  input: MailInput,
): Promise<{ readonly patches: readonly FoundPatch[]; readonly notes: readonly string[] }> {
  const found: FoundPatch[] = [];
  let number = 0;
  const add = async (bytes: Uint8Array): Promise<void> => {
    number++;
    const exact = await exactPatch(bytes);
    if (exact !== null && exact.files.length > 0) found.push({ ...exact, number });
  };
  const addAll = async (bytes: Uint8Array): Promise<void> => {
    const find = messagesInFile(bytes);
    for (let at = 0; at < find.count; at++) {
      const message = find(at);
      if (message !== null) await add(message.bytes);
    }
  };
  let notes: readonly string[] = [];
  try {
    if (input.kind === "bytes") await addAll(input.bytes);
    else
      ({ notes } = await input.source.readAll(({ bytes, isWholeFile }) =>
        isWholeFile ? addAll(bytes) : add(bytes),
      ));
  } catch (error) {
    throw unreadable(file, error);
  }
  const own = found.filter(({ message }) => !message.tag.isReply);
  const patches = own.length > 0 ? own : found;
  return { patches: inOrder(patches), notes };
}

/** By number where they are one series; else as they stand. */
function inOrder(patches: readonly FoundPatch[]): readonly FoundPatch[] {
  const numbers = new Set(patches.map(({ message }) => message.tag.index));
  const kinds = new Set(patches.map(({ message: { tag } }) => `${tag.version} ${tag.total}`));
  const isSeries = !numbers.has(null) && numbers.size === patches.length && kinds.size === 1;
  const numberOf = ({ message }: FoundPatch): number => message.tag.index ?? 0;
  return isSeries ? patches.toSorted((a, b) => numberOf(a) - numberOf(b)) : patches;
}

function patchReport(
  { number, message, files }: FoundPatch,
  check: PatchCheck | undefined,
  all: readonly FoundPatch[],
): PatchReport {
  const since = check?.unsureSince ?? null;
  return {
    message: number,
    subject: message.subject,
    state: check?.state ?? "notChecked",
    note: check?.note ?? "",
    unsureSince: since === null ? null : (all[since]?.number ?? null),
    files: files.map(({ file }, at) => ({
      path: file.path,
      state: check?.files[at]?.state ?? "notChecked",
      note: check?.files[at]?.note ?? "",
      hunks: file.hunks.map(({ startLine0, oldStart, newStart }, hunk) => ({
        line: startLine0 + 1,
        oldStart,
        newStart,
        state: check?.files[at]?.hunks[hunk]?.state ?? "notChecked",
        offset: check?.files[at]?.hunks[hunk]?.offset ?? 0,
      })),
    })),
  };
}

const words: Readonly<Record<string, string>> = {
  applies: "applies",
  offset: "applies",
  fails: "does not apply",
  alreadyThere: "is there already",
  missing: "the file is missing",
  exists: "the file exists already",
  noBinaryData: "the mail does not hold its data",
  refused: "is refused",
  notChecked: "is not checked",
};

/** The same for a reader; lines as they are, not yet made fit for a terminal. */
export function appliesOutline({ repository, base, commit, patches }: AppliesReport): string[] {
  const rows = [`${base} (${commit.slice(0, 12)}) of ${repository}`];
  for (const { message, subject, state, note, unsureSince, files } of patches) {
    const doubt = unsureSince === null ? "" : ` (not sure: message ${unsureSince} failed in the same file)`;
    rows.push(`  ${message}. ${subject || "(no subject)"}: ${words[state] ?? state}${doubt}`);
    if (note !== "") rows.push(`     ${note}`);
    for (const file of files) {
      const isFine = file.state === "applies" && file.note === "";
      if (isFine && file.hunks.every((hunk) => hunk.state === "applies")) continue;
      rows.push(
        `     ${file.path}: ${words[file.state] ?? file.state}${file.note === "" ? "" : `. ${file.note}`}`,
      );
      for (const hunk of file.hunks) {
        const away =
          hunk.offset === 0
            ? ""
            : `, ${plural(Math.abs(hunk.offset), "line")} further ${hunk.offset > 0 ? "down" : "up"}`;
        if (hunk.state !== "notChecked")
          rows.push(
            `       hunk at line ${hunk.line} (-${hunk.oldStart} +${hunk.newStart}): ${words[hunk.state] ?? hunk.state}${away}`,
          );
      }
    }
  }
  return rows;
}
