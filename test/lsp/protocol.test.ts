import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createMessageConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  type PublishDiagnosticsParams,
  type SemanticTokens,
} from "vscode-languageserver/node";
import { corruptPatch, hunkHeaderLine, longPatch, reply, soundPatch } from "./mails.js";
import {
  bundleServer,
  projectRoot,
  type ServerBundle,
  startTestClient,
  type TestClient,
  type TestClientOptions,
} from "./serverUnderTest.js";

let bundle: ServerBundle;
const clients: TestClient[] = [];

beforeAll(async () => {
  bundle = await bundleServer();
});
afterAll(() => bundle.remove());
afterEach(async () => {
  for (const client of clients.splice(0)) {
    client.process.kill();
    await client.exit;
    client.connection.dispose();
  }
});

function start(options?: TestClientOptions): TestClient {
  const client = startTestClient(bundle, options);
  clients.push(client);
  return client;
}

const uri = "file:///mail/a.eml";
const textDocument = { uri };
const workspace = { diagnostics: { refreshSupport: true } };
const pulling: Partial<InitializeParams> = {
  capabilities: { textDocument: { diagnostic: {} }, workspace },
};
const rich: Partial<InitializeParams> = {
  capabilities: {
    workspace,
    textDocument: {
      diagnostic: {},
      hover: { contentFormat: ["markdown", "plaintext"] },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      semanticTokens: {
        requests: { range: true, full: true },
        tokenTypes: [],
        tokenModifiers: [],
        formats: ["relative"],
        serverCancelSupport: true,
      },
    },
  },
};

const hasCode = (code: string) => (diagnostic: Diagnostic) => diagnostic.code === code;
const hunkHeader = { line: hunkHeaderLine, character: 1 };

describe("a session", () => {
  it("says what it can do", async () => {
    const { capabilities, serverInfo } = await start().initialize(pulling);
    expect(serverInfo?.name).toBe("patch-mail-language-server");
    expect(capabilities).toMatchObject({
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2 },
      diagnosticProvider: { workspaceDiagnostics: false, interFileDependencies: false },
      semanticTokensProvider: { full: expect.anything(), range: expect.anything() },
    });
    expect(capabilities.foldingRangeProvider).toBeTruthy();
    expect(capabilities.documentSymbolProvider).toBeTruthy();
    expect(capabilities.hoverProvider).toBeTruthy();
    expect(capabilities.selectionRangeProvider).toBeTruthy();
    expect(capabilities.documentLinkProvider).toBeTruthy();
    expect(capabilities.definitionProvider).toBeTruthy();
  });

  it("ends with 0 after shutdown and exit, with 1 after exit alone or a closed stream", async () => {
    const polite = start();
    await polite.initialize();
    expect(await polite.shutdown()).toEqual({ code: 0, signal: null });

    const abrupt = start();
    await abrupt.initialize();
    await abrupt.connection.sendNotification("exit");
    expect(await abrupt.exit).toEqual({ code: 1, signal: null });

    const gone = start();
    await gone.initialize();
    gone.process.stdin?.end();
    expect(await gone.exit).toEqual({ code: 1, signal: null });
  });

  it("refuses requests before initialize and after shutdown", async () => {
    const client = start();
    await expect(
      client.connection.sendRequest("textDocument/foldingRange", { textDocument }),
    ).rejects.toMatchObject({ code: -32002 });
    await client.initialize();
    await client.connection.sendRequest("shutdown");
    await expect(
      client.connection.sendRequest("textDocument/foldingRange", { textDocument }),
    ).rejects.toMatchObject({ code: -32600 });
  });

  it("runs over Node's IPC channel, as VS Code starts it, and ends with its parent's channel", async () => {
    const child = fork(bundle.path, ["--node-ipc"], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const exit = new Promise((resolve) => child.on("exit", resolve));
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    const params: InitializeParams = { processId: process.pid, rootUri: null, capabilities: {} };
    const result: InitializeResult = await connection.sendRequest("initialize", params);
    expect(result.capabilities.foldingRangeProvider).toBeTruthy();
    child.disconnect();
    expect(await exit).toBe(1);
    connection.dispose();
  });

  it("prints version and help, and says how to start it", async () => {
    for (const [argument, code] of [
      ["--version", 0],
      ["--help", 0],
      ["--wrong", 2],
      ["--node-ipc", 2],
    ] as const) {
      expect((await start({ arguments: [argument] }).exit).code, argument).toBe(code);
    }
    const lost = start({ arguments: [] });
    expect((await lost.exit).code).toBe(2);
    expect(lost.errors()).toContain("--stdio");
  });
});

