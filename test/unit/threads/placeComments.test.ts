import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import type { MessageFacts, ReviewComment } from "../../../server/src/threads/facts.js";
import { placeComments } from "../../../server/src/threads/placeComments.js";
import { factsOfText } from "./factsOfText.js";

/** A patch that git made, and the files on both of its sides: the other opinion on every line number. */
interface Made {
  readonly patch: string;
  readonly facts: MessageFacts;
  /** Line of a file, 1-based. */
  fileLine(side: "old" | "new", path: string, line: number): string | undefined;
}

let folder = "";
let made: Made;

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=Anna Berg", "-c", "user.email=anna@example.org", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" },
  });

/** 120 lines like C, many of them alike. */
function source(name: string): string[] {
  return Array.from({ length: 120 }, (_, at) =>
    at % 6 === 5
      ? "}"
      : at % 6 === 0
        ? `int ${name}_${at}(void)`
        : at % 6 === 1
          ? "{"
          : `\tcall_${name}(${at}, lock);`,
  );
}

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-comments-"));
  git("init", "--quiet");
  fs.mkdirSync(path.join(folder, "drivers"));
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  for (const name of ["drivers/one.c", "drivers/two.c"]) {
    const lines = source(path.basename(name, ".c"));
    before.set(name, lines);
    fs.writeFileSync(path.join(folder, name), `${lines.join("\n")}\n`);
  }
  git("add", "-A");
  git("commit", "-qm", "first");
  for (const [name, lines] of before) {
    const changed = lines.flatMap((line, at) =>
      at % 30 === 8
        ? ["\tmutex_lock(&lock);", line, "\tif (!lock)", "\t\treturn;"]
        : at % 40 === 15
          ? []
          : [line],
    );
    after.set(name, changed);
    fs.writeFileSync(path.join(folder, name), `${changed.join("\n")}\n`);
  }
  git("commit", "-qam", "lock: free it");
  const patch = git("format-patch", "-1", "--stdout").replace(
    "\nSubject:",
    "\nMessage-ID: <p@example.org>\nSubject:",
  );
  made = {
    patch,
    facts: factsOfText(patch),
    fileLine: (side, name, line) => (side === "old" ? before : after).get(name)?.[line - 1],
  };
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Diff lines of the patch's message, counted from its header. */
function diffLines(): { line0: number; text: string }[] {
  const { document } = parse(made.patch);
  const first = document.messages[0]?.header.startLine0 ?? 0;
  const lines = made.patch.split("\n").slice(first);
  const from = lines.findIndex((line) => line.startsWith("diff --git"));
  const end = lines.lastIndexOf("-- ");
  return lines.slice(from, end).map((text, at) => ({ line0: from + at, text }));
}

const head =
  "From: Bo Lind <bo@example.org>\nSubject: Re: [PATCH] lock: free it\nMessage-ID: <r@example.org>\nIn-Reply-To: <p@example.org>\n\nOn Mon, Anna Berg wrote:\n";

function placed(body: string): readonly ReviewComment[] {
  const { comments, quoted } = factsOfText(head + body);
  return placeComments(comments, quoted, made.facts.anchor ? [made.facts.anchor] : []);
}

const isHunkLine = (text: string): boolean => /^[ +-]/.test(text) && !/^(?:---|\+\+\+) /.test(text);

/** What is placed must be the quoted line, in the mail and in the file as git has it. */
function expectTrue(comment: ReviewComment | undefined, quoted: { line0: number; text: string }): void {
  const place = comment?.place;
  expect(place, quoted.text).not.toBeNull();
  if (!place) return;
  expect(place.messageId).toBe("p@example.org");
  expect(place.patchLine0).toBe(quoted.line0);
  if (!isHunkLine(quoted.text)) {
    expect(place.fileLine).toBeNull();
    return;
  }
  expect(place.side).toBe(quoted.text.startsWith("-") ? "old" : "new");
  expect(made.fileLine(place.side, place.path, place.fileLine ?? -1)).toBe(quoted.text.slice(1));
}

