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
const patchId = (patch: Uint8Array | string): string =>
  run(["patch-id", "--stable"], patch).split(" ")[0] ?? "";

/** Where they differ, and why. */
const KNOWN: Readonly<Record<string, string>> = {};

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
