import { describe, expect, it } from "vitest";
import { separatorDialect } from "../../../server/src/core/mail/mboxSeparator.js";
import { parse } from "../../../server/src/core/parse.js";
import { variants } from "./read.js";

const git = "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001";
const archive = "From mboxrd@z Thu Jan  1 00:00:00 1970";
const travelled = (subject: string): string =>
  `Received: from mx.example.org\nFrom: a@example.org\nSubject: ${subject}\nMessage-ID: <${subject}@example.org>\n`;
const patch = (subject: string): string => `${git}\nFrom: a@example.org\nSubject: [PATCH] ${subject}\n`;

const subjectsOf = (text: string): string[] => parse(text).document.messages.map(({ subject }) => subject);

describe("a separator of messages", () => {
  it.each([
    [git, "git"],
    [`From ${"0123456789abcdef".repeat(4)} Mon Sep 17 00:00:00 2001`, "git"],
    [archive, "archive"],
    ["From git@z Thu Jan  1 00:00:00 1970", "archive"],
    ["From ada@example.org Tue Mar  3 10:15:00 2026", "mail"],
    ["From ada@example.org  Tue Mar  3 10:15 2026", "mail"],
    ["From ada@example.org Tue Mar  3 10:15:00 +0100 2026", "mail"],
    ["From ada@example.org Tue Mar  3 10:15:00 CET 2026", "mail"],
    ["From - Tue Mar  3 10:15:00 2026", "mail"],
    ["From MAILER-DAEMON Tue Mar 03 10:15:00 2026", "mail"],
    ["From here on nothing is the same", null],
    ["From what I saw at 10:15 it works", null],
    ["From: ada@example.org", null],
    [">From ada@example.org Tue Mar  3 10:15:00 2026", null],
    ["from ada@example.org Tue Mar  3 10:15:00 2026", null],
    [" From ada@example.org Tue Mar  3 10:15:00 2026", null],
  ])("%s", (line, dialect) => {
    expect(separatorDialect(line, 0, line.length)).toBe(dialect);
  });
});

describe.each(variants)("a mailbox, $name", ({ of }) => {
  it("of format-patch has a message at each hash", () => {
    const text = of(`${patch("one")}\nText.\n---\n${patch("two frost")}\nText.\n`);
    expect(subjectsOf(text)).toEqual(["[PATCH] one", of("[PATCH] two frost")]);
    const { messages } = parse(text).document;
    expect(messages.map(({ commit }) => commit)).toEqual([git.slice(5, 45), git.slice(5, 45)]);
    expect(messages[1]?.span.start).toBe(text.lastIndexOf("From 0123"));
    expect(messages[0]?.span.end).toBe(messages[1]?.span.start);
  });

  it("of an archive has none at a patch that was pasted into a mail, nor at prose", () => {
    const text = of(
      `${archive}\n${travelled("one")}\nSee:\n\n${patch("pasted")}\nx\n\nFrom ada@example.org Tue Mar  3 10:15:00 2026\nFrom: x\n\n>From here on\nFrom there\n\n${archive}\n${travelled("frost")}\ny\n`,
    );
    expect(subjectsOf(text)).toEqual(["one", of("frost")]);
  });

  it("of a mail program has none at a patch in a mail that travelled", () => {
    const from = "From ada@example.org Tue Mar  3 10:15:00 2026";
    const text = of(
      `${from}\n${travelled("one")}\nSee:\n\n${patch("pasted")}\nx\n\n${from}\n${travelled("two")}\ny\n`,
    );
    expect(subjectsOf(text)).toEqual(["one", "two"]);
  });
});

describe("a text", () => {
  it("that begins with header fields is one mail, whatever stands in it", () => {
    expect(subjectsOf(`${travelled("one")}\n${patch("pasted")}\nx\n`)).toEqual(["one"]);
  });

  it("may have empty lines above its first separator", () => {
    expect(subjectsOf(`\n\n${patch("one")}\nx\n`)).toEqual(["[PATCH] one"]);
  });

  it("may hold an escaped separator above its header", () => {
    const text = `From ada@example.org Tue Mar  3 10:15:00 2026\n>From bo@example.com Tue Mar  3 10:00:00 2026\n${travelled("one")}\nx\n`;
    expect(subjectsOf(text)).toEqual(["one"]);
  });

  it("that is only a separator is a message without anything", () => {
    expect(parse(`${git}\n`).document.messages).toHaveLength(1);
    expect(parse(git).document.messages).toHaveLength(1);
  });

  it("is read in time that grows with its length only", () => {
    const { messages } = parse(`${archive}\n${travelled("x")}\n${"From a\n".repeat(100_000)}`).document;
    expect(messages).toHaveLength(1);
  });
});
