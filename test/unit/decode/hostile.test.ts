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

describe("hostile headers and parts", () => {
  it("an encoded word that would name other recipients becomes a quoted name", async () => {
    const { text, message } = await viewOf(
      [
        "From: =?utf-8?q?Doe=2C_J=C3=B6rg?= <joerg@example.org>",
        "To: =?utf-8?q?Eve_=3Cfamous=40example=2Ecom=3E=2C?= <eve@example.org>,",
        ' "=?utf-8?q?Bo_=22B=2E=22_Berg?=" <bo@example.org>',
        "Subject: =?utf-8?q?a=2C_b?=",
        "",
        "Text",
        "",
      ].join("\n"),
    );
    expect(message.sender).toMatchObject({ name: "Doe, Jörg", address: "joerg@example.org" });
    expect(text).toContain(
      'To: "Eve <famous@example.com>," <eve@example.org>,\n "Bo \\"B.\\" Berg" <bo@example.org>\n',
    );
    expect(text).toContain("Subject: a, b\n");
  });

  it("parameters that are cut in the middle of a character", async () => {
    const name = "a".repeat(3900);
    for (let more = 60; more < 110; more++) {
      const { text } = await viewOf(
        `From: a@example.org\nContent-Type: text/plain; name*0="${name}${"b".repeat(more)}😀😀"\n\nText\n`,
      );
      expect(text).toContain("\nText\n");
    }
  });

  it("escapes that are none stand for themselves", async () => {
    const { message } = await viewOf("Subject: =?utf-8?q?a=3_b=C3=A4=?=\n\nText\n");
    expect(message.subject).toBe("a=3 bä=");
    const { attachments } = await viewOf(
      multipart("mixed", [
        "\ntext",
        "Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''100%4z%C3%A4.txt\n\nx",
      ]),
    );
    expect(attachments.map(({ name }) => name)).toEqual(["100%4zä.txt"]);
  });

  it("text above the first part is shown, but for the line that is meant for old readers", async () => {
    const parts = "--b\n\ntext\n--b--\n";
    const head = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n";
    const { body } = await viewOf(`${head}Reviewed-by: hidden\n\n${parts}`);
    expect(body).toMatch(/^\[-- Text above the first part: --\]\n\nReviewed-by: hidden\n/);
    const usual = await viewOf(`${head}This is a multi-part message in MIME format.\n${parts}`);
    expect(usual.body).not.toContain("multi-part");
  });

  it("HTML that would be laid out in a time that grows with its square", async () => {
    const html = async (content: string): Promise<string> => {
      const mail = `From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n<p>start</p>${content}\n`;
      return (await viewOf(mail)).body.slice(0, 200);
    };
    // Lines of text, or the source with a word; the limit of the test run tells whether it took too long.
    expect(await html(`<table><tr>${"<td>c".repeat(200_000)}`)).toMatch(/^start\n[^]*c c/);
    expect(await html(`<table>${"<tr><td>c".repeat(100_000)}`)).toMatch(/^start\n[^]*c\n+ *c/);
    const quotes = await html(`${"<blockquote>".repeat(490)}${"a b ".repeat(200_000)}`);
    expect(quotes).toContain("could not be turned into text: its source follows");
    const many = await viewOf(
      multipart(
        "mixed",
        Array.from({ length: 3000 }, (_, at) => `Content-Type: text/html\n\n<p>part ${at}</p>`),
      ),
    );
    expect(many.body).toContain("part 0");
    expect(many.body).toContain("#3000");
  });
});
