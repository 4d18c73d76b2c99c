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
});
