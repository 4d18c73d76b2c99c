import { describe, expect, it } from "vitest";
import type { MailLookup, ParsedDocument } from "../../../server/src/features/feature.js";
import { type NavigateTarget, navigation } from "../../../server/src/features/navigate.js";
import { lineOf, mailOf, noMail, parsed, patchMail, replyMail, variants } from "./fixture.js";

const secondPatch = patchMail
  .replace("1/2] widget: keep", "2/2] widget: show")
  .replace("1234-2-ada", "1234-3-ada")
  .replace("From 0123", "From 4567");
const cover = `From 7777777777777777777777777777777777777777 Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Tue, 4 Mar 2025 10:11:11 +0100
Subject: [PATCH v2 0/2] widget: counts
Message-ID: <20250304101112.1234-1-ada@example.org>

Two patches.
`;
const oldFirst = patchMail
  .replace("v2 1/2", "1/2")
  .replace("1234-2-ada", "99-1-ada")
  .replace("1234-1-ada", "99-0-ada");
const series = `${oldFirst}${cover}\n${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}\n${secondPatch}`;

/** From the first line with `from` to: the text of the line, or the reason. */
function jump(
  document: ParsedDocument,
  target: NavigateTarget,
  from: string,
  mail: MailLookup = noMail,
  nth = 1,
): string {
  const result = navigation(document, { line: lineOf(document, from, nth), character: 0 }, target, mail);
  if ("reason" in result) return result.reason;
  if (result.uri !== document.uri) return `${result.uri}:${result.range.start.line}`;
  return document.model.lines.lineText(result.range.start.line);
}

describe.each(variants)("in one document, $name", ({ of }) => {
  const patch = parsed(of(patchMail));
  const reply = parsed(of(replyMail));
  it.each<[NavigateTarget, string, string]>([
    ["nextHunk", "From 0123", "@@ -1,3 +1,3 @@"],
    ["nextHunk", "@@ -1,3", "@@ -10,3 +10,3 @@"],
    ["nextHunk", "int d;", "@@ -10,3 +10,3 @@"],
    ["nextHunk", "int j;", "No further hunk below."],
    ["previousHunk", "2.39.2", "@@ -1,2 +1 @@"],
    ["previousHunk", "@@ -10,3", "@@ -1,3 +1,3 @@"],
    ["previousHunk", "@@ -1,3", "No further hunk above."],
    ["nextFile", "From 0123", "diff --git a/drivers"],
    ["nextFile", "int j;", "No further file below."],
    ["previousFile", "2.39.2", "diff --git a/drivers"],
    ["nextComment", "From 0123", "There is no comment in this document."],
    ["quoteOut", "From 0123", "This is the writer's own text: there is no quote to leave."],
    ["quoteIn", "From 0123", "Nothing in this message is quoted deeper."],
    ["nextMessage", "From 0123", "This is the last message."],
    ["previousMessage", "From 0123", "This is the first message."],
  ])("patch: %s from %s", (target, from, expected) => {
    expect(jump(patch, target, from)).toContain(expected);
  });

  it.each<[NavigateTarget, string, string]>([
    ["nextHunk", "On Tue", "> @@ -1,3 +1,3 @@"],
    ["nextComment", "On Tue", "Why this one?"],
    ["nextComment", "Why this one?", "And this, with"],
    ["nextComment", "And this", "No further comment below."],
    ["previousComment", "And this", "Why this one?"],
    ["quoteOut", "> > > Really.", "> > On Sun"],
    ["quoteOut", "> > On Sun", "> On Mon"],
    ["quoteOut", "> On Mon", "On Tue"],
    ["quoteIn", "On Tue", "> On Mon"],
    ["quoteIn", "> On Mon", "> > Does it hold?"],
    ["quoteIn", "> > Does it hold?", "> > > It does not."],
    // Nothing deeper below: the stretch above, from its beginning.
    ["quoteIn", "And this", "> +int c;"],
    ["nextPatch", "On Tue", "Patch 2/2 of the series is neither"],
  ])("reply: %s from %s", (target, from, expected) => {
    expect(jump(reply, target, from)).toContain(expected);
  });
});

describe("in a mailbox", () => {
  const document = parsed(series);
  const line = (words: string, nth = 1): string =>
    document.model.lines.lineText(lineOf(document, words, nth));
  it("holds what the tests assume", () => {
    expect(document.model.messages.map((message) => message.subject)).toEqual([
      "[PATCH 1/2] widget: keep the count",
      "[PATCH v2 0/2] widget: counts",
      "[PATCH v2 1/2] widget: keep the count",
      "Re: [PATCH v2 1/2] widget: keep the count",
      "[PATCH v2 2/2] widget: show the count",
    ]);
  });

  /** Index of the message that a jump from the header of another leads to, or the reason. */
  function from(index: number, target: NavigateTarget): number | string {
    const start = document.model.messages[index]?.header.startLine0 ?? -1;
    const result = navigation(document, { line: start, character: 0 }, target, noMail);
    if ("reason" in result) return result.reason;
    return document.model.messages.findIndex(
      (message) => message.header.startLine0 === result.range.start.line,
    );
  }

  it.each<[number, NavigateTarget, number | string]>([
    [0, "nextMessage", 1],
    [4, "nextMessage", "This is the last message."],
    [4, "previousMessage", 3],
    // The first version's second patch is missing; the other version's is another patch.
    [
      0,
      "nextPatch",
      "Patch 2/2 of the series is neither in this document nor in other open or indexed mail.",
    ],
    [1, "nextPatch", 2],
    [2, "nextPatch", 4],
    // A reply to 1/2 counts as standing there.
    [3, "nextPatch", 4],
    [4, "nextPatch", "This is the last patch of the series (2/2)."],
    [4, "previousPatch", 2],
    [2, "previousPatch", 1],
    [1, "previousPatch", "This is the cover letter: the series begins here (0/2)."],
    [3, "parentMessage", 2],
    [2, "parentMessage", 1],
    [1, "parentMessage", "This message begins its thread: it is no reply to another."],
    [
      0,
      "parentMessage",
      "The parent <20250304101112.99-0-ada@example.org> is neither in this document nor in other open or indexed mail.",
    ],
  ])("from message %i, %s", (index, target, expected) => {
    expect(from(index, target)).toBe(expected);
  });

  it("lands on the first header line", () => {
    expect(jump(document, "nextMessage", "Two patches.")).toBe(line("From: Ada", 3));
  });
});

