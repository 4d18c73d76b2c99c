import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppliesReport } from "../../../server/src/cli/applies.js";
import { appliesCommand } from "../../../server/src/cli/appliesCommand.js";
import { commands } from "../../../server/src/cli/commands.js";
import { readArguments } from "../../../server/src/cli/readArguments.js";
import { createSandbox, type Sandbox } from "../git/sandbox.js";

let sandbox: Sandbox;
let before: NodeJS.ProcessEnv;

beforeAll(() => {
  sandbox = createSandbox();
  before = process.env;
  process.env = { ...sandbox.environment };
  const { git, write, commit } = sandbox;
  git("r", ["init", "-q"]);
  write("r/fs/x.c", Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join(""));
  commit("r", "base\n");
  git("r", ["tag", "start"]);
  write(
    "r/fs/x.c",
    Array.from({ length: 30 }, (_, at) => `${at === 20 ? "twenty" : `line ${at}`}\n`).join(""),
  );
  commit("r", "fs: Twenty\n");
  write("r/fs/new.c", "new\n");
  commit("r", "fs: Red \u001b[31m\n");
  const series = git("r", ["format-patch", "--stdout", "start..master"]);
  // Out of order, as a mailbox may have them.
  const [one = "", two = ""] = series.split(/^(?=From [0-9a-f]{40} )/m);
  write("series.mbox", `${two.trimEnd()}\n\n${one.trimEnd()}\n`);
  write("first.patch", git("r", ["diff", "start", "master~1"]).concat("\n"));
  write("text.eml", "From: A <a@example.org>\nSubject: hello\n\nNo patch.\n");
  git("r", ["checkout", "-q", "-b", "moved", "start"]);
  write("r/fs/x.c", `top\n${Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join("")}`);
  commit("r", "fs: Top\n");
});
afterAll(() => {
  process.env = before;
  sandbox.dispose();
});

async function applies(...args: string[]): Promise<{ status: number; text: string; notes: string }> {
  const read = readArguments(["applies", ...args], commands);
  if (read.kind !== "run") throw new Error(JSON.stringify(read));
  let text = "";
  let notes = "";
  const status = await appliesCommand.run(read.given, {
    isTerminal: true,
    print: (piece) => void (text += piece),
    printed: () => Promise.resolve(),
    note: (sentence) => void (notes += `${sentence}\n`),
  });
  return { status, text, notes };
}

const lines = (change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 30 }, (_, at) => `${change[at] ?? `line ${at}`}\n`).join("");

const repository = (): string => sandbox.path("r");

