import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import type { DecodedMessageResult } from "../../server/src/lsp/viewRequests.js";
import type { SideBySideResult } from "../../server/src/work/sideBySide.js";
import { reply, soundPatch } from "./mails.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-mail-views-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function session(): Promise<TestClient> {
  const client = start();
  await client.initialize();
  return client;
}

const uri = "file:///mail/a.eml";
const sideBySide = (
  client: TestClient,
  line: number,
  textDocument = { uri },
): Promise<SideBySideResult | null> =>
  client.connection.sendRequest("patchMail/sideBySide", { textDocument, position: { line, character: 0 } });

/** A patch of two files with several hunks; one of them has no newline at its end. */
const diff = `diff --git a/lib/ice.c b/lib/ice.c
index 1111111111aa..2222222222bb 100644
--- a/lib/ice.c
+++ b/lib/ice.c
@@ -1,4 +1,3 @@
 int a;
-int b;
+int c;
 
--- no header, but a removed decrement
@@ -40,2 +39,4 @@ void melt(void)
 {
++++ no header either
+\tice--;
 }
@@ -60 +61 @@ void freeze(void)
-\tice = 0;
\\ No newline at end of file
+\tice = 1;
diff --git a/lib/new.c b/lib/new.c
new file mode 100644
index 000000000000..2222222222cc
--- /dev/null
+++ b/lib/new.c
@@ -0,0 +1,2 @@
+int fresh;
+
`;
const head = "From: Ada Frost <ada@example.org>\nSubject: [PATCH] ice: Melt\n\nText.\n---\n";
const patch = `${head}${diff}-- \n2.43.0\n\n`;

/** The same diff quoted twice, with blank lines and comments of two people between the lines of its hunks. */
const twice = `From: Cy Dahl <cy@example.com>
Subject: Re: [PATCH] ice: Melt

On Wed, 4 Mar 2026, Bo Berg wrote:
> On Tue, 3 Mar 2026, Ada Frost wrote:
${diff
  .split("\n")
  .slice(0, -1)
  .flatMap((line) => {
    const quoted = `> > ${line}`.trimEnd();
    if (line === "-int b;") return [quoted, ">", "> Why this one?", "> - a bullet", ">"];
    if (line.startsWith("+\tice--")) return [quoted, "", "+ I should say so.", "- Not so.", ""];
    return [quoted];
  })
  .join("\n")}

Fine with me.
`;

