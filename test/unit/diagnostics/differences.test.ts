import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkpatchDifferences } from "../../../scripts/lib/checkpatchDifferences.mjs";

const source = (name: string): string =>
  readFileSync(new URL(`../../corpus/${name}.test.ts`, import.meta.url), "utf8");

/** Reasons of the comparisons that list them in a table. */
const listed = (name: string): string[] =>
  [...source(name).matchAll(/^ {4}reason:\s+"([^"\n]+)"/gm)].map((found) => found[1] ?? "");

/** Reasons that a function returns: sentences, unlike the names and types beside them. */
function returned(name: string, head: string): string[] {
  const text = source(name);
  const body = text.slice(text.indexOf(head));
  return [...body.matchAll(/(?:return|[?:])\s+"([^"\n]+ [^"\n]+)"/g)].map((found) => found[1] ?? "");
}

it("the docs name each reason for which checkpatch and the rules differ, and no other", () => {
  const reasons = [
    ...listed("checkpatchTransport"),
    ...listed("trailersCheckpatch"),
    ...returned("checkpatchLog", "function reasonOf("),
  ];
  expect(reasons.length).toBeGreaterThan(40);
  const told = checkpatchDifferences.flatMap(([, each]) => each);
  expect(told.toSorted()).toEqual([...new Set(reasons)].toSorted());
});
