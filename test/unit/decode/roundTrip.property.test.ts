import fc from "fast-check";
import { expect, it } from "vitest";
import { toDecoded, toRaw } from "../../../server/src/core/mail/offsetMap.js";
import { base64, viewOf } from "./view.js";

type Mail = fc.Memo<string>;

const words = fc
  .array(fc.constantFrom("one", "zwei", "Größe", "€", "=3D", "x.c", "[PATCH]", "> quoted", "-- "), {
    minLength: 1,
    maxLength: 6,
  })
  .map((list) => list.join(" "));
const text = fc.array(words, { minLength: 1, maxLength: 6 }).map((lines) => `${lines.join("\n")}\n`);

const quotedPrintable = (content: string): string =>
  Array.from(Buffer.from(content), (byte) =>
    byte === 10
      ? "\n"
      : byte > 126 || byte === 61
        ? `=${byte.toString(16).toUpperCase()}`
        : String.fromCharCode(byte),
  ).join("");

/** A part that holds text: its header lines, an empty line, its content. */
const leaf = fc
  .tuple(text, fc.constantFrom("8bit", "quoted-printable", "base64"), fc.constantFrom("", '; name="a.patch"'))
  .map(([content, encoding, name]) => {
    const coded =
      encoding === "base64" ? base64(content) : encoding === "8bit" ? content : quotedPrintable(content);
    return `Content-Type: text/plain; charset=utf-8${name}\nContent-Transfer-Encoding: ${encoding}\n\n${coded}`;
  });

/** Fields in any order, some of which the view does not show in place. */
const fields = fc
  .shuffledSubarray([
    "From: =?utf-8?q?J=C3=B6rg?= <j@example.org>",
    "To: Ada <ada@example.org>,\n Bo <bo@example.com>",
    "Subject: [PATCH] it\n goes on",
    "Date: Tue, 4 Mar 2025 10:11:12 +0100",
    "Received: from a\n\tby b",
    "Message-ID: <1@example.org>",
  ])
  .map((list) => ["From: Ada <ada@example.org>", ...list].map((field) => `${field}\n`).join(""));

const message: Mail = fc.memo((depth) => fc.tuple(fields, part(depth)).map((both) => both.join("")));
const part: Mail = fc.memo((depth) => {
  if (depth <= 1) return leaf;
  const kind = fc.constantFrom("mixed", "alternative", "signed");
  const children = fc.array(part(depth - 1), { minLength: 1, maxLength: 3 });
  const multipart = fc.tuple(kind, children).map(([sub, list]) => of(sub, depth, list));
  const digest = fc.array(message(depth - 1), { minLength: 1, maxLength: 3 }).map((list) =>
    of(
      "digest",
      depth,
      list.map((one) => `\n${one}`),
    ),
  );
  const forwarded = message(depth - 1).map((one) => `Content-Type: message/rfc822\n\n${one}`);
  return fc.oneof(leaf, multipart, digest, forwarded);
});

function of(sub: string, depth: number, list: readonly string[]): string {
  const boundary = `b${depth}`;
  const separated = list.map((one) => `--${boundary}\n${one}\n`).join("");
  return `Content-Type: multipart/${sub}; boundary=${boundary}\n\n${separated}--${boundary}--\n`;
}

it("each line of the view with words of the mail leads to its raw line and back", async () => {
  await fc.assert(
    fc.asyncProperty(message(4), fc.boolean(), async (mail, isCrLf) => {
      const raw = Buffer.from(isCrLf ? mail.replaceAll("\n", "\r\n") : mail);
      const { view } = await viewOf(raw);
      let start = 0;
      for (const line of view.text.split("\n")) {
        const end = start + line.length;
        if (line !== "" && !/^(?:\[--|Other-Fields:)/.test(line)) {
          const place = toRaw(view.map, start);
          const back = toDecoded(view.map, place);
          expect(back, line).toBeGreaterThanOrEqual(start);
          expect(back, line).toBeLessThan(end);
          const rawLine = raw.subarray(place).toString().split(/\r?\n/, 1)[0];
          if (/^(?:From: Ada|To|Subject|Date|Message-ID)/.test(line))
            expect(line.startsWith(rawLine ?? "x"), `${line} at ${rawLine}`).toBe(true);
        }
        start = end + 1;
      }
    }),
    { numRuns: 200 },
  );
});
