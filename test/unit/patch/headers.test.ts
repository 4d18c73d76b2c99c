import { afterAll, describe, expect, it } from "vitest";
import { deleteFile, deleteHunk, recountAll, splitHunk } from "../../../server/src/core/patch/editDiff.js";
import { reverseFile, reverseHunk } from "../../../server/src/core/patch/reverseDiff.js";
import { planEdit } from "../../../server/src/features/patchEdits.js";
import { parsed } from "../features/fixture.js";
import { createRepository, edited, read, type State } from "./repository.js";

const repository = createRepository();
afterAll(() => repository.dispose());

const rows = (count: number, mark = ""): string =>
  Array.from({ length: count }, (_, at) => `line ${at}${mark}\n`).join("");

function diffOf(before: State, after: State, args: readonly string[] = ["diff", "-M", "HEAD~"]): string {
  repository.commit(before);
  repository.commit(after);
  return repository.git(args).out;
}

const numstat = (patch: string): string => {
  const { out, errors } = repository.git(["apply", "--numstat", "-"], patch);
  return out + errors;
};

const cases: readonly (readonly [string, State, State])[] = [
  ["a line", { "a.c": "a\nb\n" }, { "a.c": "a\nc\n" }],
  ["a new file", { k: "k" }, { k: "k", "dir/a.c": "a\n" }],
  ["a new program", { k: "k" }, { k: "k", "a.sh": { content: "a\n", mode: 0o755 } }],
  ["a deleted file", { k: "k", "a.c": "a\nb\n" }, { k: "k" }],
  ["a mode", { "a.sh": "a\n" }, { "a.sh": { content: "a\n", mode: 0o755 } }],
  ["a mode and a line", { "a.sh": rows(9) }, { "a.sh": { content: rows(8), mode: 0o755 } }],
  ["a rename", { "old.c": rows(20) }, { "new/name.c": rows(20) }],
  ["a rename with a line", { "old.c": rows(20) }, { "new.c": `${rows(20)}x\n` }],
  ["no newline at the end", { "a.c": "a\nb" }, { "a.c": "a\nb\nc" }],
  ["a newline more at the end", { "a.c": "a\nb" }, { "a.c": "a\nb\n" }],
  ["a name that git quotes", { "gr\u00fc.c": "a\n" }, { "gr\u00fc.c": "b\n" }],
  ["a name with a blank", { "a b.c": "a\n" }, { "a b.c": "b\n" }],
  ["a binary file without data", { "a.bin": Buffer.from([0, 1]) }, { "a.bin": Buffer.from([0, 2]) }],
];

describe("a file's diff reversed, header and all", () => {
  it.each(cases)("%s", (_name, before, after) => {
    const text = diffOf(before, after);
    const { document, message } = read(text);
    const [file] = message.files;
    if (file === undefined) throw new Error("no file");
    const wanted = repository.git(["diff", "-M", "HEAD", "HEAD~"]).out;
    expect(edited(text, reverseFile(document.lines, message, file))).toBe(wanted);
  });

  it("says what it cannot turn around", () => {
    const binary = diffOf({ "a.bin": Buffer.from([0, 1]) }, { "a.bin": Buffer.from([0, 2]) }, [
      "diff",
      "--binary",
      "HEAD~",
    ]);
    const copy = diffOf({ "a.c": rows(20) }, { "a.c": `${rows(20)}x\n`, "b.c": rows(20) }, [
      "diff",
      "-C",
      "HEAD~",
    ]);
    for (const [text, index] of [
      [binary, 0],
      [copy, 1],
    ] as const) {
      const { document, message } = read(text);
      const file = message.files[index];
      if (file === undefined) throw new Error("no file");
      expect(reverseFile(document.lines, message, file)).toEqual({
        refused: expect.stringMatching(/cannot be turned around/),
      });
    }
  });

  it("turns a new file's only hunk with its header", () => {
    const text = diffOf({ k: "k" }, { k: "k", "a.c": "a\nb\n" });
    const { document, message } = read(text);
    const [file] = message.files;
    const [hunk] = file?.hunks ?? [];
    if (!file || !hunk) throw new Error("no hunk");
    expect(edited(text, reverseHunk(document.lines, message, file, hunk))).toBe(
      repository.git(["diff", "HEAD", "HEAD~"]).out,
    );
  });
});

