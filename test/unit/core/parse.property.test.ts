import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leaves } from "../../../server/src/core/lookup.js";
import type { Quote } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";

/** Lines that mail is made of, and that trip parsers. */
const LINES = [
  "",
  " ",
  "\t",
  "From: A <a@example.org>",
  "Subject: Re: [PATCH v2 1/3] x: y",
  "Date: Mon, 1 Jan 2024 00:00:00 +0000",
  "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001",
  "From mboxrd@z Thu Jan  1 00:00:00 1970",
  ">From here",
  "Message-ID: <a@example.org>",
  "Content-Type: multipart/mixed; boundary=b",
  "--b",
  "--b--",
  "Content-Transfer-Encoding: base64",
  "Content-Transfer-Encoding: quoted-printable",
  "Content-Type: text/plain; format=flowed",
  "soft =",
  "flowed ",
  "> quote",
  ">> deeper",
  "> > > deep",
  ">",
  "> ",
  "On Monday, A wrote:",
  "> On Sunday, B wrote:",
  "| bar",
  "AB> name",
  "diff --git a/x b/x",
  "> diff --git a/x b/x",
  "diff --cc x",
  "index 123..456 100644",
  "--- a/x",
  "+++ b/x",
  "@@ -1,3 +1,3 @@ fn()",
  "> @@ -1,3 +1,3 @@ fn()",
  "@@ -0,0 +1 @@",
  "@@@ -1,2 -1,2 +1,3 @@@",
  " context",
  "+added",
  "-removed",
  "> +added",
  "> -removed",
  ">  context",
  "\\ No newline at end of file",
  "---",
  "-- ",
  "--",
  "2.39.5",
  "- bullet",
  "GIT binary patch",
  "literal 3",
  "Kc$@*",
  "Binary files a/x and b/x differ",
  " x | 3 +-",
  " 1 file changed, 2 insertions(+)",
  "Signed-off-by: A <a@example.org>",
  'Fixes: 123456789012 ("x")',
  "[    1.234567] BUG: KASAN: x",
  " fn+0x12/0x34",
  "Call Trace:",
  ">> drivers/x.c:12:3: warning: y",
  "> 2158\tint x;",
  "public inbox for x@example.org",
  "Date: Mon, 1 Jan 2024 00:00:00 +0000\t[thread overview]",
  "Thread overview: 2 messages",
  "Reply instructions:",
  "2024-01-01  0:00 [PATCH] x A",
  "2024-01-01  0:00 ` B",
  "* x",
  "@ 2024-01-01  0:00 A",
  "0 siblings, 0 replies; 1+ messages in thread",
  "From: A @ 2024-01-01  0:00 UTC (permalink / raw)",
  "[-- Attachment #1: x.patch --]",
  "Range-diff against v1:",
  "1:  abc = 1:  def x",
  "-- >8 --",
  "base-commit: 0123456789012345678901234567890123456789",
  "\u{1F600} astral \u{1F4E7}",
  "\u0000",
  "\uFFFD",
  "=?utf-8?q?=F0=9F=98?=",
  "\ufeffFrom: bom",
];

const line = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...LINES) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);
const mail = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\n", "\n", "\r\n", "\r")), { maxLength: 60 })
  .map((rows) => rows.map(([text, end]) => text + end).join(""));

describe("parse", () => {
  it("tiles every text with leaves, in order, without gap or overlap", () => {
    fc.assert(
      fc.property(mail, (text) => {
        let at = 0;
        for (const leaf of leaves(parse(text).document)) {
          expect(leaf.span.start).toBe(at);
          expect(leaf.span.end).toBeGreaterThan(leaf.span.start);
          at = leaf.span.end;
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps every node inside its message, and children inside parents", () => {
    fc.assert(
      fc.property(mail, (text) => {
        const { document, problems } = parse(text);
        const count = document.lines.count;
        for (const message of document.messages) {
          for (const file of message.files) {
            expect(file.startLine0).toBeLessThan(file.endLine0);
            let end = file.startLine0;
            for (const hunk of file.hunks) {
              expect(hunk.startLine0).toBeGreaterThanOrEqual(end);
              expect(hunk.endLine0).toBeGreaterThan(hunk.startLine0);
              end = hunk.endLine0;
            }
            expect(end).toBeLessThanOrEqual(file.endLine0);
            expect(file.endLine0).toBeLessThanOrEqual(message.endLine0);
          }
          const visit = (quote: Quote, from: number, to: number): void => {
            expect(quote.startLine0).toBeGreaterThanOrEqual(from);
            expect(quote.endLine0).toBeLessThanOrEqual(to);
            for (const child of quote.children) {
              expect(child.depth).toBeGreaterThan(quote.depth);
              visit(child, quote.startLine0, quote.endLine0);
            }
          };
          for (const quote of message.quotes) visit(quote, message.startLine0, message.endLine0);
          for (const trailer of message.trailers)
            expect(text.slice(trailer.nameSpan.start, trailer.nameSpan.end)).toBe(trailer.name);
        }
        for (const problem of problems) {
          expect(problem.span.end).toBeLessThanOrEqual(text.length);
          expect(document.lines.lineAt(problem.span.start)).toBeLessThan(count);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("reads the same twice", () => {
    fc.assert(
      fc.property(mail, (text) => {
        expect(parse(text)).toEqual(parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it("bears ten thousand quote levels, and a header without end", () => {
    const deep = `${">".repeat(10_000)} x\n`;
    expect(parse(`From: a@example.org\n\n${deep}`).document.messages[0]?.quotes[0]?.depth).toBe(10_000);
    const header = `From: a@example.org\nX-A: ${"b".repeat(100_000)}\n`.repeat(100);
    expect(parse(header).document.messages[0]?.header.fields).toHaveLength(200);
    const stairs = Array.from({ length: 3000 }, (_, level) => `${">".repeat(level)} x`).join("\n");
    expect(leaves(parse(stairs).document).at(-1)?.span.end).toBe(stairs.length);
  });
});
