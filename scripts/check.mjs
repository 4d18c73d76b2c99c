// Types, lint, format, the import law, unused code: `node scripts/check.mjs`.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { exec, execBin } from "./lib/exec.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { has, root } from "./lib/project.mjs";
import { importTs } from "./lib/runTs.mjs";

/**
 * @typedef {object} CheckResult
 * @property {string} name
 * @property {boolean} ok
 * @property {string} output
 */

/** @returns {Promise<{ code: number, output: string }>} */
async function importLaw() {
  const { breachesOf, circlesOf } = await importTs("scripts/lib/importLaw.ts");
  /** @type {Map<string, string>} */
  const sources = new Map();
  for (const folder of ["server/src", "client/src"].filter(has)) {
    for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })) {
      const file = path.posix.join(folder, name.replaceAll("\\", "/"));
      if (name.endsWith(".ts")) sources.set(file, readFileSync(path.join(root, file), "utf8"));
    }
  }
  const breaches = [
    ...[...sources].flatMap(([file, source]) => breachesOf(file, source)),
    ...circlesOf(sources),
  ];
  return { code: breaches.length > 0 ? 1 : 0, output: breaches.join("\n") };
}

const capture = { capture: true };

/**
 * What `.build/types` holds of an earlier state may be taken for whole although declarations are missing (TS6305: "has
 * not been built from source file"): then all is built anew.
 *
 * @returns {Promise<{ code: number, output: string }>}
 */
async function types() {
  const tsc = ["-b", "--pretty", "false"];
  const first = await execBin("tsc", tsc, capture);
  return first.output.includes("TS6305") ? execBin("tsc", [...tsc, "--force"], capture) : first;
}

/** @type {readonly { name: string, run: () => Promise<{ code: number, output: string }> }[]} */
const checks = [
  { name: "types (tsc)", run: types },
  {
    name: "lint (oxlint)",
    run: () => execBin("oxlint", ["--type-aware", "--deny-warnings", "--quiet"], capture),
  },
  { name: "format (biome)", run: () => execBin("biome", ["check", "--colors=off", "."], capture) },
  { name: "import law", run: importLaw },
  {
    name: "settings generated from package.json",
    run: () => exec(process.execPath, ["scripts/generateSettings.mjs", "--check"], capture),
  },
  {
    name: "rules' settings and documentation generated from the rule table",
    run: () => exec(process.execPath, ["scripts/generateRules.mjs", "--check"], capture),
  },
  { name: "unused code and packages (knip)", run: () => execBin("knip", ["--no-progress"], capture) },
];

/**
 * Runs all checks, even after one failed.
 *
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks() {
  /** @type {CheckResult[]} */
  const results = [];
  for (const check of checks) {
    const { code, output } = await check.run();
    const ok = code === 0;
    console.log(`  ${ok ? "ok  " : "FAIL"} ${check.name}`);
    if (!ok) console.log(output.trimEnd().replace(/^/gm, "       "));
    results.push({ name: check.name, ok, output });
  }
  return results;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const results = await runChecks();
  if (results.some((result) => !result.ok)) process.exitCode = 1;
}
