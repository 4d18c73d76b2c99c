import { describe, expect, it } from "vitest";
import { isFromEscape, readQuotePrefix } from "../../../server/src/core/body/quotePrefix.js";
import type { Quote } from "../../../server/src/core/model.js";
import { mailOf, messageOf, rowsOf, variants } from "./read.js";

const prefixOf = (line: string): string => {
  const prefix = { depth: -1, end: -1 };
  readQuotePrefix(line, 0, line.length, prefix);
  return `${prefix.depth}|${line.slice(prefix.end)}`;
};

describe("quote marks", () => {
  it.each([
    ["> text", "1| text"],
    [">text", "1|text"],
    [">", "1|"],
    [">> text", "2| text"],
    ["> > text", "2| text"],
    ["> >> text", "3| text"],
    [">>> text", "3| text"],
    [" > text", "1| text"],
    ["> > > > > > > seven", "7| seven"],
    [">  > text", "1|  > text"],
    ["> ->x", "1| ->x"],
    ["  > text", "0|  > text"],
    ["text > text", "0|text > text"],
    ["", "0|"],
    // mbox's escape of a line of the text, in both manners.
    [">From here", "0|>From here"],
    [">>From here", "0|>>From here"],
    [">From: ada@example.org", "1|From: ada@example.org"],
    // A robot's `>> file:line`, also where it is quoted.
    [">> drivers/frost.c:12:3: warning: unused", "0|>> drivers/frost.c:12:3: warning: unused"],
    ["> >> drivers/frost.c:12:3: warning: unused", "1| >> drivers/frost.c:12:3: warning: unused"],
    ['>> ERROR: modpost: "x" undefined', '0|>> ERROR: modpost: "x" undefined'],
    [">> ld.lld: error: undefined symbol", "0|>> ld.lld: error: undefined symbol"],
    [">> note that: this is prose", "2| note that: this is prose"],
  ])("%j", (line, expected) => {
    expect(prefixOf(line)).toBe(expected);
  });

  it("tell an escape from a quote", () => {
    expect(
      [">From x", ">>>From x", "From x", "> From x", ">Fromage"].map((line) => isFromEscape(line, 0)),
    ).toEqual([true, true, false, false, false]);
  });
});

const shapeOf = (quotes: readonly Quote[]): unknown[] =>
  quotes.map(({ depth, startLine0, endLine0, attribution, children }) => [
    depth,
    endLine0 - startLine0,
    attribution?.who ?? null,
    ...shapeOf(children),
  ]);

describe.each(variants)("quotes of a reply, $name", ({ of }) => {
  const body = of(`On Wed, 4 Mar 2026, Bo Berg wrote:
> On Tue, 3 Mar 2026, Ada Frost wrote:
> > first
> > second
>
> answer about frost

Comment.

> more of Bo's
`);

  it("are a tree with who wrote each level", () => {
    expect(shapeOf(messageOf(mailOf(body)).quotes)).toEqual([
      [1, 5, "Bo Berg", [2, 2, "Ada Frost"]],
      [1, 1, expect.anything()],
    ]);
  });

  it("leave the writer's own text between them", () => {
    const text = mailOf(body);
    const { comments } = messageOf(text);
    expect(comments.map(({ span }) => text.slice(span.start, span.end).trim())).toEqual(["Comment."]);
    const [comment] = comments;
    expect(text.slice(comment?.answers?.span.start, comment?.answers?.span.end)).toContain("answer about");
  });
});

describe("marks that are quotes only in company", () => {
  it("`| ` and `name> ` count under an attribution, from two lines on", () => {
    for (const mark of ["| ", "AF> "]) {
      expect(
        rowsOf(`Ada Frost <ada@example.org> wrote:\n${mark}one\n${mark}two\n${mark}> three\n\nNo.\n`),
      ).toEqual([
        "attribution Ada Frost <ada@example.org> wrote:",
        "text@1 one",
        "text@1 two",
        "text@2 three",
        "blank",
        "text No.",
      ]);
    }
  });

  it("they are text in a single line, or without an attribution", () => {
    expect(
      rowsOf("Ada Frost <ada@example.org> wrote:\n| one\nNo.\n").map((row) => row.includes("@1")),
    ).not.toContain(true);
    expect(rowsOf("See:\n| one\n| two\n")).toEqual(["text See:", "text | one", "text | two"]);
  });

  it("a robot's report has none of them", () => {
    const robot = `From: kernel test robot <lkp@intel.com>
Subject: drivers/frost.c:12:3: warning: unused

Hi Ada,

If you fix the issue in a separate patch/commit, kindly add following tags
| Reported-by: kernel test robot <lkp@intel.com>
| Closes: https://lore.kernel.org/oe-kbuild-all/1@intel.com/

All warnings (new ones prefixed by >>):

>> drivers/frost.c:12:3: warning: unused variable
   2157\t{
> 2158\t\tint x;
   2159\t}
`;
    const message = messageOf(robot);
    expect(message.role).toBe("report");
    expect(message.quotes).toEqual([]);
    expect(message.trailers).toEqual([]);
  });
});
