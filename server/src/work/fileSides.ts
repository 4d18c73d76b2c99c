import { sidesOfDiff } from "../adapters/parseDiffRows.js";
import type { DiffFile, MailDocument } from "../core/model.js";
import { type Applied, applyHunks, type HunkRow, type HunkToApply } from "../core/patch/applyHunks.js";
import { hunksToApply } from "../core/patch/hunkRows.js";
import { plainDiff } from "../core/patch/plainDiff.js";
import type { Unavailable } from "../features/feature.js";
import { hostPathProblem } from "../git/hostPath.js";
import type { Workplace } from "../git/workplace.js";
import { type BlobText, blobText, commitHash, fileText, isBlobOf } from "./blobs.js";
import type { FileDiff, FormerPatches } from "./formerPatches.js";

/** Where both sides of a file come from. */
export type SidesSource =
  /** Blobs that the `index` line names. */
  | "blobs"
  /** The patch itself holds the whole file: it adds or removes it. */
  | "patch"
  /** The file of a commit, with the patch applied to it. */
  | "base"
  /** The lines of the hunks. */
  | "hunks"
  /** There is nothing to show. */
  | "none";

/** Both sides of a file. */
export interface FileSides {
  readonly left: string;
  readonly right: string;
  readonly source: SidesSource;
  /** A few words for a tab: `blobs of the index line`. */
  readonly label: string;
  /** What the reader must know, in a sentence; never empty. */
  readonly note: string;
  /** The hunks as they apply to `left`; null where the sides are not whole or the hunks are not. */
  readonly applied: Applied | null;
}

/** What is asked for the sides of a file. */
export interface SidesRoom {
  /** Asked only where the patch itself does not hold the file. */
  workplaces(): Promise<readonly Workplace[] | Unavailable>;
  /** Of the mail; "" where it tells none. */
  readonly charset: string;
  /** Asked only where the `index` line does not lead to the file. */
  former(): Promise<FormerPatches>;
  /** Nobody waits any more, or it has taken too long: what is known by then is the answer. */
  isStopped(): boolean;
  /** Comes when nobody waits any more. */
  readonly signal: AbortSignal;
}

interface Known {
  readonly left: string;
  readonly right: string;
  readonly applied: Applied | null;
  readonly label: string;
  readonly note: string;
  readonly source: SidesSource;
}

/** The sides of one file of a diff: whole where a repository or the patch itself has them, else what its hunks hold. Never rejects but by `room`. */
export async function fileSides({ document, file }: FileDiff, room: SidesRoom): Promise<FileSides> {
  const nothing = nothingToShow(file);
  if (nothing !== null) return { left: "", right: "", source: "none", applied: null, ...nothing };
  const found = hunksToApply(document.lines, file);
  const hunks = typeof found === "number" ? null : found;
  const own = hunks === null ? null : (sidesOfSubmodule(hunks) ?? wholeInPatch(file, hunks));
  if (own !== null) return own;
  const workplaces = await room.workplaces();
  const reasons: string[] = [];
  if ("unavailable" in workplaces) reasons.push(workplaces.unavailable);
  else {
    const whole = await wholeSides(file, hunks, workplaces, room, reasons);
    if (whole !== null) return whole;
  }
  return { ...sidesOfHunks(document, file, hunks, reasons), applied: null };
}

/** Words and a sentence where there are no two texts to compare; else null. */
function nothingToShow(file: DiffFile): Pick<FileSides, "label" | "note"> | null {
  const told = (label: string, note: string): Pick<FileSides, "label" | "note"> => ({ label, note });
  if (file.isCombined) return told("of a merge", "This is the diff of a merge: it has more than two sides.");
  const { oldPath, newPath, oldMode, newMode, status } = file;
  if (file.isBinary) return told("binary", "This is a binary file: there is no text to show.");
  if (file.hunks.length > 0) return null;
  const from = oldPath?.path ?? "";
  const to = newPath?.path ?? "";
  if (status === "renamed")
    return told("only renamed", `The file is renamed from ${from} to ${to}; its content stays the same.`);
  if (status === "copied")
    return told("only copied", `The file is copied from ${from} to ${to}; its content stays the same.`);
  if (status === "added") return told("new and empty", "An empty file is added.");
  if (status === "deleted") return told("removed, empty", "An empty file is removed.");
  if (oldMode !== null && newMode !== null && oldMode !== newMode)
    return told(
      "only with another mode",
      `Only the mode of the file changes: ${oldMode} becomes ${newMode}.`,
    );
  return told("without lines", "The patch has no lines of this file.");
}

