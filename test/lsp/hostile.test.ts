import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type {
  Diagnostic,
  FoldingRange,
  Hover,
  InitializeParams,
  PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { reply, soundPatch } from "./mails.js";
import { bundleServer, type ServerBundle, startTestClient, type TestClient } from "./serverUnderTest.js";

let bundle: ServerBundle;
let folder: string;
const clients: TestClient[] = [];

beforeAll(async () => {
  bundle = await bundleServer();
  folder = mkdtempSync(join(tmpdir(), "patch-mail-lsp-"));
});
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const client of clients.splice(0)) {
    client.process.kill();
    await client.exit;
    client.connection.dispose();
  }
});

async function start(
  params: Partial<InitializeParams> = {},
  environment: NodeJS.ProcessEnv = process.env,
): Promise<TestClient> {
  const client = startTestClient(bundle, { environment });
  clients.push(client);
  await client.initialize(params);
  return client;
}

const uri = "file:///mail/a.eml";
const textDocument = { uri };

/** The server still answers, and rightly. */
async function expectAlive(client: TestClient): Promise<void> {
  const other = "file:///mail/alive.eml";
  await client.open(other, reply);
  // Behind a bad header the protocol's reader waits for more bytes before it reads on.
  const nudge = setInterval(() => {
    client.connection.sendNotification("$/nudge").catch(() => undefined);
  }, 50);
  const folds: FoldingRange[] = await client.connection
    .sendRequest<FoldingRange[]>("textDocument/foldingRange", { textDocument: { uri: other } })
    .finally(() => clearInterval(nudge));
  expect(folds[0]).toMatchObject({ startLine: 0 });
}

