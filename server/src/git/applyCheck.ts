import { headerNames, quotedName, withoutFolders } from "../core/patch/headerNames.js";
import { pathProblem } from "../core/patch/repositoryPath.js";
import { readApplyOutput, type SentFile } from "./applyOutput.js";
import { isPartialClone } from "./discover.js";
import { createTemporaryIndex, type TemporaryIndex } from "./temporaryIndex.js";
import { createTreeReader, type TreeEntry } from "./treeReader.js";
import type { Workplace } from "./workplace.js";

/** A patch to check: the diffs of its files as git would read them. Texts are bytes, one character each. */
export interface PatchToCheck {
  readonly files: readonly FileToCheck[];
}

export interface FileToCheck {
  readonly text: string;
  /** Its lines before the first hunk. */
  readonly header: string;
  /** Each with its `@@` line. */
  readonly hunks: readonly string[];
  readonly isBinary: boolean;
}

export type HunkState =
  | "applies"
  /** Some lines away from where the header says. */
  | "offset"
  | "fails"
  /** The repository has it already. */
  | "alreadyThere"
  /** Its file cannot be looked at. */
  | "notChecked";

export interface HunkCheck {
  readonly state: HunkState;
  /** Lines between where the header says and where it fits; of "offset", else 0. */
  readonly offset: number;
}

export type FileState =
  | "applies"
  /** Hunks fail, or git says another thing: `note`. */
  | "fails"
  | "alreadyThere"
  /** The file that it changes is not there. */
  | "missing"
  /** The file that it makes is there already. */
  | "exists"
  /** "Binary files differ": what it is made of is not in the mail. */
  | "noBinaryData"
  /** Its path leads where no patch may write: git was not asked. */
  | "refused"
  | "notChecked";

export interface FileCheck {
  readonly state: FileState;
  readonly hunks: readonly HunkCheck[];
  /** A sentence for the user; "" where the state says all. */
  readonly note: string;
}

export type PatchState = "applies" | "fails" | "alreadyThere" | "notChecked";

export interface PatchCheck {
  readonly state: PatchState;
  readonly files: readonly FileCheck[];
  /** Of the patch as a whole; "" where there is nothing to say. */
  readonly note: string;
  /**
   * An earlier patch (0-based) failed in a file that this one changes, too: what is said here may be that one's fault;
   * null: it is sure.
   */
  readonly unsureSince: number | null;
}

export interface ApplyOptions {
  readonly signal: AbortSignal;
  /** Called before each patch. */
  readonly onPatch?: (index: number) => void;
  /** Others go first. */
  readonly background?: boolean;
}

/** Why nothing could be said, in a sentence. */
export class ApplyError extends Error {
  override readonly name = "ApplyError";
}

const timeLimitMs = 30_000;
/** Reversed checks of one patch: each is a process of its own. */
const maxReversed = 60;
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
    const room: Room = { index, looked, options };
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
}

/** What stands at the paths of the patches. Paths are bytes, one character each. */
interface Looked {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly folders: ReadonlySet<string>;
  /** Of a partial clone: files whose content is not there. */
  readonly absent: ReadonlySet<string>;
}

function stopIf({ aborted }: AbortSignal): void {
  if (aborted) throw new ApplyError("The check was cancelled.");
}

function earliest({ files }: PatchToCheck, doubtful: ReadonlyMap<string, number>): number | null {
  const found = files.flatMap(({ header }) => namesOf(header).flatMap((name) => doubtful.get(name) ?? []));
  return found.length === 0 ? null : Math.min(...found);
}

/** Every path that git may take for a file: it takes away one folder, and none from a bare name. */
function namesOf(header: string): readonly string[] {
  const names = headerNames(header);
  return [...new Set(names.map((name) => withoutFolders(name, 1) ?? name))];
}

/** Why git is not asked about a file; null: it may be. */
export function refusal(header: string): string | null {
  for (const name of headerNames(header)) {
    const text = Buffer.from(name, "latin1").toString("utf8");
    const problem = pathProblem(text) ?? pathProblem(withoutFolders(text, 1) ?? text);
    if (problem !== null) return `Its path ${problem}, so git was not asked.`;
  }
  return null;
}