describe("the last hunk of a file deleted", () => {
  it("leaves a rename and a mode as git writes them without lines", () => {
    const before: State = { "old.c": rows(20), "run.sh": rows(9), "z.c": "z\n" };
    const after: State = {
      "new.c": `${rows(20)}x\n`,
      "run.sh": { content: rows(8), mode: 0o755 },
      "z.c": "y\n",
    };
    let text = diffOf(before, after);
    for (const path of ["new.c", "run.sh"]) {
      const { document, message } = read(text);
      const file = message.files.find((one) => one.path === path);
      const [hunk] = file?.hunks ?? [];
      if (!file || !hunk) throw new Error("no hunk");
      text = edited(text, deleteHunk(document.lines, message, file, hunk));
    }
    expect(numstat(text)).toBe("0\t0\tnew.c\n0\t0\trun.sh\n1\t1\tz.c\n");
    expect(repository.git(["apply", "--check", "-R", "-"], "").status).not.toBe(-1);
    repository.git(["read-tree", "HEAD~"]);
    expect(repository.git(["apply", "--cached", "-"], text).errors).toBe("");
  });

  it("takes the file along, but never the last file", () => {
    const text = diffOf({ "a.c": "a\n", "b.c": "b\n" }, { "a.c": "A\n", "b.c": "B\n" });
    const { document, message } = read(text);
    const [file] = message.files;
    const [hunk] = file?.hunks ?? [];
    if (!file || !hunk) throw new Error("no hunk");
    const rest = edited(text, deleteHunk(document.lines, message, file, hunk));
    expect(numstat(rest)).toBe("1\t1\tb.c\n");
    const last = read(rest);
    const only = last.message.files[0];
    if (!only) throw new Error("no file");
    expect(deleteFile(last.document.lines, last.message, only)).toEqual({
      refused: expect.stringContaining("nothing would be left"),
    });
  });
});

describe("what cannot be understood stays as it is", () => {
  const text = diffOf({ "a.c": rows(40) }, { "a.c": `x\n${rows(40).replace("line 30\n", "")}` });
  const inHunk = text.indexOf(" line 1\n");

  it("a line without a mark between lines of a hunk", () => {
    const wrong = `${text.slice(0, inHunk)}without a mark\n${text.slice(inHunk)}`;
    const { document, message } = read(wrong);
    const refused = { refused: expect.stringContaining("begins with neither") };
    expect(recountAll(document.lines, message)).toEqual(refused);
    const [file] = message.files;
    const [hunk] = file?.hunks ?? [];
    if (!file || !hunk) throw new Error("no hunk");
    expect(deleteHunk(document.lines, message, file, hunk)).toEqual(refused);
    expect(splitHunk(document.lines, message, file, hunk, hunk.startLine0 + 2)).toEqual(refused);
    expect(reverseFile(document.lines, message, file)).toEqual(refused);
  });

  it("quoted text", () => {
    const quoted = `From: A <a@example.org>\nSubject: Re: x\n\nOn Monday, Bo wrote:\n${text.replace(/^/gm, "> ")}`;
    const document = parsed(quoted);
    const message = document.model.messages[0];
    if (!message) throw new Error("no message");
    expect(planEdit(document, message, 9, "deleteHunk")).toEqual({
      refused: "This is quoted text: it stays as it was written.",
    });
    for (const edit of ["recountPatch", "refreshDiffstat", "deleteFile"] as const)
      expect(planEdit(document, message, 1, edit)).toHaveProperty("refused");
  });

  it("a split without context says why", () => {
    const { document, message } = read(text);
    const [file] = message.files;
    const [hunk] = file?.hunks ?? [];
    if (!file || !hunk) throw new Error("no hunk");
    const split = (line0: number) => splitHunk(document.lines, message, file, hunk, line0);
    expect(split(hunk.startLine0)).toEqual({ refused: expect.stringContaining("two lines of context") });
    expect(split(hunk.endLine0 - 1)).toEqual({
      refused: expect.stringContaining("Nothing is changed below"),
    });
  });

  it("a signature below the last hunk is not its line, a removed `- ` is", () => {
    const mail = `From: A <a@example.org>\nSubject: [PATCH] x\n\nlog\n---\n${text}-- \n2.39.5\n\n`;
    const typed = mail.replace(" line 32\n", " line 32\n+more\n");
    const { document, message } = read(typed);
    const now = edited(typed, recountAll(document.lines, message));
    expect(numstat(now)).toBe("2\t1\ta.c\n");
    const dash = mail.replace(" line 32\n", "-- \n line 32\n");
    const other = read(dash);
    expect(numstat(edited(dash, recountAll(other.document.lines, other.message)))).toBe("1\t2\ta.c\n");
  });
});
