import { describe, expect, it } from "vitest";
import { foldingRanges } from "../../../server/src/features/foldingRange.js";
import { foldsOf } from "../../../server/src/features/folds.js";
import { quoteFoldLines } from "../../../server/src/features/quoteFolds.js";
import { lineOf, parsed, patchMail, replyMail, variants } from "./fixture.js";
import { foldFaults } from "./invariants.js";

/** `subject first line -> last line`, by their texts. */
function told(text: string): string[] {
  const document = parsed(text);
  const words = (line0: number): string => document.model.lines.lineText(line0).slice(0, 34).trim();
  return foldsOf(document).map(
    (fold) => `${fold.subject}: ${words(fold.startLine0)} … ${words(fold.lastLine0)}`,
  );
}

describe("folds of a patch", () => {
  it("covers each block, with its first line visible", () => {
    expect(told(patchMail)).toEqual([
      "header: From: Ada Example <ada@example.org … Dan Example <dan@example.com>",
      "field: Cc: Ben Example <ben@example.com>, … Dan Example <dan@example.com>",
      "commitLog: The count is lost when: … Signed-off-by: Ada Example <ada@ex",
      'trailers: Fixes: 89abcdef0123 ("widget: coun … Signed-off-by: Ada Example <ada@ex',
      "diffstat: drivers/widget/core.c | 4 ++-- … 2 files changed, 2 insertions(+),",
      "file: diff --git a/drivers/widget/core.c … int h;",
      "hunk: @@ -1,3 +1,3 @@ static int widget_ … int d;",
      "hunk: @@ -10,3 +10,3 @@ static int widge … int h;",
      "file: diff --git a/drivers/widget/old.c … -int j;",
      "hunk: @@ -1,2 +1 @@ … -int j;",
      "signature: -- … 2.39.2",
    ]);
  });

  it("leaves the signature out of the last hunk", () => {
    const document = parsed(patchMail);
    const hunk = foldsOf(document).filter((fold) => fold.subject === "hunk")[2];
    expect(hunk?.lastLine0).toBe(lineOf(document, "-int j;"));
  });
});

describe("folds of a reply", () => {
  it("begins a quote at its attribution line, and ends a quoted hunk at the comment", () => {
    expect(told(replyMail)).toEqual([
      "header: From: Ben Example <ben@example.com … <20250304101112.1234-2-ada@exampl",
      "quote: On Tue, Mar 04, 2025 at 10:11:12AM … > -int b;",
      "quote: > On Mon, Mar 03, 2025 at 08:00:00 … > > Hm.",
      "quote: > > On Sun, Mar 02, 2025 at 08:00: … > > > Really.",
      "file: > diff --git a/drivers/widget/core … > -int b;",
      "hunk: > @@ -1,3 +1,3 @@ static int widge … > -int b;",
      "quote: > +int c; … >  int h;",
      "hunk: > @@ -10,3 +10,3 @@ static int wid … >  int h;",
      "signature: -- … from example.com",
    ]);
  });

  it("keeps both lines of a wrapped attribution visible", () => {
    const document = parsed(
      "From: a@example.org\nSubject: Re: x\n\nOn Tue, Mar 04, 2025 at 10:11:12AM +0100,\nAda Example wrote:\n> one\n> two\n\nthree\n",
    );
    const quote = foldsOf(document).find((fold) => fold.subject === "quote");
    expect(quote?.startLine0).toBe(lineOf(document, "Ada Example wrote:"));
  });

  it("moves a deeper quote down a line where both begin on one line", () => {
    const document = parsed(
      "From: a@example.org\nSubject: Re: x\n\n> > one\n> > two\n> > three\n> four\n\nfive\n",
    );
    const quotes = foldsOf(document).filter((fold) => fold.subject === "quote");
    expect(quotes.map(({ depth, startLine0, lastLine0 }) => [depth, startLine0, lastLine0])).toEqual([
      [1, 3, 6],
      [2, 4, 5],
    ]);
  });

  it("moves a hunk down a line where its quote goes on behind it", () => {
    const document = parsed(
      "From: a@example.org\nSubject: Re: x\n\n> @@ -1,2 +1,2 @@\n>  a\n> -b\n> +c\n> @@ -9,2 +9,2 @@\n>  d\n> -e\n> +f\n\nfive\n",
    );
    expect(
      foldsOf(document)
        .filter((fold) => fold.startLine0 > 2)
        .map((fold) => [fold.subject, fold.startLine0]),
    ).toEqual([
      ["quote", 3],
      ["hunk", 4],
      ["hunk", 7],
    ]);
  });
});

