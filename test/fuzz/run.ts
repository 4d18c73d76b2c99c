/**
 * `npm run fuzz [-- SECONDS] [--seed N]`: mutated mail through everything that is pure, for 60 seconds or as long as
 * told; a sixth of the time goes to pieces of mail repeated up to 320,000 characters, to find what is not linear. A text
 * that breaks something is made small and kept in `.build/fuzz/`; then the exit code is 1. Times are printed, never
 * asserted. `--file F`: one kept text again.
 */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom, type Random } from "../bench/random.js";
import { check, type Times } from "./invariants.js";
import { mutate } from "./mutate.js";
import { readSamples } from "./samples.js";
import { growths } from "./scale.js";
import { shrunk } from "./shrink.js";

const self = fileURLToPath(import.meta.url);
const projectRoot = path.join(path.dirname(self), "../..");
const folder = path.join(projectRoot, ".build/fuzz");
const currentFile = path.join(folder, "current.txt");
/** A text that takes longer hangs. */
const hangMilliseconds = 30_000;

const args = process.argv.slice(2);
const option = (name: string): number | undefined => {
  const at = args.indexOf(name);
  return at === -1 ? undefined : Number(args[at + 1]);
};
mkdirSync(folder, { recursive: true });
if (args[0] === "--worker") await work(Number(args[1]), Number(args[2]));
else if (args[0] === "--file") await checkFile(args[1] ?? "");
else await watch();

/** Runs the worker, and ends it where one text takes too long. */
async function watch(): Promise<void> {
  const seconds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 60);
  const seed = option("--seed") ?? Date.now() % 1_000_000;
  console.log(`fuzzing for ${seconds} s, seed ${seed}`);
  const child = fork(self, ["--worker", String(seconds), String(seed)]);
  let heard = Date.now();
  child.on("message", () => {
    heard = Date.now();
  });
  const timer = setInterval(() => {
    if (Date.now() - heard < hangMilliseconds) return;
    const text = existsSync(currentFile) ? readFileSync(currentFile, "utf8") : "";
    console.log(`A text hangs: ${keep(text)}`);
    child.kill("SIGKILL");
  }, 1000);
  const code = await new Promise<number | null>((resolve) => {
    child.on("exit", resolve);
  });
  clearInterval(timer);
  process.exitCode = code === 0 ? 0 : 1;
}

/** `--file F`: one kept text again. */
async function checkFile(file: string): Promise<void> {
  const times: Times = new Map();
  const failure = await failureOf(readFileSync(file, "utf8"), 1, times);
  for (const [name, took] of times) console.log(`  ${took.toFixed(1).padStart(8)} ms  ${name}`);
  console.log(failure ?? "holds");
  process.exitCode = failure === null ? 0 : 1;
}

interface Slow {
  readonly microsecondsEach: number;
  readonly length: number;
  readonly name: string;
  readonly text: string;
}

async function work(seconds: number, seed: number): Promise<void> {
  const samples = readSamples(projectRoot);
  const random = createRandom(seed);
  const failures = new Map<string, { count: number; text: string; seed: number }>();
  const slowest = new Map<string, Slow>();
  const end = Date.now() + seconds * 833;
  let count = 0;
  let characters = 0;
  while (Date.now() < end) {
    const text = mutate(samples, random);
    const own = random.below(1 << 30);
    writeFileSync(currentFile, text);
    process.send?.(count);
    const times: Times = new Map();
    const failure = await failureOf(text, own, times);
    count++;
    characters += text.length;
    // The first texts pay for the compilers.
    if (count > 200) noteTimes(slowest, times, text);
    if (failure === null) continue;
    const known = failures.get(failure);
    if (known === undefined) failures.set(failure, { count: 1, text, seed: own });
    else {
      known.count++;
      if (text.length < known.text.length) Object.assign(known, { text, seed: own });
    }
  }
  console.log(`${count} texts, ${(characters / 1e6).toFixed(1)} MB, ${failures.size} kinds of failures`);
  for (const [failure, { count: often, text, seed: own }] of failures) {
    const small = await shrunk(text, async (part) => {
      process.send?.(0);
      return (await failureOf(part, own, new Map())) === failure;
    });
    console.log(
      `\n${often} x ${failure}\n  ${keep(small)} (${small.length} characters)\n  ${JSON.stringify(small.slice(0, 400))}`,
    );
  }
  console.log("\nslowest by step (microseconds a character, of texts of 20,000 characters or more)");
  for (const slow of [...slowest.values()]
    .sort((a, b) => b.microsecondsEach - a.microsecondsEach)
    .slice(0, 12)) {
    const place = slow.microsecondsEach > 1 ? `  ${keep(slow.text)}` : "";
    console.log(
      `  ${slow.microsecondsEach.toFixed(3).padStart(8)}  ${slow.name}, ${slow.length} characters${place}`,
    );
  }
  const hasFailedLong = await repeat(end + seconds * 167, random);
  process.exitCode = failures.size > 0 || hasFailedLong ? 1 : 0;
  process.disconnect();
}

/** Until `end`: what grows faster than the text. Whether something broke. */
async function repeat(end: number, random: Random): Promise<boolean> {
  let count = 0;
  let hasFailed = false;
  console.log("\nsteps that grow faster than the text (8 x as long, more than 20 x the time)");
  for (; Date.now() < end; count++) {
    process.send?.(count);
    try {
      for (const { name, shortMilliseconds, longMilliseconds, text } of await growths(random))
        console.log(
          `  ${shortMilliseconds.toFixed(1)} -> ${longMilliseconds.toFixed(1)} ms  ${name}  ${keep(text)} ${JSON.stringify(text.slice(0, 120))}`,
        );
    } catch (error) {
      hasFailed = true;
      console.log(`  ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  console.log(`  (${count} pairs of texts)`);
  return hasFailed;
}

function noteTimes(slowest: Map<string, Slow>, times: Times, text: string): void {
  if (text.length < 20_000) return;
  for (const [name, took] of times) {
    const microsecondsEach = (took * 1000) / text.length;
    const known = slowest.get(name);
    if (known === undefined || microsecondsEach > known.microsecondsEach)
      slowest.set(name, { microsecondsEach, length: text.length, name, text });
  }
}

/** What broke, without what differs from text to text; null where all holds. */
async function failureOf(text: string, seed: number, times: Times): Promise<string | null> {
  try {
    await check(text, createRandom(seed), times);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const frame = (error.stack ?? "").split("\n").find((line) => line.includes("server/src")) ?? "";
    return `${error.name}: ${error.message.replace(/\d+/g, "N").slice(0, 160)}${frame.trim() && ` ${frame.trim()}`}`;
  }
}

/** Keeps a text; returns its file. */
function keep(text: string): string {
  const name = `${createHash("sha256").update(text).digest("hex").slice(0, 12)}.txt`;
  writeFileSync(path.join(folder, name), text);
  return path.join(".build/fuzz", name);
}