describe("patchMail/sideBySide", () => {
  const noRepository =
    "There is no git repository here. Open the mail beside a repository, or name one in the setting patchMail.repositories.";
  const expected: readonly Omit<SideBySideResult, "line0">[] = [
    {
      title: "lib/ice.c",
      oldTitle: null,
      left: "int a;\nint b;\n\n-- no header, but a removed decrement\n... -40 +39 ...\n{\n}\n... -60 +61 ...\n\tice = 0;",
      right:
        "int a;\nint c;\n\n... -40 +39 ...\n{\n+++ no header either\n\tice--;\n}\n... -60 +61 ...\n\tice = 1;",
      source: "hunks",
      label: "hunks only",
      note: `Only what the patch holds is shown; the lines between the hunks are not. ${noRepository}`,
      absent: null,
    },
    {
      title: "lib/new.c",
      oldTitle: null,
      left: "",
      right: "int fresh;\n\n",
      source: "patch",
      label: "new file",
      note: "The whole file is in the patch, which adds it.",
      absent: "left",
    },
  ];

  it.each([
    ["a patch", patch, 0],
    ["a patch with CRLF", patch.replaceAll("\n", "\r\n"), 0],
    ["a patch quoted twice, with comments between", twice, 2],
  ])("%s: both sides of each file, from each of its lines", async (_name, text, depth) => {
    const client = await session();
    await client.open(uri, text);
    const { document } = parse(text);
    const files = document.messages[0]?.files ?? [];
    expect(files.map(({ path }) => path)).toEqual(["lib/ice.c", "lib/new.c"]);
    for (const [at, file] of files.entries()) {
      expect(file.depth).toBe(depth);
      for (let line = file.startLine0; line < file.endLine0; line++) {
        const answer = await sideBySide(client, line);
        expect(answer, `line ${line}`).toEqual({ ...expected[at], line0: expect.any(Number) });
      }
      // What the model counts is what stands there: the rows that only one of the two sides has.
      const rows = (side: string | undefined): number =>
        (side ?? "")
          .replace(/\n$/, "")
          .split("\n")
          .filter((row) => !/^\.\.\. -\d+ \+\d+ \.\.\.$/.test(row)).length;
      const { left, right } = expected[at] ?? {};
      const old = left === "" ? 0 : rows(left);
      expect(rows(right) - old).toBe(file.additions - file.deletions);
    }
  });

  it("compares with the model: each side is its context and its own lines, in order", async () => {
    for (const text of [patch, twice, soundPatch]) {
      const client = await session();
      await client.open(uri, text);
      const { document } = parse(text);
      const { lines } = document;
      for (const file of document.messages[0]?.files ?? []) {
        const side = (sign: string): string[] =>
          file.hunks.flatMap((hunk) => {
            const rows: string[] = [];
            for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
              if (lines.depth(line0) !== file.depth) continue;
              const content = lines.content(line0);
              const first = content === "" ? " " : content.charAt(0);
              if (first === " " || first === sign) rows.push(content.slice(1));
            }
            return rows;
          });
        const answer = await sideBySide(client, file.startLine0);
        const shown = (text: string | undefined): string[] =>
          (text === "" ? [] : (text ?? "").split("\n")).filter(
            (row) => !/^\.\.\. -\d+ \+\d+ \.\.\.$/.test(row),
          );
        // A whole file ends in a line end, what is put together of hunks does not.
        if (answer?.source === "patch") {
          expect(answer.right).toBe(`${side("+").join("\n")}\n`);
          continue;
        }
        expect(shown(answer?.left)).toEqual(side("-"));
        expect(shown(answer?.right)).toEqual(side("+"));
      }
    }
  });

  it("says that a hunk is damaged, and keeps the next one apart from it", async () => {
    const trimmed = (text: string, line: string): string => {
      expect(text).toContain(line);
      return text.replace(line, "");
    };
    for (const text of [trimmed(patch, "+\tice--;\n"), trimmed(twice, "> > ++++ no header either\n")]) {
      const client = await session();
      await client.open(uri, text);
      const answer = await sideBySide(
        client,
        text.split("\n").findIndex((line) => line.endsWith("+++ b/lib/ice.c")),
      );
      expect(answer?.note).toMatch(/damaged/);
      expect(answer?.left).toBe(expected[0]?.left);
      expect(answer?.right.split("\n")).toEqual(
        expect.arrayContaining(["... -40 +39 ...", "... -60 +61 ...", "\tice = 1;"]),
      );
      expect(answer?.right).not.toContain("@@");
    }
  });

  it("says that a merge has more sides", async () => {
    const client = await session();
    await client.open(
      uri,
      "diff --cc seq.txt\nindex 04df3ea,1f865ba..6ffc5b5\n--- a/seq.txt\n+++ b/seq.txt\n@@@ -1,2 -1,2 +1,2 @@@\n  2\n- fuenf\n -five\n++5 (five)\n",
    );
    expect(await sideBySide(client, 5)).toMatchObject({
      left: "",
      right: "",
      note: expect.stringMatching(/merge/),
    });
  });

  it("is null outside of diffs, in a document that is not open, and in an empty one", async () => {
    const client = await session();
    await client.open(uri, reply);
    expect(await sideBySide(client, 1)).toBeNull();
    expect(await sideBySide(client, 9999)).toBeNull();
    expect(await sideBySide(client, 0, { uri: "file:///mail/other.eml" })).toBeNull();
    await client.open("file:///mail/empty.eml", "");
    expect(await sideBySide(client, 0, { uri: "file:///mail/empty.eml" })).toBeNull();
  });
});

