import { expect, it } from "vitest";
import { messageItems } from "../../../server/src/features/messages.js";
import { parsed } from "./fixture.js";

const mail = (fields: readonly string[], body: string): string =>
  ["From: Ada <ada@example.org>", "Subject: x", ...fields, "", body].join("\n");
const parts = (...types: readonly string[]): string =>
  [...types.map((type) => `--b\nContent-Type: ${type}\n\ntext\n`), "--b--\n"].join("");
const multipart = (sub: string): readonly string[] => [`Content-Type: multipart/${sub}; boundary=b`];

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
  ["HTML beside plain text", null, mail(multipart("alternative"), parts("text/plain", "text/html"))],
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
