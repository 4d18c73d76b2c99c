import { describe, expect, it } from "vitest";
import type { DocumentSymbol } from "vscode-languageserver-protocol";
import { documentSymbol, documentSymbols, flatSymbols } from "../../../server/src/features/documentSymbol.js";
import { limitedSymbols, maxSymbols } from "../../../server/src/features/symbolLimit.js";
import { context, options, parsed, patchMail, replyMail, variants } from "./fixture.js";
import { symbolFaults } from "./invariants.js";

function outline(symbols: readonly DocumentSymbol[], indent = ""): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${indent}${name}${detail === undefined ? "" : ` (${detail})`}`,
    ...outline(children ?? [], `${indent}  `),
  ]);
}

describe("outline", () => {
  it("shows a patch: log, diffstat, files with their hunks by function", () => {
    expect(outline(documentSymbols(parsed(patchMail)))).toEqual([
      "[PATCH v2 1/2] widget: keep the count (Ada Example)",
      "  Commit log",
      "  Diffstat (+2 −3)",
      "  drivers/widget/core.c (+2 −2)",
      "    static int widget_first(void) (@@ -1,3 +1,3 @@)",
      "    static int widget_second(void) (@@ -10,3 +10,3 @@)",
      "  drivers/widget/old.c (+0 −1)",
      "    @@ -1,2 +1,1 @@ (+0 −1)",
    ]);
  });

  it("shows a reply: each comment by its first words, inside the hunk where it stands", () => {
    expect(outline(documentSymbols(parsed(replyMail)))).toEqual([
      "Re: [PATCH v2 1/2] widget: keep the count (Ben Example)",
      "  drivers/widget/core.c (quoted +2 −2)",
      "    static int widget_first(void) (@@ -1,3 +1,3 @@)",
      "      Why this one?",
      "    static int widget_second(void) (@@ -10,3 +10,3 @@)",
      "  And this, with commit 89abcdef0123 in mind?",
    ]);
  });

  it("shows the files of a plain diff at the top", () => {
    const diff = patchMail.slice(patchMail.indexOf("diff --git"), patchMail.indexOf("-- \n"));
    expect(documentSymbols(parsed(diff)).map((symbol) => symbol.name)).toEqual([
      "drivers/widget/core.c",
      "drivers/widget/old.c",
    ]);
  });

  it("puts the sender first where messages of one file share a subject", () => {
    const mailbox = `${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}\n${patchMail.replace("1234-2-ada", "1234-9-ada")}`;
    expect(documentSymbols(parsed(mailbox)).map(({ name, detail }) => [name, detail])).toEqual([
      ["[PATCH v2 1/2] widget: keep the count", "Ada Example"],
      ["Ben Example: Re: [PATCH v2 1/2] widget: keep the count", undefined],
      ["Ada Example: [PATCH v2 1/2] widget: keep the count", undefined],
    ]);
  });

  it("selects the subject, whose line sticky scroll shows above the message", () => {
    const document = parsed(`Return-Path: <a@example.org>\n${patchMail.slice(patchMail.indexOf("\n") + 1)}`);
    const [symbol] = documentSymbols(document);
    expect(symbol?.range.start.line).toBe(0);
    const line0 = symbol?.selectionRange.start.line ?? 0;
    expect(document.model.lines.lineText(line0)).toMatch(/^Subject: /);
    const { selectionRange } = documentSymbols(parsed("From: a@example.org\n\ntext\n"))[0] ?? {};
    expect(selectionRange?.start).toEqual({ line: 0, character: 0 });
  });

  it("names a message without a subject", () => {
    expect(documentSymbols(parsed("From: a@example.org\n\ntext\n"))[0]?.name).toBe(
      "Message without a subject",
    );
  });

  it("is empty for an empty text", () => {
    expect(documentSymbols(parsed(""))).toEqual([]);
  });

  it("gives clients without trees a list with containers", async () => {
    const flat = flatSymbols(parsed(patchMail));
    expect(flat[0]?.containerName).toBeUndefined();
    expect(flat.map((symbol) => symbol.name)).toHaveLength(8);
    expect(flat.at(-1)).toMatchObject({ name: "@@ -1,2 +1,1 @@", containerName: "drivers/widget/old.c" });
    const params = { textDocument: { uri: "" } };
    const old = { ...context, options: { ...options, hierarchicalSymbols: false } };
    expect(await documentSymbol.handle(parsed(patchMail), params, old)).toEqual(flat);
  });

  it("shows what a robot reports", () => {
    const report = `From: kernel test robot <lkp@example.com>
To: Ada Example <ada@example.org>
Cc: oe-kbuild-all@example.com
Subject: Re: [PATCH] widget: keep the count
Message-ID: <202503050900.AbCdEf12-lkp@example.com>

Hi Ada,

kernel test robot noticed the following build warnings:

