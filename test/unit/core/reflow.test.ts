import { describe, expect, it } from "vitest";
import { columnsOf, type ReflowOptions, reflow } from "../../../server/src/core/text/reflow.js";

/** The text after it, line by line. */
function refilled(text: string, options: Partial<ReflowOptions> = {}): string {
  const lines = text.split("\n");
  for (const { from, to, lines: now } of reflow(lines, { width: 40, fill: "long", ...options }).reverse())
    lines.splice(from, to - from, ...now);
  return lines.join("\n");
}

describe("reflow", () => {
  it("breaks a long line and takes the paragraph's other lines along", () => {
    expect(
      refilled("The count of widgets is lost when the machine sleeps\nand comes back.\nNobody knows."),
    ).toBe("The count of widgets is lost when the\nmachine sleeps and comes back. Nobody\nknows.");
  });

  it("leaves a paragraph whose lines fit, unless all are asked for", () => {
    const text = "The count of widgets is\nlost, which nobody\nlikes.";
    expect(refilled(text)).toBe(text);
    expect(refilled(text, { fill: "all" })).toBe("The count of widgets is lost, which\nnobody likes.");
  });

  it("fills a paragraph whole that has a long line, short lines with it", () => {
    expect(
      refilled("The count of widgets is lost when the machine sleeps\nand\nis ragged\ntext.\n\nA\nb"),
    ).toBe("The count of widgets is lost when the\nmachine sleeps and is ragged text.\n\nA\nb");
  });

  it("keeps the greeting's line end", () => {
    expect(refilled("Hi Ann,\nI think that this loses the count of widgets.")).toBe(
      "Hi Ann,\nI think that this loses the count of\nwidgets.",
    );
  });

  it.each([
    [
      "a dash",
      "- the count of widgets is lost when it sleeps",
      "- the count of widgets is lost when it\n  sleeps",
    ],
    [
      "a number",
      " 2. the count of widgets is lost when all",
      " 2. the count of widgets is lost when\n    all",
    ],
    [
      "its own hanging indent",
      "* the count of widgets is lost when it sleeps\n   or wakes",
      "* the count of widgets is lost when it\n   sleeps or wakes",
    ],
    ["a footnote", "[1] the count of widgets is lost when it", "[1] the count of widgets is lost when it"],
    ["a version", "v2: the count of widgets is lost when it", "v2: the count of widgets is lost when it"],
    [
      "neighbours",
      "- one\n- the count of widgets is lost when it sleeps\n- three",
      "- one\n- the count of widgets is lost when it\n  sleeps\n- three",
    ],
  ])("hangs the lines of an item behind %s", (_name, text, wanted) => {
    expect(refilled(text)).toBe(wanted);
  });

  it.each([
    ["an indented block", "  The count of widgets is lost when the machine sleeps"],
    ["a table", "name            | count of the widgets   | more"],
    ["rows with gaps", "widgets  three of the colour of the sky\ngadgets  four of the colour of the sea!"],
    ["a URL on its own", "https://example.org/a/very/long/path/that/goes/on/and/on"],
    ["a shell's command", "$ widget --count --of=all --the=widgets --that-are there"],
    ["a heading with its line", "The count of widgets is lost when it sleeps\n======="],
    ["a word that is too long", "widget_count_of_all_the_widgets_that_are_lost()"],
    ["a URL behind its name", "Link to v1: https://lore.example.org/r/20250303-widget-v1-0-1@example.org"],
    ["an item that is one", "- See: https://example.org/a/very/long/path/that/goes/on"],
    ["words before a URL that is too long", "See https://example.org/a/very/long/path/that/goes/on"],
    ["tabs", "widget\tthe count of widgets is lost when it sleeps"],
  ])("leaves %s", (_name, text) => {
    expect(refilled(text)).toBe(text);
    expect(refilled(text, { fill: "all" })).toBe(text);
  });

  it.each([
    [
      "---",
      "The line between the widgets is made of --- and more",
      "The line between the widgets is made\nof --- and more",
    ],
    [
      ">",
      "The widgets that are more than these and > those",
      "The widgets that are more than these\nand > those",
    ],
    [
      "From",
      "The widgets that were sent to us came too From there",
      "The widgets that were sent to us came\ntoo From there",
    ],
    [
      "#",
      "The widgets that have a number are those #12 and 13",
      "The widgets that have a number are\nthose #12 and 13",
    ],
    [
      "Fixes:",
      "Some say that a line which begins with Fixes: is one",
      "Some say that a line which begins\nwith Fixes: is one",
    ],
    [
      "-",
      "The widgets that are more than these ok - and those",
      "The widgets that are more than these\nok - and those",
    ],
    [
      "2.",
      "The widgets that are more than these are 2. Those not",
      "The widgets that are more than these\nare 2. Those not",
    ],
    [
      "diff",
      "What is seen of the widgets is only a diff of them all",
      "What is seen of the widgets is only\na diff of them all",
    ],
  ])("begins no line with %s", (_name, text, wanted) => {
    expect(refilled(text)).toBe(wanted);
  });

  it("counts code points", () => {
    expect(columnsOf("𝔸é中")).toBe(3);
    const text = `${"🧩".repeat(20)} ${"é".repeat(19)}`;
    expect(refilled(text)).toBe(text);
    expect(refilled(`${text}x`)).toBe(text.replace(" ", "\n") + "x");
  });

  it("keeps blanks where they fit, behind a sentence and elsewhere", () => {
    expect(refilled("It is.  The count of widgets is lost when it sleeps.")).toBe(
      "It is.  The count of widgets is lost\nwhen it sleeps.",
    );
    expect(refilled("The  count of  widgets is lost when it sleeps.")).toBe(
      "The  count of  widgets is lost when it\nsleeps.",
    );
    const text = "a line  with two  blanks";
    expect(refilled(text, { fill: "all" })).toBe(text);
  });

  it("keeps a URL with the name before it, and fills the words around", () => {
    expect(
      refilled("The count of widgets is lost when the machine sleeps.\nSee: https://example.org/a/b\nMore."),
    ).toBe("The count of widgets is lost when the\nmachine sleeps.\nSee: https://example.org/a/b\nMore.");
    expect(refilled("The count of widgets is lost, as in: https://example.org/a for all.")).toBe(
      "The count of widgets is lost,\nas in: https://example.org/a for all.",
    );
  });
});
