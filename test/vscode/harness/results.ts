import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./project.js";
import type { TestResult } from "./testResult.js";

/** Shows a result as it comes. */
export function printResult(result: TestResult): void {
  const mark = { passed: "ok  ", failed: "FAIL", skipped: "skip" }[result.state];
  const time = result.durationMs === undefined ? "" : ` (${(result.durationMs / 1000).toFixed(1)} s)`;
  console.log(`  ${mark} ${result.name}${time}`);
  if (result.message !== undefined) console.log(result.message.replace(/^/gm, "       "));
}

/** Hands a layer's results to `npm test`, which adds them up. */
export function writeResults(layer: string, results: readonly TestResult[]): void {
  const folder = path.join(root, ".build/results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${layer}.json`), JSON.stringify(results, null, 1));
}
