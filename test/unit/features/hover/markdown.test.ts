import { describe, expect, it } from "vitest";
import { code, link, list, paragraph, strong, text } from "../../../../server/src/features/hover/content.js";
import {
  codeSpan,
  escapeMarkdown,
  isPlainUrl,
  markdownLink,
  renderMarkdown,
} from "../../../../server/src/features/hover/markdown.js";
import { renderPlain } from "../../../../server/src/features/hover/plain.js";
import { makeVisible } from "../../../../server/src/features/hover/visible.js";

describe("escapeMarkdown", () => {
  it.each([
    ["plain words, (in brackets). Done!", "plain words, (in brackets). Done!"],
    ["[click](https://evil.example)", "\\[click\\](https:/\\/evil.example)"],
    ["![x](command:evil)", "!\\[x\\](command:evil)"],
    ["<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)\\>"],
    ["a &lt; b", "a \\&lt; b"],
    ["*a* _b_ ~~c~~ `d`", "\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\`d\\`"],
    ["# heading", "\\# heading"],
    ["- item", "\\- item"],
    ["+ item", "\\+ item"],
    ["=====", "\\====="],
    ["1. item", "1\\. item"],
    ["12) item", "12\\) item"],
    ["a | b", "a \\| b"],
    ["$(gear) icon", "\\$(gear) icon"],
    ["back\\slash", "back\\\\slash"],
    ["www.example.org", "www\\.example.org"],
    ["jane@example.org", "jane\\@example.org"],
    ["mailto:jane", "mailto\\:jane"],
    ["one\n\n# two\r\n    three", "one # two three"],
    ["    indented", "indented"],
    ["a\u202Eb", "a‹U+202E›b"],
    ["fork: Grüße 😀", "fork: Grüße 😀"],
  ])("%j", (words, expected) => {
    expect(escapeMarkdown(words)).toBe(expected);
  });
});

describe("codeSpan", () => {
  it.each([
    ["abc", "`abc`"],
    ["a`b", "``a`b``"],
    ["`a``b`", "``` `a``b` ```"],
    ["a\nb", "`a b`"],
    ["", ""],
    ["<b>\u200b", "`<b>‹U+200B›`"],
  ])("%j", (words, expected) => {
    expect(codeSpan(words)).toBe(expected);
  });
});

describe("makeVisible", () => {
  it.each([
    ["\u0007bell", "‹U+0007›bell"],
    ["a\u2066b\u2069", "a‹U+2066›b‹U+2069›"],
    ["a\ufeffb", "a‹U+FEFF›b"],
    ["\ud800x", "‹U+D800›x"],
    ["\u{e0041}", "‹U+E0041›"],
    ["a\u2028b\u00a0c", "a b c"],
    ["x".repeat(2000), `${"x".repeat(1000)}…`],
    [`${"x".repeat(999)}😀y`, `${"x".repeat(999)}…`],
  ])("%j", (words, expected) => {
    expect(makeVisible(words)).toBe(expected);
  });
});

describe("links", () => {
  it.each([
    ["https://lore.kernel.org/all/1@x/", true],
    ["http://example.org", true],
    ["https://example.org/a b", false],
    ["https://example.org/a)b", false],
    ["https://example.org/<x>", false],
    ["javascript:alert(1)", false],
    ["command:workbench.action.quit", false],
    ["https://example.org/\u202e", false],
    ["https://", false],
  ])("%s: %s", (url, expected) => {
    expect(isPlainUrl(url)).toBe(expected);
    expect(markdownLink("a]b", url)).toBe(expected ? `[a\\]b](${url})` : "a\\]b");
  });
});

describe("blocks", () => {
  const blocks = [
    paragraph([text("From: "), strong("A*"), text(" says "), code("x`y")], [text("second")], [text("")]),
    list([[link("Archive", "https://example.org/1")], [text("- two")]]),
    paragraph([text("")]),
  ];

  it("as Markdown", () => {
    expect(renderMarkdown(blocks)).toBe(
      "From: **A\\*** says ``x`y``  \nsecond\n\n- [Archive](https://example.org/1)\n- \\- two",
    );
  });

  it("as plain text", () => {
    expect(renderPlain(blocks)).toBe(
      "From: A* says x`y\nsecond\n\n- Archive: https://example.org/1\n- - two",
    );
  });
});
