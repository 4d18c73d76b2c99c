import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { DiffFile, Message } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";
import { type CleanPatch, cleanFiles, cleanHunk } from "../../../server/src/core/patch/cleanPatch.js";

const head = "From: Ada <ada@example.org>\nSubject: Re: [PATCH] frost\n\nOn Monday, Bo wrote:\n";
const sent = [
  "diff --git a/drivers/hwmon/frost.c b/drivers/hwmon/frost.c",
  "--- a/drivers/hwmon/frost.c",
  "+++ b/drivers/hwmon/frost.c",
  "@@ -10,5 +10,6 @@ static int frost_probe(struct device *dev)",
  " \tint a;",
  " ",
  "-\tint temperature_of_the_sensor_that_is_read = frost_read(dev, FROST_TEMPERATURE, 0);",
  "+\tint temperature_of_the_sensor_that_is_read = frost_read(dev, FROST_TEMPERATURE, 1);",
  "+\tint b;",
  " \tint c;",
  " \tint d;",
  "@@ -40,2 +41,2 @@",
  "-\told",
  "+\tnew",
  " \tend",
];

function messageOf(text: string): { lines: ReturnType<typeof parse>["document"]["lines"]; message: Message } {
  const { document } = parse(text);
  const message = document.messages[0];
  if (!message) throw new Error("no message");
  return { lines: document.lines, message };
}

const filesOf = (text: string, pick: (file: DiffFile) => boolean = () => true): CleanPatch => {
  const { lines, message } = messageOf(text);
  return cleanFiles(lines, message, message.files.filter(pick));
};

const quoted = (rows: readonly string[], mark = "> "): string =>
  rows.map((row) => `${mark}${row}\n`).join("");

/** Counts as git reads them, or its complaint. */
function numstat(patch: string): string {
  const done = spawnSync("git", ["apply", "--numstat", "-"], { input: patch });
  return `${done.stdout.toString()}${done.stderr.toString()}`.trim();
}

describe("a diff out of a reply", () => {
  it.each(["> ", ">", "> > ", ">> >", "| "])("is the one that was sent, quoted with %j", (mark) => {
    const { text, notes } = filesOf(`${head}${quoted(sent, mark)}`);
    expect(text).toBe(`${sent.join("\n")}\n`);
    expect(notes).toEqual([]);
    expect(numstat(text)).toBe("3\t2\tdrivers/hwmon/frost.c");
  });

  it("leaves comments out, and empty quoted lines are context", () => {
    const rows = quoted(sent).split("\n");
    rows.splice(7, 0, "", "Why?", "");
    const text = `${head}${rows.join("\n")}`.replace("\n>  \n", "\n>\n");
    expect(filesOf(text)).toEqual({ text: `${sent.join("\n")}\n`, notes: [] });
  });

  it.each([0, 1])("joins a wrapped diff --git whose rest stands at depth %i", (depth) => {
    const rows = [...sent];
    rows.splice(0, 1, ...(rows[0] ?? "").split(" b/").map((part, at) => (at === 0 ? part : `b/${part}`)));
    let text = quoted(rows);
    if (depth === 0) text = text.replace("\n> b/", "\nb/");
    expect(filesOf(head + text).text).toBe(`${sent.join("\n")}\n`);
  });

  it("joins wrapped lines where the counts prove it, the header's and the last one, too", () => {
    const wrapped = sent.flatMap((row) => (row.length > 60 && !row.startsWith("diff") ? wrap(row) : [row]));
    wrapped[wrapped.length - 1] = ` \t${"x".repeat(70)}`;
    const { text, notes } = filesOf(`${head}${quoted([...wrapped, "rest of the last line"])}`);
    const wanted = [...sent.slice(0, -1), ` \t${"x".repeat(70)} rest of the last line`];
    expect(text).toBe(`${wanted.join("\n")}\n`);
    expect(notes.join("\n")).toMatch(/2 wrapped lines are joined[^]*1 wrapped line is joined/);
  });

  it("does not take a line without mark for the end of one, where a line of the hunk is missing", () => {
    const rows = [...sent];
    rows.splice(5, 1);
    rows.splice(6, 1, ...wrap(sent[7] ?? ""));
    const { text, notes } = filesOf(`${head}${quoted(rows)}`);
    expect(notes[0]).toContain("is not whole in this quote");
    expect(numstat(text)).toContain("drivers/hwmon/frost.c");
  });

  it("joins a line without quote marks that a mailer has wrapped, and tells of one that may be such", () => {
    const [first = "", rest = ""] = wrap(sent[7] ?? "");
    const text = quoted(sent).replace(`> ${sent[7]}\n`, `> ${first}\n${rest}\n`);
    const joined = filesOf(head + text);
    expect(joined.text).toBe(`${sent.join("\n")}\n`);
    expect(joined.notes).toEqual([expect.stringContaining("1 wrapped line is joined")]);
    // Not code: it may as well be a comment.
    const prose = quoted(sent).replace(`> ${sent[7]}\n`, `> ${sent[7]}\nwithout any sign\n`);
    expect(filesOf(head + prose).notes).toEqual([
      expect.stringMatching(/^@@ -10,5 \+10,6 @@ of drivers\/hwmon\/frost\.c: line 13 may be the end/),
    ]);
  });

  it("says of a trimmed hunk that it is none that was sent, and git reads what is left", () => {
    const { text, notes } = filesOf(`${head}${quoted(sent.slice(0, 9))}\nNo.\n`);
    expect(notes).toEqual([
      "@@ -10,5 +10,6 @@ of drivers/hwmon/frost.c is not whole in this quote: the copy counts the lines that are left, 3 old and 4 new, and is not the patch that was sent.",
    ]);
    expect(numstat(text)).toBe("2\t1\tdrivers/hwmon/frost.c");
  });

  it("gives one hunk below its file's header", () => {
    const { lines, message } = messageOf(`${head}${quoted(sent)}`);
    const file = message.files[0];
    const hunk = file?.hunks[1];
    if (!file || !hunk) throw new Error("no hunk");
    const wanted = [...sent.slice(0, 3), ...sent.slice(11)];
    expect(cleanHunk(lines, message, file, hunk)).toEqual({ text: `${wanted.join("\n")}\n`, notes: [] });
  });

  it("names the file where the replier has cut the header to one line", () => {
    const { text } = filesOf(`${head}${quoted(["diff --git a/x.c", "b/x.c", ...sent.slice(11)])}`);
    expect(numstat(text)).toBe("1\t1\tx.c");
  });
});

describe("a diff of the mail's own", () => {
  it("is given as it was sent, damage told", () => {
    const text = `From: Ada <ada@example.org>\nSubject: [PATCH] frost\n\nlog\n---\n${sent.slice(0, 9).join("\n")}\n-- \n2.39.5\n`;
    const clean = filesOf(text);
    expect(clean.text).toBe(`${sent.slice(0, 9).join("\n")}\n`);
    expect(clean.notes).toEqual([expect.stringContaining("git will not take it")]);
  });
});

/** As a mailer does at a blank. */
function wrap(row: string): string[] {
  const at = row.lastIndexOf(" ", 70);
  return [row.slice(0, at), row.slice(at + 1)];
}
