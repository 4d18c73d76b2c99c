import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DIFF, mail, SEPARATOR } from "../../diagnostics/support.js";
import { fixed, offered } from "./fixture.js";

const adding = (line: string, more = ""): string =>
  mail({
    separator: SEPARATOR,
    diffstat: "",
    headers: more,
    diff: DIFF.replace("+\t/* bit 15 is the sign */", `+${line}`),
  });

describe("white space at the end of an added line", () => {
  it.each([
    ["a blank", "\tint a; ", "\tint a;"],
    ["tabs and blanks", "\tint a;\t \t", "\tint a;"],
    ["nothing else in the line", "  ", ""],
  ])("%s", async (_name, before, after) => {
    const { diff, action } = await fixed(adding(before), "patch.trailing-whitespace");
    expect(diff).toEqual([`-+${before}`, `++${after}`]);
    expect(action.isPreferred).toBe(true);
  });

  it("one of two", async () => {
    const text = adding("\tint a; ").replace("4, 11);", "4, 11); ");
    const { diff } = await fixed(text, "patch.trailing-whitespace", { nth: 2, stays: 1 });
    expect(diff).toEqual([
      "-+\t*val = sign_extend32(raw >> 4, 11); ",
      "++\t*val = sign_extend32(raw >> 4, 11);",
    ]);
  });

  it("is not offered for mail that came", async () => {
    expect(
      await offered(adding("\tint a; ", "List-Id: <x.example.org>\n"), "patch.trailing-whitespace"),
    ).toEqual([]);
  });
});

describe("a blank before a tab", () => {
  const INDENTATIONS = [" \t", "\t   \t", "        \t", "    \t    \t\t", "         \t", " \t  ", "\t \t \t"];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-whitespace-"));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** The line as `git apply --whitespace=fix` writes it. */
  function gitFixed(line: string): string {
    const file = path.join(folder, "x.c");
    fs.writeFileSync(file, "int a;\n");
    const input = `--- a/x.c\n+++ b/x.c\n@@ -1 +1,2 @@\n int a;\n+${line}\n`;
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: os.devNull,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CEILING_DIRECTORIES: os.tmpdir(),
    };
    const done = spawnSync("git", ["apply", "--whitespace=fix"], { cwd: folder, input, env });
    expect(done.status, done.stderr.toString()).toBe(0);
    return fs.readFileSync(file, "utf8").split("\n")[1] ?? "";
  }

  it.each(INDENTATIONS)("%j, as git mends it", async (indentation) => {
    const line = `${indentation}int b;`;
    const { diff } = await fixed(adding(line), "patch.space-before-tab");
    expect(diff).toEqual([`-+${line}`, `++${gitFixed(line)}`]);
  });
});

it("CR LF of an added line becomes LF", async () => {
  const { text } = await fixed(adding("\tint a;\r"), "patch.dos-line-endings", { onlyAsGiven: true });
  expect(text).toBe(adding("\tint a;"));
});

it("the line end that the last line lost", async () => {
  const { text, titles } = await fixed(DIFF.slice(0, -1), "patch.corrupt-hunk");
  expect(titles[0]).toBe("End the last line");
  expect(text).toBe(DIFF);
});

describe("characters that are not seen", () => {
  it("one of an added line", async () => {
    const { text, titles } = await fixed(adding("\tint\u200b a;"), "mail.suspicious-unicode");
    expect(titles).toEqual(["Remove the character (U+200B, zero width space)"]);
    expect(text).toBe(adding("\tint a;"));
  });

  it("all of a line of the log", async () => {
    const log = (line: string): string =>
      mail({ separator: SEPARATOR, log: `${line}\n\nSigned-off-by: Anna Berg <anna.berg@example.org>\n` });
    const { text, titles } = await fixed(log("Turn \u202eit\u202c over."), "mail.suspicious-unicode", {
      title: "all",
    });
    expect(titles).toHaveLength(2);
    expect(text).toBe(log("Turn it over."));
  });

  it("of a context line stay, for the line must be as in the file", async () => {
    const text = mail({ separator: SEPARATOR, diff: DIFF.replace("return ret;", "return\u200b ret;") });
    expect(await offered(text, "mail.suspicious-unicode")).toEqual([]);
  });
});

it.each([
  ["us-ascii", "charset=us-ascii", "charset=UTF-8"],
  ["in quotes, with more behind it", 'charset="iso-8859-1"; format=fixed', "charset=UTF-8; format=fixed"],
])("a charset that is not that of the log: %s", async (_name, before, after) => {
  const text = (parameters: string): string =>
    mail({
      separator: SEPARATOR,
      headers: `Content-Type: text/plain; ${parameters}\n`,
      log: "Grüße.\n\nSigned-off-by: Anna Berg <anna.berg@example.org>\n",
    });
  const { text: mended } = await fixed(text(before), "mail.non-utf8-log");
  expect(mended).toBe(text(after));
});