describe("patch-mail applies", () => {
  it("0: all patches of a mailbox apply, by number; JSON has each file and hunk", async () => {
    const { status, text } = await applies(
      sandbox.path("series.mbox"),
      ...["--repository", repository(), "--base", "start", "--json"],
    );
    const report = JSON.parse(text) as AppliesReport;
    expect([status, report.applies, report.base, report.repository]).toEqual([
      0,
      true,
      "start",
      repository(),
    ]);
    expect(report.commit).toBe(sandbox.git("r", ["rev-parse", "start"]));
    expect(report.patches.map(({ message, state }) => [message, state])).toEqual([
      [2, "applies"],
      [1, "applies"],
    ]);
    expect(report.patches[0]?.files).toMatchObject([
      {
        path: "fs/x.c",
        state: "applies",
        hunks: [{ oldStart: 18, newStart: 18, state: "applies", offset: 0 }],
      },
    ]);
  });

  it("1: they do not; text for a terminal without its control characters", async () => {
    sandbox.write(
      "evil.patch",
      `From: A <a@example.org>\nSubject: [PATCH] red \u001b[31m \u202e\n\n---\n${sandbox.git("r", ["diff", "start", "master"])}\n`.replace(
        "-line 20",
        "-line twenty",
      ),
    );
    const { status, text } = await applies(sandbox.path("evil.patch"), "--repository", repository());
    expect(status).toBe(1);
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text).toContain("fs/x.c: does not apply");
    expect(text).toMatch(/hunk at line \d+ \(-18 \+18\): does not apply/);
    const moved = await applies(sandbox.path("first.patch"), "--repository", sandbox.path("r/fs"));
    expect(moved.status).toBe(0);
    expect(moved.text).toContain("applies, 1 line further down");
    const there = await applies(sandbox.path("first.patch"), "--repository", repository(), "--base=master");
    expect([there.status, there.text.includes("is there already")]).toEqual([1, true]);
  });

  it.each([
    ["no repository", ["first.patch"], "Say where the repository is"],
    ["no such repository", ["first.patch", "--repository", "/"], "there is no git repository"],
    ["no such file", ["absent.patch", "--repository", "r"], "there is no such file"],
    ["no patch", ["text.eml", "--repository", "r"], "it holds no patch"],
    [
      "no such commit",
      ["first.patch", "--repository", "r", "--base", "nowhere"],
      "git finds no commit nowhere",
    ],
    [
      "an option as commit",
      ["first.patch", "--repository", "r", "--base=--upload-pack=x"],
      "git finds no commit",
    ],
    ["two files", ["first.patch", "text.eml", "--repository", "r"], "One file at a time"],
  ])("2: %s, with a sentence", async (_name, args, sentence) => {
    const given = args.map((arg) => (/^(?:r|[a-z]+\.(?:patch|eml))$/.test(arg) ? sandbox.path(arg) : arg));
    const { status, text, notes } = await applies(...given);
    expect({ status, text }).toEqual({ status: 2, text: "" });
    expect(notes).toContain(sentence);
  });

  it("2: a patch that git cannot read", async () => {
    sandbox.write("corrupt.patch", "--- a/fs/x.c\n+++ b/fs/x.c\n@@ -1,9 +1,9 @@\n line 0\n+x\n");
    const { status, text } = await applies(sandbox.path("corrupt.patch"), "--repository", repository());
    expect(status).toBe(2);
    expect(text).toContain("corrupt patch");
  });

  it("tells of the base that the mail names, and takes it, or a guess, where that is asked", async () => {
    const { git, write } = sandbox;
    git("b", ["init", "-q"]);
    write("b/x.c", lines());
    write("b/y.c", lines());
    const root = sandbox.commit("b", "base\n");
    write("b/y.c", lines({ 3: "needed" }));
    sandbox.commit("b", "y: Needed\n");
    write("b/x.c", lines({ 20: "twenty" }));
    sandbox.commit("b", "x: Twenty\n");
    write("b/y.c", lines({ 3: "more than needed" }));
    sandbox.commit("b", "y: More\n");
    const needed = git("b", ["format-patch", "--stdout", "-1", "master~2"]);
    const series = git("b", ["format-patch", "--stdout", `--base=${root}`, "--cover-letter", "-2"]);
    expect(series).toContain("prerequisite-patch-id: ");
    write("needs.mbox", `${series.trimEnd()}\n\n`);
    write("whole.mbox", `${series.trimEnd()}\n\n${needed.trimEnd()}\n\n`);
    git("b", ["checkout", "-q", "--orphan", "elsewhere"]);
    write("b/x.c", "other\n");
    sandbox.commit("b", "Other\n");
    const ask = (file: string, folder: string, ...more: string[]) =>
      applies(sandbox.path(file), "--repository", sandbox.path(folder), ...more);

    const onHead = await ask("needs.mbox", "b", "--json");
    const report = JSON.parse(onHead.text) as AppliesReport;
    expect([onHead.status, report.base, report.mailBase]).toEqual([
      1,
      "HEAD",
      { commit: root, isThere: true },
    ]);
    expect(onHead.notes).toContain(
      `The mail names base-commit ${root.slice(0, 12)} and 1 prerequisite: --base mail checks against that.`,
    );
    const without = await ask("needs.mbox", "b", "--base", "mail");
    expect(without.status).toBe(1);
    expect(without.notes).toContain("1 of 1 prerequisite (prerequisite-patch-id) is not in the file.");
    const whole = await ask("whole.mbox", "b", "--base=mail", "--json");
    const found = JSON.parse(whole.text) as AppliesReport;
    expect(whole.notes).toContain("Checked after 1 prerequisite out of the same file.");
    expect([whole.status, found.commit, found.prerequisites.map(({ message }) => message)]).toEqual([
      0,
      root,
      [4],
    ]);
    expect(found.patches.map(({ message, state }) => [message, state])).toEqual([
      [2, "applies"],
      [3, "applies"],
    ]);
    // Another repository has the files, and not the commit.
    git("c", ["init", "-q"]);
    write("c/x.c", lines());
    write("c/y.c", lines({ 3: "needed" }));
    const there = sandbox.commit("c", "All at once\n", { date: "1700000000 +0000" });
    write("c/x.c", "other\n");
    sandbox.commit("c", "Other\n");
    const lacking = await ask("needs.mbox", "c");
    expect(lacking.notes).toContain(`which ${sandbox.path("c")} does not have: --base mail guesses one`);
    const guessed = await ask("needs.mbox", "c", "--base=mail", "--json");
    expect([guessed.status, (JSON.parse(guessed.text) as AppliesReport).commit]).toEqual([0, there]);
    expect(guessed.notes).toContain(`${sandbox.path("c")} has no commit ${root.slice(0, 12)} (base-commit).`);
    expect(guessed.notes).toContain("Guessed from the index lines: ");
  });

  it("of two versions in one file checks the newest that is complete, or the one that is asked for", async () => {
    const { git, write } = sandbox;
    git("v", ["init", "-q"]);
    write("v/x.c", lines());
    sandbox.commit("v", "base\n");
    const version = (number: number, word: string): string[] => {
      git("v", ["checkout", "-q", "-B", `v${number}`, "master"]);
      write("v/x.c", lines({ 5: word }));
      sandbox.commit("v", "x: Change five\n", { author: "Ann <ann@example.org>" });
      write("v/x.c", lines({ 5: word, 25: word }));
      sandbox.commit("v", "x: Change twenty-five\n", { author: "Ann <ann@example.org>" });
      const options = ["--thread", "--cover-letter", `-v${number}`, "--stdout"];
      return git("v", ["format-patch", ...options, "master"])
        .replaceAll("*** SUBJECT HERE ***", "x: Words")
        .split(/^(?=From [0-9a-f]{40} )/m)
        .map((mail) => `${mail.trimEnd()}\n\n`);
    };
    const [one, two, three] = [version(1, "one"), version(2, "two"), version(3, "three")];
    git("v", ["checkout", "-q", "master"]);
    // Of v3 a patch is missing.
    write("versions.mbox", [...one, ...two, ...three.slice(0, 2)].join(""));
    const ask = (...more: string[]) =>
      applies(sandbox.path("versions.mbox"), "--repository", sandbox.path("v"), "--json", ...more);
    const messages = ({ text }: { text: string }): unknown =>
      (JSON.parse(text) as AppliesReport).patches.map(({ message, state }) => `${message} ${state}`);
    const newest = await ask();
    expect([newest.status, messages(newest)]).toEqual([0, ["5 applies", "6 applies"]]);
    expect(newest.notes).toContain("v2 of “x: Words” is checked. v1, v3 are there, too: --version N.");
    const first = await ask("--version", "1");
    expect([first.status, messages(first)]).toEqual([0, ["2 applies", "3 applies"]]);
    const third = await ask("--version=3");
    expect(messages(third)).toEqual(["8 applies"]);
    expect(third.notes).toContain("v3 is not complete: 2 missing.");
    const none = await ask("--version=7");
    expect([none.status, none.text]).toEqual([2, ""]);
    expect(none.notes).toContain("there is no v7 of a series");
  });
});
