import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import {
  createConnection,
  createMessageConnection,
  type InitializeParams,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { parse } from "../../../server/src/core/parse.js";
import type { GitFacts } from "../../../server/src/features/feature.js";
import type { AnyFeature } from "../../../server/src/lsp/featureRequests.js";
import type { Host } from "../../../server/src/lsp/host.js";
import { type ServerParts, startServer } from "../../../server/src/lsp/startServer.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { absolutePaths } from "../../../server/src/main/gitOfHost.js";

const uri = "file:///a.eml";
const textDocument = { uri };
const secret = "the text of the mail";

interface Started {
  readonly client: MessageConnection;
  readonly log: string[];
}

async function start(
  parts: ServerParts,
  host: Partial<Host> = {},
  options: Partial<InitializeParams> = {},
): Promise<Started> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  const clock: Host["clock"] = {
    now: () => Date.now(),
    schedule(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return { cancel: () => clearTimeout(timer) };
    },
  };
  const files: Host["files"] = {
    size: () => Promise.reject(new Error("no files")),
    read: () => Promise.reject(new Error("no files")),
  };
  startServer(
    connection,
    {
      version: "1",
      clock,
      mail: createMailIndex(),
      files,
      createGit: undefined,
      createTree: undefined,
      ...host,
    },
    parts,
  );
  const client = createMessageConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const log: string[] = [];
  client.onNotification("window/logMessage", ({ message }: { message: string }) => void log.push(message));
  client.listen();
  const params: InitializeParams = { processId: null, rootUri: null, capabilities: {}, ...options };
  await client.sendRequest("initialize", params);
  await client.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "patch-mail", version: 4, text: secret },
  });
  return { client, log };
}

function feature(method: string, handle: AnyFeature["handle"]): AnyFeature {
  return { method, capabilities: {}, handle };
}

describe("a feature that fails", () => {
  const broken = feature("test/broken", (document) => {
    throw new Error(`cannot read ${document.text}`);
  });
  const sound = feature("test/sound", (document) => document.text.length);

  it("costs its own answer, tells code, URI and version to the log, and nothing of the mail", async () => {
    const { client, log } = await start({ features: [broken, sound] });
    await expect(client.sendRequest("test/broken", { textDocument })).rejects.toMatchObject({ code: -32603 });
    expect(await client.sendRequest("test/sound", { textDocument })).toBe(secret.length);
    await vi.waitFor(() => expect(log.join("\n")).toContain("test/broken"));
    expect(log.join("\n")).toContain(`${uri} version 4: Error`);
    expect(log.join("\n")).not.toContain(secret);
  });

  it("leaves rules that throw and a parser that throws survivable", async () => {
    const { client, log } = await start({
      features: [sound],
      parse(text) {
        if (text === "poison") throw new Error(text);
        return parse(text);
      },
      diagnose() {
        throw new Error(secret);
      },
    });
    await vi.waitFor(() => expect(log.join("\n")).toContain("publishDiagnostics failed"));
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 5 },
      contentChanges: [{ text: "poison" }],
    });
    await expect(client.sendRequest("test/sound", { textDocument })).rejects.toMatchObject({ code: -32603 });
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 6 },
      contentChanges: [{ text: "sound" }],
    });
    expect(await client.sendRequest("test/sound", { textDocument })).toBe(5);
    expect(log.join("\n")).not.toContain(secret);
  });
});

describe("an answer", () => {
  it("for a text that has changed meanwhile is refused as ContentModified", async () => {
    let begun: () => void = () => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    let finish: (value: unknown) => void = () => undefined;
    const slow = feature("test/slow", () => {
      begun();
      return new Promise((resolve) => (finish = resolve));
    });
    const quick = feature("test/quick", (document) => document.version);
    const { client } = await start({ features: [slow, quick] });
    const answer = client.sendRequest("test/slow", { textDocument });
    const refused = expect(answer).rejects.toMatchObject({ code: -32801 });
    await isBegun;
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 5 },
      contentChanges: [{ text: "x" }],
    });
    expect(await client.sendRequest("test/quick", { textDocument })).toBe(5);
    finish(1);
    await refused;
  });

  it("shares one parse with the others", async () => {
    const counted = vi.fn(parse);
    const one = feature("test/one", (document) => document.version);
    const two = feature("test/two", (document) => document.version);
    const { client } = await start({ features: [one, two], parse: counted });
    await Promise.all([
      client.sendRequest("test/one", { textDocument }),
      client.sendRequest("test/two", { textDocument }),
    ]);
    expect(counted.mock.calls.filter(([text]) => text === secret)).toHaveLength(1);
  });
});

describe("git", () => {
  const asked = feature("test/git", (document, _params, { git }) => git.commit(document.uri, "0123456789ab"));

  it("does not exist in an untrusted session until trust is granted, and is made once", async () => {
    const answers: GitFacts = {
      commit: () => Promise.resolve({ notFound: "no such commit" }),
      blob: () => Promise.resolve({ notFound: "no such blob" }),
      user: () => Promise.resolve(null),
    };
    const workplaces = () => Promise.resolve({ unavailable: "no repository" });
    const commits = {
      state: () => Promise.resolve(null),
      answers: () => Promise.resolve([]),
      name: () => Promise.resolve(null),
    };
    const createGit = vi.fn(() => ({ ...answers, workplaces, commits, dispose: () => undefined }));
    const { client } = await start(
      { features: [asked] },
      { createGit },
      { initializationOptions: { trusted: false } },
    );
    const before = await client.sendRequest("test/git", { textDocument });
    expect(before).toMatchObject({ unavailable: expect.stringMatching(/trust/i) });
    expect(createGit).not.toHaveBeenCalled();
    await client.sendNotification("patchMail/trustGranted");
    expect(await client.sendRequest("test/git", { textDocument })).toEqual({ notFound: "no such commit" });
    await client.sendRequest("test/git", { textDocument });
    expect(createGit).toHaveBeenCalledTimes(1);
  });

  it("is told missing where the host has none", async () => {
    const { client } = await start({ features: [asked] });
    expect(await client.sendRequest("test/git", { textDocument })).toMatchObject({
      unavailable: expect.any(String),
    });
  });

  it("gets the paths of the settings made absolute", () => {
    expect(absolutePaths("/srv/linux", ["file:///other"])).toEqual(["/srv/linux"]);
    expect(absolutePaths("linux", ["file:///srv", "vscode-vfs://github/a", "file:///b%20c"])).toEqual([
      "/srv/linux",
      "/b c/linux",
    ]);
    expect(absolutePaths("linux", [])).toEqual([]);
    expect(absolutePaths("~/linux", [])[0]).toMatch(/^\/.*\/linux$/);
  });
});
