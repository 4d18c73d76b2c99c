import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EditableLines,
  editableLines,
  editedLines,
  type Unchanged,
} from "../../../server/src/core/editedLines.js";
import { parse } from "../../../server/src/core/parse.js";

/** A patch of several files, as git format-patch writes it; `extra` stands above the first file. */
function patch(files: number, extra = ""): string {
  const lines = [
    "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001",
    "From: Ada Example <ada@example.org>",
    "Date: Tue, 4 Mar 2025 10:11:12 +0100",
    "Subject: [PATCH] widget: keep the count",
    "Message-ID: <20250304101112.1234-2-ada@example.org>",
    "",
    "The count is lost when:",
    " - a bullet begins with a dash",
    "",
    "Signed-off-by: Ada Example <ada@example.org>",
    "---",
    ...(extra === "" ? [] : extra.split("\n")),
    ...Array.from({ length: files }, (_, index) => ` drivers/widget/w${index}.c | 4 ++--`),
    ` ${files} files changed, ${files * 2} insertions(+), ${files * 2} deletions(-)`,
    "",
  ];
  for (let file = 0; file < files; file++) {
    lines.push(
      `diff --git a/drivers/widget/w${file}.c b/drivers/widget/w${file}.c`,
      "index 1111111111aa..2222222222bb 100644",
      `--- a/drivers/widget/w${file}.c`,
      `+++ b/drivers/widget/w${file}.c`,
      "@@ -1,4 +1,4 @@ static int widget_first(void)",
      " int a;",
      "-int b;",
      "+int c;",
      " ",
      " int d;",
      "@@ -10,3 +10,3 @@ static int widget_second(void)",
      " int e;",
      "-- int f;",
      "+int g;",
      " int h;",
    );
  }
  lines.push("-- ", "2.39.2", "", "");
  return lines.join("\n");
}

const series = `${patch(5)}${patch(8)}${patch(4)}`;
const bare = patch(12).slice(patch(12).indexOf("diff --git"));
const reply = `${patch(8)}From ben@example.com Tue Mar  4 11:00:00 2025
From: Ben Example <ben@example.com>
Subject: Re: [PATCH] widget: keep the count
Message-ID: <reply@example.com>

On Tue, Mar 04, 2025 at 10:11:12AM +0100, Ada Example wrote:
> The count is lost.

So it is.
`;

const bases: Readonly<Record<string, string>> = {
  "one patch": patch(12),
  "a changed file without hunks": patch(12).replaceAll(
    /diff --git a\/drivers\/widget\/w3[^]*?(?=diff --git a\/drivers\/widget\/w4)/g,
    "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n",
  ),
  "a series in one file": series,
  "a diff without mail": bare,
  "a reply behind the patch": reply,
  "format=flowed": patch(10).replace("\n\n", "\nContent-Type: text/plain; format=flowed\n\n"),
  multipart: patch(10).replace("\n\n", '\nContent-Type: multipart/mixed; boundary="xx"\n\n--xx\n\n'),
  "quoted-printable": patch(10).replace("\n\n", "\nContent-Transfer-Encoding: quoted-printable\n\n"),
  "a dump in the log": patch(
    5,
    "BUG: unable to handle page fault\nRIP: 0010:foo+0x1/0x2\nCall Trace:\n <TASK>\n foo+0x1/0x2",
  ),
  "a range-diff": patch(
    5,
    "Range-diff against v1:\n1:  0123456789ab ! 1:  0123456789ac widget\n    @@ x\n    +y",
  ),
  CRLF: patch(12).replaceAll("\n", "\r\n"),
  astral: patch(12).replaceAll("int", "🧩nt"),
};

/** Of these a line's kind may hang on one far above it. */
const neverTaken: ReadonlySet<string> = new Set([
  "format=flowed",
  "multipart",
  "quoted-printable",
  "a dump in the log",
]);

/** What people and tests type: pieces that mean something to a scanner of mail. */
const typed = fc.constantFrom(
  ..."x| |+|-|\n|>|> |\t|=|@|@@ -1,2 +1,2 @@|diff --git a/q b/q|--- a/q|+++ b/q|-- |-- \n2.39|From |\nFrom x@example.org Tue Mar  4 11:00:00 2025\nFrom: x\n\n".split(
    "|",
  ),
  "\n+added\n",
  "\n@@ -1 +1 @@\n-a\n+b",
  "\n> quoted\n",
  "On Tue, Ada Example wrote:\n",
  "\nSigned-off-by: Ben <ben@example.com>",
  " a/b.c | 3 +++\n",
  "\r",
  "\r\n",
  "\0",
  "--xx",
  "\nDate: Tue, 4 Mar 2025 10:11:12 +0100 [thread overview]",
  "BUG: unable to handle\n[    1.0] RIP: 0010:foo+0x1/0x2\n",
  "é",
  "🧩",
  "",
);

