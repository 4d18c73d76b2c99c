import { describe, expect, it } from "vitest";
import { toDecoded, toRaw } from "../../../server/src/core/mail/offsetMap.js";
import { LineKind } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";
import { attachmentBytes, viewMessage } from "../../../server/src/mailboxes/decodedMessage.js";
import { base64, multipart, patch, viewOf } from "./view.js";

const head = "From: Ada <ada@example.org>\nSubject: x\n";

describe("the header of the decoded view", () => {
  it("shows the main fields decoded, in one order, and the others folded below", async () => {
    const { text, message } = await viewOf(
      `Received: from a\n\tby b\nContent-Type: text/plain; charset=utf-8\nSubject: =?utf-8?q?J=C3=B6rg?=\n =?utf-8?b?w7xi?= er\nTo: =?iso-8859-1?q?J=F6rg?= <j@example.org>,\n Bo <bo@example.org>\nFrom: Ada <ada@example.org>\n\nText\n`,
    );
    expect(text).toBe(
      "From: Ada <ada@example.org>\nTo: Jörg <j@example.org>,\n Bo <bo@example.org>\nSubject: Jörgüb er\n" +
        "Other-Fields: 2, as they were sent\n Received: from a\n \tby b\n Content-Type: text/plain; charset=utf-8\n\nText\n",
    );
    expect(message.header.fields.map(({ name }) => name)).toEqual(["From", "To", "Subject", "Other-Fields"]);
    expect(message.subject).toBe("Jörgüb er");
    // The encoding that the mail came in is not the view's.
    expect(message.encoding).toBe("identity");
  });

  it("lets no encoded word make a field or end the header", async () => {
    const { message, body } = await viewOf(
      "From: Ada <ada@example.org>\nSubject: =?utf-8?q?a=0D=0AFrom:_Eve_<eve@example.com>=0A=0Abody=E2=80=A8?=\nTo: =?utf-8?q??=\n =?utf-8?q??=\n\nText\n",
    );
    expect(message.sender?.address).toBe("ada@example.org");
    expect(message.header.fields.map(({ name }) => name)).toEqual(["From", "To", "Subject"]);
    expect(body).toBe("Text\n");
  });

  it("reads raw 8-bit headers as UTF-8, else as windows-1252", async () => {
    const utf8 = await viewOf("From: Jörg <j@example.org>\nSubject: ä\n\nText\n");
    expect(utf8.message.sender?.name).toBe("Jörg");
    const latin = await viewOf(Buffer.from("From: Jörg <j@example.org>\nSubject: ä\n\nText\n", "latin1"));
    expect(latin.message.sender?.name).toBe("Jörg");
    expect(latin.message.subject).toBe("ä");
  });

  it("bears a byte order mark before the first field", async () => {
    const { message, text } = await viewOf(`\ufeffFrom: Ada <ada@example.org>\nSubject: x\n\nText\n`);
    expect(message.sender?.address).toBe("ada@example.org");
    expect(text).toBe("From: Ada <ada@example.org>\nSubject: x\n\nText\n");
  });
});

