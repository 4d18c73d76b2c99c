import { expect, it } from "vitest";
import { messageItems } from "../../../server/src/features/messages.js";
import { parsed } from "./fixture.js";

const mail = (fields: readonly string[], body: string): string =>
  ["From: Ada <ada@example.org>", "Subject: x", ...fields, "", body].join("\n");
const parts = (...types: readonly string[]): string =>
  [...types.map((type) => `--b\nContent-Type: ${type}\n\ntext\n`), "--b--\n"].join("");
const multipart = (sub: string): readonly string[] => [`Content-Type: multipart/${sub}; boundary=b`];
const flowed = ["Content-Type: text/plain; format=flowed"];
const inner = (encoding: string): string =>
  `From: Bo <bo@example.com>\nSubject: y\nContent-Transfer-Encoding: ${encoding}\n\ndGV4dAo=\n`;
const forwarded = (encoding: string): string =>
  `--b\nContent-Type: text/plain\n\ntext\n--b\nContent-Type: message/rfc822\n\n${inner(encoding)}--b--\n`;

it.each<[string, string | null, string]>([
  ["plain mail", null, mail([], "text\n")],
  ["UTF-8", null, mail(["Content-Type: text/plain; charset=utf-8"], "Grüße\n")],
  [
    "quoted-printable",
    "quoted-printable",
    mail(["Content-Transfer-Encoding: quoted-printable"], "Gr=FC=DFe\n"),
  ],
  ["base64", "base64", mail(["Content-Transfer-Encoding: base64"], "R3L8w59l\n")],
  [
    "8 bit in another charset",
    "iso-8859-1",
    mail(["Content-Type: text/plain; charset=ISO-8859-1"], "Gr\ufffd\ufffde\n"),
  ],
  ["ASCII in another charset", null, mail(["Content-Type: text/plain; charset=ISO-8859-1"], "Hi\n")],
  ["a charset of 7 bits", "iso-2022-jp", mail(["Content-Type: text/plain; charset=ISO-2022-JP"], "\x1b$B\n")],
  ["HTML", "HTML", mail(["Content-Type: text/html"], "<p>text\n")],
  ["HTML beside plain text", "HTML", mail(multipart("alternative"), parts("text/plain", "text/html"))],
  [
    "an HTML file beside plain text",
    null,
    mail(
      multipart("mixed"),
      parts("text/plain", "text/html\nContent-Disposition: attachment; filename=a.html"),
    ),
  ],
  ["plain text and a patch", null, mail(multipart("mixed"), parts("text/plain", "text/x-patch"))],
  ["signed plain text", null, mail(multipart("signed"), parts("text/plain", "application/pgp-signature"))],
  [
    "encrypted",
    "encrypted",
    mail(multipart("encrypted"), parts("application/pgp-encrypted", "application/octet-stream")),
  ],
  ["encoded words of a header", null, mail(["To: =?utf-8?q?J=C3=B6rg?= <j@example.org>"], "text\n")],
  ["a forwarded message", null, mail(multipart("mixed"), forwarded("7bit"))],
  ["a forwarded message in base64", "base64", mail(multipart("mixed"), forwarded("base64"))],
  ["a message that is another one", "base64", mail(["Content-Type: message/rfc822"], inner("base64"))],
  [
    "a digest with a message in quoted-printable",
    "quoted-printable",
    mail(multipart("digest"), `--b\n\n${inner("8bit")}\n--b\n\n${inner("quoted-printable")}\n--b--\n`),
  ],
  ["flowed lines", "format=flowed", mail(flowed, "> a \n> b\n\nsoft \nbreak\n-- \nA\n")],
  [
    "flowed lines in a part",
    "format=flowed",
    mail(multipart("signed"), `--b\n${flowed[0]}\n\na \nb\n--b--\n`),
  ],
  ["format=flowed without soft breaks", null, mail(flowed, "> a \nb \n\nc\n-- \nA\n")],
  [
    "lines that end in blanks, of a part that is not flowed",
    null,
    mail(multipart("mixed"), "--b\n\na \nb\n--b--\n"),
  ],
  [
    "a patch in UTF-8 of a file in another charset",
    null,
    mail(
      ["Content-Type: text/plain; charset=UTF-8"],
      "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+\ufffd\n",
    ),
  ],
  [
    "git's own file with a diff of such a file",
    null,
    `From ${"0123456789".repeat(4)} Mon Sep 17 00:00:00 2001\n${mail([], "---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+\ufffd\n")}`,
  ],
  ["HTML beside a picture", "HTML", mail(multipart("related"), parts("text/html", "image/png"))],
  [
    "a patch in base64 beside plain text",
    "base64",
    mail(
      multipart("mixed"),
      "--b\n\ntext\n--b\nContent-Type: text/x-patch\nContent-Transfer-Encoding: base64\n\nLS0tIGEK\n--b--\n",
    ),
  ],
  [
    "a picture beside plain text",
    null,
    mail(
      multipart("mixed"),
      "--b\n\ntext\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nLS0tIGEK\n--b--\n",
    ),
  ],
  ["a diff without header", null, "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+\ufffd\n"],
])("%s is encoded as %s", (_name, expected, text) => {
  expect(messageItems(parsed(text))[0]?.encodedAs ?? null).toBe(expected);
});