function frame(body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

describe("what is no protocol", () => {
  it.each([
    ["a body that is no JSON", frame("{ not json")],
    ["invalid UTF-8", frame(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
    ["JSON that is no message", frame("[1,2,3]")],
    ["an empty object", frame("{}")],
    ["a header without a length", Buffer.from("X-Nothing: 1\r\n\r\n")],
  ])("%s is survived", async (_name, bytes) => {
    const client = await start();
    client.process.stdin?.write(bytes);
    await expectAlive(client);
  });

  it("requests and notifications of the wrong form are refused or dropped", async () => {
    const client = await start();
    for (const params of [undefined, {}, { textDocument: null }, { textDocument: { uri: 7 } }]) {
      await expect(client.connection.sendRequest("textDocument/foldingRange", params)).rejects.toMatchObject({
        code: -32602,
      });
      await expect(client.connection.sendRequest("textDocument/diagnostic", params)).rejects.toMatchObject({
        code: -32602,
      });
      await client.connection.sendNotification("textDocument/didOpen", params);
      await client.connection.sendNotification("textDocument/didChange", params);
      await client.connection.sendNotification("textDocument/didClose", params);
    }
    await expect(client.connection.sendRequest("patchMail/noSuchThing", {})).rejects.toMatchObject({
      code: -32601,
    });
    await client.connection.sendNotification("patchMail/noSuchThing", {});
    await expectAlive(client);
  });

  it("positions outside of the text are answered", async () => {
    const client = await start();
    await client.open(uri, reply);
    for (const position of [
      { line: 9999, character: 0 },
      { line: 0, character: 9999 },
      { line: 0, character: 0 },
    ]) {
      await client.connection.sendRequest("textDocument/hover", { textDocument, position });
      await client.connection.sendRequest("textDocument/definition", { textDocument, position });
      await client.connection.sendRequest("textDocument/selectionRange", {
        textDocument,
        positions: [position],
      });
    }
    await expectAlive(client);
  });

  it("an edit beyond the end appends", async () => {
    const client = await start();
    await client.open(uri, reply);
    await client.change(uri, 2, {
      startLine: 5000,
      startCharacter: 3,
      endLine: 6000,
      endCharacter: 9,
      text: "more\n",
    });
    const folds = await client.connection.sendRequest("textDocument/foldingRange", { textDocument });
    expect(folds).not.toBeNull();
    await expectAlive(client);
  });
});

describe("texts that are no mail", () => {
  const deep = `From: a@example.org\nSubject: deep\n\n${">".repeat(10_000)} text\n${"> ".repeat(10_000)}text\n`;
  it.each([
    ["empty", ""],
    ["NUL bytes", "From: a\0b\nSubject: \0\n\n\0\0\0"],
    ["a lone CR and lone surrogates", "Subject: x\r\ry\ud800z\r\n\udc00"],
    ["ten thousand quote levels", deep],
    ["a header without end", "Subject: x\nTo: y\n"],
    ["a diff cut in the middle", soundPatch.slice(0, soundPatch.indexOf("\treturn (raw") + 5)],
    ["replacement characters", "Subject: \ufffd\ufffd\n\n\ufffd"],
  ])("%s: every request is answered and the whole text kept", async (_name, text) => {
    const client = await start();
    await client.open(uri, text);
    const position = { line: 0, character: 1 };
    for (const method of ["foldingRange", "documentSymbol", "documentLink", "semanticTokens/full"]) {
      await client.connection.sendRequest(`textDocument/${method}`, { textDocument });
    }
    await client.connection.sendRequest("textDocument/hover", { textDocument, position });
    await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    await expectAlive(client);
  });

  it.each([
    ["one line of 50 MB", () => "x".repeat(50 * 1024 * 1024)],
    ["a mailbox of 30 MB", () => soundPatch.repeat(Math.ceil((30 * 1024 * 1024) / soundPatch.length))],
    ["400,000 lines", () => `Subject: x\n\n${"some text here\n".repeat(400_000)}`],
  ])(
    "%s: its beginning is analysed, and a sentence says so",
    async (_name, make) => {
      const client = await start();
      await client.open(uri, make());
      const { diagnostics } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]).toMatchObject({ code: "document.too-large", severity: 3 });
      expect(diagnostics[0]?.message).toMatch(/too large to follow each edit/);
      await client.connection.sendRequest("textDocument/foldingRange", { textDocument });
      await client.change(uri, 2, {
        startLine: 0,
        startCharacter: 0,
        endLine: 0,
        endCharacter: 0,
        text: "y",
      });
      await client.connection.sendRequest("textDocument/documentSymbol", { textDocument });
      const position = { line: 10_000_000, character: 0 };
      expect(
        await client.connection.sendRequest("textDocument/hover", { textDocument, position }),
      ).toBeNull();
      await expectAlive(client);
    },
    60_000,
  );
});

describe("trust", () => {
  const hash = "0123456789ab";
  const line = soundPatch.split("\n").findIndex((each) => each.startsWith("Fixes:"));
  const position = { line, character: "Fixes: 01".length };

  /** A `git` first on PATH that leaves a mark when it runs. */
  function markedGit(name: string): { environment: NodeJS.ProcessEnv; mark: string; documentUri: string } {
    const place = join(folder, name);
    const bin = join(place, "bin");
    const mark = join(place, "git-ran");
    mkdirSync(bin, { recursive: true });
    mkdirSync(join(place, "work", ".git", "objects"), { recursive: true });
    mkdirSync(join(place, "work", ".git", "refs"), { recursive: true });
    writeFileSync(join(place, "work", ".git", "HEAD"), "ref: refs/heads/main\n");
    writeFileSync(join(bin, "git"), `#!/bin/sh\necho ran >> '${mark}'\nexit 1\n`);
    chmodSync(join(bin, "git"), 0o755);
    return {
      environment: { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
      mark,
      documentUri: pathToFileURL(join(place, "work", "a.eml")).href,
    };
  }
  const hover = (client: TestClient, documentUri: string): Promise<Hover | null> =>
    client.connection.sendRequest("textDocument/hover", { textDocument: { uri: documentUri }, position });

  it("is needed before git runs, and the hover says so; once granted, git is asked", async () => {
    const { environment, mark, documentUri } = markedGit("untrusted");
    const client = await start({ initializationOptions: { trusted: false } }, environment);
    await client.open(documentUri, soundPatch);
    const before = JSON.stringify(await hover(client, documentUri));
    expect(before).toContain(hash);
    expect(before).toMatch(/trust/i);
    expect(existsSync(mark)).toBe(false);

    await client.connection.sendNotification("patchMail/trustGranted");
    await hover(client, documentUri);
    expect(existsSync(mark)).toBe(true);
    await expectAlive(client);
  });

  it("is assumed of clients that say nothing", async () => {
    const { environment, mark, documentUri } = markedGit("silent");
    const client = await start({}, environment);
    await client.open(documentUri, soundPatch);
    await hover(client, documentUri);
    expect(existsSync(mark)).toBe(true);
  });
});

describe("diagnostics of a binary file", () => {
  it("are one plain sentence", async () => {
    const client = await start();
    await client.open(uri, "\0\0\0\0\0\0\0PK\u0003");
    const { diagnostics } = await client.next<{ diagnostics: Diagnostic[] }>(
      "textDocument/publishDiagnostics",
    );
    expect(diagnostics).toMatchObject([{ code: "document.binary", severity: 3 }]);
    expect(diagnostics[0]?.message).toMatch(/NUL bytes/);
  });
});