const top = `From: =?utf-8?q?J=C3=BCrgen_Frost?= <juergen@example.org>
Date: Tue, 3 Mar 2026 10:15:00 +0000
Subject: =?utf-8?q?[PATCH]_ice=3A_M=C3=BCtze?=
Message-ID: <ice.1@example.org>
MIME-Version: 1.0
`;
const body = `Der Text mit Ümläuten.\n\n${"x".repeat(90)} ends here.\n---\n${diff}-- \n2.43.0\n`;
/** The header as it is shown; `others` are the fields that stand below the main ones, as they were sent. */
const shownTop = (...others: readonly string[]): string => {
  const fields = ["MIME-Version: 1.0", ...others];
  return `From: Jürgen Frost <juergen@example.org>
Subject: [PATCH] ice: Mütze
Date: Tue, 3 Mar 2026 10:15:00 +0000
Message-ID: <ice.1@example.org>
Other-Fields: ${fields.length}, as they were sent
${fields.map((field) => ` ${field}\n`).join("")}
`;
};
const wrapped = (text: string): string =>
  (
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,76}/g) ?? []
  ).join("\n");
const quotedPrintable = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte === 10 || (byte >= 32 && byte < 127 && byte !== 61)
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("")
    .split("\n")
    .map((line) => line.replace(/ $/, "=20"))
    // A soft line break may not part an escape.
    .map((line) => line.replace(/(?:=[0-9A-F]{2}|[^=]){70}(?=.)/g, "$&=\n"))
    .join("\n");

describe("patchMail/decodedMessage", () => {
  let files = 0;
  const write = (content: string | Buffer): string => {
    const path = join(folder, `mail ${files++}.eml`);
    writeFileSync(path, content);
    return pathToFileURL(path).href;
  };
  const decode = async (content: string | Buffer, index = 0): Promise<string> => {
    const client = await session();
    const params = { uri: write(content), index };
    const { text } = await client.connection.sendRequest<DecodedMessageResult>(
      "patchMail/decodedMessage",
      params,
    );
    return text;
  };
  const html =
    "<html><body><p>Hello <b>Ada</b>,</p><script>alert(1)</script><p>bye &amp; thanks</p></body></html>";

  it.each<[string, readonly string[], string | Buffer]>([
    [
      "base64",
      ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"],
      `${wrapped(body)}\n`,
    ],
    [
      "quoted-printable",
      ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
      quotedPrintable(body),
    ],
    [
      "Latin-1",
      ["Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: 8bit"],
      Buffer.from(body, "latin1"),
    ],
    ["no encoding at all", ["Content-Type: text/plain; charset=utf-8"], body],
  ])("%s", async (_name, fields, content) => {
    const header = `${top}${fields.map((field) => `${field}\n`).join("")}\n`;
    const mail = Buffer.concat([Buffer.from(header), Buffer.from(content)]);
    expect(await decode(mail)).toBe(`${shownTop(...fields)}${body}`);
  });

  it("a multipart mail with a patch in base64 attached: the patch stands below its separator, to be read as a diff", async () => {
    const text = await decode(`${top}Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

See the patch.

--b
Content-Type: text/x-patch; name="0001-ice.patch"
Content-Disposition: attachment; filename="0001-ice.patch"
Content-Transfer-Encoding: base64

${wrapped(patch)}
--b
Content-Type: application/octet-stream; name="core"
Content-Disposition: attachment; filename="co]re"
Content-Transfer-Encoding: base64

AAECAwQ=
--b--
`);
    const shown = shownTop('Content-Type: multipart/mixed; boundary="b"');
    expect(text.startsWith(`${shown}See the patch.\n`)).toBe(true);
    expect(text).toContain("[-- Attachment #2: 0001-ice.patch --]\n[-- Type: text/x-patch, Size: ");
    expect(text).toContain(patch.trimEnd());
    expect(text).toContain(
      "[-- Attachment #3: co_re --]\n[-- Type: application/octet-stream, Size: 5 bytes --]",
    );
    expect(text).not.toContain("\0");
    const files = parse(text).document.messages.flatMap((message) => message.files);
    expect(files.map(({ path, additions, deletions }) => [path, additions, deletions])).toEqual([
      ["lib/ice.c", 4, 3],
      ["lib/new.c", 2, 0],
    ]);
  });

  it("HTML alone becomes text, and no script or tag is left of it", async () => {
    const text = await decode(`${top}Content-Type: text/html; charset=utf-8\n\n${html}\n`);
    const shown = shownTop("Content-Type: text/html; charset=utf-8");
    expect(text.startsWith(shown)).toBe(true);
    expect(text).toMatch(/Hello \*?Ada\*?,\s+bye & thanks/i);
    expect(text.slice(shown.length)).not.toMatch(/<|alert/);
  });

  it("the message of a mailbox that the index names, of bytes in several charsets", async () => {
    const fields = (charset: string): string[] => [
      `Content-Type: text/plain; charset=${charset}`,
      "Content-Transfer-Encoding: 8bit",
    ];
    const latin1 = `${top}${fields("iso-8859-1").join("\n")}\n\nMütze\n`;
    const utf8 = `${top}${fields("utf-8").join("\n")}\n\nGröße\n`;
    const box = Buffer.concat([
      Buffer.from(`From mboxrd@z Thu Jan  1 00:00:00 1970\n${latin1}\n`, "latin1"),
      Buffer.from(`From mboxrd@z Thu Jan  1 00:00:00 1970\n${utf8}`),
    ]);
    expect(await decode(box, 0)).toBe(`${shownTop(...fields("iso-8859-1"))}Mütze\n`);
    expect(await decode(box, 1)).toBe(`${shownTop(...fields("utf-8"))}Größe\n`);
  });

  const refusals: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      "a message that is not there",
      () => ({ uri: write(soundPatch), index: 7 }),
      /^The message is no longer there\.$/,
    ],
    ["an index below zero", () => ({ uri: write(soundPatch), index: -1 }), /needs uri and index/],
    [
      "a file that is gone",
      () => ({ uri: pathToFileURL(join(folder, "gone.eml")).href, index: 0 }),
      /^gone\.eml is not there any more\.$/,
    ],
    ["a folder", () => ({ uri: pathToFileURL(folder).href, index: 0 }), /is not a file\.$/],
    ["another machine's file", () => ({ uri: "vscode-vfs://github/a.eml", index: 0 }), /not on this machine/],
    ["params of another form", () => ({ uri: 7 }), /needs uri and index/],
  ];
  it.each(refusals)("%s is refused in plain words", async (_name, params, sentence) => {
    const client = await session();
    await expect(client.connection.sendRequest("patchMail/decodedMessage", params())).rejects.toMatchObject({
      message: expect.stringMatching(sentence),
    });
    // And the server lives on.
    await client.open(uri, soundPatch);
    expect(await sideBySide(client, 25)).toMatchObject({ title: "drivers/hwmon/frost.c" });
  });
});

