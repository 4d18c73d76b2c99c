import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "../../server/src/core/parse.js";
import { wordMarksIn } from "../../server/src/features/wordMarks.js";
import { bigPatch } from "./bigPatch.js";
import { median, ms, printRows, ratio } from "./measure.js";

const lineCount = 10_000;
const target = 100;

/** Word-level marks of all changes of a 10,000-line patch, beside git diff --word-diff of the same hunks. */
export function benchWords(rounds: number): void {
  const text = bigPatch(lineCount);
  const model = parse(text).document;
  const { count } = model.lines;
  const marks = (): number => {
    const found = wordMarksIn({ model, text }, 0, count);
    return (found.removed.length + found.added.length) / 3;
  };
  const start = performance.now();
  const markCount = marks();
  const first = performance.now() - start;
  const warm = timed(rounds, marks);
  const screen = timed(rounds, () => wordMarksIn({ model, text }, 5000, 5180));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-bench-words-"));
  try {
    const sides = sidesOf(text);
    fs.writeFileSync(path.join(folder, "old"), sides.old);
    fs.writeFileSync(path.join(folder, "new"), sides.new);
    const git = (args: readonly string[]): number =>
      timed(rounds, () => {
        const { status, stderr } = spawnSync("git", ["diff", "--no-index", ...args, "old", "new"], {
          cwd: folder,
          maxBuffer: 1 << 28,
        });
        if (status !== 1) throw new Error(`git diff failed: ${stderr.toString()}`);
      });
    const plain = git([]);
    const regex = "[[:alnum:]_]+|[[:blank:]]+|.";
    const words = git(["--word-diff=porcelain", `--word-diff-regex=${regex}`]);
    printRows(`Changed words of a patch of ${lineCount} lines (${markCount} marks)`, [
      { what: "ours, first time", figure: ms(first), target: "< 100 ms", isMet: first < target },
      {
        what: "ours, again (median)",
        figure: ms(warm),
        ratio: `ours ${ratio(warm, words)}`,
        target: "< 100 ms",
        isMet: warm < target,
      },
      { what: "ours, the lines of a screen with its margin", figure: ms(screen) },
      { what: "git diff --word-diff, both sides of all hunks as files", figure: ms(words) },
      { what: "git diff of the same, without words", figure: ms(plain) },
    ]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function timed(rounds: number, work: () => void): number {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    work();
    taken.push(performance.now() - start);
  }
  return median(taken);
}

/** What the hunks hold of each side. */
function sidesOf(text: string): { readonly old: string; readonly new: string } {
  const hunks = text.slice(text.indexOf("\n@@ "), text.lastIndexOf("\n-- \n")).split("\n");
  const side = (sign: string): string =>
    hunks
      .filter((line) => (line.startsWith(sign) || line.startsWith(" ")) && !/^(?:---|\+\+\+) /.test(line))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  return { old: side("-"), new: side("+") };
}
