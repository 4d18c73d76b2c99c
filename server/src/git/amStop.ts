import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AmStop } from "./amOutcome.js";
import { type AmPlace, firstLine, isApplying, unmergedFiles } from "./amPlace.js";
import { readRecord } from "./amRecord.js";
import { oneLine, reasonsIn } from "./amWords.js";

/** What waits in a tree; null: nothing. */
export async function stopIn(place: AmPlace, output = ""): Promise<AmStop | null> {
  if (!(await isApplying(place.gitDirectory))) return null;
  const branch = await firstLine(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return {
    root: place.root,
    gitDirectory: place.gitDirectory,
    branch: branch === "" ? null : branch,
    patch: await numberIn(place, "next"),
    patchCount: await numberIn(place, "last"),
    title: oneLine((await stateFile(place, "final-commit")).split("\n", 1)[0] ?? ""),
    conflicts: await unmergedFiles(place),
    reasons: reasonsIn(output),
    record: await readRecord(place.gitDirectory),
  };
}

async function numberIn(place: AmPlace, name: string): Promise<number> {
  return Number.parseInt(await stateFile(place, name), 10) || 0;
}

async function stateFile({ gitDirectory }: AmPlace, name: string): Promise<string> {
  try {
    return (await readFile(join(gitDirectory, "rebase-apply", name), "utf8")).slice(0, 10_000);
  } catch {
    return "";
  }
}
