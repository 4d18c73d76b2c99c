import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { extractInput } from "../../server/src/cli/extract.js";
import { UnreadableFile } from "../../server/src/cli/mailInput.js";
import { type MessageInFile, messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { expectKnown, mailInfo, readablePatchIds } from "./git.js";
import { benchMail, corpusFiles, hasShared } from "./shared.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-extract-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What `patch-mail extract --message N` prints of the message alone; null where it says that there is none. */
async function extracted(bytes: Uint8Array): Promise<string | null> {
  let text = "";
  const output = {
    isTerminal: false,
    print: (piece: string) => void (text += piece),
    printed: () => Promise.resolve(),
  };
  try {
    await extractInput("mail", { kind: "bytes", bytes }, null, output);
    return text;
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}

const numstat = (patch: Uint8Array | string): string => {
  const done = spawnSync("git", ["apply", "--numstat", "-"], { input: patch, cwd: folder });
  return done.status === 0 ? done.stdout.toString() : "refused";
};

/** Where they differ, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  "bench#4650": "the last hunk lacks a line, and git takes the signature for a removed one",
  "eml/cifs/gcm-multipatch-attach/001-86bcda4f9e.eml#0": "several patches attached: one id of all",
  "eml/cifs/ksmbd-pull-rename/007-5df43b8553.eml#0": "several patches attached: one id of all",
  "eml/cifs/retry-close-html/002-159da43efe.eml#0": "git reads the HTML form of the same text, too",
  "eml/single/6f9897eb7c.eml#0": "several patches attached: one id of all",
  "patch/public-inbox/data-binary.patch#0": "binary data without the empty line below it: extract writes it",
  "mbox/composed/reversed-gcm.mbox#6": "several patches attached: one id of all",
};

interface Pair {
  readonly name: string;
  readonly ours: string;
  readonly theirs: Buffer;
}

async function pairOf(name: string, found: MessageInFile, refused: string[]): Promise<Pair[]> {
  if (found.asItStands !== null) return [];
  const ours = await extracted(found.bytes);
  if (ours === null) return [];
  const theirs = mailInfo(folder, found.bytes)?.patch;
  if (theirs !== undefined) return [{ name, ours, theirs }];
  refused.push(name);
  return [];
}

async function pairs(name: string, bytes: Uint8Array, every: number, refused: string[]): Promise<Pair[]> {
  const find = messagesInFile(bytes);
  const all: Pair[] = [];
  for (let index = 0; index < find.count; index += every) {
    const found = find(index);
    if (found !== null) all.push(...(await pairOf(`${name}#${index}`, found, refused)));
  }
  return all;
}

const knownOf = (isBench: boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(KNOWN).filter(([name]) => name.startsWith("bench#") === isBench));

function expectSame(all: readonly Pair[], refused: readonly string[], isBench: boolean): void {
  const wrong: Record<string, string> = {};
  const ids = readablePatchIds(all.flatMap(({ ours, theirs }) => [ours, theirs]));
  let damaged = 0;
  for (const [at, { name, ours, theirs }] of all.entries()) {
    const wanted = numstat(theirs);
    // git's complaints are about the mail's diff, and stay.
    if (wanted === "refused") damaged++;
    if (numstat(ours) !== wanted) wrong[name] = "other counts";
    else if (wanted !== "refused" && ids[2 * at] !== ids[2 * at + 1]) wrong[name] = "another patch-id";
  }
  console.log(
    `extract: ${all.length} patches, ${damaged} that git apply refuses; ${refused.length} mails that git refuses`,
  );
  expect(all.length).toBeGreaterThan(200);
  expectKnown(wrong, knownOf(isBench));
  expect(refused, "mails that we take and git mailinfo refuses").toEqual([]);
}

describe.runIf(hasShared("corpus", 1))("patch-mail extract", () => {
  it("gives git the diff of each mail of the corpus", { timeout: 240_000 }, async () => {
    const all: Pair[] = [];
    const refused: string[] = [];
    for (const file of corpusFiles())
      if (file.messages !== null && file.messages > 0)
        all.push(...(await pairs(file.path, file.bytes, 1, refused)));
    expectSame(all, refused, false);
  });
});

describe.runIf(hasShared("bench", 1))("patch-mail extract of a list", () => {
  it("gives git the diff of each fifth mail", { timeout: 480_000 }, async () => {
    const refused: string[] = [];
    expectSame(await pairs("bench", benchMail(), 5, refused), refused, true);
  });
});
