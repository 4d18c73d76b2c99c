import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";

const code = (count: number): string =>
  Array.from({ length: count }, (_, at) => `\tval[${at}] = raw >> ${at % 8};`).join("\n");

/** A patch in quoted-printable and ISO-8859-1: on disk its umlauts and its `=` are codes. */
export function encodedPatch(): string {
  return [
    "From: =?iso-8859-1?q?J=FCrgen_Gro=DF?= <juergen@example.org>",
    "Date: Mon, 09 Mar 2026 10:17:29 +0100",
    "Message-ID: <20260309-encoded-1@example.org>",
    "Subject: [PATCH] hwmon: (frost) Gr=?iso-8859-1?q?=FC=DFe?=",
    "To: linux-hwmon@example.org",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=ISO-8859-1",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Viele Gr=FC=DFe, and a line that is too long for a mail that is sent =",
    "on paper.",
    "",
    "Signed-off-by: Ada Frost <ada@example.org>",
    "---",
    " frost.c | 4 ++--",
    " 1 file changed, 2 insertions(+), 2 deletions(-)",
    "",
    "diff --git a/frost.c b/frost.c",
    "--- a/frost.c",
    "+++ b/frost.c",
    "@@ -1,4 +1,4 @@ int frost_read(int raw)",
    " int frost_read(int raw)",
    " {",
    "-=09return raw =3D=3D 8;",
    "+=09return raw =3D=3D 9;",
    " }",
    "@@ -11,4 +11,4 @@ int frost_write(int raw)",
    " int frost_write(int raw)",
    " {",
    "-=09raw =3D 1;",
    "+=09raw =3D 2;",
    " }",
    "--=20",
    "2.47.0",
    "",
  ].join("\n");
}

/** A message with a patch and a file whose name wants to lead out of its folder. */
export function mailWithAttachments(): string {
  const patch = "--- a/frost.c\n+++ b/frost.c\n@@ -1 +1 @@\n-old\n+new\n";
  return [
    "From: Ada Frost <ada@example.org>",
    "Date: Tue, 10 Mar 2026 10:17:29 +0100",
    "Message-ID: <20260310-attached-1@example.org>",
    "Subject: frost: two attachments",
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=cut",
    "",
    "--cut",
    "Content-Type: text/plain",
    "",
    "See the attachments.",
    "--cut",
    "Content-Type: text/x-patch",
    'Content-Disposition: attachment; filename="../../frost-fix.patch"',
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from(patch).toString("base64"),
    "--cut",
    'Content-Type: application/octet-stream; name="trace.dat"',
    "Content-Disposition: attachment",
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from([0, 1, 2, 255]).toString("base64"),
    "--cut--",
    "",
  ].join("\n");
}

/** An answer to it, so that its row has another one below. */
export function replyToAttachments(): string {
  return [
    "From: Bert Holm <bert@example.org>",
    "Date: Tue, 10 Mar 2026 11:00:00 +0100",
    "Message-ID: <20260310-attached-2@example.org>",
    "In-Reply-To: <20260310-attached-1@example.org>",
    "Subject: Re: frost: two attachments",
    "",
    "Thanks.",
    "",
  ].join("\n");
}

/** Message `number` of a mailbox; `lines` is its size. */
function message(number: number, lines: number, parent: string | null = null): string {
  const date = new Date(Date.UTC(2025, 0, 1) + number * 3_600_000).toUTCString().replace("GMT", "+0000");
  return [
    `From mboxrd@z Thu Jan  1 00:00:00 1970`,
    `From: Bert Holm <bert@example.org>`,
    `Date: ${date}`,
    `Message-ID: <large-${number}@example.org>`,
    ...(parent === null ? [] : [`In-Reply-To: <${parent}>`]),
    `Subject: [PATCH] frost: Change number ${number}`,
    "",
    `This is change number ${number}.`,
    "",
    code(lines),
    "",
    "",
  ].join("\n");
}

/** Writes a mailbox of at least so many bytes, each message about 50 kB; the count of its messages. */
export function writeLargeMailbox(file: string, bytes: number): number {
  const descriptor = openSync(file, "w");
  let count = 0;
  for (let written = 0; written < bytes; count++) written += writeSync(descriptor, message(count, 1900));
  closeSync(descriptor);
  return count;
}

/** The last of its messages has the first one as its parent. */
export function writePackedMailbox(file: string, count: number): void {
  const text = Array.from({ length: count }, (_, number) =>
    message(number, 5, number === count - 1 ? "large-0@example.org" : null)
      .replaceAll("large-", "packed-")
      .replaceAll("Change number", "Packed change"),
  );
  writeFileSync(file, gzipSync(text.join("")));
}
