import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaves } from "../../../server/src/core/lookup.js";
import { LineKind } from "../../../server/src/core/model.js";
import { diagnose } from "../../../server/src/diagnostics/diagnose.js";
import { documentSymbols } from "../../../server/src/features/documentSymbol.js";
import type { GitFacts, ParsedDocument } from "../../../server/src/features/feature.js";
import { foldsOf } from "../../../server/src/features/folds.js";
import { hover } from "../../../server/src/features/hover.js";
import { semanticTokenData } from "../../../server/src/features/semanticTokens.js";
import { semanticTokenTypes } from "../../../server/src/features/semanticTokensLegend.js";
import { context, lineOf, noGit, offsetOf, parsed, placedTokens } from "./fixture.js";
import { faults } from "./invariants.js";

/** What git has written, of one repository with two versions of a series. */
interface Written {
  /** Cover letter with `--interdiff` and `--range-diff`. */
  readonly cover: string;
  /** The second patch alone, with a range-diff, and with an interdiff. */
  readonly withRangeDiff: string;
  readonly withInterdiff: string;
  /** What `git range-diff` and `git diff` print of the two versions. */
  readonly rangeDiff: string;
  readonly interdiff: string;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-range-diff-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
let written: Written;

const person = { NAME: "Ada Example", EMAIL: "ada@example.org", DATE: "1741000000 +0100" };
const env = {
  PATH: process.env["PATH"],
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C",
  ...Object.fromEntries(
    Object.entries(person).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]),
  ),
};

