import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Message, ParseResult } from "../../server/src/core/model.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";

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

/** How we and git disagree on the diff of a message (`bytes`: what git is given), in a sentence; null: not at all. */
export function disagreement(
  folder: string,
  text: string,
  result: ParseResult,
  message: Message,
  bytes: Uint8Array,
): string | null {
  const git = gitNumstat(folder, bytes, result.document.form !== "diff");
  const own = message.files.filter((file) => file.depth === 0);
  const told = structureErrors(text, result, message);
  if ("error" in git) {
    if (git.error.includes("No valid patches") && own.length === 0) return null;
    return told.length > 0 ? null : `git refuses it (${git.error}), we find nothing wrong`;
  }
  const ours = own.map((file) => (file.isBinary ? "- -" : `${file.additions} ${file.deletions}`));
  if (ours.join(",") !== git.rows.join(","))
    return `git counts ${git.rows.join(",")}; we count ${ours.join(",")}`;
  return told.length > 0 ? `git takes it, we report ${told.join(",")}` : null;
}

/** Ids of the rules that call the message's diff damaged. A reply's sketch of a diff gets information, not errors. */
function structureErrors(text: string, { document, problems }: ParseResult, message: Message): string[] {
  const parsed = { uri: "test:", version: 0, languageId: "patch-mail", text, model: document, problems };
  return diagnose(parsed, { limit: Number.MAX_SAFE_INTEGER })
    .filter(
      ({ code, data, severity }) =>
        data.messageIndex === message.index && severity !== 4 && REFUSALS.has(code),
    )
    .filter(({ message: sentence }) => !sentence.includes("silently") && !sentence.includes("without a word"))
    .map(({ code }) => code);
}

/** Rules about what `git apply` refuses. */
const REFUSALS = new Set([
  "patch.corrupt-hunk",
  "patch.noop-hunk",
  "patch.hunk-without-header",
  "patch.bad-git-header",
  "patch.bad-mode",
]);
