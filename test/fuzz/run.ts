// Mutates mail and looks for crashes, lost characters and broken invariants.
// usage: npm run fuzz [-- --seconds 60] [--seed 1]      a seed makes the same run again
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { leaves } from "../../server/src/core/lookup.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { createRandom, type Random } from "../bench/random.js";
import { parsed } from "../unit/features/fixture.js";
import { faults } from "../unit/features/invariants.js";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, seed: { type: "string", default: "1" } },
});

/** The longest text that is tried: short ones find the same faults, sooner. */
const longest = 60_000;

/** What a text may take; linear code takes a hundredth of it. */
const slowMs = 2000;

/** Mail to begin with: our own, and the corpus beside the project where it is there. */
function beginnings(): string[] {
  return ["samples", "test/fixtures/mail", "test/grammar", "../shared/corpus"].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !/\.(snap|md|tsv|gz|json)$/.test(entry.name))
          .map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), "utf8"))
          .filter((text) => text.length < longest)
      : [],
  );
}

/** Pieces that mean something somewhere in a mail. */
const pieces = [
  "From a Mon Sep 17 00:00:00 2001\n",
  "From: ",
  "Subject: [PATCH v2 3/2] ",
  "Content-Type: multipart/mixed; boundary=x\n",
  "Content-Transfer-Encoding: base64\n",
  "--x\n",
  "--x--\n",
  "\n",
  "\r",
  "\r\n",
  "\0",
  "\u{1f600}",
  "\ud800",
  "> ",
  ">>> ",
  "| ",
  "On Mon, Anna wrote:\n",
  "---\n",
  "-- \n",
  "diff --git a/f b/f\n",
  "--- a/f\n+++ b/f\n",
  "@@ -1,3 +1,3 @@\n",
  "@@ -0,0 +1 @@\n",
  "@@@ -1 -1 +1 @@@\n",
  "GIT binary patch\nliteral 3\n",
  "\\ No newline at end of file\n",
  'Fixes: 0123456789ab ("x")\n',
  "=?utf-8?q?=C3?=",
  "BUG: kernel NULL pointer dereference\n",
  " 1 file changed, 1 insertion(+)\n",
];

function mutate(text: string, texts: readonly string[], random: Random): string {
  const at = random.below(text.length + 1);
  const lines = (): string[] => text.split("\n");
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + random.below(200));
    case 2:
      return text.slice(0, at);
    case 3: {
      const all = lines();
      const [line] = all.splice(random.below(all.length), 1);
      all.splice(random.below(all.length + 1), 0, line ?? "");
      return all.join("\n");
    }
    case 4: {
      const first = random.below(lines().length);
      const last = first + random.below(40);
      const prefix = random.pick(["> ", ">", "| ", ">> ", " ", "+", "-"]);
      return lines()
        .map((line, index) => (index >= first && index < last ? prefix + line : line))
        .join("\n");
    }
    case 5: {
      const other = random.pick(texts);
      const from = random.below(other.length + 1);
      return text.slice(0, at) + other.slice(from, from + random.below(3000)) + text.slice(at);
    }
    case 6:
      return text.replaceAll("\n", random.pick(["\r\n", "\r", "\n\n"]));
    default:
      return (
        text.slice(0, at) +
        text.slice(at, at + random.below(500)).repeat(1 + random.below(20)) +
        text.slice(at)
      );
  }
}

/** What is wrong with what we make of `text`; empty when nothing is. */
function complaints(text: string): string[] {
  const start = performance.now();
  try {
    const document = parsed(text);
    let at = 0;
    for (const { span } of leaves(document.model)) {
      if (span.start !== at)
        return [`the leaves have a gap or overlap at ${at}, where one begins at ${span.start}`];
      at = span.end;
    }
    if (at !== text.length) return [`the leaves end at ${at} of ${text.length}`];
    const found = faults(document);
    diagnose(document);
    const took = performance.now() - start;
    return took > slowMs ? [...found, `it took ${Math.round(took)} ms`] : found;
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

const seed = Number(values.seed);
const random = createRandom(seed);
const texts = beginnings();
const deadline = Date.now() + Number(values.seconds) * 1000;
let tried = 0;
let characters = 0;
let failed = 0;
while (Date.now() < deadline && failed < 10) {
  let text = random.pick(texts);
  for (let steps = 1 + random.below(6); steps > 0; steps--)
    text = mutate(text, texts, random).slice(0, longest);
  tried += 1;
  characters += text.length;
  const found = complaints(text);
  if (found.length > 0) {
    failed += 1;
    const file = `test-artifacts/fuzz-${seed}-${tried}.eml`;
    mkdirSync("test-artifacts", { recursive: true });
    writeFileSync(file, text);
    console.log(`${file}:\n  ${found.join("\n  ")}`);
  }
}
console.log(
  `${tried} texts (${Math.round(characters / 1e6)} MB) made of ${texts.length} (seed ${seed}): ${failed} with faults`,
);
if (failed > 0) process.exitCode = 1;