function git(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8", env });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Changes a line of the file, with a line of code that begins with a sign, and commits. */
function commit(line: number, to: string, message: string): void {
  const file = path.join(folder, "core.c");
  const lines = fs.readFileSync(file, "utf8").split("\n");
  lines[line] = to;
  fs.writeFileSync(file, lines.join("\n"));
  git("commit", "-qam", message);
}

/** Enough that git takes both versions of the patch for one. */
const kept = Array.from({ length: 12 }, (_, at) => `\n\tkept(${at});`).join("");

beforeAll(() => {
  git("init", "-q", "-b", "main");
  fs.writeFileSync(
    path.join(folder, "core.c"),
    Array.from({ length: 400 }, (_, at) => `int line_${at};`).join("\n"),
  );
  fs.writeFileSync(path.join(folder, "new.c"), "a\nb\n");
  git("add", ".");
  git("commit", "-qm", "base");
  git("checkout", "-qb", "v1");
  // Ten patches and more: numbers are padded.
  for (let at = 0; at < 10; at++) commit(10 + at * 12, `\tchanged(${at});`, `core: change ${at}`);
  commit(200, `int thirty;\n\n\tint x;\n-- y;${kept}`, "core: thirty\n\nBody line one.\nBody two.");
  commit(300, "int fifty;", "core: fifty");
  git("checkout", "-qb", "v2", "v1~2");
  commit(
    200,
    `int thirty_two;\n\n\tint y;\n-- z;${kept}`,
    "core: thirty\n\nBody line one changed.\nBody two.",
  );
  fs.appendFileSync(path.join(folder, "new.c"), "c\n");
  git("commit", "-qam", "new: c");
  const series = (...args: readonly string[]): string => {
    git("format-patch", "-q", "-v2", "-o", "out", ...args);
    const [name = ""] = fs.readdirSync(path.join(folder, "out")).sort();
    const text = fs.readFileSync(path.join(folder, "out", name), "utf8");
    fs.rmSync(path.join(folder, "out"), { recursive: true });
    return text;
  };
  written = {
    cover: series("--cover-letter", "--interdiff=v1", "--range-diff=main..v1", "main..v2"),
    withRangeDiff: series("--range-diff=main..v1", "-1", "v2~1"),
    withInterdiff: series("--interdiff=v1~1", "-1", "v2~1"),
    rangeDiff: git("range-diff", "--no-color", "main..v1", "main..v2"),
    interdiff: git("diff", "v1", "v2"),
  };
});

/** The lines that we take for part of a block, without quote marks, one below the other. */
function blockText({ model: { lines } }: ParsedDocument): string {
  const found: string[] = [];
  for (let line0 = 0; line0 < lines.count; line0++)
    if (lines.kind(line0) === LineKind.rangeDiff) found.push(`${lines.content(line0)}\n`);
  return found.join("");
}

const quoted = (text: string, depth: number): string =>
  `From: Ben Example <ben@example.com>\nSubject: Re: [PATCH v2 0/3] core\n\nOn Monday, Ada Example wrote:\n${text
    .slice(text.indexOf("\n\n") + 2)
    .trimEnd()
    .split("\n")
    .map((line) => `${"> ".repeat(depth).trimEnd()} ${line}`.trimEnd())
    .join("\n")}\n\nNice.\n`;

const headings = ["Interdiff against v1:\n", "Range-diff against v1:\n"] as const;
const forms: readonly { readonly name: string; readonly of: (text: string) => string }[] = [
  { name: "as git writes it", of: (text) => text },
  { name: "with CRLF", of: (text) => text.replaceAll("\n", "\r\n") },
  { name: "without blanks at line ends", of: (text) => text.replace(/[ \t]+$/gm, "") },
  { name: "quoted", of: (text) => quoted(text, 1) },
  { name: "quoted three deep", of: (text) => quoted(text, 3) },
];

describe.each(forms)("$name", ({ of }) => {
  it("a cover letter's blocks are all that git printed, and no patch", () => {
    const document = parsed(of(written.cover));
    const [message] = document.model.messages;
    const all = headings[0] + written.interdiff + headings[1] + written.rangeDiff;
    expect(blockText(document).replace(/[ \t]+$/gm, "")).toBe(all.replace(/[ \t]+$/gm, ""));
    expect(message?.files).toEqual([]);
    expect(["cover", "reply"]).toContain(message?.role);
    expect(message?.diffstats).toHaveLength(1);
    // Nobody has filled in git's cover letter.
    expect([...new Set(diagnose(document).map(({ code }) => code))]).toEqual(
      message?.role === "cover" ? ["log.editme"] : [],
    );
    expect(faults(document)).toEqual([]);
    let at = 0;
    for (const leaf of leaves(document.model)) {
      expect(leaf.span.start).toBe(at);
      at = leaf.span.end;
    }
    expect(at).toBe(document.text.length);
  });

  it("a patch has its own files beside the block", () => {
    for (const text of [written.withRangeDiff, written.withInterdiff]) {
      const document = parsed(of(text));
      const [message] = document.model.messages;
      expect(
        message?.files.map(({ path: name, additions, deletions }) => [name, additions, deletions]),
      ).toEqual([["core.c", 16, 1]]);
      expect(message?.diffstats.map(({ rows }) => rows.length)).toEqual([1]);
      expect(diagnose(document).map(({ code }) => code)).toEqual(
        message?.role === "patch" ? ["trailer.missing-signoff"] : [],
      );
    }
    const interdiff = git("diff", "v1~1", "v2~1").trimEnd().split("\n");
    expect(blockText(parsed(of(written.withInterdiff))).replace(/[ \t]+$/gm, "")).toBe(
      `${headings[0]}${interdiff.map((line) => `  ${line}`.trimEnd()).join("\n")}\n`,
    );
  });

  it("folds each block and each changed pair, and lists them", () => {
    const document = parsed(of(written.cover));
    const { lines } = document.model;
    const texts = foldsOf(document)
      .filter(({ subject }) => subject === "rangeDiff" || subject === "rangeDiffPair")
      .map(({ startLine0, lastLine0 }) => [
        lines.content(startLine0).trim().slice(0, 12),
        lines.content(lastLine0).trim().slice(0, 12),
      ]);
    expect(texts).toEqual([
      ["Interdiff ag", "+c"],
      ["Range-diff a", "-:  ------- "],
      [expect.stringMatching(/^11: {2}/), "+\tkept(2);"],
    ]);
    const find = (symbols: ReturnType<typeof documentSymbols>): typeof symbols =>
      symbols.flatMap((one) => [one, ...find(one.children ?? [])]);
    const names = find(documentSymbols(document)).map(({ name, detail }) => `${name}: ${detail ?? ""}`);
    expect(names.filter((name) => /^(?:Interdiff|Range-diff) against/.test(name))).toEqual([
      expect.stringMatching(/^Interdiff against v1: (?:quoted)?$/),
      expect.stringMatching(/^Range-diff against v1: (?:quoted )?3 of 13 changed$/),
    ]);
    expect(names).toContain("core: fifty: dropped");
    expect(names).toContain("new: c: new");
    expect(names).toContain("core: thirty: changed");
    expect(names).toContain("core: change 9: unchanged");
  });
});

describe("pasted output of git range-diff", () => {
  const mail = (text: string): string =>
    `From: Ada Example <ada@example.org>\nSubject: Re: [PATCH v2 0/3] core\n\nWhat has changed:\n\n${text}\nThanks,\nAda\n`;
  it("needs no heading", () => {
    const document = parsed(mail(written.rangeDiff));
    expect(blockText(document)).toBe(written.rangeDiff);
    expect(documentSymbols(document)[0]?.children?.map(({ name }) => name)).toContain("Range-diff");
  });
  it("may stand a column in, as GitGitGadget writes it", () => {
    const indented = written.rangeDiff.replace(/^/gm, " ").trimEnd();
    const document = parsed(mail(`Range-diff vs v1:\n\n${indented}\n\n`));
    expect(blockText(document)).toBe(`Range-diff vs v1:\n\n${indented}\n`);
  });
  it("an interdiff flush left is one in a cover letter alone: elsewhere it is a diff that somebody sends", () => {
    const text = mail(`Interdiff:\n\n${written.interdiff}\n`);
    expect(parsed(text).model.messages[0]?.files).toEqual([]);
    const reply = parsed(text.replace("0/3", "1/3"));
    expect(reply.model.messages[0]?.files.map(({ path: name }) => name)).toEqual(["core.c", "new.c"]);
    expect(blockText(reply)).toBe("");
  });
  it("does not take prose, lists and code for rows", () => {
    const text = "1: first\n2:  abcdef0 = 3\n - a list\n    int x;\n    +y\n-: -- > x\n";
    expect(blockText(parsed(mail(text)))).toBe("");
  });
});

it("colours rows and both signs of the diff of diffs", () => {
  const document = parsed(written.cover);
  const tokens = tokensOf(document);
  const row = lineOf(document, "! 11:");
  expect(tokens.get(row)?.map(([, type]) => type)).toEqual([
    "DiffMeta",
    "Hash",
    "DiffHunk",
    "DiffMeta",
    "Hash",
    "DiffSection",
  ]);
  expect(tokens.get(lineOf(document, "> 12:"))?.map(([text]) => text.trim())).toEqual([
    "-:",
    "-------",
    ">",
    "12:",
    expect.stringMatching(/^[0-9a-f]{7}$/),
    "new: c",
  ]);
  const line = (words: string): readonly (readonly [string, string])[] | undefined =>
    tokens.get(lineOf(document, words));
  // What the old version alone has is another colour than what the new one has, whatever the patches do there.
  expect(line("    ++int thirty_two;")).toEqual([["++int thirty_two;", "DiffAdded"]]);
  expect(line("    -+int thirty;")).toEqual([["-+int thirty;", "DiffRemoved"]]);
  expect(line("     -int line_200;")).toEqual([
    ["-", "DiffRemoved"],
    ["int line_200;", "DiffContext"],
  ]);
  expect(line("    @@ Metadata")).toEqual([["@@ Metadata", "DiffHunk"]]);
  // The interdiff, flush left.
  expect(line("-int thirty;")).toEqual([["-int thirty;", "DiffRemoved"]]);
  expect(line("+int thirty_two;")).toEqual([["+int thirty_two;", "DiffAdded"]]);
});

it("a hash of a row is looked up", async () => {
  const document = parsed(written.cover);
  const asked: string[] = [];
  const facts: GitFacts = {
    ...noGit,
    commit: async (_uri, hash) => {
      asked.push(hash);
      return { notFound: "No such commit." };
    },
  };
  const offset = offsetOf(document, " ! 11:  ") - 3;
  const position = document.model.lines.positionAt(offset);
  await hover.handle(document, { textDocument: { uri: document.uri }, position }, { ...context, git: facts });
  expect(asked).toEqual([document.text.slice(offset - 4, offset + 3)]);
});

/** Of each line its tokens: text, and type without `patchMail`. */
function tokensOf(document: ParsedDocument): Map<number, (readonly [string, string])[]> {
  const data = semanticTokenData(document, { hunkTokens: "markers" }) ?? [];
  const found = new Map<number, (readonly [string, string])[]>();
  for (const { line0, column, length, type } of placedTokens(data)) {
    const start = document.model.lines.start(line0) + column;
    const list = found.get(line0) ?? [];
    list.push([
      document.text.slice(start, start + length),
      (semanticTokenTypes[type] ?? "").replace("patchMail", ""),
    ]);
    found.set(line0, list);
  }
  return found;
}