describe("comments below a patch that git made", () => {
  it("are placed by the hunk's numbers where the quote is whole, below each line", () => {
    const lines = diffLines();
    expect(lines.length).toBeGreaterThan(60);
    for (const [at, line] of lines.entries()) {
      if (line.text.trim() === "") continue;
      const comments = placed(
        `${lines
          .slice(0, at + 1)
          .map(({ text }) => `> ${text}\n`)
          .join("")}\nWhy is this so?\n`,
      );
      expect(comments).toHaveLength(1);
      expectTrue(comments[0], line);
      if (isHunkLine(line.text)) expect(comments[0]?.place?.isExact).toBe(true);
    }
  });

  it("have their answers where they stand, and the answers to those, whatever prose is between", () => {
    const lines = diffLines().filter(({ text }) => text.trim() !== "");
    for (const [at, line] of lines.entries()) {
      if (!isHunkLine(line.text)) continue;
      const quote = (mark: string): string =>
        lines
          .slice(0, at + 1)
          .map(({ text }) => `${mark}${text}\n`)
          .join("");
      const answer = placed(
        `> On Mon, Anna Berg wrote:\n${quote("> > ")}>\n> Why is this so?\n> It need not be.\n\nYes, it must.\n`,
      );
      expect(answer).toHaveLength(1);
      expectTrue(answer[0], line);
      const third = placed(
        `> On Mon, Bo Lind wrote:\n> > On Mon, Anna Berg wrote:\n${quote("> > > ")}> >\n> > Why is this so?\n>\n> It must.\n> So it stays.\n\nThen fine, but say so in the log.\n`,
      );
      expect(third).toHaveLength(1);
      expectTrue(third[0], line);
    }
  });

  it("are not placed by a diff of other mail, nor below a quote of prose", () => {
    const [line] = diffLines().filter(({ text }) => text.startsWith("+\t"));
    for (const body of [
      `> > ${line?.text}\n> On Tue, 5 Mar 2024, Cy Dahl wrote:\n> > Well.\n> Why is this so?\n\nIt must.\n`,
      `> ${line?.text}\n> Why is this so?\n\nIt must.\n`,
      "> > All is well in here.\n> Why is this so?\n\nIt must.\n",
    ]) {
      const [answer] = placed(body);
      expect(answer?.place ?? null, body).toBeNull();
    }
  });

  it("are placed by their own quote to the same line where the patch is not at hand", () => {
    const lines = diffLines();
    for (const [at, line] of lines.entries()) {
      if (!isHunkLine(line.text)) continue;
      const body = `${lines
        .slice(0, at + 1)
        .map(({ text }) => `> ${text}\n`)
        .join("")}\nWhy is this so?\n`;
      const place = factsOfText(head + body).comments[0]?.place;
      expect(place?.messageId).toBe("");
      expect(place?.patchLine0).toBeNull();
      expect(place && made.fileLine(place.side, place.path, place.fileLine ?? -1)).toBe(line.text.slice(1));
    }
  });

  it.each([
    [
      "many comments in one reply",
      (text: string, at: number) => `> ${text}\n${at % 7 === 6 ? "\nWhy is this so?\n\n" : ""}`,
    ],
    [
      "tabs made blanks",
      (text: string, at: number) =>
        `> ${text.replaceAll("\t", "        ")}\n${at % 7 === 6 ? "\nWhy is this so?\n\n" : ""}`,
    ],
    [
      "no blank behind the mark",
      (text: string, at: number) => `>${text}\n${at % 7 === 6 ? "\nWhy is this so?\n\n" : ""}`,
    ],
    [
      "a quote of a quote",
      (text: string, at: number) => `> > ${text}\n${at % 7 === 6 ? "\nWhy is this so?\n\n" : ""}`,
    ],
    [
      "CRLF",
      (text: string, at: number) => `> ${text}\r\n${at % 7 === 6 ? "\r\nWhy is this so?\r\n\r\n" : ""}`,
    ],
  ])("are placed: %s", (_, write) => {
    const lines = diffLines();
    const comments = placed(lines.map(({ text }, at) => write(text, at)).join(""));
    const asked = lines.filter((__, at) => at % 7 === 6);
    expect(comments).toHaveLength(asked.length);
    for (const [at, line] of asked.entries()) expectTrue(comments[at], line);
  });

  it("are placed by content where headers and lines are left out", () => {
    const lines = diffLines();
    for (let at = 10; at < lines.length; at++) {
      const line = lines[at];
      if (line === undefined || !/^[+-]\t\S/.test(line.text)) continue;
      const from = Math.max(0, at - 3);
      const quote = lines.slice(from, at + 1).filter(({ text }) => isHunkLine(text));
      const [comment] = placed(
        `[...]\n${quote.map(({ text }) => `> ${text}\n`).join("")}\nWhy is this so?\n`,
      );
      // Both files have lines alike: it must be one that says the same.
      const place = comment?.place;
      expect(place && made.fileLine(place.side, place.path, place.fileLine ?? -1)).toBe(line.text.slice(1));
    }
  });

  it("are placed where a mailer has broken the quoted line", () => {
    const line = diffLines().find(({ text }) => text.startsWith(" \tcall_two("));
    expect(line).toBeDefined();
    if (line === undefined) return;
    const [first = "", second = ""] = line.text.split(", ");
    const [comment] = placed(`> ${first},\n> ${second}\n\nWhy is this so?\n`);
    expectTrue(comment, line);
  });

  it("tell why they are not placed", () => {
    const [prose] = placed("> Free the lock, since nobody else does.\n\nWhy is this so?\n");
    expect(prose).toMatchObject({ place: null, unplaced: "notDiff" });
    const [edited] = placed("> +\tnobody_wrote(this);\n\nWhy is this so?\n");
    expect(edited).toMatchObject({ place: null, unplaced: "notInPatch" });
    const [unknown] = factsOfText(`${head}> +\tnobody_wrote(this);\n\nWhy is this so?\n`).comments;
    expect(unknown).toMatchObject({ place: null, unplaced: "noHeader" });
  });

  it("are none where the writer only trims, thanks, or begins without a quote", () => {
    const quote = diffLines()
      .slice(0, 12)
      .map(({ text }) => `> ${text}\n`)
      .join("");
    expect(placed(`${quote}[...]\n${quote}\nThanks,\nBo\n`)).toEqual([]);
    expect(factsOfText("From: Bo <bo@example.org>\nSubject: Re: x\n\nHello there.\n").comments).toEqual([]);
  });

  it("take the patch of the message that is answered, and that above for what it quotes", () => {
    const above = made.facts.anchor;
    const other = factsOfText(
      "From: Bo <bo@example.org>\nSubject: [PATCH] x\nMessage-ID: <o@example.org>\n\nX.\n---\ndiff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n one\n-two\n+three_is_new();\n",
    ).anchor;
    if (above === null || other === null) throw new Error("no anchor");
    const quote = diffLines()
      .slice(0, 12)
      .map(({ text }) => `> > ${text}\n`)
      .join("");
    const { comments, quoted } = factsOfText(`${head}${quote}\nWhy?\n\n> +three_is_new();\n\nIs it?\n`);
    const found = placeComments(comments, quoted, [other, above]);
    expect(found.map(({ place }) => place?.messageId)).toEqual(["p@example.org", "o@example.org"]);
  });
});

describe("hostile mail", () => {
  it("is read in bounded work", () => {
    const same = `> +\tsame();\n\nWhy?\n\n`.repeat(5000);
    const patch = `From: A <a@example.org>\nSubject: [PATCH] x\nMessage-ID: <p@example.org>\n\nX.\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,100000 @@\n${"+\tsame();\n".repeat(100_000)}`;
    const { anchor } = factsOfText(patch);
    const { comments, quoted } = factsOfText(head + same);
    expect(comments.length).toBeLessThanOrEqual(500);
    const found = placeComments(comments, quoted, anchor ? [anchor] : []);
    expect(found.every(({ place }) => place?.path === "x")).toBe(true);
  });
});
