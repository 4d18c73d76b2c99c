import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildCommandLine } from "../../scripts/lib/bundles.mjs";
import { parse } from "../../server/src/core/parse.js";
import { type DiagnoseOptions, diagnose } from "../../server/src/diagnostics/diagnose.js";
import { PRESETS } from "../../server/src/diagnostics/rule.js";
import { RULES } from "../../server/src/diagnostics/rules/index.js";
import type { ParsedDocument } from "../../server/src/features/feature.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { type Checkpatch, findCheckpatch } from "../corpus/checkpatch.js";
import { benchMail } from "../corpus/shared.js";
import { bigPatch } from "./bigPatch.js";
import { alternate, inFreshProcess, medianOf, wholeProcess } from "./cold.js";
import { type Figures, unseen } from "./coldTasks.js";
import { median, ms, printRows, type Row, ratio } from "./measure.js";

const patchLines = 10_000;
/** Mails of the mailbox that checkpatch reads, too: it takes a second for a hundred. */
const sampleSize = 250;
const slowest = 12;

/** The rules: over a large patch, over a mailbox, by rule, beside checkpatch.pl. */
export async function benchRules(rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-bench-rules-"));
  try {
    const cli = path.join(folder, "cli.cjs");
    await buildCommandLine(cli);
    const checkpatch = findCheckpatch("6.12", 0) ?? findCheckpatch("6.1", 0);
    const patch = bigPatch(patchLines);
    const patchFile = path.join(folder, "big.patch");
    writeFileSync(patchFile, patch);
    overPatch(patchFile, cli, checkpatch, rounds);
    byRule("A patch of 10,000 lines, by rule (milliseconds)", [analysed(patch)], rounds);
    const mails = benchMail();
    if (mails.length === 0) return console.log("\nThe mailbox: skipped, since ../shared/bench is absent");
    const mailbox = path.join(folder, "list.mbox");
    writeFileSync(mailbox, mails);
    overMailbox(mailbox, mails, folder, cli, checkpatch, rounds);
    const find = messagesInFile(mails);
    const documents = Array.from({ length: find.count }, (_, index) =>
      analysed(Buffer.from(find(index)?.bytes ?? []).toString("utf8")),
    );
    byRule("The 5,000 mails, by rule (milliseconds for all of them)", documents, Math.min(3, rounds));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function overPatch(file: string, cli: string, checkpatch: Checkpatch | null, rounds: number): void {
  const figures: Figures[] = [];
  const ours: number[] = [];
  const theirs: number[] = [];
  alternate(rounds, [
    () => figures.push(inFreshProcess("rules", file)),
    () => ours.push(lint(cli, [file])),
    () => checkpatch !== null && theirs.push(asked(checkpatch, [file])),
  ]);
  const again = medianOf(figures, "again");
  printRows(`All ${RULES.length} rules over a patch of 10,000 lines that is parsed, median of ${rounds}`, [
    { what: "warmed up", figure: ms(again), target: "< 30 ms", isMet: again < 30 },
    { what: "the first time in a fresh process", figure: ms(medianOf(figures, "first")) },
    { what: "patch-mail lint, whole process", figure: ms(median(ours)) },
    ...peer(checkpatch, median(ours), theirs),
  ]);
}

function overMailbox(
  file: string,
  mails: Buffer,
  folder: string,
  cli: string,
  checkpatch: Checkpatch | null,
  rounds: number,
): void {
  const find = messagesInFile(mails);
  const step = Math.ceil(find.count / sampleSize);
  const sample: string[] = [];
  for (let index = 0; index < find.count; index += step) {
    const name = path.join(folder, `${index}.eml`);
    writeFileSync(name, find(index)?.bytes ?? "");
    sample.push(name);
  }
  const whole: number[] = [];
  const ours: number[] = [];
  const theirs: number[] = [];
  alternate(Math.min(3, rounds), [
    () => whole.push(lint(cli, ["--level=hint", file])),
    () => ours.push(lint(cli, ["--level=hint", ...sample])),
    () => checkpatch !== null && theirs.push(asked(checkpatch, sample)),
  ]);
  const took = median(whole);
  printRows("patch-mail lint over mail, whole processes", [
    { what: `${find.count} mails in one mailbox`, figure: ms(took), target: "< 10 s", isMet: took < 10_000 },
    { what: `${sample.length} of them, a file each`, figure: ms(median(ours)) },
    ...peer(checkpatch, median(ours), theirs),
  ]);
}

function peer(checkpatch: Checkpatch | null, ours: number, theirs: readonly number[]): Row[] {
  if (checkpatch === null) return [{ what: "checkpatch.pl", figure: "–", ratio: "it is absent" }];
  return [
    {
      what: `${checkpatch.name}, the same`,
      figure: ms(median(theirs)),
      ratio: `ours ${ratio(ours, median(theirs))}`,
    },
  ];
}

/** Findings are no failure. */
function lint(cli: string, args: readonly string[]): number {
  return wholeProcess("sh", [
    "-c",
    '"$@" >/dev/null 2>&1 || [ $? = 1 ]',
    "sh",
    process.execPath,
    cli,
    "lint",
    ...args,
  ]);
}

function asked({ folder }: Checkpatch, files: readonly string[]): number {
  const program = ["perl", path.join(folder, "checkpatch.pl"), "--no-tree", "--terse", "--show-types"];
  return wholeProcess("sh", ["-c", '"$@" >/dev/null 2>&1 || [ $? = 1 ]', "sh", ...program, ...files]);
}

function analysed(text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri: "file:///a.eml", version: 1, languageId: "patch-mail", text, model: document, problems };
}

/** What each rule takes alone, all others being off, beside what is done for none; with what it shares with others. */
function byRule(heading: string, documents: readonly ParsedDocument[], rounds: number): void {
  const none = Object.fromEntries(RULES.map(({ id }) => [id, "off"]));
  const took = (levels: DiagnoseOptions["levels"], times: number): number => {
    const runs: number[] = [];
    for (let run = 0; run < times; run++) {
      const fresh = documents.map(unseen);
      const start = performance.now();
      for (const document of fresh)
        diagnose(document, { mailIs: "draft", preset: PRESETS[0], ...(levels && { levels }) });
      runs.push(performance.now() - start);
    }
    return Math.min(...runs);
  };
  const times = documents.length === 1 ? 10 * rounds : rounds;
  // Warmed up.
  took(undefined, times);
  const base = took(none, times);
  const rows = RULES.map(({ id }) => ({ id, alone: took({ ...none, [id]: "warning" }, times) - base }))
    .toSorted((a, b) => b.alone - a.alone)
    .slice(0, slowest);
  printRows(heading, [
    { what: "all of them", figure: ms(took(undefined, times)) },
    { what: "none (levels, states, headers of files)", figure: ms(base) },
    ...rows.map(({ id, alone }) => ({ what: `  ${id}`, figure: ms(Math.max(0, alone)) })),
  ]);
}