/** A submodule has no file: git writes its commits as lines (diff.c: `Subproject commit`). */
function sidesOfSubmodule(hunks: readonly HunkToApply[]): FileSides | null {
  const rows = hunks.flatMap((hunk) => hunk.rows);
  const isCommit = ({ text }: HunkRow): boolean =>
    /^Subproject commit [0-9a-f]{40,64}(?:-dirty)?\n?$/.test(text);
  if (rows.length > 2 || rows.length === 0 || !rows.every(isCommit)) return null;
  const side = (gone: HunkRow["sign"]): string =>
    rows.flatMap(({ sign, text }) => (sign === gone ? [] : [text])).join("");
  const note = "This is a submodule: its sides are the commits that it stands at.";
  return { left: side("+"), right: side("-"), source: "patch", label: "submodule", note, applied: null };
}

/** Of a file that the patch adds or removes as a whole. */
function wholeInPatch(file: DiffFile, hunks: readonly HunkToApply[]): FileSides | null {
  if (file.status !== "added" && file.status !== "deleted") return null;
  const isAdded = file.status === "added";
  const applied = applyHunks("", hunks, { isReverse: !isAdded });
  if (!applied.isWhole) return null;
  const { text } = applied;
  return {
    left: isAdded ? "" : text,
    right: isAdded ? text : "",
    source: "patch",
    label: isAdded ? "new file" : "removed file",
    note: `The whole file is in the patch, which ${isAdded ? "adds" : "removes"} it.`,
    applied: isAdded ? applied : applyHunks(text, hunks),
  };
}

async function wholeSides(
  file: DiffFile,
  hunks: readonly HunkToApply[] | null,
  workplaces: readonly Workplace[],
  room: SidesRoom,
  reasons: string[],
): Promise<Known | null> {
  for (const workplace of workplaces) {
    const found = await sidesOfBlobs(file, hunks, workplace, room.charset, reasons);
    if (found !== null) return found;
  }
  if (hunks === null) {
    reasons.push("A hunk is not whole, so that nothing is applied.");
    return null;
  }
  const path = file.oldPath?.path ?? file.path;
  const problem = hostPathProblem(path);
  if (problem !== null) {
    reasons.push(`The path ${problem}: it is not looked for in a repository.`);
    return null;
  }
  const former = await room.former();
  for (const workplace of workplaces) {
    const found = await sidesOfBase(file, path, hunks, workplace, former, room, reasons);
    if (found !== null) return found;
  }
  return null;
}

const isNull = (hash: string | undefined): boolean => hash === undefined || /^0+$/.test(hash);

async function sidesOfBlobs(
  file: DiffFile,
  hunks: readonly HunkToApply[] | null,
  workplace: Workplace,
  charset: string,
  reasons: string[],
): Promise<Known | null> {
  const oldHash = file.oldBlob?.hash;
  const newHash = file.newBlob?.hash;
  const { root } = workplace;
  if (isNull(oldHash) && isNull(newHash)) {
    reasons.push("The diff has no index line.");
    return null;
  }
  const ask = async (hash: string | undefined): Promise<BlobText | null> =>
    hash === undefined || isNull(hash) ? null : await blobText(workplace, hash, charset);
  const [before, after] = await Promise.all([ask(oldHash), ask(newHash)]);
  const made = { source: "blobs", label: "blobs of the index line" } as const;
  if (before?.isWhole) {
    const applied = hunks === null ? null : applyHunks(before.text, hunks);
    const right = applied?.isWhole === true ? applied.text : null;
    if (right !== null) {
      const isSame = after === null || !after.isWhole || after.text === right;
      const second = after?.isWhole ? "" : ", and its hunks make the new one";
      const note = isSame
        ? `Whole files: the index line's blob is in ${root}${second}.`
        : `Whole file: the old blob of the index line, from ${root}, with the hunks applied; they give something else than the new blob, so the mail was edited.`;
      return { ...made, left: before.text, right, applied, note };
    }
    if (after?.isWhole) {
      const note = `Whole files: both blobs of the index line, from ${root}. The hunks here are not whole, or do not fit them.`;
      return { ...made, left: before.text, right: after.text, applied: null, note };
    }
  }
  if (after?.isWhole && hunks !== null) {
    const back = applyHunks(after.text, hunks, { isReverse: true });
    if (back.isWhole) {
      const note = `Whole files: the new blob of the index line is in ${root}; the old one is that without the hunks.`;
      return { ...made, left: back.text, right: after.text, applied: applyHunks(back.text, hunks), note };
    }
  }
  reasons.push(whyNoBlob(before, after, root));
  return null;
}

function whyNoBlob(before: BlobText | null, after: BlobText | null, root: string): string {
  const why = [before, after].flatMap((one) => (one === null || one.isWhole ? [] : [one.reason]));
  if (before?.isWhole || after?.isWhole) return `The hunks do not fit the blob of the index line in ${root}.`;
  if (why.includes("binary")) return `The blob of the index line in ${root} is no text.`;
  if (why.includes("tooLarge")) return `The blob of the index line in ${root} is larger than 8 MB.`;
  if (why.includes("ambiguous")) return `The hash of the index line is ambiguous in ${root}.`;
  if (why.includes("silent")) return `Git did not answer in ${root}.`;
  return `${root} has no blob of the index line.`;
}