/** The entries of the tree that the patches touch, and what stands in their way. */
async function lookAhead(
  workplace: Workplace,
  tree: string,
  patches: readonly PatchToCheck[],
  signal: AbortSignal,
): Promise<Looked> {
  const reader = createTreeReader(workplace);
  const entries = new Map<string, TreeEntry>();
  const folders = new Set<string>();
  const seen = new Set<string>();
  for (const { files } of patches) {
    for (const { header } of files) {
      stopIf(signal);
      if (refusal(header) !== null) continue;
      for (const name of headerNames(header)) {
        for (const path of [name, withoutFolders(name, 1)]) {
          if (path === null || seen.has(path)) continue;
          seen.add(path);
          const entry = await reader.entry(tree, path);
          if (entry?.mode === "40000") folders.add(path);
          else if (entry !== null) entries.set(path, entry);
          const above = await reader.above(tree, path);
          if (above !== null) entries.set(above.path, above.entry);
        }
      }
    }
  }
  const absent = new Set<string>();
  if (await isPartialClone(workplace)) {
    for (const [path, { mode, hash }] of entries) {
      // A submodule's commit is not looked for.
      if (mode === "160000") continue;
      stopIf(signal);
      if ((await workplace.objectInfo(hash)).kind !== "object") absent.add(path);
    }
  }
  return { entries, folders, absent };
}

type OwnCheck = Omit<PatchCheck, "unsureSince">;

