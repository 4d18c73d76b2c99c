import { chmodSync, existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Diagnostic,
  DocumentDiagnosticReport,
  InitializeParams,
  PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import type { MailStateResult } from "../../server/src/lsp/mailStateRequest.js";
import { DIFF as draftDiff } from "../unit/diagnostics/support.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
/** What `git format-patch` writes for a commit of git's user without a sign-off. */
let draft: string;
let draftUri: string;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("linux", ["init", "-q", "."]);
  sandbox.write("linux/README", "one\n");
  sandbox.commit("linux", "README: Say one\n");
  sandbox.write("linux/README", "one\ntwo\n");
  sandbox.commit("linux", "README: Say two\n\nOne was not enough.\n");
  draft = sandbox.git("linux", ["format-patch", "-1", "--stdout"]);
  draftUri = sandbox.uri("linux/0001-README-Say-two.patch");
  // Leaves a mark where it is run.
  sandbox.write("bin/git", `#!/bin/sh\necho "$@" >> '${sandbox.path("ran")}'\nexit 1\n`);
  chmodSync(sandbox.path("bin/git"), 0o755);
});
afterAll(() => sandbox.dispose());

const signoff = (diagnostics: readonly Diagnostic[]): Diagnostic | undefined =>
  diagnostics.find(({ code }) => code === "trailer.missing-signoff");
const received = { severity: 3, data: { state: "received" } };
const isDraft = { severity: 2, data: { state: "draft" } };
const published = (client: TestClient): Promise<PublishDiagnosticsParams> =>
  client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
const nudge = { startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 0, text: "" };

describe("a format-patch file of git's user", () => {
  it("is diagnosed at once as mail received, and as a draft as soon as git has told its user", async () => {
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    await client.open(draftUri, draft);
    const first = await published(client);
    expect(signoff(first.diagnostics)).toMatchObject(received);
    const second = await published(client);
    expect(second.version).toBe(1);
    expect(signoff(second.diagnostics)).toMatchObject(isDraft);

    // The next version needs no second look.
    await client.change(draftUri, 2, nudge);
    const third = await published(client);
    expect(third.version).toBe(2);
    expect(signoff(third.diagnostics)).toMatchObject(isDraft);
    expect(client.received("textDocument/publishDiagnostics")).toHaveLength(3);
  });

  it("is pulled again by a client that is asked to", async () => {
    const client = start({ environment: sandbox.environment });
    const refreshed = new Promise<void>((resolve) => {
      client.connection.onRequest("workspace/diagnostic/refresh", () => {
        resolve();
        return null;
      });
    });
    await client.initialize({
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { diagnostics: { refreshSupport: true } },
      },
    });
    await client.open(draftUri, draft);
    const pull = async (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
      client.connection.sendRequest("textDocument/diagnostic", {
        textDocument: { uri: draftUri },
        previousResultId,
      });
    const first = await pull();
    if (first.kind !== "full") throw new Error("the first report is full");
    expect(signoff(first.items)).toMatchObject(received);
    await refreshed;
    const second = await pull(first.resultId);
    if (second.kind !== "full") throw new Error("it has changed");
    expect(signoff(second.items)).toMatchObject(isDraft);
    expect(await pull(second.resultId)).toMatchObject({ kind: "unchanged" });
  });

  it("is pushed to a client that pulls, but cannot be asked to pull again", async () => {
    const client = start({ environment: sandbox.environment });
    const { capabilities } = await client.initialize({ capabilities: { textDocument: { diagnostic: {} } } });
    expect(capabilities.diagnosticProvider).toBeUndefined();
    await client.open(draftUri, draft);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(received);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(isDraft);
  });

  it("of a repository with another user.email is that user's", async () => {
    sandbox.git("", ["clone", "-q", "linux", "other"]);
    sandbox.git("other", ["config", "user.email", "somebody@example.com"]);
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    const uri = sandbox.uri("other/a.patch");
    await client.open(uri, draft);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(received);
    await client.open(draftUri, draft);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(received);
    const next = await published(client);
    expect(next.uri).toBe(draftUri);
    expect(signoff(next.diagnostics)).toMatchObject(isDraft);
    await client.change(uri, 2, nudge);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(received);
  });
});

