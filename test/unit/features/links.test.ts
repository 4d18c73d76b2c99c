import { describe, expect, it } from "vitest";
import type { SelectionRange } from "vscode-languageserver-protocol";
import { definitionsAt } from "../../../server/src/features/definition.js";
import { documentLinks } from "../../../server/src/features/documentLink.js";
import { inlineMarks } from "../../../server/src/features/inlineMarks.js";
import { messageItems } from "../../../server/src/features/messages.js";
import { navigation } from "../../../server/src/features/navigate.js";
import { selectionRangeAt } from "../../../server/src/features/selectionRange.js";
import {
  lineOf,
  mailOf,
  noMail,
  offsetOf,
  options,
  parsed,
  patchMail,
  replyMail,
  variants,
} from "./fixture.js";

describe("marks in prose", () => {
  it.each([
    ["see commit 89abcdef0123 here", ["hash 89abcdef0123"]],
    ["(89abcdef0123)", ["hash 89abcdef0123"]],
    ["commit 1234567 is named", ["hash 1234567"]],
    ["number 123456789012 is no hash", []],
    ["word defacedfaced is no hash", []],
    ["short 89abcdef is no hash", []],
    ["at 0xffff89abcdef0123", []],
    ["id-89abcdef0123", []],
    ["mail <ben@example.com>", []],
    ["in <20250304.12-1-x@example.org>,", ["messageId 20250304.12-1-x@example.org"]],
    ["in drivers/widget/core.c:12.", ["path drivers/widget/core.c"]],
    ["and/or either/or", []],
    ["tools/perf/Makefile too", ["path tools/perf/Makefile"]],
    ["at https://example.org/a_(b), ok", ["url https://example.org/a_(b)"]],
    ["(https://example.org/a).", ["url https://example.org/a"]],
    ["<https://example.org/a>", ["url https://example.org/a"]],
    ["ftp://example.org/a javascript://x", []],
    ["🧩 89abcdef0123 🧩", ["hash 89abcdef0123"]],
  ])("%s", (text, expected) => {
    const document = parsed(`From: ben@example.com\nSubject: x\n\n${text}\n`);
    const start = offsetOf(document, text);
    const marks = inlineMarks(document.text, document.model.lines, start, start + text.length);
    expect(marks.map((mark) => `${mark.kind} ${document.text.slice(mark.start, mark.end)}`)).toEqual(
      expected,
    );
  });
});

describe.each(variants)("$name", ({ of }) => {
  it("links URLs and Message-IDs", () => {
    const document = parsed(
      of(patchMail.replace("Signed-off-by", "Link: https://lore.kernel.org/r/1@example.org\nSigned-off-by")),
    );
    const { lines } = document.model;
    const links = documentLinks(document, options).map(({ range, target }) => [
      document.text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end)),
      target,
    ]);
    const lore = "https://lore.kernel.org/all/";
    expect(links).toEqual([
      ["20250304101112.1234-2-ada@example.org", `${lore}20250304101112.1234-2-ada@example.org/`],
      ["20250304101112.1234-1-ada@example.org", `${lore}20250304101112.1234-1-ada@example.org/`],
      ["20250101120000.77-1-ben@example.com", `${lore}20250101120000.77-1-ben@example.com/`],
      ["https://lore.kernel.org/r/1@example.org", "https://lore.kernel.org/r/1@example.org"],
    ]);
  });

  it("goes from a diffstat row to its file and back", () => {
    const document = parsed(of(patchMail));
    const at = (words: string): number[] =>
      definitionsAt(document, offsetOf(document, words), noMail).map((place) => place.range.start.line);
    expect(at(" | 1 -")).toEqual([lineOf(document, "diff --git", 2)]);
    expect(at("index 3333")).toEqual([lineOf(document, "| 1 -")]);
    expect(at("int j;")).toEqual([]);
    expect(at("The count is")).toEqual([]);
  });

  it("goes from a Message-ID to the open message, else to other mail", () => {
    const both = parsed(of(`${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}`));
    const inReplyTo = both.text.lastIndexOf("1234-2-ada");
    const here = definitionsAt(both, inReplyTo, noMail);
    expect(here).toEqual([
      { uri: both.uri, range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } } },
    ]);
    const mail = mailOf({ messageId: "20250304101112.1234-1-ada@example.org", line0: 4 });
    const elsewhere = definitionsAt(both, both.text.indexOf("1234-1-ada"), mail);
    expect(elsewhere.map(({ uri, range }) => [uri, range.start.line])).toEqual([
      ["file:///mail/other-0.eml", 4],
    ]);
    const prose = definitionsAt(
      both,
      offsetOf(both, "77-1-ben"),
      mailOf({ messageId: "20250101120000.77-1-ben@example.com" }),
    );
    expect(prose).toHaveLength(1);
  });

  it.each(["a=b+c$d!@example.org", "a%3Db%2Bc%24d%21@example.org", "a%3Db%2Bc%24d%21%40example.org"])(
    "goes from an archive's URL with %s to the message",
    (id) => {
      const document = parsed(
        `From: a@example.org\nMessage-ID: <a=b+c$d!@example.org>\n\nLink: https://lore.kernel.org/r/${id}/\n`,
      );
      expect(definitionsAt(document, offsetOf(document, "kernel.org"), noMail)).toMatchObject([
        { uri: document.uri, range: { start: { line: 0 } } },
      ]);
    },
  );

  it("expands a selection from word to document, each step around the one before", () => {
    const document = parsed(of(replyMail));
    const { lines } = document.model;
    const texts: string[] = [];
    for (
      let step: SelectionRange | undefined = selectionRangeAt(document, offsetOf(document, "does not"));
      step;
      step = step.parent
    ) {
      const text = document.text.slice(lines.offsetAt(step.range.start), lines.offsetAt(step.range.end));
      if (texts.length > 0) {
        expect(text).toContain(texts[texts.length - 1]);
        expect(text.length).toBeGreaterThan(texts[texts.length - 1]?.length ?? 0);
      }
      texts.push(text);
    }
    expect(texts.slice(0, 3)).toEqual(["does", "It does not.", "> > > It does not."]);
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.at(-1)).toBe(document.text);
  });

  it("lists messages with the depth of replies", () => {
    const document = parsed(of(`${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}`));
    expect(messageItems(document)).toMatchObject([
      {
        index: 0,
        depth: 0,
        role: "patch",
        date: Date.UTC(2025, 2, 4, 9, 11, 12),
        from: { address: "ada@example.org" },
      },
      { index: 1, depth: 1, role: "reply", messageId: "20250305090000.55-1-ben@example.com" },
    ]);
  });
});