async function checkPatch(room: Room, patch: PatchToCheck, isLast: boolean): Promise<OwnCheck> {
  const unasked = patch.files.map(({ header }) => withoutGit(room.looked, header));
  const asked = patch.files.filter((_file, at) => unasked[at] === null);
  const length = asked.reduce((sum, { text }) => sum + text.length, 0);
  if (length > maxPatchCharacters) return notChecked(patch, "The patch is too large to be checked.");
  const answers = asked.length === 0 ? [] : await ask(room, asked, isLast);
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

const unknownHunk: HunkCheck = { state: "notChecked", offset: 0 };

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

/** What is said of a file that git is not asked about; null: it is. */
function withoutGit(
  { folders, absent }: Looked,
  header: string,
): { readonly state: FileState; readonly note: string } | null {
  const refused = refusal(header);
  if (refused !== null) return { state: "refused", note: refused };
  const names = namesOf(header);
  if (names.some((name) => absent.has(name)))
    return { state: "notChecked", note: "The repository is a partial clone without this file's content." };
  const isInTheWay = /^new file mode /m.test(header) && names.some((name) => folders.has(name));
  return isInTheWay ? { state: "refused", note: "A folder stands where it makes a file." } : null;
}

const apply = ["apply", "--cached"] as const;

/** What git says of the files of one patch; a sentence where it could not read them. Leaves the index as it is behind the patch. */
async function ask(
  room: Room,
  files: readonly FileToCheck[],
  isLast: boolean,
): Promise<readonly FileCheck[] | string> {
  const { index, options } = room;
  const sent = files.map((file) => sentFile(file.hunks, false));
  const input = bytesOf(files.map(({ text }) => text));
  const run = async (args: readonly string[], bytes: Uint8Array) => {
    const result = await index.run(args, {
      input: bytes,
      timeLimitMs,
      maxErrorBytes: 2 * input.length + (1 << 20),
      signal: options.signal,
      background: options.background === true,
    });
    stopIf(options.signal);
    if (result.outcome === "timeLimit") throw new ApplyError("Git did not answer in time.");
    if (result.exitCode === null) throw new ApplyError("Git could not be run.");
    return { isDone: result.outcome === "done", output: result.errorBytes.toString("latin1") };
  };
  // Most patches apply: then one process says all, and the index is that of the next one.
  const whole = await run([...apply, "-v"], input);
  let output = whole.output;
  if (!whole.isDone) ({ output } = await run([...apply, "--check", "--reject", "-v"], input));
  const verdict = readApplyOutput(output, sent);
  if (verdict.kind === "refused") return `Git cannot read the patch: ${plain(verdict.words)}.`;
  if (verdict.kind === "unclear") return "Git gave an answer that is not understood.";

  const checks: FileCheck[] = [];
  let reversed = 0;
  for (const [at, file] of files.entries()) {
    const { hunks: said = [], errors = [], warnings = [] } = verdict.files[at] ?? {};
    const isWhole = errors.length > 0;
    const failing = said.flatMap(({ fails }, number) => (fails ? number : []));
    const isFine = !isWhole && failing.length === 0;
    let there: ReadonlySet<number> | null = new Set();
    if (!isFine && reversed++ < maxReversed) there = await alreadyThere(run, file, isWhole, failing);
    checks.push(fileCheck(file, { said, errors, warnings, there }));
  }
  // What works of it is there for the patches behind it.
  if (!whole.isDone && !isLast) {
    const rest = files.flatMap((file, at) => remainder(file, checks[at]));
    if (rest.length > 0) await run(apply, bytesOf(rest));
  }
  return checks;
}

type Run = (
  args: readonly string[],
  input: Uint8Array,
) => Promise<{ readonly isDone: boolean; readonly output: string }>;

/**
 * The failing hunks (0-based) that the repository has already: taken back, they fit. null: the file as a whole is as the
 * patch leaves it.
 */
async function alreadyThere(
  run: Run,
  file: FileToCheck,
  isWhole: boolean,
  failing: readonly number[],
): Promise<ReadonlySet<number> | null> {
  const back = [...apply, "--check", "--reject", "-v", "-R"];
  if (isWhole || failing.length === file.hunks.length) {
    const verdict = readApplyOutput((await run(back, bytesOf([file.text]))).output, [
      sentFile(file.hunks, true),
    ]);
    const [all] = verdict.kind === "files" ? verdict.files : [];
    if (all !== undefined && all.errors.length === 0 && all.hunks.every(({ fails }) => !fails)) return null;
    if (isWhole) return new Set();
  }
  const name = namesOf(file.header)[0];
  if (name === undefined) return new Set();
  const old = quotedName(`a/${name}`);
  const hunks = failing.map((number) => file.hunks[number] ?? "");
  const text = `diff --git ${old} ${quotedName(`b/${name}`)}\n--- ${old}\n+++ ${quotedName(`b/${name}`)}\n${hunks.join("")}`;
  const verdict = readApplyOutput((await run(back, bytesOf([text]))).output, [sentFile(hunks, true)]);
  const [all] = verdict.kind === "files" ? verdict.files : [];
  if (all === undefined || all.errors.length > 0) return new Set();
  return new Set(failing.filter((_number, at) => all.hunks[at]?.fails === false));
}

interface Said {
  readonly said: readonly { readonly fails: boolean; readonly offset: number }[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly there: ReadonlySet<number> | null;
}

function fileCheck(file: FileToCheck, { said, errors, warnings, there }: Said): FileCheck {
  if (there === null) {
    const hunks = file.hunks.map((): HunkCheck => ({ state: "alreadyThere", offset: 0 }));
    return { state: "alreadyThere", hunks, note: "" };
  }
  const hunks = file.hunks.map((_text, number): HunkCheck => {
    const { fails = false, offset = 0 } = said[number] ?? {};
    if (fails) return { state: there.has(number) ? "alreadyThere" : "fails", offset: 0 };
    return { state: offset === 0 ? "applies" : "offset", offset };
  });
  const error = errors.find((words) => !words.endsWith("patch does not apply")) ?? errors[0];
  if (error !== undefined) {
    const { state, note } = fileError(file, error);
    // What git looked at in vain is not known of hunks.
    const isKnown = hunks.some((hunk) => hunk.state === "fails");
    return { state, note, hunks: isKnown ? hunks : hunks.map(() => unknownHunk) };
  }
  const failing = hunks.filter(({ state }) => state === "fails").length;
  const note = warnings.map((words) => modeWarning(words)).find((words) => words !== null) ?? "";
  if (failing > 0) return { state: "fails", hunks, note };
  const isThere = hunks.length > 0 && hunks.every(({ state }) => state === "alreadyThere");
  // Some hunks are there already: git refuses the file, though nothing is missing.
  if (!isThere && hunks.some(({ state }) => state === "alreadyThere")) return { state: "fails", hunks, note };
  return { state: isThere ? "alreadyThere" : "applies", hunks, note };
}

/** git's words about a file, without its name, which is the mail's. */
const fileErrors: readonly (readonly [RegExp, FileState, string])[] = [
  [/: does not exist in index$/, "missing", ""],
  [/: No such file or directory$/, "missing", ""],
  [/: already exists in (?:index|working directory)$/, "exists", ""],
  [/: wrong type$/, "fails", "The repository has no file there, but a link or a submodule."],
  [/^cannot apply binary patch to .* without full index line$/, "noBinaryData", ""],
  [/^missing binary patch data for /, "noBinaryData", ""],
  [
    /does not match the current contents\.?$/,
    "fails",
    "The repository has another version of this binary file.",
  ],
  [/^affected file .* is beyond a symbolic link$/, "refused", "Its path leads through a symbolic link."],
  [/^invalid path /, "refused", "Git calls its path invalid."],
  [/^removal patch leaves file contents$/, "fails", "The file that it removes has other lines, too."],
  [/^new mode .* does not match old mode /, "fails", "The file's mode in the repository is another one."],
  [
    /: has been renamed\/deleted$|^path .* has been renamed\/deleted$/,
    "missing",
    "The patch itself has renamed or removed it.",
  ],
];

function fileError(file: FileToCheck, words: string): { readonly state: FileState; readonly note: string } {
  for (const [pattern, state, note] of fileErrors) if (pattern.test(words)) return { state, note };
  if (file.isBinary && file.hunks.length === 0)
    return { state: "fails", note: "The repository has another version of this binary file." };
  return { state: "fails", note: "Git refuses it." };
}

/** `a.c has type 100755, expected 100644`: it applies all the same. */
function modeWarning(words: string): string | null {
  const match = / has type ([0-7]{6}), expected ([0-7]{6})$/.exec(words);
  return match && `The file's mode is ${match[1]}, the patch expects ${match[2]}.`;
}

/** What of a file can be applied, for the patches behind it. */
function remainder(file: FileToCheck, check: FileCheck | undefined): readonly string[] {
  if (check?.state === "applies") return [file.text];
  if (check?.state !== "fails" || /^(?:new|deleted) file mode /m.test(file.header)) return [];
  const good = file.hunks.filter((_text, at) => {
    const state = check.hunks[at]?.state;
    return state === "applies" || state === "offset";
  });
  return good.length === 0 ? [] : [file.header + good.join("")];
}

/** The lines that git looks for: the old side, or with `-R` the new one. */
function sentFile(hunks: readonly string[], isReversed: boolean): SentFile {
  const mark = isReversed ? "+" : "-";
  return {
    hunks: hunks.map((hunk) => {
      const [head = "", ...lines] = hunk.split("\n");
      const wanted: string[] = [];
      let isOwn = false;
      for (const line of lines.slice(0, -1)) {
        const first = line.charAt(0);
        if (first === "\\") {
          // The line above has no end.
          const last = isOwn ? wanted.pop() : undefined;
          if (last !== undefined) wanted.push(last.slice(0, -1));
          isOwn = false;
          continue;
        }
        isOwn = first === mark || first === " " || first === "" || first === "\r";
        if (isOwn) wanted.push(`${line.slice(first === "\r" ? 0 : 1)}\n`);
      }
      const ranges = /^@@ -(\d{1,10})(?:,\d{1,10})? \+(\d{1,10})/.exec(head);
      return { start: Number(ranges?.[isReversed ? 2 : 1] ?? 0), wanted: wanted.join("") };
    }),
  };
}

function bytesOf(texts: readonly string[]): Uint8Array {
  return Buffer.from(texts.join(""), "latin1");
}

/** git's words for the eye: no control characters, short. */
function plain(words: string): string {
  const text = Buffer.from(words, "latin1").toString("utf8").replace(/\p{C}/gu, " ");
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
