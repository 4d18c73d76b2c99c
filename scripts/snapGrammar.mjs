// Grammar snapshots: `node scripts/snapGrammar.mjs [--update]`.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { execBin } from "./lib/exec.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { has, root } from "./lib/project.mjs";

const folder = "test/grammar";

/** What the grammar is tried on: mail and patches; each has its snapshot `<name>.snap` beside it. */
function caseFiles() {
  if (!has(folder)) return [];
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(eml|patch|mbox|mbx)$/.test(name))
    .sort()
    .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")));
}

/**
 * Compares the grammar's scopes with the snapshots, or writes them anew.
 *
 * @param {{ update: boolean }} options
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function snapGrammar({ update }) {
  const cases = caseFiles();
  // vscode-tmgrammar-snap would write a missing snapshot and call that a success.
  const unknown = update ? [] : cases.filter((file) => !existsSync(path.join(root, `${file}.snap`)));
  for (const file of unknown)
    console.log(`  FAIL ${file} has no snapshot: node scripts/snapGrammar.mjs --update`);
  const known = cases.filter((file) => !unknown.includes(file));
  if (known.length === 0) {
    if (cases.length === 0) console.log(`  FAIL there are no grammar tests in ${folder}`);
    return { passed: 0, failed: Math.max(unknown.length, 1), skipped: 0 };
  }
  const flags = ["--config", "package.json", ...(update ? ["--updateSnapshot"] : [])];
  const { code, output } = await execBin("vscode-tmgrammar-snap", [...flags, ...known], { capture: true });
  if (code === 0) {
    console.log(`  ok   ${known.length} snapshots${update ? " written" : ""}`);
    return { passed: known.length, failed: unknown.length, skipped: 0 };
  }
  console.log(output.trimEnd().replace(/^/gm, "  "));
  const wrong = Math.max(
    1,
    known.filter((file) => new RegExp(`ERROR.*${path.basename(file)}`).test(output)).length,
  );
  return { passed: known.length - wrong, failed: wrong + unknown.length, skipped: 0 };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const { failed } = await snapGrammar({ update: process.argv.includes("--update") });
  if (failed > 0) process.exitCode = 1;
}
