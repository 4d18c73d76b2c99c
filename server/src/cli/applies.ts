import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { counted } from "../core/text/counted.js";
import { checkPatches } from "../git/applyCheck.js";
import { ApplyError, type PatchCheck } from "../git/applyModel.js";
import { commitOf } from "../git/branchesAndTags.js";
import { findRepositoryAbove } from "../git/discover.js";
import { createGitRoom } from "../git/gitFacts.js";
import { patchIds } from "../git/patchIds.js";
import { UnreadableTree } from "../git/treeReader.js";
import type { Workplace } from "../git/workplace.js";
import { type BaseLines, baseLines } from "../patches/baseLines.js";
import { type BaseFacts, type ChosenBase, chooseBase } from "../work/chosenBase.js";
import { type FoundPatch, type PatchesToCheck, patchesToCheck } from "./appliesMail.js";
import { type MailInput, UnreadableFile } from "./mailInput.js";

/** What `patch-mail applies` prints as JSON. */
export interface AppliesReport {
  /** All patches apply, one after the other. */
  readonly applies: boolean;
  readonly repository: string;
  /** As it was named, and its full hash. */
  readonly base: string;
  readonly commit: string;
  /** `base-commit:` of the mail, and whether the repository has it; null: the mail names none. */
  readonly mailBase: { readonly commit: string; readonly isThere: boolean } | null;
  /** What the mail says that it needs, where that was looked for (`--base mail`): patch id, and message of the file or null. */
  readonly prerequisites: readonly { readonly id: string; readonly message: number | null }[];
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

/** What is asked, beside the file. */
export interface AppliesQuestion {
  /** The repository, or a folder in it: the user names it, so git may run there. */
  readonly folder: string;
  /** Name of a commit; `mail`: the one that the mail names, else a guess. */
  readonly base: string;
  /** Of the series; null: the newest that is complete. */
  readonly version: number | null;
}

/**
 * Checks the patches of a file of mail, in order, against a commit of a repository.
 *
 * @throws UnreadableFile with a sentence where nothing can be said
 */
export async function appliesReport(
  file: string,
  input: MailInput,
  { folder, base, version }: AppliesQuestion,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly report: AppliesReport; readonly notes: readonly string[] }> {
  const found = await patchesToCheck(file, input, version);
  if (found.patches.length === 0) throw new UnreadableFile(`${file}: it holds no patch.`);
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
    if (workplace === undefined) throw new UnreadableFile(`${folder}: there is no git repository.`);
    const { signal } = new AbortController();
    const told = baseLines(found.told);
    const named = await namedBase(workplace, told);
    const chosen =
      base === ownBase
        ? await chooseBase(workplace, { kind: "base" }, factsOf(found.patches, told), signal)
        : await userBase(workplace, base, signal);
    const needs = base === ownBase ? await prerequisitesIn(workplace, told, found, signal) : [];
    const before = needs.flatMap(({ patch }) => patch ?? []);
    // One that is checked before is not checked again.
    const patches = found.patches.filter((patch) => !before.includes(patch));
    const all = [...before, ...patches];
    const checks = await checkPatches(workplace, chosen.tree, all, { signal });
    const reports = patches.map((patch, at) => patchReport(patch, checks[before.length + at], all));
    const applies = reports.every(({ state }) => state === "applies");
    const prerequisites = needs.map(({ id, patch }) => ({ id, message: patch?.number ?? null }));
    const notes = [
      ...found.notes,
      ...chosen.notes,
      ...(base === ownBase ? prerequisiteNotes(needs, checks) : nameNotes(place.root, named, told)),
    ];
    const { commit } = chosen;
    const report = { applies, repository: place.root, base, commit, mailBase: named, prerequisites };
    return { report: { ...report, patches: reports }, notes };
  } catch (error) {
    if (error instanceof ApplyError || error instanceof UnreadableTree)
      throw new UnreadableFile(error.message);
    throw error;
  } finally {
    git.dispose();
  }
}

/** `--base mail` */
const ownBase = "mail";

