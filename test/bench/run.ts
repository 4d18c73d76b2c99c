/**
 * `npm run bench [-- PART… --rounds N]`: every figure of ours beside its peer's, measured in the same run. The
 * parts are the names in `partsOf`; all without an argument. Those without rounds ask very many times in one process. What
 * is met or not is printed, never asserted: other programs share the machine.
 */
import { loadavg } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const [first, task, file, grammar] = args;
if (first === "--cold") {
  const { runColdTask } = await import("./coldTasks.js");
  // Only cold.ts starts it so.
  console.log(JSON.stringify(await runColdTask(task as never, file ?? "", grammar ?? "")));
} else {
  await main();
}

async function main(): Promise<void> {
  const projectRoot = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
  const at = args.indexOf("--rounds");
  const rounds = at === -1 ? 7 : Math.max(1, Number(args[at + 1]) || 7);
  const wanted = at === -1 ? args : args.toSpliced(at, 2);
  const parts = partsOf(projectRoot, rounds);
  const unknown = wanted.filter((name) => parts[name] === undefined);
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(", ")}. Parts: ${Object.keys(parts).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  console.log(`Node ${process.version}, load ${load()}`);
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await run?.();
    console.log(`  (load now ${load()})`);
  }
}

function partsOf(
  projectRoot: string,
  rounds: number,
): Readonly<Record<string, (() => Promise<void> | void) | undefined>> {
  return {
    analysis: async () => (await import("./analysis.js")).benchAnalysis(projectRoot, rounds),
    mailboxes: async () => (await import("./mailboxes.js")).benchMailboxes(projectRoot, rounds),
    decode: async () => (await import("./decode.js")).benchDecode(rounds),
    keystroke: async () => (await import("./keystroke.js")).benchKeystroke(),
    hover: async () => (await import("./hover.js")).benchHover(),
    goto: async () => (await import("./goto.js")).benchGoTo(rounds),
    activation: async () => (await import("./activation.js")).benchActivation(projectRoot, rounds),
    facts: async () => (await import("./facts.js")).benchFacts(),
    scale: async () => (await import("./scale.js")).benchScale(projectRoot, rounds),
    threads: async () => (await import("./threads.js")).benchThreads(projectRoot, rounds),
    applies: async () => (await import("./applies.js")).benchApplies(rounds),
    compare: async () => (await import("./compare.js")).benchCompare(rounds),
    rules: async () => (await import("./rules.js")).benchRules(rounds),
    words: async () => (await import("./words.js")).benchWords(rounds),
    commits: async () => (await import("./commits.js")).benchCommits(rounds),
  };
}

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
}
