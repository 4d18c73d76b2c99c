import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CodeAction, Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { soundPatch } from "./mails.js";
import { useServer } from "./useServer.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-mail-decoded-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const start = useServer();

const diff = soundPatch.slice(soundPatch.indexOf("diff --git"));
const base64 = (text: string): string => Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n");

/** Two messages in an mbox: plain text in UTF-8, and one with a quoted-printable text and a patch in base64. */
const mailbox = `From mboxrd@z Thu Jan  1 00:00:00 1970
From: Ada Frost <ada@example.org>
Subject: hello
Message-ID: <1@example.org>

Grüße
>From here

From mboxrd@z Thu Jan  1 00:00:00 1970
From: Bo Berg <bo@example.com>
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
Message-ID: <2@example.com>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Sch=F6ne Gr=FC=
=DFe an alle
>From me
--b
Content-Type: text/x-patch; name="../0001-x.patch"
Content-Transfer-Encoding: base64

${base64(diff.replace(" \t/* one unit is 0.1 degrees */\n", ""))}
--b--

`;

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return pathToFileURL(file).href;
}

const positionOf = (text: string, words: string): { line: number; character: number } => {
  const before = text.slice(0, text.indexOf(words)).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
};

describe("the decoded view over the protocol", () => {
  it("reads a file that comes in several pieces", async () => {
    const client = start();
    await client.initialize();
    const lines = Array.from({ length: 60_000 }, (_, at) => `line ${at} of a long text`).join("\n");
    const uri = fileOf(
      "long.eml",
      `From: Ada Frost <ada@example.org>\nSubject: long\nContent-Transfer-Encoding: base64\n\n${base64(lines)}\n`,
    );
    const { text } = await client.connection.sendRequest<{ text: string }>("patchMail/decodedMessage", {
      uri,
      index: 0,
    });
    expect(text.slice(text.indexOf("line 0"))).toBe(`${lines}\n`);
    expect(text).toMatch(/^From: Ada Frost <ada@example\.org>\nSubject: long\n/);
  });

  it("is made from the file's bytes, and maps places both ways", async () => {
    const client = start();
    await client.initialize();
    const uri = fileOf("two.mbox", mailbox);
    const { text } = await client.connection.sendRequest<{ text: string }>("patchMail/decodedMessage", {
      uri,
      index: 1,
    });
    expect(text).toContain("Subject: Grüße\n");
    expect(text).toContain("Schöne Grüße an alle\nFrom me\n");
    expect(text).toContain("[-- Attachment #2: ../0001-x.patch --]\n");
    const map = async (words: string, to: "decoded" | "raw"): Promise<unknown> => {
      const position = positionOf(to === "raw" ? text : mailbox, words);
      const params = { uri, index: 1, position, to };
      return (await client.connection.sendRequest<{ position: unknown }>("patchMail/mapPosition", params))
        .position;
    };
    expect(await map("an alle", "raw")).toEqual(positionOf(mailbox, "an alle"));
    expect(await map("an alle", "decoded")).toEqual(positionOf(text, "an alle"));
    expect(await map("öne", "raw")).toEqual(positionOf(mailbox, "=F6ne"));
    expect(await map("=F6ne", "decoded")).toEqual(positionOf(text, "öne"));
    expect(await map("me\n", "raw")).toEqual(positionOf(mailbox, "me\n--b"));
    expect(await map("Bo Berg", "raw")).toEqual(positionOf(mailbox, "Bo Berg"));
    const first = await client.connection.sendRequest<{ text: string }>("patchMail/decodedMessage", {
      uri,
      index: 0,
    });
    expect(first.text).toMatch(/\n\nGrüße\nFrom here\n$/);
  });

  it("gives attachments by their number, with a safe name", async () => {
    const client = start();
    await client.initialize();
    const uri = fileOf("attachments.mbox", mailbox);
    const list = await client.connection.sendRequest<{ index: number }[]>("patchMail/attachments", {
      uri,
      index: 1,
    });
    expect(list).toMatchObject([
      {
        index: 2,
        name: "../0001-x.patch",
        safeName: "0001-x.patch",
        contentType: "text/x-patch",
        isPatch: true,
      },
    ]);
    const { base64: data } = await client.connection.sendRequest<{ base64: string }>("patchMail/attachment", {
      uri,
      index: 1,
      attachment: 2,
    });
    expect(Buffer.from(data, "base64").toString()).toMatch(/^diff --git /);
    // Its place in the raw file: the boundary above its part.
    const position = { line: 0, character: 0 };
    const params = { uri, index: 1, position, to: "raw", attachment: 2 };
    expect(await client.connection.sendRequest("patchMail/mapPosition", params)).toEqual({
      position: positionOf(mailbox, "--b\nContent-Type: text/x-patch"),
    });
    const missing = client.connection.sendRequest("patchMail/attachment", { uri, index: 1, attachment: 7 });
    await expect(missing).rejects.toThrow("The attachment is no longer there.");
  });

  it("reads a message of a compressed mailbox, which has no raw place to go to", async () => {
    const client = start();
    await client.initialize();
    const uri = fileOf("two.mbox.gz", gzipSync(mailbox));
    const params = { uri, index: 1 };
    const { text } = await client.connection.sendRequest<{ text: string }>(
      "patchMail/decodedMessage",
      params,
    );
    expect(text).toContain("Schöne Grüße an alle\nFrom me\n");
    const position = { line: 0, character: 0 };
    const mapped = client.connection.sendRequest("patchMail/mapPosition", { ...params, position, to: "raw" });
    expect(await mapped).toBeNull();
  });

  it.each([
    ["little", Buffer.from("\ufeffFrom: Jörg <j@example.org>\nSubject: ice\n\nGrüße 😀\nlast\n", "utf16le")],
    [
      "big",
      Buffer.from("\ufeffFrom: Jörg <j@example.org>\nSubject: ice\n\nGrüße 😀\nlast\n", "utf16le").swap16(),
    ],
  ])("shows a file in UTF-16, %s end first, as it stands", async (name, content) => {
    const client = start();
    await client.initialize();
    const params = { uri: fileOf(`utf16-${name}.eml`, content), index: 0 };
    const { text } = await client.connection.sendRequest<{ text: string }>(
      "patchMail/decodedMessage",
      params,
    );
    expect(text).toBe("From: Jörg <j@example.org>\nSubject: ice\n\nGrüße 😀\nlast\n");
    for (const words of ["Jörg", "ice", "ße", "last"]) {
      const position = positionOf(text, words);
      for (const to of ["raw", "decoded"])
        expect(
          await client.connection.sendRequest("patchMail/mapPosition", { ...params, position, to }),
        ).toEqual({ position });
    }
  });

  it("has its problems told on it, as on any document", async () => {
    const client = start();
    await client.initialize({ initializationOptions: { commands: true } });
    const uri = fileOf("problems.mbox", mailbox);
    const { text } = await client.connection.sendRequest<{ text: string }>("patchMail/decodedMessage", {
      uri,
      index: 1,
    });
    const decodedUri = "patch-mail:/decoded/x.eml";
    await client.open(decodedUri, text);
    const { diagnostics } = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      (params) => params.uri === decodedUri,
    );
    const damaged = diagnostics.filter(({ code }: Diagnostic) => code === "patch.corrupt-hunk");
    expect(damaged).toHaveLength(1);
    expect(text.split("\n")[damaged[0]?.range.start.line ?? 0]).not.toBe("");
    // The raw file says that the message is encoded, and no more of its body.
    await client.open(uri, mailbox);
    const raw = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      (params) => params.uri === uri,
    );
    expect(raw.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["mail.encoded-body", 3]]);
    const [found] = raw.diagnostics;
    expect(found?.message).toBe(
      "This message is encoded (base64): “Open Decoded Message” shows its text, and its problems.",
    );
    const bulb = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: found?.range,
      context: { diagnostics: raw.diagnostics, triggerKind: 2 },
    });
    expect(bulb[0]).toMatchObject({
      title: "Open decoded message",
      kind: "quickfix",
      diagnostics: [{ code: "mail.encoded-body" }],
      command: { command: "patchMail.openDecoded", arguments: [{ line: found?.range.start.line }] },
    });
  });

  it("is not spoken of to a client that has no such views, which gets the problems that stand in the raw text", async () => {
    const client = start();
    await client.initialize();
    const encoded = `${soundPatch.replace(
      "\n\n",
      "\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n",
    )}Gr\ufffd\ufffde\n`.replace(/\nSigned-off-by: .*/, "");
    const uri = fileOf("raw.eml", encoded);
    await client.open(uri, encoded);
    const { diagnostics } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    expect(diagnostics.map(({ code }) => code)).toContain("trailer.missing-signoff");
    expect(diagnostics.map(({ code }) => code)).not.toContain("mail.encoded-body");
    const packed = fileOf("packed.mbox", mailbox);
    await client.open(packed, mailbox);
    const other = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      (params) => params.uri === packed,
    );
    expect(JSON.stringify(other.diagnostics)).not.toMatch(/Decoded Message|Ctrl/);
    const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: packed },
      range: other.diagnostics[0]?.range ?? {
        start: { line: 0, character: 0 },
        end: { line: 0, character: 0 },
      },
      context: { diagnostics: other.diagnostics },
    });
    expect(actions.filter(({ command }) => command !== undefined)).toEqual([]);
  });

  it("says in a sentence what is wrong", async () => {
    const client = start();
    await client.initialize();
    const uri = fileOf("one.eml", "From: a@example.org\n\nx\n");
    const ask = (params: unknown): Promise<unknown> =>
      client.connection.sendRequest("patchMail/decodedMessage", params);
    await expect(ask({ uri, index: 5 })).rejects.toThrow("The message is no longer there.");
    await expect(ask({ uri, index: -1 })).rejects.toThrow("needs uri and index");
    await expect(ask({ uri: pathToFileURL(join(folder, "gone.eml")).href, index: 0 })).rejects.toThrow(
      "not there",
    );
  });
});
