import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { extractInput } from "../../server/src/cli/extract.js";
import { UnreadableFile } from "../../server/src/cli/mailInput.js";
import { type MessageInFile, messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
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

/** The diff that `git mailinfo` takes out of a mail. */
function mailPatch(bytes: Uint8Array): Buffer {
  const patch = path.join(folder, "patch");
  fs.rmSync(patch, { force: true });
  spawnSync("git", ["mailinfo", "--encoding=UTF-8", path.join(folder, "log"), patch], { input: bytes });
  return fs.existsSync(patch) ? fs.readFileSync(patch) : Buffer.alloc(0);
}

const run = (args: readonly string[], input: Uint8Array | string): string => {
  const done = spawnSync("git", [...args], { input, cwd: folder });
  return done.status === 0 ? done.stdout.toString() : "refused";
};
const numstat = (patch: Uint8Array | string): string => run(["apply", "--numstat", "-"], patch);
/**
 * git 2.39 does not count empty context lines whose blank was lost on the way, and then takes the signature into the id:
 * both are given their blanks.
 */
const patchId = (patch: Uint8Array | string): string => {
  const text = Buffer.from(patch).toString("latin1").replace(/^$/gm, " ");
  return run(["patch-id", "--stable"], Buffer.from(text, "latin1")).split(" ")[0] ?? "";
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

interface Sum {
  patches: number;
  refused: number;
  readonly wrong: string[];
}

async function compare(name: string, found: MessageInFile, sum: Sum): Promise<void> {
  if (found.asItStands !== null) return;
  const ours = await extracted(found.bytes);
  if (ours === null) return;
  const theirs = mailPatch(found.bytes);
  const wanted = numstat(theirs);
  sum.patches++;
  // git's complaints are about the mail's diff, and stay.
  if (wanted === "refused") sum.refused++;
  const isEqual = numstat(ours) === wanted && (wanted === "refused" || patchId(ours) === patchId(theirs));
  if (isEqual === (KNOWN[name] !== undefined)) sum.wrong.push(name);
}

describe.runIf(hasShared("corpus", 1))("patch-mail extract", () => {
  it("gives git the diff of each mail of the corpus", { timeout: 240_000 }, async () => {
    const sum: Sum = { patches: 0, refused: 0, wrong: [] };
    for (const file of corpusFiles()) {
      if (file.messages === null || file.messages === 0) continue;
      const find = messagesInFile(file.bytes);
      for (let index = 0; index < find.count; index++) {
        const found = find(index);
        if (found !== null) await compare(`${file.path}#${index}`, found, sum);
      }
    }
    console.log(`extract: ${sum.patches} patches, ${sum.refused} that git refuses`);
    expect(sum.patches).toBeGreaterThan(250);
    expect(sum.wrong).toEqual([]);
  });
});

describe.runIf(hasShared("bench", 1))("patch-mail extract of a list", () => {
  it("gives git the diff of each fifth mail", { timeout: 480_000 }, async () => {
    const sum: Sum = { patches: 0, refused: 0, wrong: [] };
    const find = messagesInFile(benchMail());
    for (let index = 0; index < find.count; index += 5) {
      const found = find(index);
      if (found !== null) await compare(`bench#${index}`, found, sum);
    }
    console.log(`extract: ${sum.patches} patches of a list, ${sum.refused} that git refuses`);
    expect(sum.patches).toBeGreaterThan(100);
    expect(sum.wrong).toEqual([]);
  });
});
