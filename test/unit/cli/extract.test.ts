import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../../server/src/cli/commands.js";
import { extractInput } from "../../../server/src/cli/extract.js";
import { openInput } from "../../../server/src/cli/mailInput.js";
import { helpText, readArguments } from "../../../server/src/cli/readArguments.js";

const diff = (name: string): string =>
  `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n`;
const mail = (subject: string, body: string, fields = ""): string =>
  `From: Ada <ada@example.org>\nSubject: ${subject}\n${fields}\n${body}\n`;
const quoted = (text: string): string => text.replace(/^(?=.)/gm, "> ");
const mails = [
  mail("[PATCH 1/2] one", `log\n---\n${diff("one.c")}-- \n2.39.5\n`),
  mail("Re: [PATCH 1/2] one", `On Monday, Bo wrote:\n${quoted(diff("one.c"))}\nNo.\n`),
  mail(
    "[PATCH 2/2] two",
    Buffer.from(`log\n---\n${diff("two.c")}`).toString("base64"),
    "Content-Transfer-Encoding: base64\n",
  ),
  mail("hello", "no diff here\n"),
  mail("Re: [PATCH 1/2] one", `On Monday, Bo wrote:\n${quoted(diff("one.c").replace(" c\n", ""))}\nNo.\n`),
];
const mailbox = mails.map((one) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${one}\n`).join("");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-extract-"));
  writeFileSync(path.join(folder, "five.mbox"), mailbox);
  writeFileSync(path.join(folder, "five.mbox.gz"), gzipSync(mailbox));
  mkdirSync(path.join(folder, "mails"));
  for (const [at, text] of mails.entries()) writeFileSync(path.join(folder, `mails/${at}.eml`), text);
  writeFileSync(path.join(folder, "bare.diff"), diff("bare.c"));
  writeFileSync(path.join(folder, "evil.patch"), diff("x.c").replace("+b", "+\u001b[31m"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function extract(
  name: string,
  message: number | null = null,
  isTerminal = false,
): Promise<{ readonly text: string; readonly notes: readonly string[] }> {
  let text = "";
  const print = (piece: string): void => void (text += piece);
  const output = { isTerminal, print, printed: () => Promise.resolve() };
  const file = path.join(folder, name);
  const notes = await extractInput(file, await openInput(file), message, output);
  return { text, notes };
}

const numstat = (patch: string): string =>
  spawnSync("git", ["apply", "--numstat", "-"], { input: patch }).stdout.toString();

describe("patch-mail extract", () => {
  it.each(["five.mbox", "five.mbox.gz", "mails"])(
    "prints the own diffs of all messages of %s",
    async (name) => {
      const { text, notes } = await extract(name);
      expect(text).toBe(diff("one.c") + diff("two.c"));
      expect(notes).toEqual([]);
      expect(numstat(text)).toBe("1\t1\tone.c\n1\t1\ttwo.c\n");
    },
  );

  it.each(["five.mbox", "five.mbox.gz", "mails"])("prints one message's of %s", async (name) => {
    expect((await extract(name, 3)).text).toBe(diff("two.c"));
    expect((await extract(name, 2)).text).toBe(diff("one.c"));
    await expect(extract(name, 4)).rejects.toThrow(/message 4 has no diff\.$/);
    await expect(extract(name, 6)).rejects.toThrow(/it has 5 messages\.$/);
  });

  it("says of a trimmed quote that it is not the patch that was sent", async () => {
    const { text, notes } = await extract("five.mbox", 5);
    expect(numstat(text)).toBe("1\t1\tone.c\n");
    expect(notes).toEqual([expect.stringMatching(/message 5: @@ .* is not whole in this quote/)]);
  });

  it("takes a bare diff, and makes what a terminal would obey harmless only there", async () => {
    expect((await extract("bare.diff")).text).toBe(diff("bare.c"));
    expect((await extract("evil.patch")).text).toContain("\u001b");
    expect((await extract("evil.patch", null, true)).text).not.toContain("\u001b");
  });

  it("says where there is none", async () => {
    await expect(extract("mails/3.eml")).rejects.toThrow(/no message has a diff of its own/);
  });
});

describe("the command line", () => {
  const read = (...args: string[]) => readArguments(args, commands);

  it("takes options before and behind words, with = and behind --", () => {
    for (const args of [
      ["extract", "--message", "2", "x"],
      ["extract", "x", "--message=2"],
      ["--message", "2", "extract", "x"],
      ["extract", "--message=2", "--", "x"],
    ]) {
      const found = read(...args);
      expect(found).toMatchObject({ kind: "run", command: { name: "extract" }, given: { words: ["x"] } });
      expect(found.kind === "run" && [...found.given.options]).toEqual([["--message", "2"]]);
    }
    expect(read("parse", "--", "--json")).toMatchObject({ kind: "run", given: { words: ["--json"] } });
    expect(read("parse", "-")).toMatchObject({ kind: "run", given: { words: ["-"] } });
  });

  it.each<[readonly string[], RegExp]>([
    [["extract"], /Name a file/],
    [["extract", "x", "--message", "0"], /--message needs the number/],
    [["extract", "x", "--message"], /--message needs the number/],
    [["extract", "x", "--json"], /There is no option --json of extract/],
    [["parse", "x", "--json=1"], /--json takes no value/],
    [["toString", "x"], /There is no command toString/],
    [[], /^Say what to do: parse, /],
    [["--constructor"], /There is no option --constructor\./],
  ])("says what is wrong with %j", (args, sentence) => {
    const found = read(...args);
    expect(found.kind === "mistake" && found.sentence).toMatch(sentence);
  });

  it("has help for each command and option", () => {
    const help = helpText(commands);
    for (const { name, options } of commands) {
      expect(help).toContain(`patch-mail ${name} `);
      for (const option of Object.keys(options)) expect(help).toContain(option);
    }
    expect(help.split("\n").every((row) => row.trimEnd() === row)).toBe(true);
    expect(read("parse", "--help").kind).toBe("help");
    expect(read("--version").kind).toBe("version");
  });
});