describe("an open mail", () => {
  it("has folds, symbols, a hover and tokens", async () => {
    const client = start();
    await client.initialize(rich);
    await client.open(uri, soundPatch);
    const folds: FoldingRange[] = await client.connection.sendRequest("textDocument/foldingRange", {
      textDocument,
    });
    expect(folds.map((fold) => fold.startLine)).toContain(hunkHeaderLine);
    const starts = folds.map((fold) => fold.startLine);
    expect(new Set(starts).size).toBe(starts.length);

    const symbols: DocumentSymbol[] = await client.connection.sendRequest("textDocument/documentSymbol", {
      textDocument,
    });
    expect(JSON.stringify(symbols)).toContain("drivers/hwmon/frost.c");

    const hover: Hover | null = await client.connection.sendRequest("textDocument/hover", {
      textDocument,
      position: hunkHeader,
    });
    expect(JSON.stringify(hover?.contents)).toContain("frost_read");

    const full: SemanticTokens = await client.connection.sendRequest("textDocument/semanticTokens/full", {
      textDocument,
    });
    expect(full.data.length % 5).toBe(0);
    const range: SemanticTokens = await client.connection.sendRequest("textDocument/semanticTokens/range", {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } },
    });
    expect(range.data.length).toBeGreaterThan(0);
    expect(full.data.slice(0, range.data.length)).toEqual(range.data);
  });

  it("follows edits", async () => {
    const client = start();
    await client.initialize();
    await client.open(uri, reply);
    const before: FoldingRange[] = await client.connection.sendRequest("textDocument/foldingRange", {
      textDocument,
    });
    await client.change(uri, 2, {
      startLine: 0,
      startCharacter: 0,
      endLine: 0,
      endCharacter: 0,
      text: "X-A: 1\nX-B: 2\n",
    });
    const after: FoldingRange[] = await client.connection.sendRequest("textDocument/foldingRange", {
      textDocument,
    });
    const header = before[0];
    expect(header?.startLine).toBe(0);
    expect(after[0]).toMatchObject({ startLine: 0, endLine: (header?.endLine ?? 0) + 2 });
    expect(after.length).toBe(before.length);
  });

  it("is forgotten when it is closed", async () => {
    const client = start();
    await client.initialize();
    await client.open(uri, soundPatch);
    await client.close(uri);
    expect(await client.connection.sendRequest("textDocument/foldingRange", { textDocument })).toBeNull();
    await client.change(uri, 2, { startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 0, text: "x" });
    expect(
      await client.connection.sendRequest("textDocument/hover", { textDocument, position: hunkHeader }),
    ).toBeNull();
  });

  it("of over 20,000 lines has all tokens for clients that need them, and a cancellation for VS Code", async () => {
    const text = longPatch(21_000);
    const range = { start: { line: 100, character: 0 }, end: { line: 150, character: 0 } };
    const plain = start();
    await plain.initialize();
    await plain.open(uri, text);
    const full: SemanticTokens = await plain.connection.sendRequest("textDocument/semanticTokens/full", {
      textDocument,
    });
    expect(full.data.length).toBeGreaterThan(10_000);

    const code = start();
    await code.initialize(rich);
    await code.open(uri, text);
    await expect(
      code.connection.sendRequest("textDocument/semanticTokens/full", { textDocument }),
    ).rejects.toMatchObject({ code: -32802 });
    const visible: SemanticTokens = await code.connection.sendRequest("textDocument/semanticTokens/range", {
      textDocument,
      range,
    });
    expect(visible.data.length).toBeGreaterThan(50);
  });
});