function factsOf(patches: readonly FoundPatch[], { base }: BaseLines): BaseFacts {
  return { patches, base, sentAt: patches[0]?.message.date ?? null };
}

async function userBase(
  workplace: Workplace,
  base: string,
  signal: AbortSignal,
): Promise<Pick<ChosenBase, "commit" | "tree" | "notes">> {
  const commit = await commitOf(workplace, base, signal);
  const tree = commit === null ? undefined : await workplace.objectInfo(`${commit}^{tree}`);
  if (commit === null || tree?.kind !== "object")
    throw new UnreadableFile(`${workplace.root}: git finds no commit ${base} there.`);
  return { commit, tree: tree.hash, notes: [] };
}

async function namedBase({ objectInfo }: Workplace, { base }: BaseLines): Promise<AppliesReport["mailBase"]> {
  if (base === null) return null;
  const found = await objectInfo(`${base}^{commit}`);
  return { commit: base, isThere: found.kind === "object" && found.hash.startsWith(base) };
}

interface Prerequisite {
  readonly id: string;
  /** Of the same file; null: it holds none with that patch id. */
  readonly patch: FoundPatch | null;
}

async function prerequisitesIn(
  workplace: Workplace,
  { prerequisites }: BaseLines,
  { others, patches }: PatchesToCheck,
  signal: AbortSignal,
): Promise<readonly Prerequisite[]> {
  if (prerequisites.length === 0) return [];
  const all = [...others, ...patches];
  const diffs = all.map(({ files }) => files.map(({ text }) => text).join(""));
  const byId = new Map<string, FoundPatch>();
  for (const [at, id] of await patchIds(workplace, diffs, { signal })) {
    const patch = all[at];
    if (patch !== undefined && !byId.has(id)) byId.set(id, patch);
  }
  return prerequisites.map((id) => ({ id, patch: byId.get(id) ?? null }));
}

function prerequisiteNotes(needs: readonly Prerequisite[], checks: readonly PatchCheck[]): string[] {
  const notes: string[] = [];
  const missing = needs.filter(({ patch }) => patch === null).length;
  const found = needs.flatMap(({ patch }) => patch ?? []);
  if (found.length > 0)
    notes.push(`Checked after ${counted(found.length, "prerequisite")} out of the same file.`);
  if (missing > 0)
    notes.push(
      `${missing} of ${counted(needs.length, "prerequisite")} (prerequisite-patch-id) ${missing === 1 ? "is" : "are"} not in the file.`,
    );
  for (const [at, { number }] of found.entries())
    if (checks[at]?.state === "fails" || checks[at]?.state === "notChecked")
      notes.push(`The prerequisite in message ${number} does not apply itself.`);
  return notes;
}

/** What the mail says that it is made for, where something else was asked. */
function nameNotes(
  root: string,
  named: AppliesReport["mailBase"],
  { prerequisites }: BaseLines,
): readonly string[] {
  const needs = prerequisites.length === 0 ? "" : ` and ${counted(prerequisites.length, "prerequisite")}`;
  if (named === null) return [];
  const short = named.commit.slice(0, 12);
  return [
    named.isThere
      ? `The mail names base-commit ${short}${needs}: --base mail checks against that.`
      : `The mail names base-commit ${short}${needs}, which ${root} does not have: --base mail guesses one from the index lines.`,
  ];
}

/** 0: all apply; 1: they do not; 2: it cannot be told. */
export function exitStatus({ applies, patches }: AppliesReport): number {
  if (applies) return 0;
  return patches.some(({ state }) => state === "fails" || state === "alreadyThere") ? 1 : 2;
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
            : `, ${counted(Math.abs(hunk.offset), "line")} further ${hunk.offset > 0 ? "down" : "up"}`;
        if (hunk.state !== "notChecked")
          rows.push(
            `       hunk at line ${hunk.line} (-${hunk.oldStart} +${hunk.newStart}): ${words[hunk.state] ?? hunk.state}${away}`,
          );
      }
    }
  }
  return rows;
}