it("never folds a comment away with the quoted file around it", () => {
  const document = parsed(
    "From: a@example.org\nSubject: Re: x\n\n> diff --git a/x.c b/x.c\n> --- a/x.c\n> +++ b/x.c\n> @@ -1,2 +1,2 @@\n>  a\n\nWhy?\n\n> -b\n> +c\n\nend\n",
  );
  const comment = lineOf(document, "Why?");
  const hiding = foldsOf(document).filter((fold) => fold.startLine0 < comment && comment <= fold.lastLine0);
  expect(hiding).toEqual([]);
  expect(foldsOf(document).map((fold) => [fold.subject, fold.startLine0, fold.lastLine0])).toEqual([
    ["header", 0, 1],
    ["quote", 3, 7],
    ["hunk", 6, 7],
    ["quote", 11, 12],
  ]);
});

describe("folds of a mailbox", () => {
  const mailbox = `${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}`;

  it("folds each message at its separator and the header below it", () => {
    const document = parsed(mailbox);
    const folds = foldsOf(document);
    const messages = folds.filter((fold) => fold.subject === "message");
    expect(messages.map((fold) => fold.startLine0)).toEqual([0, lineOf(document, "From ben@example.com")]);
    expect(messages[0]?.lastLine0).toBe(lineOf(document, "2.39.2"));
    const headers = folds.filter((fold) => fold.subject === "header");
    expect(headers.map((fold) => fold.startLine0)).toEqual([1, lineOf(document, "From ben@example.com") + 1]);
  });

  it("gives way deepest first where the client has a limit", () => {
    const document = parsed(mailbox);
    const all = foldingRanges(document, { foldingRangeLimit: null });
    for (let limit = 0; limit <= all.length; limit++) {
      const kept = foldingRanges(document, { foldingRangeLimit: limit });
      expect(kept.length).toBe(limit);
      expect(all).toEqual(expect.arrayContaining(kept));
    }
    const two = foldingRanges(document, { foldingRangeLimit: 2 });
    expect(two.map((fold) => fold.startLine)).toEqual([0, lineOf(document, "From ben@example.com")]);
  });

  it("names the quote folds comments, so that one built-in command folds them", () => {
    const document = parsed(replyMail);
    const quote = foldingRanges(document, { foldingRangeLimit: null })[1];
    expect(quote).toMatchObject({ kind: "comment", collapsedText: "Ada Example" });
  });
});

describe.each(variants)("$name", ({ of }) => {
  it.each([
    ["patch", patchMail],
    ["reply", replyMail],
    ["both in a mailbox", `${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}`],
    ["empty", ""],
    ["one line", "x"],
    ["a lone CR", "From: a@example.org\rSubject: x\r\r> a\r> b\r"],
  ])("%s: folds nest, no two begin on one line", (_name, text) => {
    expect(foldFaults(parsed(of(text)))).toEqual([]);
  });

  it("folds the same lines", () => {
    const plain = foldingRanges(parsed(replyMail), { foldingRangeLimit: null });
    const other = foldingRanges(parsed(of(replyMail)), { foldingRangeLimit: null });
    expect(other.map(({ startLine, endLine }) => [startLine, endLine])).toEqual(
      plain.map(({ startLine, endLine }) => [startLine, endLine]),
    );
  });
});

describe("fold quotes deeper than N", () => {
  it.each([
    [0, ["On Tue, Mar 04", "> +int c;"]],
    [1, ["> On Mon, Mar 03"]],
    [2, ["> > On Sun, Mar 02"]],
    [3, []],
  ])("deeper than %i", (deeperThan, expected) => {
    const document = parsed(replyMail);
    expect(quoteFoldLines(document, deeperThan)).toEqual(expected.map((words) => lineOf(document, words)));
  });

  it("folds a deeper quote by the outer fold that stands for it", () => {
    const document = parsed("From: a@example.org\nSubject: Re: x\n\n> > one\n> > two\n> > three\n\nfive\n");
    expect(quoteFoldLines(document, 1)).toEqual([3]);
  });
});