describe("in a mailbox of many series", () => {
  const mail = (subject: string, id: string, references = ""): string =>
    `From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: a@example.org\nSubject: ${subject}\nMessage-ID: <${id}@example.org>\n${references}\nText.\n\n`;
  const next = (text: string): string => {
    const document = parsed(text);
    const result = navigation(document, { line: 1, character: 0 }, "nextPatch", noMail);
    if ("reason" in result) return result.reason;
    const { lines } = document.model;
    return lines.lineText(result.range.start.line + 2);
  };

  it("prefers relatives to neighbours", () => {
    const related = "References: <1@example.org>\n";
    expect(
      next(mail("[PATCH 1/2] a", "1") + mail("[PATCH 2/2] b", "2") + mail("[PATCH 2/2] c", "3", related)),
    ).toBe("Message-ID: <3@example.org>");
  });

  it("takes the next number that is there, whatever the order", () => {
    const others = [
      "[PATCH 4/4] a",
      "Re: [PATCH 2/4] a",
      "[PATCH net 2/4] a",
      "[PATCH v2 2/4] a",
      "[PATCH 2/5] a",
      "[RESEND PATCH 3/4] a",
      "[PATCH 1/4] a",
    ];
    const text =
      mail("[PATCH 1/4] a", "0") + others.map((subject, at) => mail(subject, `${at + 1}`)).join("");
    expect(next(text)).toBe("Message-ID: <6@example.org>");
  });
});

describe("through the mail index", () => {
  const mail = mailOf(
    {
      messageId: "20250304101112.1234-1-ada@example.org",
      subject: "[PATCH v2 0/2] widget: counts",
      line0: 1,
    },
    {
      messageId: "20250304101112.1234-2-ada@example.org",
      subject: "[PATCH v2 1/2] widget: keep the count",
      uri: "file:///mail/a.eml",
    },
    {
      messageId: "20250304101112.1234-3-ada@example.org",
      subject: "[PATCH v2 2/2] widget: show the count",
      line0: 7,
    },
    {
      messageId: "20250304101112.77-3-ada@example.org",
      subject: "[PATCH v3 2/2] widget: show the count",
      line0: 9,
    },
  );
  const document = parsed(patchMail);
  it.each<[NavigateTarget, string]>([
    ["nextPatch", "file:///mail/other-2.eml:7"],
    ["previousPatch", "file:///mail/other-0.eml:1"],
    ["parentMessage", "file:///mail/other-0.eml:1"],
    ["nextMessage", "file:///mail/other-2.eml:7"],
    ["previousMessage", "file:///mail/other-0.eml:1"],
  ])("%s", (target, expected) => {
    const result = navigation(document, { line: 3, character: 0 }, target, mail);
    expect("reason" in result ? result.reason : `${result.uri}:${result.range.start.line}`).toBe(expected);
  });
});

it("has a sentence for an empty document and for a target that it does not know", () => {
  expect(navigation(parsed(""), { line: 0, character: 0 }, "nextMessage", noMail)).toEqual({
    reason: "This document holds no message.",
  });
  const unknown = "sideways" as NavigateTarget;
  expect(navigation(parsed("x"), { line: 0, character: 0 }, unknown, noMail)).toEqual({
    reason: 'There is no jump "sideways".',
  });
});

it("takes a position behind the text", () => {
  const document = parsed(patchMail);
  expect(navigation(document, { line: 9999, character: 9 }, "quoteOut", noMail)).toHaveProperty("reason");
  expect(navigation(document, { line: 9999, character: 9 }, "previousHunk", noMail)).toHaveProperty("range");
});

describe("an encoded message, whose raw text has nothing to jump to", () => {
  const encoded = "From: Ada <ada@example.org>\nContent-Transfer-Encoding: base64\n\nR3L8w59l\n";
  const targets: readonly NavigateTarget[] = ["nextHunk", "nextFile", "nextComment", "quoteIn", "quoteOut"];
  it.each(targets)("%s says so, and how it is read", (target) => {
    expect(jump(parsed(encoded), target, "R3L8")).toBe(
      "This message is encoded (base64): “Open Decoded Message” shows its text.",
    );
  });

  it("a text that nothing shows decoded has the usual reasons", () => {
    expect(jump(parsed(encoded, "git:/mail/a.eml"), "nextHunk", "R3L8")).toBe(
      "There is no hunk in this document.",
    );
  });
});
