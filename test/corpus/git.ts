import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { Message, ParseResult } from "../../server/src/core/model.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";

export type Numstat = { readonly rows: readonly string[] } | { readonly error: string };

/**
 * `additions deletions` of each file as `git apply --numstat` says of what `git mailinfo` extracts, or git's first
 * error. `folder` is for git's scratch files. `isMail` false: the bytes are a bare diff.
 */
export function gitNumstat(folder: string, bytes: Uint8Array, isMail: boolean): Numstat {
  let patch = bytes;
  if (isMail) patch = mailInfo(folder, bytes, ["-b"])?.patch ?? Buffer.alloc(0);
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

/** What `git mailinfo` makes of a mail. */
export interface MailInfo {
  /** Author, Email, Subject and Date, as it prints them. */
  readonly head: string;
  readonly log: string;
  readonly patch: Buffer;
}

/** null where git refuses the mail. `folder` is for scratch files; `more`: options. */
export function mailInfo(folder: string, bytes: Uint8Array, more: readonly string[] = []): MailInfo | null {
  const log = path.join(folder, "log");
  const patch = path.join(folder, "patch");
  for (const file of [log, patch]) fs.rmSync(file, { force: true });
  const done = spawnSync("git", ["mailinfo", ...more, "--encoding=UTF-8", log, patch], { input: bytes });
  if (done.status !== 0) return null;
  return {
    head: done.stdout.toString(),
    log: fs.readFileSync(log, "utf8"),
    patch: fs.readFileSync(patch),
  };
}

/** `git patch-id --stable` of each patch, in one process; "" where git sees none. Each is announced by a made-up commit. */
export function gitPatchIds(patches: readonly (Uint8Array | string)[]): string[] {
  const name = (index: number): string => (index + 1).toString(16).padStart(40, "0");
  const pieces = patches.flatMap((patch, index) => {
    // What a log says of a commit would begin another patch.
    const text = Buffer.from(patch)
      .toString("latin1")
      .replace(/^(?=(?:commit |From )?[0-9a-f]{40})/gm, "| ");
    return [Buffer.from(`commit ${name(index)}\n\n`), Buffer.from(text, "latin1"), Buffer.from("\n")];
  });
  const done = spawnSync("git", ["patch-id", "--stable"], {
    input: Buffer.concat(pieces),
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(`git patch-id failed: ${done.stderr.toString()}`);
  const ids = new Map<string, string>();
  for (const row of done.stdout.toString().split("\n")) {
    const [id = "", commit = ""] = row.split(" ");
    if (!ids.has(commit)) ids.set(commit, id);
  }
  return patches.map((_, index) => ids.get(name(index)) ?? "");
}

/**
 * As `gitPatchIds`, where git 2.39 reads the diff otherwise than `git apply` does: it counts no empty context line whose
 * blank was lost on the way, and then takes the signature for a part of the diff; and it sees no diff without a `diff` line.
 */
export function readablePatchIds(patches: readonly (Uint8Array | string)[]): string[] {
  return gitPatchIds(
    patches.map((patch) => {
      const text = Buffer.from(patch).toString("latin1").replace(/^\r?$/gm, " ");
      const whole = /^diff /m.test(text) ? text : text.replace(/^(?=--- .*\n\+\+\+ )/gm, "diff a b\n");
      return Buffer.from(whole, "latin1");
    }),
  );
}

/** How many mails `git mailsplit` sees in each text: one process for all of them, unless some are not one mail. */
export function mailCounts(folder: string, mails: readonly Uint8Array[]): number[] {
  const out = fs.mkdtempSync(path.join(folder, "split-"));
  const files = mails.map((mail, index) => {
    const file = path.join(out, `mail${index}`);
    fs.writeFileSync(file, mail);
    return file;
  });
  const split = (some: readonly string[]): number => {
    const done = spawnSync("git", ["mailsplit", "-b", `-o${out}`, ...some]);
    return done.status === 0 ? Number(done.stdout.toString()) : 0;
  };
  try {
    // The two halves of those that are not one each.
    const counts = (from: number, end: number): number[] => {
      const all = split(files.slice(from, end));
      if (end - from <= 1) return from < end ? [all] : [];
      // One that is none and one that is two would look like this, too: git would have failed on the first.
      if (all === end - from) return files.slice(from, end).map(() => 1);
      const middle = (from + end) >> 1;
      return [...counts(from, middle), ...counts(middle, end)];
    };
    return counts(0, files.length);
  } finally {
    fs.rmSync(out, { recursive: true });
  }
}

/** As `git stripspace` cleans a log. */
export function strippedLog(log: string): string {
  const rows = log.split("\n").map((row) => row.trimEnd());
  return `${rows
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

/**
 * Fails where git and we differ without a known reason, or where a known difference is gone.
 * @param wrong what differs, by name
 */
export function expectKnown(
  wrong: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
): void {
  const unknown = Object.keys(wrong).filter((name) => known[name] === undefined);
  expect(unknown.map((name) => `${name}: ${wrong[name]}`)).toEqual([]);
  const gone = Object.keys(known).filter((name) => wrong[name] === undefined);
  expect(gone, "known differences that are gone").toEqual([]);
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