describe("no git runs", () => {
  const marked = (): NodeJS.ProcessEnv => ({
    ...sandbox.environment,
    PATH: `${sandbox.path("bin")}:${sandbox.environment["PATH"]}`,
  });
  const open = async (params: Partial<InitializeParams>, text: string): Promise<TestClient> => {
    const client = start({ environment: marked() });
    await client.initialize(params);
    await client.open(draftUri, text);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(received);
    return client;
  };

  it("in an untrusted workspace, until it is trusted", async () => {
    const client = await open({ initializationOptions: { trusted: false } }, draft);
    await client.change(draftUri, 2, nudge);
    await published(client);
    expect(existsSync(sandbox.path("ran"))).toBe(false);
    await client.connection.sendNotification("patchMail/trustGranted");
    await expect.poll(() => existsSync(sandbox.path("ran")), { timeout: 10_000 }).toBe(true);
  });

  it("for mail that was received", async () => {
    sandbox.write("ran", "");
    const client = await open({}, draft.replace("Date:", "Received: from mx.example.org\nDate:"));
    expect((await client.shutdown()).code).toBe(0);
    expect(readFileSync(sandbox.path("ran"), "utf8")).toBe("");
  });
});

it("an untrusted workspace that becomes trusted has drafts", async () => {
  const client = start({ environment: sandbox.environment });
  await client.initialize({ initializationOptions: { trusted: false } });
  await client.open(draftUri, draft);
  expect(signoff((await published(client)).diagnostics)).toMatchObject(received);
  await client.connection.sendNotification("patchMail/trustGranted");
  expect(signoff((await published(client)).diagnostics)).toMatchObject(isDraft);
});

describe("where a draft lies, and what the settings say", () => {
  const text = `From: Bo <bo@example.org>\nSubject: [PATCH] x\n\nThe log.\n---\n${draftDiff}`;
  const state = async (client: TestClient, uri: string): Promise<MailStateResult | null> =>
    client.connection.sendRequest("patchMail/mailState", { textDocument: { uri } });

  it("tell what it is, for whoever asks", async () => {
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    const uri = sandbox.uri("mail/outgoing/1.eml");
    await client.open(uri, text);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(isDraft);
    expect(await state(client, uri)).toEqual({
      preset: "kernel",
      messages: 1,
      drafts: 1,
      first: { state: "draft", why: { kind: "place", folder: "outgoing" } },
    });
    expect(await state(client, sandbox.uri("not-open.eml"))).toBe(null);
    const elsewhere = sandbox.uri("mail/1.eml");
    await client.open(elsewhere, text);
    expect((await state(client, elsewhere))?.first).toEqual({
      state: "received",
      why: { kind: "undecided" },
    });
    await client.open("untitled:Untitled-1", text);
    expect((await state(client, "untitled:Untitled-1"))?.drafts).toBe(1);
  });

  it("change with the settings, which warn of what they do not know", async () => {
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    const uri = sandbox.uri("mail/1.eml");
    await client.open(uri, text);
    expect(signoff((await published(client)).diagnostics)).toMatchObject(received);
    await client.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: {
        patchMail: {
          diagnostics: {
            mailIs: "draft",
            preset: "netdev",
            rules: { "no.rule": "off", "patch.empty": "loud" },
          },
        },
      },
    });
    expect(signoff((await published(client)).diagnostics)).toMatchObject(isDraft);
    expect(await state(client, uri)).toMatchObject({ preset: "netdev", first: { why: { kind: "setting" } } });
    const shown = client.received<{ message: string }>("window/showMessage").map(({ message }) => message);
    expect(shown).toEqual([
      'The setting patchMail.diagnostics.rules knows no "no.rule"; the entry is ignored.',
      'The setting patchMail.diagnostics.rules for patch.empty must be one of error, warning, information, hint, off; "loud" is ignored.',
    ]);
    await client.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { patchMail: { diagnostics: { preset: "plain" } } },
    });
    expect(signoff((await published(client)).diagnostics)).toBeUndefined();
  });
});
