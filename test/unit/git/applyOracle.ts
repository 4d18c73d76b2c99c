import { spawnSync } from "node:child_process";
import { checkPatches } from "../../../server/src/git/applyCheck.js";
import type { FileCheck, PatchCheck, PatchToCheck } from "../../../server/src/git/applyModel.js";
import type { Workplace } from "../../../server/src/git/workplace.js";
import { exactPatch } from "../../../server/src/mailboxes/exactPatch.js";
import type { Sandbox } from "./sandbox.js";

/** What git says of one file, in few words: its hunks (`ok`, `+3`, `no`), or what is wrong with the file as a whole. */
export type Words = readonly string[] | string;

/**
 * `git apply --check --reject -v` in the working tree. Its output is read line by line: the patches of these tests hold no
 * lines that look like git's.
 */
export function gitSays(
  sandbox: Sandbox,
  folder: string,
  diff: Uint8Array,
  hunksOf: readonly number[][],
): Words[] {
  const done = spawnSync("git", ["apply", "--check", "--reject", "-v", "--whitespace=nowarn"], {
    cwd: sandbox.path(folder),
    env: { ...sandbox.environment, LC_ALL: "C" },
    input: diff,
    maxBuffer: 1 << 26,
  });
  const files: { hunks: string[]; error: string | null; failed: number }[] = [];
  for (const line of done.stderr.toString("latin1").split("\n")) {
    const own = files.at(-1);
    const moved = /^Hunk #(\d+) succeeded at \d+ \(offset (-?\d+) lines?\)\.$/.exec(line);
    const failed = /^error: patch failed: .*:(\d+)$/.exec(line);
    if (line.startsWith("Checking patch ")) {
      files.push({ hunks: (hunksOf[files.length] ?? []).map(() => "ok"), error: null, failed: 0 });
    } else if (moved && own)
      own.hunks[Number(moved[1]) - 1] = `${Number(moved[2]) > 0 ? "+" : ""}${moved[2]}`;
    else if (failed && own) {
      // Hunks are looked at in order, and in these patches no two begin at the same line.
      const at = (hunksOf[files.length - 1] ?? []).indexOf(Number(failed[1]));
      own.hunks[at] = "no";
    } else if (line.startsWith("error: ") && own && line !== "error: while searching for:")
      own.error ??= line;
    else if (line.startsWith("error: ") && !own) return [line];
  }
  return files.map(({ hunks, error }) =>
    error === null || hunks.includes("no") ? hunks : shortError(error),
  );
}

function shortError(line: string): string {
  if (/No such file or directory$|does not exist in index$/.test(line)) return "missing";
  if (/already exists in (?:working directory|index)$/.test(line)) return "exists";
  return "refused";
}

/** The same, of a check of ours. */
export function weSay({ state, hunks }: FileCheck): Words {
  const words = hunks.map((hunk) => {
    if (hunk.state === "fails" || hunk.state === "alreadyThere") return "no";
    if (hunk.state === "offset") return `${hunk.offset > 0 ? "+" : ""}${hunk.offset}`;
    return hunk.state === "applies" ? "ok" : "?";
  });
  const isOfHunks = state === "applies" || (state === "fails" && !words.includes("?"));
  if (isOfHunks && (words.length > 0 || state === "applies")) return words;
  return state === "missing" || state === "exists" || state === "alreadyThere" ? state : "refused";
}

/** A mail with a diff, and what is to be checked of it. */
export async function mailOf(diff: Uint8Array | string): Promise<{ mail: Uint8Array; patch: PatchToCheck }> {
  const head = "From: Ann <ann@example.org>\nSubject: [PATCH] test\n\nLog.\n---\n\n";
  const mail = Buffer.concat([
    Buffer.from(head),
    Buffer.from(diff as Uint8Array),
    Buffer.from("-- \n2.39.5\n"),
  ]);
  const exact = await exactPatch(mail);
  if (exact === null) throw new Error("no message");
  return { mail, patch: exact };
}

/** Numbers that are the same in every run. */
export function numbers(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

export async function workplaceOf(sandbox: Sandbox, folder: string): Promise<Workplace> {
  const places = await sandbox.room().workplaces(sandbox.uri(folder, "mail.eml"));
  if ("unavailable" in places || places[0] === undefined) throw new Error("no repository");
  return places[0];
}

/** Checks patches against a commit of a folder's repository. */
export async function checkIn(
  sandbox: Sandbox,
  folder: string,
  patches: readonly PatchToCheck[],
  commit = "HEAD",
): Promise<readonly PatchCheck[]> {
  const workplace = await workplaceOf(sandbox, folder);
  const tree = sandbox.git(folder, ["rev-parse", `${commit}^{tree}`]);
  return checkPatches(workplace, tree, patches, { signal: new AbortController().signal });
}
