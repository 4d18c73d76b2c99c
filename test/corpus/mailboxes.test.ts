import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSource } from "../../server/src/mailboxes/openSource.js";
import { benchMail, corpusFiles, hasShared, sharedDir } from "./shared.js";

/** Files in which `git mailsplit` finds another number than there are, and why. */
const gitKnown: Readonly<Record<string, readonly [count: number, reason: string]>> = {
  "eml/notmuch/insert-mbox-attachment.eml": [2, "the mbox in its attachment is taken for mail"],
  "patch/git-t4013/format-patch_--attach_--stdout_initial..main.patch": [
    1,
    "git's tests cut the hashes of the separators",
  ],
  "patch/git-t4013/format-patch_--stdout_--cover-letter_-n_initial..main.patch": [1, "as above"],
  "patch/git-t4013/format-patch_--stdout_initial..main.patch": [1, "as above"],
};
/** The same for Python's mailbox module, which takes each line that begins with `From ` for a separator. */
const pythonKnown: Readonly<Record<string, readonly [count: number, reason: string]>> = {
  "eml/notmuch/insert-mbox-attachment.eml": [2, "the mbox in its attachment is taken for mail"],
};

const python = `
import mailbox, sys
for name in sys.stdin.read().split("\\n"):
    if name: print(len(mailbox.mbox(name, create=False)))
`;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-mailboxes-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bytes of all messages. */
async function messages(file: string): Promise<Buffer[]> {
  const source = await openSource(file);
  const all: Buffer[] = [];
  const scan = await source.readAll(({ bytes }) => void all.push(Buffer.from(bytes)));
  expect(scan.messageCount).toBe(all.length);
  return all;
}

const same = (a: readonly Buffer[], b: readonly Buffer[]): boolean =>
  a.length === b.length && a.every((each, at) => each.equals(b[at] ?? Buffer.alloc(0)));

describe.runIf(hasShared("corpus", 4))("messages of the corpus' files", () => {
  const files = corpusFiles().filter((file) => file.messages !== null);

  it("are as many as the manifest says, plain and compressed, and the same", async () => {
    const wrong: string[] = [];
    for (const file of files) {
      const plain = await messages(path.join(sharedDir, "corpus", file.path));
      const packed = path.join(folder, "a.gz");
      writeFileSync(packed, gzipSync(file.bytes));
      if (plain.length !== file.messages) wrong.push(`${file.path}: ${plain.length}, not ${file.messages}`);
      if (!same(plain, await messages(packed))) wrong.push(`${file.path}: another one compressed`);
    }
    console.log(`message counts of ${files.length} files`);
    expect(wrong).toEqual([]);
  }, 60_000);

  it("are as many as git mailsplit finds, but for those it gets wrong", () => {
    const different: Record<string, number> = {};
    for (const file of files) {
      const out = path.join(folder, "split");
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out);
      const name = path.join(sharedDir, "corpus", file.path);
      const found = Number(
        spawnSync("git", ["mailsplit", "-b", `-o${out}`, name], { encoding: "utf8" }).stdout,
      );
      if (found !== file.messages) different[file.path] = found;
    }
    expect(different).toEqual(
      Object.fromEntries(Object.entries(gitKnown).map(([name, [count]]) => [name, count])),
    );
  }, 120_000);

  it("are as many as Python's mailbox module finds, but for those it gets wrong", () => {
    const boxes = files.filter(({ bytes }) => bytes.subarray(0, 5).toString() === "From ");
    const names = boxes.map((file) => path.join(sharedDir, "corpus", file.path));
    const counts = spawnSync("python3", ["-c", python], { input: names.join("\n"), encoding: "utf8" });
    const different: Record<string, number> = {};
    for (const [at, line] of counts.stdout.trim().split("\n").entries()) {
      const file = boxes[at];
      if (file !== undefined && Number(line) !== file.messages) different[file.path] = Number(line);
    }
    console.log(`Python's mailbox module: ${boxes.length} files`);
    expect(different).toEqual(
      Object.fromEntries(Object.entries(pythonKnown).map(([name, [count]]) => [name, count])),
    );
  }, 60_000);

  it("of an archive's mbox are what git mailsplit --mboxrd gives out, but for the mbox' empty line", async () => {
    let compared = 0;
    for (const file of files.filter(({ bytes }) => bytes.subarray(0, 13).toString() === "From mboxrd@z")) {
      const out = path.join(folder, "rd");
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out);
      const name = path.join(sharedDir, "corpus", file.path);
      spawnSync("git", ["mailsplit", "--keep-cr", "--mboxrd", `-o${out}`, name]);
      const theirs = readdirSync(out)
        .sort()
        .map((each) => readFileSync(path.join(out, each), "latin1").replace(/^From [^\n]*\n/, ""));
      for (const [at, own] of (await messages(name)).entries()) {
        expect(trimmed(own.toString("latin1")), `${file.path} ${at}`).toBe(trimmed(theirs[at] ?? ""));
        compared++;
      }
    }
    console.log(`the same as git mailsplit --mboxrd: ${compared} messages`);
    expect(compared).toBeGreaterThan(80);
  });
});

const trimmed = (text: string): string => text.replace(/(?:\r?\n)+$/, "");

describe.runIf(hasShared("bench", 1))("the 5,000 mails of the bench", () => {
  it("are what git mailsplit --mboxrd gives out, to the byte, but for the mbox' empty line", async () => {
    const out = path.join(folder, "bench");
    mkdirSync(out);
    const plain = path.join(folder, "bench.mbox");
    writeFileSync(plain, benchMail());
    spawnSync("git", ["mailsplit", "--keep-cr", "--mboxrd", "-d5", `-o${out}`, plain]);
    const all = await messages(path.join(sharedDir, "bench/ext4-5000.mbox.gz"));
    expect(all).toHaveLength(5000);
    expect(same(all, await messages(plain))).toBe(true);
    let different = 0;
    for (const [at, own] of all.entries()) {
      const theirs = readFileSync(path.join(out, String(at + 1).padStart(5, "0")), "latin1");
      if (trimmed(theirs.replace(/^From [^\n]*\n/, "")) !== trimmed(own.toString("latin1"))) different++;
    }
    expect(different).toBe(0);
  }, 60_000);
});
