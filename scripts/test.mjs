// The whole test run: `node scripts/test.mjs [layer…]` with the layers check, package, unit, grammar, vscode.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { checkSize } from "./build.mjs";
import { runChecks } from "./check.mjs";
import { execBin } from "./lib/exec.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { artifactsDir, buildDir, has } from "./lib/project.mjs";
import { runTs } from "./lib/runTs.mjs";
import { packageExtension } from "./package.mjs";
import { snapGrammar } from "./snapGrammar.mjs";

const resultsDir = path.join(buildDir, "results");

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @returns {Promise<Counts>} */
async function check() {
  const results = await runChecks();
  const failed = results.filter((result) => !result.ok).length;
  return { passed: results.length - failed, failed, skipped: 0 };
}

/** @returns {Promise<Counts>} */
async function pack() {
  try {
    await packageExtension();
  } catch (error) {
    console.log(String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const isSmall = checkSize().ok;
  if (!isSmall) console.log("  FAIL the bundles are too large");
  return { passed: isSmall ? 2 : 1, failed: isSmall ? 0 : 1, skipped: 0 };
}

/**
 * A results file of a layer, or undefined where it wrote none.
 *
 * @param {string} name
 * @returns {any}
 */
function readResults(name) {
  try {
    return JSON.parse(readFileSync(path.join(resultsDir, name), "utf8"));
  } catch {
    return undefined;
  }
}

/** Unit tests, the corpus, the protocol over --stdio, other editors. @returns {Promise<Counts>} */
async function unit() {
  const { code } = await execBin("vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${path.join(resultsDir, "vitest.json")}`,
  ]);
  const report = readResults("vitest.json");
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  // A test file that does not even load has no failed test, but vitest's exit code tells.
  const failed = Math.max(report?.numFailedTests ?? 0, code === 0 ? 0 : 1);
  return { passed, failed, skipped };
}

/** @returns {Promise<Counts>} */
async function grammar() {
  if (!has("test/grammar")) return { passed: 0, failed: 1, skipped: 0 };
  return snapGrammar({ update: false });
}

/** @returns {Promise<Counts>} */
async function vscode() {
  const code = await runTs("test/vscode/run.ts", []);
  /** @type {{ state: string }[] | undefined} */
  const results = readResults("vscode.json");
  const count = (/** @type {string} */ state) =>
    results?.filter((result) => result.state === state).length ?? 0;
  return {
    passed: count("passed"),
    failed: Math.max(count("failed"), code === 0 ? 0 : 1),
    skipped: count("skipped"),
  };
}

/** @type {Record<string, { title: string, run: () => Promise<Counts> }>} */
const layers = {
  check: { title: "types, lint, format, import law, unused code", run: check },
  package: { title: "bundles and package", run: pack },
  unit: { title: "unit, corpus, protocol over --stdio, other editors", run: unit },
  grammar: { title: "grammar snapshots", run: grammar },
  vscode: { title: "the packaged extension in a real VS Code", run: vscode },
};

await ensureInstalled();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(layers, name));
if (unknown.length > 0) {
  console.error(`There is no test layer ${unknown.join(", ")}; there are ${Object.keys(layers).join(", ")}.`);
  process.exit(2);
}
rmSync(resultsDir, { recursive: true, force: true });
rmSync(artifactsDir, { recursive: true, force: true });
for (const folder of [resultsDir, artifactsDir]) mkdirSync(folder, { recursive: true });

/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const summary = [];
for (const [name, layer] of Object.entries(layers)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${layer.title}`);
  const start = Date.now();
  const counts = await layer.run();
  for (const key of /** @type {const} */ (["passed", "failed", "skipped"])) total[key] += counts[key];
  summary.push(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` +
      ` in ${((Date.now() - start) / 1000).toFixed(0)} s`,
  );
}
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`\n${summary.join("\n")}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
