import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bigPatch, bigPatchLines } from "./bigPatch.js";
import { alternate, inFreshProcess, medianOf, wholeProcess } from "./cold.js";
import type { Figures } from "./coldTasks.js";
import { median, ms, printRows, type Row, ratio } from "./measure.js";

/** The built-in diff grammar of a VS Code that the tests have fetched; "" without one. */
export function builtInDiffGrammar(projectRoot: string): string {
  const cache = path.join(projectRoot, ".vscode-test");
  if (!existsSync(cache)) return "";
  for (const install of readdirSync(cache).sort().reverse()) {
    const file = path.join(cache, install, "vscode/extensions/diff/syntaxes/diff.tmLanguage.json");
    if (existsSync(file)) return file;
  }
  return "";
}

/** The cold figures: parse, features, linearity, memory. Each in fresh processes, alternated with its peers'. */
export function benchAnalysis(projectRoot: string, rounds: number): void {
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-bench-"));
  try {
    const sizes = [1, 2, 4].map((factor) => {
      const file = path.join(folder, `${factor}x.patch`);
      const text = bigPatch(bigPatchLines * factor);
      writeFileSync(file, text);
      return { factor, file, bytes: Buffer.byteLength(text), lines: text.split("\n").length - 1 };
    });
    const [big] = sizes;
    if (big === undefined) return;
    console.log(
      `\nThe patch: ${(big.bytes / 1e6).toFixed(1)} MB, ${big.lines.toLocaleString("en-US")} lines`,
    );
    const grammar = builtInDiffGrammar(projectRoot);
    coldAnalysis(big.file, grammar, rounds);
    linearity(sizes, rounds);
    memory(big.file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function coldAnalysis(file: string, grammar: string, rounds: number): void {
  const ours: Figures[] = [];
  const peers: Figures[] = [];
  const git: number[] = [];
  alternate(rounds, [
    () => ours.push(inFreshProcess("ours", file)),
    () => peers.push(inFreshProcess("parseDiff", file)),
    () => git.push(wholeProcess("git", ["apply", "--numstat", file])),
  ]);
  const parse = medianOf(ours, "parse");
  const features = medianOf(ours, "features");
  const parseDiff = medianOf(peers, "parse");
  const numstat = median(git);
  const rows: Row[] = [
    { what: "ours: whole analysis (parse)", figure: ms(parse), target: "< 45 ms", isMet: parse < 45 },
    {
      what: "parse-diff, the same text",
      figure: ms(parseDiff),
      ratio: `ours ${ratio(parse, parseDiff)}`,
      target: "ours < 0.50x",
      isMet: parse < parseDiff / 2,
    },
    {
      what: "git apply --numstat, whole process",
      figure: ms(numstat),
      ratio: `ours ${ratio(parse, numstat)}`,
    },
    {
      what: "ours: tokens + folds + symbols after it",
      figure: ms(features),
      target: "< 60 ms",
      isMet: features < 60,
    },
    { what: "  tokens", figure: ms(medianOf(ours, "tokens")) },
    { what: "  folds", figure: ms(medianOf(ours, "folds")) },
    { what: "  symbols", figure: ms(medianOf(ours, "symbols")) },
  ];
  if (grammar === "") {
    rows.push({
      what: "VS Code's TextMate engine",
      figure: "–",
      ratio: "no VS Code in .vscode-test: run npm test",
    });
  } else {
    const engine: Figures[] = [];
    const oursBeside: Figures[] = [];
    // A second each: fewer rounds, with ours measured again beside it.
    alternate(Math.min(3, rounds), [
      () => oursBeside.push(inFreshProcess("ours", file)),
      () => engine.push(inFreshProcess("textMate", file, grammar)),
    ]);
    const theirs = medianOf(engine, "tokenize");
    const all = medianOf(oursBeside, "parse") + medianOf(oursBeside, "features");
    rows.push({
      what: "VS Code's TextMate engine, its diff grammar (tokens)",
      figure: ms(theirs),
      ratio: `ours, all of it, ${ratio(all, theirs)}`,
    });
  }
  printRows(`Cold analysis, median of ${rounds} fresh processes, alternated`, rows);
  const processor = (runs: readonly Figures[], name: string): number => medianOf(runs, `${name}Processor`);
  const theirs = processor(peers, "parse");
  console.log(
    `  processor time of the main thread alone: parse ${ms(processor(ours, "parse"))}, features ` +
      `${ms(processor(ours, "features"))}; parse-diff ${ms(theirs)}, ours ${ratio(processor(ours, "parse"), theirs)}`,
  );
  const [one] = ours;
  console.log(
    `  (${one?.["fileCount"]} files, ${one?.["tokenCount"]} tokens, ${one?.["foldCount"]} folds; ` +
      `parse-diff sees ${peers[0]?.["fileCount"]} files)`,
  );
}

interface Sized {
  readonly factor: number;
  readonly file: string;
}

function linearity(sizes: readonly Sized[], rounds: number): void {
  const runs = sizes.map((size) => ({ size, figures: [] as Figures[] }));
  alternate(
    Math.max(3, Math.ceil(rounds / 2)),
    runs.map(
      ({ size, figures }) =>
        () =>
          figures.push(inFreshProcess("ours", size.file)),
    ),
  );
  // Processor time, so that a busy machine does not bend the line.
  const base = medianOf(runs[0]?.figures ?? [], "parseProcessor");
  const baseFeatures = medianOf(runs[0]?.figures ?? [], "featuresProcessor");
  printRows(
    "Linear in the text (processor time of the main thread; a unit: against the same amount of text at 1 x)",
    runs.map(({ size, figures }) => {
      const parse = medianOf(figures, "parseProcessor");
      const features = medianOf(figures, "featuresProcessor");
      const growth = parse / base / size.factor;
      return {
        what: `${size.factor} x the text`,
        figure: `${ms(parse)} + ${ms(features)}`,
        ratio: `a unit: ${growth.toFixed(2)}x, features ${(features / baseFeatures / size.factor).toFixed(2)}x`,
        target: "< 1.30x",
        isMet: growth < 1.3,
      };
    }),
  );
}

function memory(file: string): void {
  const ours = inFreshProcess("oursMemory", file)["bytes"] ?? Number.NaN;
  const peer = inFreshProcess("parseDiffMemory", file)["bytes"] ?? Number.NaN;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  printRows("Memory that the result holds (heap and typed arrays, without the text)", [
    { what: "ours: the model", figure: mb(ours) },
    { what: "parse-diff", figure: mb(peer), ratio: `ours ${ratio(ours, peer)}` },
  ]);
}
