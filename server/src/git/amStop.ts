import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AmStop } from "./amOutcome.js";
import { type AmPlace, firstLine, isApplying, unmergedFiles } from "./amPlace.js";
import { type AmRecord, headDigest, readRecord } from "./amRecord.js";
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
    record: await ownRecord(place),
  };
}

/**
 * The record of the `git am` that waits there; null where that is another: the user may have ended ours by hand, and begun one
 * of his own.
 */
export async function ownRecord(place: AmPlace): Promise<AmRecord | null> {
  const record = await readRecord(place.gitDirectory);
  if (record === null) return null;
  const branch = await firstLine(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  const isOurs =
    branch === record.branch &&
    (await numberIn(place, "last")) === record.patchCount &&
    headDigest(await stateFile(place, "0001")) === record.firstHead;
  return isOurs ? record : null;
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
