import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Message, ParseResult, Problem } from "../../server/src/core/model.js";

export type Numstat = { readonly rows: readonly string[] } | { readonly error: string };

/**
 * `additions deletions` of each file as `git apply --numstat` says of what `git mailinfo` extracts, or git's first
 * error. `folder` is for git's scratch files. `isMail` false: the bytes are a bare diff.
 */
export function gitNumstat(folder: string, bytes: Uint8Array, isMail: boolean): Numstat {
  let patch = bytes;
  if (isMail) {
    const file = path.join(folder, "patch");
    fs.rmSync(file, { force: true });
    spawnSync("git", ["mailinfo", "-b", "--encoding=UTF-8", path.join(folder, "msg"), file], {
      input: bytes,
    });
    patch = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0);
  }
  const done = spawnSync("git", ["apply", "--numstat", "-"], { input: patch, cwd: folder });
  const error = done.stderr
    .toString()
    .split("\n")
    .find((line) => line.startsWith("error"));
  if (error !== undefined) return { error };
  const rows = done.stdout
    .toString()
    .split("\n")
    .filter((line) => line !== "");
  return { rows: rows.map((row) => row.split("\t").slice(0, 2).join(" ")) };
}

const STRUCTURE: readonly Problem["code"][] = [
  "corruptHunk",
  "noopHunk",
  "hunkWithoutHeader",
  "badGitHeader",
];

/** How we and git disagree on the diff of a message (`bytes`: what git is given), in a sentence; null: not at all. */
export function disagreement(
  folder: string,
  { document, problems }: ParseResult,
  message: Message,
  bytes: Uint8Array,
): string | null {
  const git = gitNumstat(folder, bytes, document.form !== "diff");
  const own = message.files.filter((file) => file.depth === 0);
  const told = problems.filter(
    (problem) => problem.messageIndex === message.index && STRUCTURE.includes(problem.code),
  );
  if ("error" in git) {
    if (git.error.includes("No valid patches") && own.length === 0) return null;
    return told.length > 0 ? null : `git refuses it (${git.error}), we find nothing wrong`;
  }
  const ours = own.map((file) => (file.isBinary ? "- -" : `${file.additions} ${file.deletions}`));
  if (ours.join(",") !== git.rows.join(","))
    return `git counts ${git.rows.join(",")}; we count ${ours.join(",")}`;
  return told.length > 0 ? `git takes it, we report ${told.map((problem) => problem.code).join(",")}` : null;
}