/** Looks for a text that the hunks apply to: below the former patches of the series, in the base commit, in HEAD. */
async function sidesOfBase(
  file: DiffFile,
  path: string,
  hunks: readonly HunkToApply[],
  workplace: Workplace,
  former: FormerPatches,
  { charset, isStopped, signal }: SidesRoom,
  reasons: string[],
): Promise<Known | null> {
  const { root } = workplace;
  const lead = former.leadTo(path);
  const below = (text: string, from = 0): string | null =>
    lead && applyAll(text, lead.diffs.slice(from), isStopped);
  const count = lead?.diffs.length ?? 0;
  const afterFormer =
    count === 0 ? "" : ` after ${count === 1 ? "1 former patch" : `${count} former patches`}`;
  const { baseCommit } = former;
  const base = baseCommit === null ? null : await commitHash(workplace, baseCommit.toLowerCase());
  const head = await commitHash(workplace, "HEAD");
  const oldHash = file.oldBlob?.hash ?? "";
  const applyTo = (left: string | null, to: string): Known | null => {
    if (left === null) return null;
    const applied = applyHunks(left, hunks);
    if (!applied.isWhole) return null;
    const proof =
      !isNull(oldHash) && isBlobOf(left, oldHash, head ?? base ?? "")
        ? " It is the file that the index line names."
        : "";
    const note = `Whole files: the patch is applied to ${to} in ${root}.${proof}`;
    return { source: "base", label: `applied to ${to}`, left, right: applied.text, applied, note };
  };
  for (const [at, { file: first }] of (lead?.diffs ?? []).entries()) {
    if (isStopped()) break;
    const start = first.status === "added" ? "" : await blobOf(workplace, first, charset);
    const found = start === null ? null : applyTo(below(start, at), "the former patches of the series");
    if (found !== null) return found;
  }
  if (baseCommit !== null && base === null)
    reasons.push(`${root} has no base-commit ${baseCommit.slice(0, 12)}.`);
  for (const [commit, name] of [
    [base, `base-commit ${base?.slice(0, 12) ?? ""}`],
    [head, "HEAD"],
  ] as const) {
    if (commit === null) continue;
    const start = await fileText(workplace, commit, lead?.path ?? path, charset, signal);
    const found = start.isWhole ? applyTo(below(start.text), `${name}${afterFormer}`) : null;
    if (found !== null) return found;
  }
  const now = head === null ? null : await fileText(workplace, head, path, charset, signal);
  if (now?.isWhole) {
    const direct = count === 0 ? null : applyTo(now.text, "HEAD");
    if (direct !== null) return direct;
  }
  const after = head === null ? null : await fileText(workplace, head, file.path, charset, signal);
  if (after?.isWhole) {
    const back = applyHunks(after.text, hunks, { isReverse: true });
    if (back.isWhole) {
      const note = `Whole files: HEAD of ${root} has this patch already; the left side is HEAD's file without its hunks.`;
      const applied = applyHunks(back.text, hunks);
      return { source: "base", label: "already in HEAD", left: back.text, right: after.text, applied, note };
    }
    reasons.push(`Its hunks do not apply to the file in HEAD of ${root}.`);
  } else reasons.push(head === null ? `${root} has no commit.` : `HEAD of ${root} has no such file to read.`);
  return null;
}

async function blobOf(workplace: Workplace, file: DiffFile, charset: string): Promise<string | null> {
  const hash = file.oldBlob?.hash;
  if (hash === undefined || isNull(hash)) return null;
  const found = await blobText(workplace, hash, charset);
  return found.isWhole ? found.text : null;
}

/** The text with the diffs of a file applied one after the other; null where one does not apply. */
function applyAll(text: string, diffs: readonly FileDiff[], isStopped: () => boolean): string | null {
  let result = text;
  for (const { document, file } of diffs) {
    if (file.isBinary || file.isCombined || isStopped()) return null;
    const hunks = hunksToApply(document.lines, file);
    if (typeof hunks === "number") return null;
    const applied = applyHunks(result, hunks);
    if (!applied.isWhole) return null;
    result = applied.text;
  }
  return result;
}

function sidesOfHunks(
  { lines }: MailDocument,
  file: DiffFile,
  hunks: readonly HunkToApply[] | null,
  reasons: readonly string[],
): Omit<FileSides, "applied"> {
  const only = file.hunks.some(({ corruptLine0 }) => corruptLine0 !== null)
    ? "A hunk of this file is damaged: what is lost is missing here, too."
    : hunks === null
      ? "Only what is here of the hunks is shown: they do not hold as many lines as their headers count."
      : "Only what the patch holds is shown; the lines between the hunks are not.";
  const note = [only, ...new Set(reasons)].join(" ");
  return { ...sidesOfDiff(plainDiff(lines, file)), source: "hunks", label: "hunks only", note };
}
