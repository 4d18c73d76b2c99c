import { describe, expect, it } from "vitest";
import { openMessage, viewMessage } from "../../../server/src/mailboxes/decodedMessage.js";
import { factsOfBytes } from "../../../server/src/mailboxes/factsOfBytes.js";

const head =
  "From: Bo Lind <bo@example.org>\r\nReceived: from mx.example.org\r\n\tby list.example.org\r\nSubject: Re: [PATCH] lock: free it\r\n" +
  "Message-ID: <r@example.org>\r\nIn-Reply-To: <p@example.org>\r\nMIME-Version: 1.0\r\n";
const body = [
  "On Mon, Anna Berg wrote:",
  "> diff --git a/a.c b/a.c",
  "> --- a/a.c",
  "> +++ b/a.c",
  "> @@ -10,2 +10,3 @@ int lock(void)",
  ">  {",
  "> +\tint grün = 1;",
  "",
  "Why is this so? It is a rather long line, which must be broken softly when it is written as quoted-printable.",
  "",
  "Reviewed-by: Björn Lind <bjorn@example.org>",
  "",
].join("\r\n");

function quotedPrintable(text: string): string {
  const coded = [...Buffer.from(text, "utf8")]
    .map((byte) =>
      byte > 126 || byte === 0x3d
        ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte),
    )
    .join("");
  return coded
    .split("\r\n")
    .map((line) => line.replace(/(.{60})(?=.)/g, "$1=\r\n"))
    .join("\r\n");
}

const base64 = (text: string): string =>
  `${Buffer.from(text, "utf8").toString("base64").replace(/.{76}/g, "$&\r\n")}\r\n`;

const type = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ";

describe("facts of a message's bytes", () => {
  it.each([
    ["8bit", false, body],
    ["quoted-printable", true, quotedPrintable(body)],
    ["base64", true, base64(body)],
  ])("%s: the same, with lines of what is shown", async (encoding, isDecoded, coded) => {
    const bytes = Buffer.from(`${head}${type}${encoding}\r\n\r\n${coded}`, "utf8");
    const facts = await factsOfBytes(bytes);
    expect(facts?.isDecoded).toBe(isDecoded);
    expect(facts?.trailers).toMatchObject([
      { name: "Reviewed-by", person: "Björn Lind", address: "bjorn@example.org" },
    ]);
    expect(facts?.comments).toMatchObject([
      { place: { path: "a.c", fileLine: 11, side: "new" }, text: expect.stringMatching(/^Why is this so\?/) },
    ]);
    const text = isDecoded ? (await viewMessage(openMessage(bytes))).text : bytes.toString("utf8");
    const lines = text.split(/\r?\n/);
    expect(lines[facts?.trailers[0]?.line0 ?? -1]).toBe("Reviewed-by: Björn Lind <bjorn@example.org>");
    expect(lines[facts?.comments[0]?.line0 ?? -1]).toMatch(/^Why is this so\?/);
  });

  it("of an attached patch in base64 are those of a patch", async () => {
    const patch =
      "Free it.\n\n---\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n";
    const parts =
      `${head}Content-Type: multipart/mixed; boundary="=x"\r\n\r\n--=x\r\nContent-Type: text/plain\r\n\r\nSee the patch.\r\n` +
      `--=x\r\nContent-Type: text/x-patch; name="a.patch"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="a.patch"\r\n\r\n${base64(patch)}--=x--\r\n`;
    const facts = await factsOfBytes(Buffer.from(parts));
    expect(facts?.patch).toMatchObject({ paths: ["a.c"], additions: 1, deletions: 1 });
  });

  it("are null or empty for what is no mail", async () => {
    expect(await factsOfBytes(new Uint8Array(0))).toBeNull();
    const noise = await factsOfBytes(Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) & 0xff));
    expect(noise?.trailers ?? []).toEqual([]);
    expect(
      await factsOfBytes(Buffer.from("Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%\r\n")),
    ).toMatchObject({
      trailers: [],
      comments: [],
      patch: null,
    });
  });
});
