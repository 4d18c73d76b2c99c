import { describe, expect, it } from "vitest";
import { safeFileName } from "../../../server/src/core/mail/decodeFileName.js";
import { maxDepth } from "../../../server/src/core/mail/mimeTree.js";
import { openMessage, viewMessage } from "../../../server/src/mailboxes/decodedMessage.js";
import { base64, multipart, viewOf } from "./view.js";

describe("bad input to the decoded view", () => {
  it("a missing end: each part goes on to where the one around it ends", async () => {
    const { text } = await viewOf(
      `From: a@example.org\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\ninner\n--o\nContent-Type: text/plain\n\nouter\n`,
    );
    expect(text).toMatch(/\n\ninner\n\n\[-- Attachment #2 --\]\n[^\n]*\n\nouter\n$/);
  });

  it("a boundary inside a boundary, and the same one twice", async () => {
    const { body } = await viewOf(
      multipart("mixed", [
        "Content-Type: multipart/mixed; boundary=bb\n\n--bb\nContent-Type: text/plain\n\none\n--bb--",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\ntwo\n--b--",
        "Content-Type: text/plain\n\nthree",
      ]),
    );
    for (const word of ["one", "two", "three"]) expect(body).toContain(`${word}\n`);
  });

  it("a multipart whose boundary never comes is shown as it stands", async () => {
    const { body } = await viewOf(
      "From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n--y\ntext\n",
    );
    expect(body).toBe(
      "[-- No parts were found in this multipart: it is shown as it stands. --]\n\n--y\ntext\n",
    );
    const none = await viewOf("From: a@example.org\nContent-Type: multipart/mixed\n\ntext\n");
    expect(none.body).toBe(
      "[-- No parts were found in this multipart: it is shown as it stands. --]\n\ntext\n",
    );
  });

  it("1,000 nested parts: a word where they are not opened any more", async () => {
    let mail = "From: a@example.org\n";
    for (let level = 0; level < 1000; level++)
      mail += `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`;
    mail += "Content-Type: text/plain\n\ndeep\n";
    const { body, opened } = await viewOf(mail);
    expect(body).toContain("[-- This part is nested deeper than parts are opened: its raw text has it. --]");
    let depth = 0;
    for (let part = opened.tree.root.children[0]; part !== undefined; part = part.children[0]) depth++;
    expect(depth).toBe(maxDepth);
    const messages = await viewOf(
      `From: a@example.org\n${"Content-Type: message/rfc822\n\n".repeat(1000)}\n`,
    );
    expect(messages.body).toContain("nested deeper");
  });

  it("10,000 parts: all of them", async () => {
    const parts = Array.from({ length: 10_000 }, (_, at) => `Content-Type: text/plain\n\npart ${at}`);
    const { text, attachments } = await viewOf(multipart("mixed", parts));
    expect(attachments).toHaveLength(9_999);
    expect(text).toContain("\npart 9999\n");
  });

  it("a header without end, no header, no body, nothing at all", async () => {
    for (const mail of [
      "",
      "\n",
      "From: a@example.org",
      "From: a@example.org\n",
      "\n\nx",
      "no header\n",
      "\ufeff",
    ])
      await expect(viewMessage(openMessage(Buffer.from(mail)))).resolves.toMatchObject({
        text: expect.stringMatching(/^$|\n$/),
      });
    expect((await viewOf("From: a@example.org\nnot a field\n")).body).toBe("not a field\n");
  });

  it("NUL bytes in what calls itself text", async () => {
    const { body } = await viewOf(
      multipart("mixed", [
        "Content-Type: text/plain\n\na",
        `Content-Type: text/x-patch; name=x.patch\nContent-Transfer-Encoding: base64\n\n${base64(Buffer.alloc(100))}`,
      ]),
    );
    expect(body).toContain("x.patch");
    expect(body).not.toContain("\0");
  });

  it("HTML nested without end is shown by its source, not by a crash", async () => {
    const html = "<div>".repeat(100_000);
    const { body } = await viewOf(`From: a@example.org\nContent-Type: text/html\n\n${html}\n`);
    expect(body).toMatch(/^\[-- This HTML could not be turned into text: its source follows\. --\]\n\n<div>/);
  });

  it("long runs of what looks like the start of something", async () => {
    const runs = [
      "=",
      "=?",
      "=?utf-8?q?",
      "=?a?b?",
      "--",
      "--b",
      "<img ",
      "&",
      ">",
      " ",
      "\r",
      "=\r",
      "=20",
      "é",
      "[-- ",
    ];
    for (const run of runs) {
      const long = run.repeat(200_000 / run.length);
      const header = `From: a@example.org\nSubject: ${long.replace(/\r/g, "")}\n`;
      for (const encoding of ["8bit", "quoted-printable", "base64"])
        for (const type of ["text/plain; format=flowed", "multipart/mixed; boundary=b"]) {
          const mail = `${header}Content-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${long}\n${long}`;
          const { view, text } = await viewOf(mail);
          expect(view.map.decodedLength).toBe(text.length);
        }
    }
  }, 60_000);
});

describe("safeFileName", () => {
  it.each([
    ["0001-x.patch", "0001-x.patch"],
    ["../../etc/passwd", "passwd"],
    ["..\\..\\windows\\x.dll", "x.dll"],
    ["/etc/cron.d/x", "x"],
    ["..", "attachment"],
    [".", "attachment"],
    ["", "attachment"],
    ["a/", "attachment"],
    [".bashrc", "_bashrc"],
    ["-rf", "_rf"],
    ["~root", "_root"],
    ["a\0b\nc\u202egnp.exe", "abcgnp.exe"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ['a<b>:"|?*.txt', "a_b______.txt"],
    ["name. . .", "name"],
    ["  two   words .txt", "two words .txt"],
    ["Grüße €.txt", "Grüße €.txt"],
  ])("%j becomes %j", (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it("bounds the length, keeps the extension, cuts no pair in two", () => {
    expect(safeFileName(`${"a".repeat(500)}.patch`)).toBe(`${"a".repeat(114)}.patch`);
    const safe = safeFileName(`x${"😀".repeat(300)}.patch`);
    expect(safe.length).toBeLessThanOrEqual(120);
    expect(encodeURIComponent(safe)).toMatch(/\.patch$/);
  });
});