describe("a text body", () => {
  it.each([
    ["utf-8", Buffer.from("Grüße €\n")],
    ["iso-8859-1", Buffer.from("Grüße \x80\n", "latin1")],
    ["ISO8859-15", Buffer.from([...Buffer.from("Grüße ", "latin1"), 0xa4, 10])],
    ["windows-1252", Buffer.from([...Buffer.from("Grüße ", "latin1"), 0x80, 10])],
  ])("in %s is decoded", async (charset, bytes) => {
    for (const encoding of ["8bit", "base64"]) {
      const content = encoding === "base64" ? Buffer.from(base64(bytes)) : bytes;
      const mail = Buffer.concat([
        Buffer.from(
          `${head}Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: ${encoding}\n\n`,
        ),
        content,
      ]);
      expect((await viewOf(mail)).body).toBe("Grüße €\n");
    }
  });

  it.each([
    ["koi8-r", "0cjJ", "яхи".length],
    ["iso-2022-jp", "GyRCRnxLXDhsGyhC", 3],
    ["gb18030", "1tDOxA==", 2],
    ["shift_jis", "k/qWew==", 2],
    ["euc-kr", "x9GxuQ==", 2],
    ["utf-16le", "YQBiAA==", 2],
    // Not in the Encoding standard: mailparser's iconv knows it.
    ["utf-7", Buffer.from("+AOQ-b").toString("base64"), 2],
    ["cp437", "hIE=", 2],
  ])("in %s becomes %s's characters", async (charset, data, length) => {
    const { body, text, view } = await viewOf(
      `${head}Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: base64\n\n${data}\n`,
    );
    expect(body.trimEnd()).toHaveLength(length);
    expect(body).not.toContain("\ufffd");
    expect(view.map.decodedLength).toBe(text.length);
  });

  it.each(["unknown-8bit", "x-unknown", "us-ascii", ""])(
    "with the charset name %j is UTF-8, else windows-1252",
    async (charset) => {
      const header = `${head}Content-Type: text/plain; charset=${charset}\n\n`;
      expect((await viewOf(`${header}Grüße €\n`)).body).toBe("Grüße €\n");
      expect((await viewOf(Buffer.from(`${header}Grüße\n`, "latin1"))).body).toBe("Grüße\n");
    },
  );

  it.each(["yes", "y", "ansi_x3.110-1983", "default", "utf8mb4", "cp9999", "mac-nowhere", "iso-2022-xy"])(
    "with the charset name %j, which nobody knows, is read in the same way, and a sentence says so",
    async (charset) => {
      const header = `${head}Content-Type: text/plain; charset=${charset}\n\n`;
      const note = (as: string): string =>
        `\n[-- The charset "${charset}" is not known: the text is read as ${as}. --]\n`;
      expect((await viewOf(`${header}Grüße €\n`)).body).toBe(`Grüße €\n${note("UTF-8")}`);
      const latin = Buffer.from(`${header}Grüße\n`, "latin1");
      expect((await viewOf(latin)).body).toBe(`Grüße\n${note("windows-1252")}`);
      expect((await viewOf(`${header}plain ASCII\n`)).body).toBe("plain ASCII\n");
      expect((await viewOf(`${header}\u001b$)Xabc\n`)).body).toContain(note("UTF-8"));
    },
  );

  // As Python's codecs write them.
  it.each([
    ["hz", "frost ~{2;TZ~} ~~ a~~b", "frost 不在 ~ a~b"],
    ["hz-gb-2312", "~{SCTZ~}\nx", "用在\nx"],
    ["iso-2022-kr", "\u001b$)C\u000e>H3g\u000f frost\n\u000eGQ\u000fb", "안녕 frost\n한b"],
    ["utf-32", Buffer.from("fffe000061000000fc0000000a000000", "hex"), "aü"],
    ["utf-32", Buffer.from("00000061000000fc0001f60a", "hex"), "aü😊"],
    ["utf-32le", Buffer.from("61000000fc0000000af60100", "hex"), "aü😊"],
    ["utf-32be", Buffer.from("00000061000000fc0001f60a", "hex"), "aü😊"],
    // That name, other bytes.
    [
      "utf-32",
      Buffer.from("Grüße"),
      'Grüße\n\n[-- The charset "utf-32" is not known: the text is read as UTF-8. --]',
    ],
  ])("in %s is decoded by ourselves", async (charset, bytes, expected) => {
    const { body, text, view } = await viewOf(
      `${head}Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: base64\n\n${base64(bytes)}\n`,
    );
    expect(body.trimEnd()).toBe(expected);
    expect(view.map.decodedLength).toBe(text.length);
  });

  it("that is too long for an editor can be saved, and elsewhere is shown to its end", async () => {
    const long = `${"x".repeat(79)}\n`.repeat(101_000);
    const { opened, text, attachments } = await viewOf(`${head}\n${long}`);
    expect(text).toMatch(
      /\n\[-- 80000 more characters are not shown: save attachment #1 to read them --\]\n$/,
    );
    expect(attachments).toMatchObject([
      { index: 1, safeName: "part-1.txt", contentType: "text/plain", sizeBytes: long.length },
    ]);
    expect(Buffer.from(attachmentBytes(opened, 1) ?? []).toString()).toBe(long);
    const whole = await viewMessage(opened, { maxShown: Number.POSITIVE_INFINITY });
    expect(whole.text.endsWith(`\n\n${long}`)).toBe(true);
  });

  it("keeps blanks at the ends, and takes what is no escape for text", async () => {
    const { body } = await viewOf(
      `${head}Content-Transfer-Encoding: quoted-printable\n\na =\nb =3D =zz = \nc\t \n=`,
    );
    expect(body).toBe("a b = =zz c\t \n");
  });

  it("says that base64 breaks off, and shows what came before", async () => {
    const data = base64("one\ntwo\nthree four\n").slice(0, -7);
    const { body } = await viewOf(`${head}Content-Transfer-Encoding: base64\n\n${data}`);
    expect(body).toMatch(/^one\ntwo\nthree/);
    expect(body).toContain("[-- The base64 data breaks off in the middle. --]");
  });

  it("keeps a footer that a list has put below base64, and a text that is not base64 at all", async () => {
    const footer = "_______________________________________________\nthe list\nhttps://lists.example.org/\n";
    const below = await viewOf(`${head}Content-Transfer-Encoding: base64\n\n${base64("Hello\n")}\n${footer}`);
    expect(below.body).toBe(`Hello\n${footer}`);
    const { body } = await viewOf(
      `${head}Content-Transfer-Encoding: base64\n\nThis is plain text, whatever the header says.\nIt is.\n`,
    );
    expect(body).toMatch(
      /^This is plain text, whatever the header says\.\nIt is\.\n\n\[-- The header says base64/,
    );
  });

  it("has LF line ends", async () => {
    const mail = `${head}\nText\n${patch}`.replaceAll("\n", "\r\n");
    const { text, message } = await viewOf(mail);
    expect(text).toBe(`${head}\nText\n${patch}`);
    expect(message.files[0]?.hunks[0]?.missingLines).toBe(0);
  });
});

describe("format=flowed", () => {
  const flowed = `${head}Content-Type: text/plain; format=flowed`;

  it("joins soft lines, undoes stuffing, keeps the signature's separator", async () => {
    const { body } = await viewOf(`${flowed}\n\nA line that \ngoes on.\n From here.\n  two\n-- \nAda\n`);
    expect(body).toBe("A line that goes on.\nFrom here.\n two\n-- \nAda\n");
  });

  it("deletes the blank with DelSp", async () => {
    expect((await viewOf(`${flowed}; delsp=yes\n\nfoo \nbar\n`)).body).toBe("foobar\n");
  });

  it("joins quoted lines of one depth only, and keeps their marks", async () => {
    const { body } = await viewOf(
      `${flowed}\n\n> one \n> two\n>> deep \n> flat \n> > by hand\nown \n> quote\n`,
    );
    expect(body).toBe("> one two\n>> deep \n> flat \n> > by hand\nown \n> quote\n");
  });

  it("keeps a diff applicable whose lines were stuffed", async () => {
    const stuffed = patch.replace(/^ /gm, "  ").replace("  \n", " \n");
    const { message, body } = await viewOf(`${flowed}\n\nText\n---\n${stuffed.replace(" \n", "\n")}`);
    expect(body).toContain("\n int a;\n-int b;\n+int c;\n\n");
    expect(message.files[0]?.hunks[0]?.corruptLine0).toBeNull();
  });
});

describe("parts", () => {
  it("are shown in place under separators that the parser knows", async () => {
    const { text, message, attachments, opened } = await viewOf(
      multipart("mixed", [
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n",
        `Content-Type: text/x-patch; name="0001-x.patch"\nContent-Disposition: attachment; filename="0001-x.patch"\nContent-Transfer-Encoding: base64\n\n${base64(patch)}`,
        "Content-Type: image/png; name=shot.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=",
        "Content-Type: application/octet-stream; name*=utf-8''%E2%82%AC%20notes.txt\n\nnotes",
        "Content-Type: text/plain\n\nfooter",
      ]),
    );
    expect(text.split("\n").filter((line) => line.startsWith("[-- "))).toEqual([
      "[-- Attachment #2: 0001-x.patch --]",
      `[-- Type: text/x-patch, Size: ${patch.length} bytes --]`,
      "[-- Attachment #3: shot.png --]",
      "[-- Type: image/png, Size: 8 bytes --]",
      "[-- Attachment #4: € notes.txt --]",
      "[-- Type: application/octet-stream, Size: 5 bytes --]",
      "[-- Attachment #5 --]",
      "[-- Type: text/plain, Size: 6 bytes --]",
    ]);
    expect(message.attachments.map(({ name }) => name)).toEqual([
      "0001-x.patch",
      "shot.png",
      "€ notes.txt",
      "",
    ]);
    expect(message.files.map(({ path }) => path)).toEqual(["x.c"]);
    expect(message.files[0]?.hunks[0]?.corruptLine0).toBeNull();
    expect(text).not.toContain("iVBOR");
    expect(
      attachments.map(({ index, safeName, sizeBytes, isPatch }) => [index, safeName, sizeBytes, isPatch]),
    ).toEqual([
      [2, "0001-x.patch", patch.length, true],
      [3, "shot.png", 8, false],
      [4, "€ notes.txt", 5, false],
      [5, "part-5.txt", 6, false],
    ]);
    expect(Buffer.from(attachmentBytes(opened, 2) ?? []).toString()).toBe(patch);
    expect(attachmentBytes(opened, 9)).toBeNull();
  });

  it("of an alternative: plain text before HTML, which stays a line", async () => {
    const { body } = await viewOf(
      multipart("alternative", [
        "Content-Type: text/html\n\n<p>rich</p>",
        "Content-Type: text/plain\n\nplain",
      ]),
    );
    expect(body).toContain("[-- Type: text/html, Size: 11 bytes --]");
    expect(body).not.toContain("rich");
    expect(body).toContain("plain");
  });

  it("of an alternative whose plain text is empty: the HTML", async () => {
    const { body } = await viewOf(
      multipart("alternative", [
        "Content-Type: text/plain\n\n \n",
        "Content-Type: text/html\n\n<p>rich &amp; more</p>",
      ]),
    );
    expect(body).toContain("rich & more");
  });

  it("in HTML only become text; nothing of it stays HTML, nothing is loaded", async () => {
    const { body } = await viewOf(
      `${head}Content-Type: text/html; charset=utf-8\n\n<html><head><style>p{}</style><script>alert(1)</script></head><body><p>Grüße</p><img src="https://tracker.example.com/x.png"><a href="https://example.org/a">here</a></body></html>\n`,
    );
    expect(body).toContain("Grüße");
    expect(body).toContain("https://example.org/a");
    expect(body).not.toMatch(/tracker|alert|<p>|p\{\}/);
  });

  it("that are signed: the text, and the signature as a line", async () => {
    const { body } = await viewOf(
      multipart('signed; protocol="application/pgp-signature"', [
        "Content-Type: text/plain\n\nsigned text",
        "Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\n\nabc\n",
      ]),
    );
    expect(body).toBe(
      "signed text\n\n[-- Attachment #2: signature.asc --]\n[-- Type: application/pgp-signature, Size: 35 bytes --]\n\n",
    );
  });

  it("that are encrypted: says so", async () => {
    const { body } = await viewOf(
      multipart('encrypted; protocol="application/pgp-encrypted"', [
        "Content-Type: application/pgp-encrypted\n\nVersion: 1",
        "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\nxyz",
      ]),
    );
    expect(body).toMatch(/^\[-- This message is encrypted\. Patch Mail does not open it\. --\]\n/);
    expect(body).not.toContain("xyz");
    const smime = await viewOf(
      `${head}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nAAAA\n`,
    );
    expect(smime.body).toContain("S/MIME envelope, encrypted or signed");
  });

  it("that are messages: their header and their parts, also those of a digest", async () => {
    const inner =
      "From: Bo <bo@example.com>\nSubject: =?utf-8?q?inn=C3=A9r?=\nContent-Transfer-Encoding: base64\n\n";
    const { body } = await viewOf(
      multipart("digest", [
        `\n${inner}${base64("first\n")}`,
        `Content-Type: message/rfc822\n\n${inner}${base64("second\n")}`,
      ]),
    );
    expect(body).toContain("[-- Type: message/rfc822, Size: ");
    expect(body.match(/^Subject: innér$/gm)).toHaveLength(2);
    expect(body).toMatch(/\nfirst\n[^]*\nsecond\n/);
  });

  it("of a delivery report: what failed, and of which message", async () => {
    const { body } = await viewOf(
      multipart("report; report-type=delivery-status", [
        "Content-Type: text/plain\n\nIt could not be delivered.",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; bo@example.com\nStatus: 5.1.1",
        "Content-Type: text/rfc822-headers\n\nSubject: the lost one",
      ]),
    );
    expect(body).toMatch(/It could not be delivered[^]*Status: 5\.1\.1[^]*Subject: the lost one/);
  });

  it("have text behind the last boundary, which is not lost", async () => {
    const { body } = await viewOf(
      `${multipart("mixed", ["Content-Type: text/plain\n\na"])}\nfooter of a list\n`,
    );
    expect(body).toContain("[-- Text behind the last part: --]\n\n\nfooter of a list\n");
  });
});

describe("places", () => {
  it("lead from the view to the raw bytes and back, through all encodings", async () => {
    const { text, view, bytes } = await viewOf(
      multipart("mixed", [
        "Content-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe =\nan alle, die dies \nlesen.\n",
        `Content-Type: text/x-patch; name=x.patch\nContent-Transfer-Encoding: base64\n\n${base64(patch)}`,
        "Content-Type: text/x-diff; name=y.diff\n\n@@ marker\n",
      ]),
    );
    const raw = Buffer.from(bytes).toString("latin1");
    const rawOf = (words: string): string => raw.slice(toRaw(view.map, text.indexOf(words)));
    expect(rawOf("ße an")).toMatch(/^=C3=9Fe =/);
    expect(rawOf("an alle")).toMatch(/^an alle/);
    expect(rawOf("lesen")).toMatch(/^lesen/);
    expect(rawOf("@@ marker")).toMatch(/^@@ marker/);
    expect(rawOf("parts")).toMatch(/^parts\nContent-Type/);
    // In base64: the four characters that hold the byte.
    const at = toRaw(view.map, text.indexOf("+int c"));
    const quantum = Math.floor((at - raw.indexOf("ZGlmZiAt")) / 77);
    const column = (at - raw.indexOf("ZGlmZiAt")) % 77;
    expect(patch.slice(quantum * 57 + Math.floor((column * 3) / 4))).toMatch(/^\+int c/);
    for (const words of ["ße an", "an alle", "lesen", "@@ marker", "+int c", "parts", "[-- Attachment #2"]) {
      const place = text.indexOf(words);
      expect(toDecoded(view.map, toRaw(view.map, place)), words).toBe(place);
    }
    // A boundary line belongs to the part that it opens.
    const boundary = raw.indexOf("--b\nContent-Type: text/x-diff");
    expect(text.slice(toDecoded(view.map, boundary))).toMatch(/^\n?\[-- Attachment #3/);
  });
});

describe("a forwarded message", () => {
  const forwarded = multipart("mixed", [
    "Content-Type: text/plain\n\nsee below",
    "Content-Type: message/rfc822\n\nSubject: inner\nFrom: Bo <bo@example.com>\nContent-Transfer-Encoding: base64\n\naW5uZXIK",
    "Content-Type: text/x-patch; name=a.patch\n\ntext",
  ]);

  it("has a separator, its header and its text, and what comes behind it is told from it", async () => {
    const { body, attachments } = await viewOf(forwarded);
    expect(body).toBe(
      "see below\n\n[-- Attachment #2 --]\n[-- Type: message/rfc822, Size: 84 bytes --]\n\nFrom: Bo <bo@example.com>\nSubject: inner\n\ninner\n\n" +
        "[-- Attachment #3: a.patch --]\n[-- Type: text/x-patch, Size: 4 bytes --]\n\ntext\n",
    );
    expect(attachments.map(({ index, safeName }) => [index, safeName])).toEqual([
      [2, "part-2.eml"],
      [3, "a.patch"],
    ]);
  });

  it("has header fields where the view is read again", async () => {
    const { text } = await viewOf(forwarded);
    const { lines } = parse(text).document;
    const kindOf = (words: string): number => lines.kind(lines.lineAt(text.indexOf(words)));
    expect(kindOf("From: Bo")).toBe(LineKind.headerField);
    expect(kindOf("Subject: inner")).toBe(LineKind.headerField);
    expect(kindOf("\ninner\n\n[--") + kindOf("inner\n\n[--")).toBe(LineKind.blank + LineKind.text);
  });
});