/** A run of edits near one place, as a writer's are; `center` is in thousandths of the text. */
const runs = fc.record({
  center: fc.integer({ min: 0, max: 900 }),
  edits: fc.array(
    fc.record({
      offset: fc.integer({ min: -120, max: 120 }),
      atLineStart: fc.boolean(),
      deleted: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 120 })),
      text: typed,
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
type Run = typeof runs extends fc.Arbitrary<infer One> ? One : never;

function edited(base: string, { center, edits }: Run): { text: string; unchanged: Unchanged } {
  let text = base;
  let unchanged: Unchanged = { start: base.length, end: base.length };
  for (const edit of edits) {
    const place = Math.floor((center * base.length) / 1000) + edit.offset;
    let start = Math.min(text.length, Math.max(0, place));
    if (edit.atLineStart) start = text.lastIndexOf("\n", start) + 1;
    const end = Math.min(text.length, start + edit.deleted);
    unchanged = {
      start: Math.min(unchanged.start, start),
      end: Math.min(unchanged.end, text.length - end),
    };
    text = text.slice(0, start) + edit.text + text.slice(end);
  }
  return { text, unchanged };
}

function baseOf(text: string): EditableLines {
  const lines = editableLines(text, parse(text).document);
  if (lines === null) throw new Error("the fixture is neither mail nor diff");
  return lines;
}

function expectFullParse(quick: EditableLines): void {
  const { lines, messages } = parse(quick.text).document;
  expect(Buffer.from(quick.lines.kinds)).toEqual(Buffer.from(lines.kinds));
  expect(quick.lines.starts).toEqual(lines.starts);
  expect(quick.lines.depths).toEqual(lines.depths);
  expect(quick.lines.columns).toEqual(lines.columns);
  const places = (all: EditableLines["messages"]): unknown =>
    all.map(({ startLine0, endLine0, quotes, comments }) => [
      startLine0,
      endLine0,
      quotes.length > 0,
      comments.map((comment) => [comment.startLine0, comment.endLine0]),
    ]);
  expect(places(quick.messages)).toEqual(places(messages));
}

describe("editedLines", () => {
  for (const [name, text] of Object.entries(bases)) {
    it(`gives what a full parse gives, or nothing: ${name}`, () => {
      const base = baseOf(text);
      let taken = 0;
      fc.assert(
        fc.property(runs, runs, (run, next) => {
          const now = edited(text, run);
          const quick = editedLines(base, now.text, now.unchanged);
          if (quick === null) return;
          taken++;
          expectFullParse(quick);
          // And the lines so found are as good a base as those of a parse.
          const later = edited(now.text, next);
          const quicker = editedLines(quick, later.text, later.unchanged);
          if (quicker !== null) expectFullParse(quicker);
        }),
        { numRuns: 300 },
      );
      // Otherwise the property would hold of nothing.
      expect(taken > 0).toBe(!neverTaken.has(name));
    });
  }

  it("takes a character in a hunk, a new line in a hunk, and a word in the log", () => {
    const text = patch(12);
    const base = baseOf(text);
    const insert = (before: string, words: string): boolean => {
      const at = text.indexOf(before, text.indexOf("w2.c b/"));
      const end = text.length - at;
      return editedLines(base, text.slice(0, at) + words + text.slice(at), { start: at, end }) !== null;
    };
    expect(insert("int c;", "x")).toBe(true);
    expect(insert("int g;", "x\n+")).toBe(true);
    const log = text.indexOf("is lost");
    const words = `${text.slice(0, log)}soon ${text.slice(log)}`;
    expect(editedLines(base, words, { start: log, end: text.length - log })).not.toBeNull();
  });

  it("leaves what it cannot promise to a full parse", () => {
    const text = patch(12);
    const base = baseOf(text);
    const replaced = (at: number, end: number, words: string): unknown =>
      editedLines(base, text.slice(0, at) + words + text.slice(end), { start: at, end: text.length - end });
    const subject = text.indexOf("widget: keep");
    expect(replaced(subject, subject, "x")).toBeNull();
    const hunk = text.indexOf("+int c;", text.indexOf("w2.c b/"));
    expect(replaced(hunk, hunk, "\nFrom x@example.org Tue Mar  4 11:00:00 2025\n")).toBeNull();
    expect(replaced(hunk, hunk + 8, "prose\n\nprose\n\n")).toBeNull();
    expect(replaced(0, text.length, text)).toBeNull();
  });
});
