import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bigPatch } from "./bigPatch.js";
import { alternate, inFreshProcess, medianOf } from "./cold.js";
import type { Figures } from "./coldTasks.js";
import { densePatch } from "./densePatch.js";
import { median, ms, printRows, ratio } from "./measure.js";

const lineCount = 10_000;
const target = 100;

/** Word-level marks of all changes of 10,000-line patches, beside git diff --word-diff of the same hunks. */
export function benchWords(rounds: number): void {
  const cases: readonly (readonly [string, string])[] = [
    ["as patches are, few changed lines in pairs", bigPatch(lineCount)],
    [
      "all lines changed in pairs, blocks of 1 to 500 lines",
      densePatch(lineCount, [1, 2, 3, 5, 8, 20, 50, 100, 500]),
    ],
    ["all lines changed in pairs, one block", densePatch(lineCount, [lineCount])],
  ];
  for (const [name, text] of cases) benchPatch(name, text, rounds);
}

function benchPatch(name: string, text: string, rounds: number): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-bench-words-"));
  try {
    const patch = path.join(folder, "patch");
    fs.writeFileSync(patch, text);
    const sides = sidesOf(text);
    fs.writeFileSync(path.join(folder, "old"), sides.old);
    fs.writeFileSync(path.join(folder, "new"), sides.new);
    const git = (args: readonly string[]): number => {
      const start = performance.now();
      const { status, stderr } = spawnSync("git", ["diff", "--no-index", ...args, "old", "new"], {
        cwd: folder,
        maxBuffer: 1 << 28,
      });
      if (status !== 1) throw new Error(`git diff failed: ${stderr.toString()}`);
      return performance.now() - start;
    };
    const ours: Figures[] = [];
    const words: number[] = [];
    const plain: number[] = [];
    const regex = "[[:alnum:]_]+|[[:blank:]]+|.";
    alternate(rounds, [
      () => ours.push(inFreshProcess("words", patch)),
      () => words.push(git(["--word-diff=porcelain", `--word-diff-regex=${regex}`])),
      () => plain.push(git([])),
    ]);
    const [first, again, screen] = ["first", "again", "screen"].map((figure) => medianOf(ours, figure));
    const row = (what: string, took = Number.NaN) => ({
      what,
      figure: ms(took),
      ratio: `ours ${ratio(took, median(words))}`,
      target: `< ${target} ms`,
      isMet: took < target,
    });
    printRows(
      `Changed words of a patch of ${lineCount} lines, ${name} (${medianOf(ours, "markCount")} marks; median of ${rounds} fresh processes)`,
      [
        row("ours, first time", first),
        row("ours, again", again),
        {
          what: "ours, the lines of a screen with its margin, in the middle",
          figure: ms(screen ?? Number.NaN),
        },
        { what: "git diff --word-diff, both sides of all hunks as files", figure: ms(median(words)) },
        { what: "git diff of the same, without words", figure: ms(median(plain)) },
      ],
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What the hunks hold of each side. */
function sidesOf(text: string): { readonly old: string; readonly new: string } {
  const hunks = text.slice(text.indexOf("\n@@ "), endOf(text)).split("\n");
  const side = (sign: string): string =>
    hunks
      .filter((line) => (line.startsWith(sign) || line.startsWith(" ")) && !/^(?:---|\+\+\+) /.test(line))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  return { old: side("-"), new: side("+") };
}

/** Where the signature begins, or the text ends. */
function endOf(text: string): number {
  const signature = text.lastIndexOf("\n-- \n");
  return signature === -1 ? text.length : signature;
}
