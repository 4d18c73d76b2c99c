import { quotedName } from "../core/patch/headerNames.js";
import { namesOf } from "./applyLookAhead.js";
import {
  ApplyError,
  type ApplyOptions,
  type FileCheck,
  type FileState,
  type FileToCheck,
  type HunkCheck,
  stopIf,
  unknownHunk,
} from "./applyModel.js";
import { readApplyOutput, type SentFile } from "./applyOutput.js";
import type { TemporaryIndex } from "./temporaryIndex.js";

const timeLimitMs = 30_000;
/** Reversed checks of one patch, and of all that are checked together: each is a process of its own. */
const maxReversed = 60;
export const maxReversedOfAll = 300;

const apply = ["apply", "--cached"] as const;

/** What git says of the files of one patch; a sentence where it could not read them. Leaves the index as it is behind the patch. */
export async function askGit(
  index: TemporaryIndex,
  options: ApplyOptions,
  files: readonly FileToCheck[],
  isLast: boolean,
  budget: { reversed: number },
): Promise<readonly FileCheck[] | string> {
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
    if (!isFine && reversed++ < maxReversed && budget.reversed-- > 0)
      there = await alreadyThere(run, file, isWhole, failing);
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
