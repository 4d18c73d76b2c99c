import { describe, expect, it } from "vitest";
import { highlightsAt } from "../../../server/src/features/documentHighlight.js";
import { offsetOf, parsed, patchMail, replyMail, variants } from "./fixture.js";

const names = ["", "text", "read", "write"];

/** Each highlight as `kind line: words`, from the cursor just behind the beginning of `words`. */
function highlights(text: string, words: string, inside = 1): string[] | null {
  const document = parsed(text);
  const { lines } = document.model;
  const found = highlightsAt(document, offsetOf(document, words) + inside);
  return (
    found?.map(({ range, kind }) => {
      const line = lines.lineText(range.start.line);
      expect(range.end.line).toBe(range.start.line);
      return `${names[kind ?? 0]} ${range.start.line}: ${line.slice(range.start.character, range.end.character)}`;
    }) ?? null
  );
}

/** Without the line numbers. */
const wordsOf = (text: string, words: string, inside = 1): string[] | undefined =>
  highlights(text, words, inside)?.map((one) => one.replace(/ \d+:/, ""));

const code = patchMail
  .replace(" int a;", " \twidget_sum(a);")
  .replace("-int b;", "-\twidget_sum(a, b);")
  .replace("+int c;", "+\twidget_sum(a, c, my_widget_sum);")
  .replace("widget_first(void)", "widget_sum(void)")
  .replace(" - a bullet", "widget_sum() is wrong. sum is not.\n - a bullet");

describe.each(variants)("$name", ({ of }) => {
  it("a name in a hunk: everywhere in the patch, by what happens to the line", () => {
    expect(wordsOf(of(code), of("\twidget_sum(a, b)"), 3)).toEqual([
      ...new Array<string>(3).fill(of("text widget_sum")),
      of("read widget_sum"),
      of("write widget_sum"),
    ]);
    expect(wordsOf(of(code), of("widget_sum() is"))).toHaveLength(5);
    expect(wordsOf(of(code), "sum is not")).toBeUndefined();
  });
  it("a sign: the line and the one in its place", () => {
    expect(wordsOf(of(patchMail), "-int f;", 0)).toEqual(["read -int f;", "write +int g;"]);
    expect(wordsOf(of(patchMail), "+int g;", 0)).toEqual(["read -int f;", "write +int g;"]);
    expect(wordsOf(of(patchMail), "-int j;", 0)).toBeUndefined();
    // Also where a comment stands between the two.
    expect(wordsOf(of(replyMail), "> -int b;", 0)).toEqual(["read -int b;", "write +int c;"]);
  });
  it("a Message-ID, in fields and in prose", () => {
    const text = of(`${patchMail}From x Mon Mar  3 09:00:00 2025\n${replyMail}`);
    expect(wordsOf(text, "20250304101112.1234-2-ada")).toEqual(
      new Array(3).fill("text 20250304101112.1234-2-ada@example.org"),
    );
  });
  it("a commit's hash, however abbreviated", () => {
    const text = of(
      patchMail.replace("The count is", "Since 89abcde (not 89abcdf) and 89abcdef01234567 the count is"),
    );
    expect(wordsOf(text, "89abcdef0123 (")).toEqual([
      "text 89abcde",
      "text 89abcdef01234567",
      "text 89abcdef0123",
      "text 89abcdef0123",
    ]);
    expect(wordsOf(text, "1111111111aa")).toEqual(["text 1111111111aa"]);
  });
  it("a person: address and name", () => {
    const found = wordsOf(of(patchMail), "ada@example.org>\n".trim().slice(0, 15)) ?? [];
    expect(new Set(found)).toEqual(new Set([of("text Ada Example"), "text ada@example.org"]));
    expect(found).toHaveLength(4);
  });
  it("a file's path: diffstat and headers", () => {
    expect(wordsOf(of(patchMail), of("drivers/widget/old.c  |"))).toEqual(
      new Array(5).fill(of("text drivers/widget/old.c")),
    );
    expect(wordsOf(of(patchMail), of("+++ b/drivers/widget/old.c"), 8)).toHaveLength(5);
  });
});

it("an address in another case, behind letters that grow in lower case", () => {
  const text = patchMail.replace("The count is", "İİİ ADA@Example.org and no-ada@example.org: the count is");
  const document = parsed(text);
  const found = highlightsAt(document, offsetOf(document, "ada@example.org")) ?? [];
  const words = found.map(({ range }) =>
    text.slice(document.model.lines.offsetAt(range.start), document.model.lines.offsetAt(range.end)),
  );
  expect(words.filter((word) => word.includes("@"))).toEqual([
    "ada@example.org",
    "ADA@Example.org",
    "ada@example.org",
  ]);
});

it("prose is the editor's", () => {
  expect(highlights(patchMail, "The count is lost")).toBeNull();
  expect(highlights(patchMail, "2.39.2")).toBeNull();
});

it("answers no more than anybody sees, in a patch of 100,000 lines", () => {
  const long = `--- a/x\n+++ b/x\n@@ -0,0 +1,100000 @@\n${"+name name\n".repeat(100_000)}`;
  expect(highlights(long, "name")).toHaveLength(2000);
});

it("takes hostile text without a fault", () => {
  const lines = ["+".repeat(5000), `+${"a".repeat(5000)}`, "+<a@b>".repeat(500), "+\u{1F9E9}".repeat(500)];
  const text = `--- a/x\n+++ b/x\n@@ -0,0 +1,4 @@\n${lines.join("\n")}\n`;
  const document = parsed(text);
  for (let offset = 0; offset < text.length; offset += 37) highlightsAt(document, offset);
  highlightsAt(document, text.length);
});
