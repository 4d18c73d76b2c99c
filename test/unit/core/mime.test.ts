import { describe, expect, it } from "vitest";
import { parameters } from "../../../server/src/core/mail/mime.js";
import { mailOf, messageOf, rowsOf, variants } from "./read.js";

describe("parameters of a header value (RFC 2045, RFC 2231)", () => {
  it.each<[string, string, Record<string, string>]>([
    ["text/plain", "text/plain", {}],
    ["TEXT/Plain; Charset=UTF-8", "text/plain", { charset: "UTF-8" }],
    ['multipart/mixed; boundary="a;b\\"c"', "multipart/mixed", { boundary: 'a;b"c' }],
    ["text/plain; charset=utf-8; charset=latin1", "text/plain", { charset: "utf-8" }],
    ["attachment;\r\n filename=x.patch", "attachment", { filename: "x.patch" }],
    ["attachment; filename*=utf-8''fr%C3%B6st.patch", "attachment", { filename: "fröst.patch" }],
    ["attachment; filename*=iso-8859-1'de'fr%F6st.patch", "attachment", { filename: "fröst.patch" }],
    ['attachment; filename*1="b c.patch"; filename*0="a "', "attachment", { filename: "a b c.patch" }],
    ["attachment; filename*0*=utf-8''fr%C3; filename*1*=%B6st", "attachment", { filename: "fröst" }],
    ["attachment; filename*=no-such-charset''%41", "attachment", { filename: "A" }],
    ['attachment; filename="never closed', "attachment", { filename: "never closed" }],
    ["; ;=;x", "", { "": "" }],
  ])("%s", (raw, head, values) => {
    const read = parameters(raw);
    expect(read.head).toBe(head);
    expect(Object.fromEntries(read.values)).toEqual(values);
  });
});

const multipart = `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b.1"
`;
const parts = `This is a message in MIME format.

--b.1
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8

See the patch.
--b.10 is no boundary of ours

--inner--
--b.1
Content-Type: text/x-patch; name="=?utf-8?q?fr=C3=B6st=2Epatch?="
Content-Disposition: attachment
Content-Transfer-Encoding: BASE64

ZGlmZiAtLWdpdCBhL3ggYi94Cg==

--b.1
Content-Type: text/plain;
 name="plain.patch"
Content-Disposition: inline; filename="plain.patch"

diff --git a/frost.c b/frost.c
--- a/frost.c
+++ b/frost.c
@@ -1 +1 @@
-a
+b
--b.1--
Behind the last part.
`;

describe.each(variants)("a multipart mail, $name", ({ of }) => {
  const text = of(mailOf(parts, multipart));
  const message = messageOf(text);

  it("has its attachments with names, types and encodings", () => {
    expect(message.attachments).toMatchObject([
      { name: "fröst.patch", contentType: "text/x-patch", disposition: "attachment", encoding: "base64" },
      { name: "plain.patch", contentType: "text/plain", disposition: "inline", encoding: "identity" },
    ]);
    const [first] = message.attachments;
    expect(text.slice(first?.span.start, first?.span.end)).toMatch(/^--b\.1\r?\nContent-Type: text\/x-patch/);
    expect(first?.endLine0).toBe(message.attachments[1]?.startLine0);
  });

  it("has the diff of a part that is not encoded", () => {
    expect(message.files).toMatchObject([{ path: of("frost.c"), additions: 1, deletions: 1 }]);
  });

  it("is partly encoded", () => {
    expect(message.encoding).toBe("mixed");
  });
});

describe("parts", () => {
  it("end at their boundary, also inside a diff, and at no other line that begins so", () => {
    const rows = rowsOf(parts, multipart);
    const separators = rows.filter((row) => row.startsWith("partSeparator"));
    expect(separators).toEqual([
      "partSeparator --b.1",
      "partSeparator --inner",
      "partSeparator --inner--",
      "partSeparator --b.1",
      "partSeparator --b.1",
      "partSeparator --b.1--",
    ]);
    expect(rows).toContain("text --b.10 is no boundary of ours");
    expect(rows).toContain('headerField Content-Type: text/x-patch; name="=?utf-8?q?fr=C3=B6st=2Epatch?="');
    expect(rows).toContain("encoded ZGlmZiAtLWdpdCBhL3ggYi94Cg==");
    expect(rows).toContain("added +b");
  });

  it("without a closing boundary end with the mail", () => {
    const cut = parts.slice(0, parts.indexOf("--b.1--"));
    const message = messageOf(mailOf(cut, multipart));
    expect(message.attachments.map(({ name }) => name)).toEqual(["fröst.patch", "plain.patch"]);
    expect(message.attachments[1]?.endLine0).toBe(message.endLine0);
    expect(message.files[0]?.hunks[0]?.corruptLine0).toBeNull();
  });
});

describe("the body of a mail", () => {
  it.each<[string, string, string]>([
    ["base64", "Content-Transfer-Encoding: base64\n", "base64"],
    ["Base64 with a comment's blank", "Content-Transfer-Encoding:  Base64 \n", "base64"],
    ["quoted-printable", "Content-Transfer-Encoding: quoted-printable\n", "quoted-printable"],
    ["8bit", "Content-Transfer-Encoding: 8bit\n", "identity"],
    ["nothing said", "", "identity"],
    ["nonsense", "Content-Transfer-Encoding: rot13\nContent-Type: nonsense\n", "identity"],
  ])("%s", (_name, headers, encoding) => {
    expect(messageOf(mailOf("YQ==\n", headers)).encoding).toBe(encoding);
  });

  it("in format=flowed keeps its lines: a diff is never unwrapped", () => {
    const flowed = "Content-Type: text/plain; format=flowed; delsp=yes\n";
    const body =
      "Text that \nflows.\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a \n-b \n+c \n";
    const message = messageOf(mailOf(body, flowed));
    expect(message.isFlowed).toBe(true);
    expect(message.files).toMatchObject([{ path: "x", additions: 1, deletions: 1 }]);
    expect(rowsOf(body, flowed).slice(-3)).toEqual(["context  a", "removed -b", "added +c"]);
  });

  it("in quoted-printable joins what a soft line break has parted", () => {
    const headers = "Content-Transfer-Encoding: quoted-printable\n";
    const body =
      "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n=20a\n-b is a long =\nline\n+c =3D 1;\n";
    const [file] = messageOf(mailOf(body, headers)).files;
    expect(file).toMatchObject({ additions: 1, deletions: 1 });
    expect(file?.hunks).toMatchObject([{ missingLines: 0, corruptLine0: null, contextLines: 1 }]);
  });
});
