import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { createHeaderScan } from "../../../server/src/mailboxes/headerScan.js";
import { mailFileOf } from "../../../server/src/mailboxes/summary.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { cover, mailbox, mailText, patch, reply, withoutId, withoutPlaces } from "./mails.js";

const uri = "file:///mail.mbox";

function scan(bytes: Uint8Array, pieceSize = bytes.length): readonly MessageSummary[] {
  const headers = createHeaderScan(uri);
  for (let at = 0; at < bytes.length; at += Math.max(1, pieceSize)) {
    headers.push(bytes.subarray(at, at + Math.max(1, pieceSize)));
  }
  return headers.end();
}

const scanText = (text: string, pieceSize?: number): readonly MessageSummary[] =>
  scan(new TextEncoder().encode(text), pieceSize);

const mails = [cover, patch, reply, withoutId];
const forms: readonly (readonly [string, string])[] = [
  ["one mail", patch],
  ["a mailbox of an archive", mailbox(mails)],
  ["a mailbox of a mailer", mailbox(mails, "From anna@example.org Mon Mar  9 10:17:29 2026")],
  ["git-format-patch", mailbox([cover, patch], `From ${"0123456789".repeat(4)} Mon Sep 17 00:00:00 2001`)],
  ["a mailbox with CRLF", mailbox(mails).replaceAll("\n", "\r\n")],
  ["a mailbox with a lone CR in a body", mailbox([`${cover}a\rb\r\rc\n`, patch, reply])],
  ["a mailbox that begins with empty lines", `\n\n${mailbox(mails)}`],
  ["a mailbox behind a byte order mark", `\ufeff${mailbox(mails)}`],
  ["a mail behind a byte order mark", `\ufeff${patch}`],
  [
    "a text that is no mail",
    "just\nsome words\n\nFrom anna@example.org Mon Mar  9 10:17:29 2026\nand more\n",
  ],
];

describe("scan of header blocks", () => {
  for (const [name, text] of forms) {
    it(`finds what a whole parse finds: ${name}`, () => {
      const parsed = mailFileOf(uri, parse(text).document);
      expect(withoutPlaces(scanText(text))).toEqual(
        // Separators are not kept by the scan.
        parsed.messages.map(({ commit: _commit, archivedAt: _archivedAt, ...rest }) => rest),
      );
    });

    it(`finds the same whatever the pieces: ${name}`, () => {
      const whole = scanText(text);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 700 }), (pieceSize) => {
          expect(scanText(text, pieceSize)).toEqual(whole);
        }),
        { numRuns: 40 },
      );
    });
  }

  it("knows places behind a byte order mark, in bytes", () => {
    for (const separator of [
      "From mboxrd@z Thu Jan  1 00:00:00 1970",
      "From a@b.org Mon Mar  9 10:17:29 2026",
    ]) {
      const plain = scanText(mailbox(mails, separator));
      expect(plain).toHaveLength(mails.length);
      const marked = scanText(`\ufeff${mailbox(mails, separator)}`);
      expect(marked).toEqual(plain.map((each) => ({ ...each, byteStart: (each.byteStart ?? 0) + 3 })));
    }
  });

  it("reads folded and encoded fields, ids and the place", () => {
    expect(withoutPlaces(scanText(mailbox(mails)))[1]).toEqual({
      uri,
      index: 1,
      line0: 10,
      messageId: "one@example.org",
      isSynthetic: false,
      inReplyTo: ["cover@example.org"],
      references: ["root@example.org", "cover@example.org"],
      subject: "[PATCH v2 1/2] hwmon: Fix temperatures",
      fromName: "Anna Bärg",
      fromAddress: "anna@example.org",
      date: Date.UTC(2026, 2, 9, 9, 2),
      lists: [],
    });
  });

  it("gives a mail without an id one of its own, that stays", () => {
    const [, , , last] = scanText(mailbox(mails));
    expect(last).toMatchObject({ isSynthetic: true, messageId: `${uri}#3`, subject: "No id" });
  });

  it("bears a line of ten million characters, and counts on behind it", () => {
    const long = `${"x".repeat(10_000_000)}\r${"y".repeat(1000)}\n`;
    const found = scanText(mailbox([`${cover}${long}`, patch]), 65_536);
    const short = scanText(mailbox([`${cover}x\ry\n`, patch]));
    expect(found.map(({ line0 }) => line0)).toEqual(short.map(({ line0 }) => line0));
  });

  it("cuts a header field without end, and 100,000 References", () => {
    const references = Array.from({ length: 100_000 }, (_, at) => `<r${at}@example.org>`).join("\n ");
    const [found] = scanText(mailText({ Subject: `x${" long".repeat(100_000)}`, References: references }));
    expect(found?.subject.length).toBeLessThanOrEqual(1000);
    expect(found?.references.length).toBeLessThanOrEqual(1000);
  });

  it("takes no answer to git send-email's prompt for a Message-ID", () => {
    const [found] = scanText(
      mailText({ Subject: "x", "In-Reply-To": "<yes>", References: "<Y> <a@example.org>" }),
    );
    expect(found).toMatchObject({ inReplyTo: [], references: ["a@example.org"] });
  });

  it("finds no mail in an empty file and none in NUL bytes", () => {
    expect(scanText("")).toEqual([]);
    expect(scan(new Uint8Array(100_000))).toEqual([]);
  });

  it("reads a header that is not UTF-8 as Windows-1252", () => {
    const bytes = Uint8Array.from("Subject: J\xf6rg\n\n", (character) => character.charCodeAt(0));
    expect(scan(bytes)[0]?.subject).toBe("Jörg");
  });

  it("never fails, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 50 }), (bytes, pieceSize) => {
        expect(scan(bytes, pieceSize)).toEqual(scan(bytes));
      }),
    );
  });
});