url:    https://example.com/linux/commits/Ada/widget
base:   linus/master
config: arm-allyesconfig

If you fix the issue, kindly add following tag where applicable
| Reported-by: kernel test robot <lkp@example.com>

All warnings (new ones prefixed by >>):

>> drivers/widget/core.c:12:5: warning: unused variable 'b' [-Wunused-variable]
      12 | int b;
         |     ^
`;
    expect(outline(documentSymbols(parsed(report)))).toEqual([
      "Re: [PATCH] widget: keep the count (kernel test robot)",
      "  What was tested",
      "    url (https://example.com/linux/commits/Ada/widget)",
      "    base (linus/master)",
      "    config (arm-allyesconfig)",
      "  warning: unused variable 'b' [-Wunused-variable] (drivers/widget/core.c:12:5)",
    ]);
  });
});

it("ends a quoted file where another that outlasts it begins", () => {
  const document = parsed(`From: a@example.org
Subject: Re: x

> > diff --git a/x.c b/x.c
> > --- a/x.c
> > +++ b/x.c
> > @@ -1,3 +1,3 @@
> >  a
> diff --git a/y.c b/y.c
> --- a/y.c
> +++ b/y.c
> @@ -1,2 +1,2 @@
>  a
> > -b
> > +c
> >  d
> -b
> +c

end
`);
  expect(symbolFaults(document)).toEqual([]);
});

describe.each(variants)("$name", ({ of }) => {
  it.each([
    ["patch", patchMail],
    ["reply", replyMail],
    ["both in a mailbox", `${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}`],
    ["a lone CR", "From: a@example.org\rSubject: x\r\r> a\r> b\r\rc\r"],
  ])("%s: names, selections and nesting are sound", (_name, text) => {
    expect(symbolFaults(parsed(of(text)))).toEqual([]);
  });
});

describe("an outline that is too long", () => {
  const start = { line: 0, character: 0 };
  const end = { line: 9, character: 3 };
  const range = { start, end };
  /** `a(b c(d))` as a tree. */
  const tree = (): DocumentSymbol[] => {
    const symbol = (name: string, ...children: DocumentSymbol[]): DocumentSymbol => ({
      name,
      kind: 15,
      range,
      selectionRange: range,
      ...(children.length > 0 && { children }),
    });
    return [
      symbol("a", symbol("b"), symbol("c", symbol("d"), symbol("e"))),
      symbol("f", symbol("g", symbol("h"))),
    ];
  };
  const drawn = (symbols: readonly DocumentSymbol[]): string =>
    symbols.map(({ name, children }) => (children ? `${name}(${drawn(children)})` : name)).join(" ");

  it.each([
    [9, "a(b c(d e)) f(g(h))"],
    [8, "a(b c(d e)) f(g(h))"],
    [7, "a(b c(d)) f(g) … and 2 more"],
    [6, "a(b c) f(g) … and 3 more"],
    [5, "a(b c) f … and 4 more"],
    [4, "a(b) f … and 5 more"],
    [3, "a f … and 6 more"],
    [2, "a … and 7 more"],
    [1, "… and 8 more"],
  ])("of at most %i loses the deepest first, then the last", (limit, expected) => {
    const symbols = limitedSymbols(tree(), limit, end);
    expect(drawn(symbols)).toBe(expected);
    const count = (all: readonly DocumentSymbol[]): number =>
      all.reduce((sum, { children = [] }) => sum + 1 + count(children), 0);
    expect(count(symbols)).toBe(Math.min(limit, 8));
    if (limit < 8) expect(symbols.at(-1)?.range).toEqual({ start: end, end });
  });

  it("is bounded in a mailbox of many messages, as a tree and as a list", () => {
    const one = "From mboxrd@z Thu Jan  1 00:00:00 1970\nSubject: x\nFrom: a@example.org\n\nText.\n\n";
    const document = parsed(one.repeat(maxSymbols + 10));
    const symbols = documentSymbols(document);
    expect(symbols).toHaveLength(maxSymbols);
    expect(symbols.at(-1)?.name).toBe("… and 11 more");
    expect(symbolFaults(document)).toEqual([]);
    expect(flatSymbols(document)).toHaveLength(maxSymbols);
  });

  it("keeps all messages and files when there are too many hunks", () => {
    const hunks = Array.from({ length: maxSymbols }, (_, at) => `@@ -${at + 1} +${at + 1} @@\n-a\n+b\n`).join(
      "",
    );
    const document = parsed(
      `diff --git a/x b/x\n--- a/x\n+++ b/x\n${hunks}diff --git a/y b/y\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n`,
    );
    const symbols = documentSymbols(document);
    expect(symbols.map((symbol) => symbol.name)).toEqual(["x", "y", "… and 4 more"]);
    expect(symbols[0]?.children).toHaveLength(maxSymbols - 3);
    expect(symbols[1]?.children).toBeUndefined();
  });
});
