import { describe, expect, it } from "vitest";
import { LineKind } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";
import { exactDiff } from "../../../server/src/core/patch/exactDiff.js";
import { plainDiff } from "../../../server/src/core/patch/plainDiff.js";

const long = "+\terr = widget_count_all(widget, index, 12345, GFP_KERNEL,";

/** A reply that quotes a hunk at that depth, with `rest` as a line of its own below its long line. */
function reply(rest: string, mark = "> ", header = ""): ReturnType<typeof parse>["document"] {
  const hunk = ["@@ -1,2 +1,3 @@", " \tint a;", long, rest, "+\tint b;", "-\tint c;", " \tint d;"];
  const lines = hunk.map((line) => (line === rest ? line : `${mark}${line}`)).join("\n");
  const names = `${mark}--- a/x.c\n${mark}+++ b/x.c\n`;
  return parse(
    `${header}From: Ben <b@example.com>\nSubject: Re: x\n\nOn Monday, Ada wrote:\n${names}${lines}\n\nFine.\n`,
  ).document;
}

describe("the rest of a quoted line that a mailer has wrapped", () => {
  it.each([
    "some_more_words);",
    "the_very_first, the_second);",
    "> some_more_words);",
    "> words_without_any_sign",
    "> and_so_on + 1);",
    'of_a_string", 1);',
    "of_a_comment_here */",
  ])("%s", (rest) => {
    const document = reply(rest);
    const { lines } = document;
    const line0 = lines.lineAt(document.messages[0]?.files[0]?.hunks[0]?.span.start ?? 0) + 3;
    expect(lines.lineText(line0)).toBe(rest);
    expect([lines.kind(line0), lines.depth(line0)]).toEqual([LineKind.wrapped, 1]);
    expect(lines.content(line0)).toBe(rest.replace("> ", ""));
    const hunk = document.messages[0]?.files[0]?.hunks[0];
    expect(hunk).toMatchObject({ additions: 2, deletions: 1, missingLines: 0, corruptLine0: null });
    expect(
      document.messages[0]?.comments.map(({ span }) => lines.text.slice(span.start, span.end).trim()),
    ).toEqual(["Fine."]);
  });

  it.each([
    "Unnecessary, since it is zero?",
    "unnecessary_words here",
    "nit: kzalloc_something(dev) is enough",
    "s/widget_count_all/widget_count/",
    "kzalloc_something_else(dev, GFP)",
    "Documentation/process/submitting-patches.rst says otherwise",
    "This_is_a_sentence.",
  ])("a comment stays a comment: %s", (rest) => {
    const document = reply(rest);
    const { lines } = document;
    expect(
      document.messages[0]?.comments.map(({ span }) => lines.text.slice(span.start, span.end).trim()),
    ).toEqual([rest, "Fine."]);
  });

  it("is none below a short line, where the word would have had room", () => {
    const document = reply("x);");
    expect(document.messages[0]?.comments).toHaveLength(2);
  });

  it("is joined for reading, and left for git to refuse", () => {
    const head = "diff --git a/some_folder/file.c";
    const text = `From: Ben <b@example.com>\nSubject: Re: x\n\nOn Monday, Ada wrote:\n> ${head}\nb/some_folder/file.c\n> --- a/some_folder/file.c\n> +++ b/some_folder/file.c\n> @@ -1 +1,2 @@\n> ${long}\n12);\n>  int a;\n\nFine.\n`;
    const { lines, messages } = parse(text.replace("\n12);", "\nand_twelve_more);")).document;
    const [file] = messages[0]?.files ?? [];
    if (!file) throw new Error("no file");
    const names = `${head} b/some_folder/file.c\n--- a/some_folder/file.c\n+++ b/some_folder/file.c\n`;
    expect(plainDiff(lines, file)).toBe(`${names}@@ -1,1 +1,2 @@\n${long} and_twelve_more);\n int a;\n`);
    const exact = exactDiff(lines, file);
    expect(exact.startsWith(names)).toBe(true);
    expect(exact).toContain("\nand_twelve_more);\n");
  });
});
