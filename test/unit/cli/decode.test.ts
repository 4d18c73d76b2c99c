import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeInput } from "../../../server/src/cli/decode.js";
import { openInput } from "../../../server/src/cli/mailInput.js";
import { parseInput } from "../../../server/src/cli/parse.js";
import type { MessageReport } from "../../../server/src/cli/report.js";

const encoded = (subject: string, text: string): string =>
  `From: Ada <ada@example.org>\nSubject: ${subject}\nMessage-ID: <${subject}@example.org>\nContent-Transfer-Encoding: base64\n\n${Buffer.from(text).toString("base64")}\n`;
const diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
const mailbox = ["one", "two"]
  .map((name) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${encoded(name, `text of ${name}\n${diff}`)}\n`)
  .join("");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-cli-"));
  writeFileSync(path.join(folder, "two.mbox"), mailbox);
  writeFileSync(path.join(folder, "two.mbox.gz"), gzipSync(mailbox));
  // As some editors save it.
  writeFileSync(path.join(folder, "mark.mbox"), `\ufeff${mailbox}`);
  writeFileSync(path.join(folder, "mark.mbox.gz"), gzipSync(`\ufeff${mailbox}`));
  for (const name of ["cur", "new", "tmp"])
    mkdirSync(path.join(folder, "maildir", name), { recursive: true });
  writeFileSync(path.join(folder, "maildir/cur/1.a.host:2,S"), encoded("one", `text of one\n${diff}`));
  writeFileSync(path.join(folder, "maildir/new/2.b.host"), encoded("two", `text of two\n${diff}`));
  writeFileSync(path.join(folder, "escape.eml"), encoded("evil", "\u001b]0;title\u0007\u202e\ttab\n"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function decode(name: string, message: number | null = null, isTerminal = false): Promise<string> {
  const file = path.join(folder, name);
  let text = "";
  const output = {
    isTerminal,
    hasAllFields: false,
    write: (piece: string) => void (text += piece),
    written: () => Promise.resolve(),
  };
  await decodeInput(file, await openInput(file), message, output);
  return text;
}

const forms = ["two.mbox", "two.mbox.gz", "mark.mbox", "mark.mbox.gz", "maildir"];

describe("patch-mail decode", () => {
  it.each(forms)("prints one message of %s", async (name) => {
    expect(await decode(name, 2)).toBe(
      `From: Ada <ada@example.org>\nSubject: two\nMessage-ID: <two@example.org>\n\ntext of two\n${diff}`,
    );
    await expect(decode(name, 3)).rejects.toThrow("it has 2 messages.");
  });

  it.each(forms)("prints all messages of %s", async (name) => {
    const text = await decode(name);
    expect(text.match(/^\[-- Message \d.* --\]$/gm)).toHaveLength(2);
    expect(text).toMatch(/text of one\n[^]*text of two\n/);
  });

  it("prints a text to its end that is too long for an editor", async () => {
    const long = `${"x".repeat(79)}\n`.repeat(101_000);
    writeFileSync(path.join(folder, "long.eml"), `From: a@example.org\nSubject: x\n\n${long}`);
    expect(await decode("long.eml")).toBe(`From: a@example.org\nSubject: x\n\n${long}`);
  });

  it("prints all of a mailbox that is streamed, and of a text without mail", async () => {
    const filler = encoded("filler", "x\n".repeat(100_000));
    const box = `From mboxrd@z Thu Jan  1 00:00:00 1970\n${filler}\n`.repeat(70) + mailbox;
    writeFileSync(path.join(folder, "large.mbox"), box);
    expect(box.length).toBeGreaterThan(16 * 1024 * 1024);
    expect((await decode("large.mbox")).match(/^\[-- Message \d+ --\]$/gm)).toHaveLength(72);
    expect(await decode("large.mbox", 72)).toMatch(/text of two\n/);
    await expect(decode("large.mbox", 73)).rejects.toThrow("it has 72 messages.");
    writeFileSync(path.join(folder, "diff.gz"), gzipSync(diff));
    expect(await decode("diff.gz")).toBe(diff);
  });

  it("makes what a terminal would obey harmless, and only there", async () => {
    expect(await decode("escape.eml")).toContain("\u001b]0;title\u0007\u202e\ttab\n");
    expect(await decode("escape.eml", null, true)).toContain("\ufffd]0;title\ufffd\ufffd\ttab\n");
  });

  it("says in a sentence what cannot be read", async () => {
    await expect(decode("gone.mbox")).rejects.toThrow("there is no such file");
    writeFileSync(path.join(folder, "x.xz"), Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]));
    await expect(decode("x.xz")).rejects.toThrow("x.xz is packed with xz");
  });
});

describe("patch-mail parse", () => {
  it.each(forms)("sees the messages and what is encoded in them in %s", async (name) => {
    const file = path.join(folder, name);
    const reports: MessageReport[] = [];
    await parseInput(file, await openInput(file), (more) => void reports.push(...more));
    expect(reports.map(({ subject, decoded, files }) => [subject, decoded, files.length])).toEqual([
      ["one", true, 1],
      ["two", true, 1],
    ]);
    expect(reports.map((report) => path.relative(folder, report.file))).toEqual(
      name === "maildir" ? ["maildir/cur/1.a.host:2,S", "maildir/new/2.b.host"] : [name, name],
    );
  });
});