it("finds the file of a shortened or renamed diffstat row", () => {
  const document = parsed(`From: a@example.org
Subject: [PATCH] x

log
---
 .../a/very/long/name.c | 2 +-
 lib/{old => new}/x.c   | 2 +-

diff --git a/drivers/a/very/long/name.c b/drivers/a/very/long/name.c
--- a/drivers/a/very/long/name.c
+++ b/drivers/a/very/long/name.c
@@ -1 +1 @@
-a
+b
diff --git a/lib/old/x.c b/lib/new/x.c
similarity index 50%
rename from lib/old/x.c
rename to lib/new/x.c
--- a/lib/old/x.c
+++ b/lib/new/x.c
@@ -1 +1 @@
-a
+b
`);
  const at = (words: string): number | undefined =>
    definitionsAt(document, offsetOf(document, words), noMail)[0]?.range.start.line;
  expect(at(".../a/very")).toBe(lineOf(document, "diff --git", 1));
  expect(at("lib/{old")).toBe(lineOf(document, "diff --git", 2));
  expect(at("rename to")).toBe(lineOf(document, "lib/{old"));
});

it("has depths for a loop of replies, and for ten thousand replies in a row", () => {
  const mail = (id: number, parent: number): string =>
    `From a@example.org Wed Mar  5 09:00:00 2025\nFrom: a@example.org\nDate: Wed, 5 Mar 2025 09:00:00 +0000\nMessage-ID: <m${id}@example.org>\nIn-Reply-To: <m${parent}@example.org>\n\nx\n\n`;
  const loop = parsed(mail(1, 2) + mail(2, 1) + mail(3, 3));
  expect(messageItems(loop).map((item) => item.depth)).toHaveLength(3);
  const chain = parsed(Array.from({ length: 10_000 }, (_, id) => mail(10_000 - id, 9_999 - id)).join(""));
  expect(messageItems(chain)[0]?.depth).toBe(9_999);
});

describe("a saved thread view without Message-IDs", () => {
  const document = parsed(`* [BUG] widget
@ 2025-03-04 10:00 Ada Example
  2025-03-04 11:00 \` Ben Example
  0 siblings, 1 reply; 4+ messages in thread
From: Ada Example @ 2025-03-04 10:00 UTC (permalink / raw)
  To: linux-widget

It breaks.

^ permalink raw reply	[flat|nested] 4+ messages in thread

* Re: [BUG] widget
  2025-03-04 10:00 [BUG] widget Ada Example
@ 2025-03-04 11:00 \` Ben Example
       [not found]   \` <20250304113000.1-1-cleo@example.com>
  0 siblings, 1 reply; 4+ messages in thread
From: Ben Example @ 2025-03-04 11:00 UTC (permalink / raw)
  To: linux-widget

Since when?

^ permalink raw reply	[flat|nested] 4+ messages in thread

[parent not found: <20250304113000.1-1-cleo@example.com>]
* Re: [BUG] widget
       [not found]   \` <20250304113000.1-1-cleo@example.com>
@ 2025-03-04 12:00     \` Dan Example
  0 siblings, 0 replies; 4+ messages in thread
From: Dan Example @ 2025-03-04 12:00 UTC (permalink / raw)
  To: linux-widget

Since ever.

^ permalink raw reply	[flat|nested] 4+ messages in thread

end of thread, other threads:[~2025-03-04 12:00 UTC | newest]

Thread overview: 4+ messages (download: mbox.gz follow: Atom feed
-- links below jump to the message on this page --
2025-03-04 10:00 [BUG] widget Ada Example
2025-03-04 11:00 \` Ben Example
     [not found]   \` <20250304113000.1-1-cleo@example.com>
2025-03-04 12:00     \` Dan Example
`);

  it("has the depths and parents that its overview tells", () => {
    expect(messageItems(document).map((item) => item.depth)).toEqual([0, 1, 2]);
    const parentFrom = (words: string): unknown =>
      navigation(document, { line: lineOf(document, words), character: 0 }, "parentMessage", noMail);
    expect(parentFrom("Since when?")).toMatchObject({ range: { start: { line: expect.any(Number) } } });
    expect(parentFrom("Since ever.")).toEqual({
      reason: "The archive does not have the parent <20250304113000.1-1-cleo@example.com>.",
    });
    expect(parentFrom("It breaks.")).toEqual({
      reason: "This message begins its thread: it is no reply to another.",
    });
  });
});