describe("diagnostics", () => {
  it("are pushed with their version to a client that cannot pull, renewed by an edit, cleared by closing", async () => {
    const client = start();
    await client.initialize();
    await client.open(uri, corruptPatch, 7);
    const first = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    expect(first).toMatchObject({ uri, version: 7 });
    expect(first.diagnostics.some(hasCode("patch.corrupt-hunk"))).toBe(true);
    expect(first.diagnostics.every((diagnostic) => diagnostic.source === "patch-mail")).toBe(true);

    await client.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 8 },
      contentChanges: [{ text: soundPatch }],
    });
    const second = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    expect(second.version).toBe(8);
    expect(second.diagnostics.some(hasCode("patch.corrupt-hunk"))).toBe(false);

    await client.close(uri);
    expect(await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics")).toMatchObject({
      uri,
      diagnostics: [],
    });
  });

  it("link to the documentation of a client that has it, and of no other", async () => {
    const hrefs = async (initializationOptions: unknown, text: string): Promise<(string | undefined)[]> => {
      const client = start();
      await client.initialize({ initializationOptions });
      await client.open(uri, text);
      const { diagnostics } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
      expect(diagnostics).not.toEqual([]);
      return diagnostics.map((diagnostic) => diagnostic.codeDescription?.href);
    };
    const docs = join(projectRoot, "docs/diagnostics.md");
    const documentationUrl = pathToFileURL(docs).href;
    const binary = `\u007fELF${"\0\u0001".repeat(50)}`;
    const [href] = await hrefs({ documentationUrl }, corruptPatch);
    const [file, line] = href?.split("#L") ?? [];
    expect(file).toBe(documentationUrl);
    expect(readFileSync(docs, "utf8").split("\n")[Number(line) - 1]).toBe("## patch.corrupt-hunk");
    const page = "https://example.org/diagnostics.md";
    expect(await hrefs({ documentationUrl: page }, binary)).toEqual([`${page}#documentbinary`]);
    for (const options of [undefined, {}, { documentationUrl: 7 }, { documentationUrl: "docs" }]) {
      expect(new Set(await hrefs(options, corruptPatch))).toEqual(new Set([undefined]));
    }
    expect(await hrefs({}, binary)).toEqual([undefined]);
  });

  it("of a burst of edits are made once, for the last", async () => {
    const client = start();
    await client.initialize();
    await client.open(uri, soundPatch);
    await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    for (let version = 2; version <= 20; version++) {
      await client.change(uri, version, {
        startLine: 7,
        startCharacter: 0,
        endLine: 7,
        endCharacter: 0,
        text: "x",
      });
    }
    const { version } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    expect(version).toBe(20);
    expect(client.received("textDocument/publishDiagnostics").length).toBe(2);
  });

  it("are pulled, told unchanged, and never pushed to a client that pulls", async () => {
    const client = start();
    await client.initialize(pulling);
    await client.open(uri, corruptPatch);
    const pull = (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
      client.connection.sendRequest("textDocument/diagnostic", { textDocument, previousResultId });
    const first = await pull();
    if (first.kind !== "full") throw new Error("the first report is full");
    expect(first.items.some(hasCode("patch.corrupt-hunk"))).toBe(true);
    expect(await pull(first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
    await client.change(uri, 2, {
      startLine: 0,
      startCharacter: 0,
      endLine: 0,
      endCharacter: 0,
      text: "X-A: 1\n",
    });
    const second = await pull(first.resultId);
    if (second.kind !== "full") throw new Error("another version has another report");
    const line = (items: readonly Diagnostic[]): number =>
      items.find(hasCode("patch.corrupt-hunk"))?.range.start.line ?? 0;
    expect(line(second.items)).toBe(line(first.items) + 1);
    expect(client.received("textDocument/publishDiagnostics")).toEqual([]);
  });

  it("follow the settings, which a client is asked for per document", async () => {
    const asked: (string | undefined)[] = [];
    const client = start({
      configuration(scopeUri) {
        asked.push(scopeUri);
        return { archiveUrl: 42 };
      },
    });
    await client.initialize({ capabilities: { workspace: { configuration: true } } });
    await client.open(uri, soundPatch);
    const { message } = await client.next<{ message: string }>("window/showMessage");
    expect(message).toContain("patchMail.archiveUrl");
    await client.next("textDocument/publishDiagnostics");
    expect(asked).toEqual([uri]);
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await vi.waitFor(() => expect(asked).toEqual([uri, uri]));
    expect(client.received("window/showMessage").length).toBe(1);
  });
});

describe("cancellation", () => {
  it("answers RequestCancelled for a pull that waits for a pause", async () => {
    const client = start();
    await client.initialize(pulling);
    await client.open(uri, soundPatch);
    await client.change(uri, 2, { startLine: 7, startCharacter: 0, endLine: 7, endCharacter: 0, text: "x" });
    const id = 4711;
    const answer = new Promise<unknown>((resolve) => {
      client.process.stdout?.on("data", (bytes: Buffer) => {
        if (bytes.toString().includes(`"id":${id}`)) resolve(bytes.toString());
      });
    });
    const send = (message: object): void => {
      const body = JSON.stringify({ jsonrpc: "2.0", ...message });
      client.process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    send({ id, method: "textDocument/diagnostic", params: { textDocument } });
    send({ method: "$/cancelRequest", params: { id } });
    expect(await answer).toContain("-32800");
  });
});