describe("requests of ours that are no features", () => {
  const requests: readonly (readonly [string, object])[] = [
    ["patchMail/sideBySide", { textDocument: { uri }, position: { line: 0, character: 0 } }],
    ["patchMail/decodedMessage", { uri, index: 0 }],
    ["patchMail/mapPosition", { uri, index: 0, position: { line: 0, character: 0 }, to: "raw" }],
    ["patchMail/attachments", { uri, index: 0 }],
    ["patchMail/attachment", { uri, index: 0, attachment: 1 }],
    ["patchMail/openMailbox", { uri }],
    ["patchMail/closeMailbox", { uri }],
    ["patchMail/message", { uri, ordinal: 0 }],
    ["patchMail/threads", {}],
    ["patchMail/threadChildren", { id: "x" }],
    ["patchMail/threadOf", { textDocument: { uri }, position: { line: 0, character: 0 } }],
    ["patchMail/mailFiles", { files: [] }],
    ["patchMail/mailFilesChanged", { changed: [], deleted: [] }],
  ];

  it("are refused before initialize and after shutdown, as all others are", async () => {
    const client = start();
    for (const [method, params] of requests) {
      await expect(client.connection.sendRequest(method, params), method).rejects.toMatchObject({
        code: -32002,
      });
    }
    await client.initialize();
    expect(await client.connection.sendRequest("patchMail/threads", {})).toMatchObject({ total: 0 });
    await client.connection.sendRequest("shutdown");
    for (const [method, params] of requests) {
      await expect(client.connection.sendRequest(method, params), method).rejects.toMatchObject({
        code: -32600,
      });
    }
  });

  it("are refused without params", async () => {
    const client = await session();
    for (const [method] of requests) {
      await expect(client.connection.sendRequest(method), method).rejects.toMatchObject({ code: -32602 });
    }
  });
});
