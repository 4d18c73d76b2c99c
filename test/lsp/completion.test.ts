import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  ClientCapabilities,
  CompletionItem,
  CompletionList,
  InitializeParams,
  ShowMessageParams,
  TextEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
let draft: string;
let uri: string;
let first: string;

const long = "The count is lost when the machine sleeps, since nobody keeps it while the others are away.";

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("linux", ["init", "-q", "."]);
  sandbox.write(
    "linux/MAINTAINERS",
    "WIDGETS\nM:\tMax Example <max@example.com>\nL:\tlinux-widget@example.org\nF:\twidget/\n",
  );
  sandbox.write("linux/widget/core.c", "one\n");
  first = sandbox.commit("linux", "widget: core: begin to count\n", {
    author: "Ben Example <ben@example.com>",
  });
  sandbox.write("linux/other.c", "one\n");
  sandbox.commit("linux", "other: nothing of it\n");
  sandbox.write("linux/widget/core.c", "two\n");
  sandbox.commit(
    "linux",
    `widget: core: keep the count\n\n${long}\n\nSigned-off-by: Ann Author <ann@example.org>\n`,
  );
  draft = sandbox.git("linux", ["format-patch", "-1", "--stdout"]);
  uri = sandbox.uri("linux/0001-widget.patch");
});
afterAll(() => sandbox.dispose());

const capabilities: ClientCapabilities = {
  textDocument: { completion: { completionItem: { snippetSupport: true } } },
};

async function opened(text: string, more: Partial<InitializeParams> = {}): Promise<TestClient> {
  const client = start({ environment: sandbox.environment });
  await client.initialize({ capabilities, ...more });
  await client.open(uri, text);
  return client;
}

/** The list at the end of a line; asked again while it is incomplete and short, as an editor does with each key. */
async function completedAt(
  client: TestClient,
  text: string,
  row: string,
  least = 1,
): Promise<CompletionList | null> {
  const line = text.split("\n").indexOf(row);
  if (line === -1) throw new Error(`no ${row}`);
  const ask = (): Promise<CompletionList | null> =>
    client.connection.sendRequest("textDocument/completion", {
      textDocument: { uri },
      position: { line, character: row.length },
    });
  let list = await ask();
  for (let again = 0; again < 500 && list?.isIncomplete === true && list.items.length < least; again++)
    list = await ask();
  return list;
}

const texts = (list: CompletionList | null): (string | undefined)[] =>
  (list?.items ?? []).map(({ textEdit }) => textEdit?.newText);

describe("textDocument/completion", () => {
  it("is announced, with characters that do not come in words", async () => {
    const client = start({ environment: sandbox.environment });
    const result = await client.initialize();
    expect(result.capabilities.completionProvider?.resolveProvider).toBe(true);
    for (const character of result.capabilities.completionProvider?.triggerCharacters ?? [])
      expect(character).not.toMatch(/\w/);
  });

  it("offers commits of the repository for Fixes:, not the patch itself, and tells more of one", async () => {
    const text = draft.replace("\nSigned-off-by:", "\nFixes: \nSigned-off-by:");
    const client = await opened(text);
    const list = await completedAt(client, text, "Fixes: ");
    const [older] = list?.items ?? [];
    // The newest commit of the file is the patch itself.
    expect(texts(list)).toHaveLength(1);
    expect(older?.textEdit?.newText).toBe(`${first.slice(0, 12)} ("widget: core: begin to count")`);
    const resolved: CompletionItem = await client.connection.sendRequest("completionItem/resolve", older);
    expect(resolved).toMatchObject({ label: older?.label });
    expect(resolved.documentation).toContain(`commit ${first}`);
    expect(resolved.documentation).toContain("Ben Example <ben@example.com>, 2024-01-01");
    for (const odd of [
      null,
      {},
      { data: null },
      { data: { uri: 1, hash: "x" } },
      { data: { uri, hash: "--all" } },
    ])
      expect(await client.connection.sendRequest("completionItem/resolve", odd)).toEqual(odd);
  });

  it("offers a commit by four digits of its hash", async () => {
    const row = `It was made by commit ${first.slice(0, 6)}`;
    const text = draft.replace(long, row);
    const client = await opened(text);
    expect(texts(await completedAt(client, text, row))).toEqual([
      `${first.slice(0, 12)} ("widget: core: begin to count")`,
    ]);
  });

  it("offers people of git, the log and MAINTAINERS", async () => {
    const text = draft
      .replace("\nSigned-off-by:", "\nAcked-by: \nSigned-off-by: ")
      .replace("\nDate:", "\nTo: \nDate:");
    const client = await opened(text);
    let people = await completedAt(client, text, "Acked-by: ");
    for (let again = 0; again < 200 && people?.isIncomplete === true; again++)
      people = await completedAt(client, text, "Acked-by: ");
    expect(new Set(texts(people))).toEqual(
      new Set([
        "Max Example <max@example.com>",
        "Ann Author <ann@example.org>",
        "Ben Example <ben@example.com>",
      ]),
    );
    expect(texts(await completedAt(client, text, "To: ")).slice(0, 2)).toEqual([
      "Max Example <max@example.com>",
      "linux-widget@example.org",
    ]);
  });

  it("offers prefixes of the touched files", async () => {
    const text = draft.replace(/\nSubject: .*\n/, "\nSubject: [PATCH] w\n");
    const client = await opened(text);
    const offered = async (): Promise<unknown> =>
      (await completedAt(client, text, "Subject: [PATCH] w"))?.items.map(({ label, detail }) => [
        label,
        detail,
      ]);
    await expect
      .poll(offered, { timeout: 10_000 })
      .toEqual([["widget: core:", "2 of the last 2 commits of these files"]]);
  });

  it("runs nothing in a workspace that is not trusted", async () => {
    const text = draft.replace("\nSigned-off-by:", "\nFixes: \nAcked-by: \nSigned-off-by:");
    const client = await opened(text, { initializationOptions: { trusted: false } });
    expect(texts(await completedAt(client, text, "Fixes: "))).toEqual([]);
    const { message } = await client.next<ShowMessageParams>("window/showMessage");
    expect(message).toMatch(/trust/);
    expect(texts(await completedAt(client, text, "Acked-by: "))).toEqual(["Ann Author <ann@example.org>"]);
  });

  it("knows mail at hand for In-Reply-To", async () => {
    const text = draft.replace("\nDate:", "\nIn-Reply-To: \nDate:");
    const client = await opened(text);
    await client.open(
      sandbox.uri("linux/report.eml"),
      "From: Eve Example <eve@example.com>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nMessage-ID: <report@example.com>\nSubject: The count is lost\n\nIt is.\n",
    );
    let list = await completedAt(client, text, "In-Reply-To: ");
    // What is open is in the index after a pause.
    for (let again = 0; again < 2000 && list === null; again++)
      list = await completedAt(client, text, "In-Reply-To: ");
    expect(list?.items.map(({ label, detail, textEdit }) => [label, detail, textEdit?.newText])).toEqual([
      ["The count is lost", "Eve Example", "<report@example.com>"],
    ]);
  });

  it("is silent in prose, quotes and mail that was received, also just after a key", async () => {
    const client = await opened(draft);
    expect(await completedAt(client, draft, long)).toBeNull();
    const line = draft.split("\n").indexOf(long);
    await client.change(uri, 2, {
      startLine: line,
      startCharacter: long.length,
      endLine: line,
      endCharacter: long.length,
      text: " Sig",
    });
    expect(
      await client.connection.sendRequest("textDocument/completion", {
        textDocument: { uri },
        position: { line, character: long.length + 4 },
      }),
    ).toBeNull();
  });
});

describe("textDocument/formatting", () => {
  const options = { tabSize: 8, insertSpaces: false };

  it("wraps the log at the width of the settings", async () => {
    const client = start({
      environment: sandbox.environment,
      configuration: () => ({ format: { width: 60 } }),
    });
    await client.initialize({ capabilities: { workspace: { configuration: true } } });
    await client.open(uri, draft);
    const edits: TextEdit[] = await client.connection.sendRequest("textDocument/formatting", {
      textDocument: { uri },
      options,
    });
    const after = TextDocument.applyEdits(TextDocument.create(uri, "", 1, draft), edits);
    expect(after).toBe(
      draft.replace(
        long,
        "The count is lost when the machine sleeps, since nobody\nkeeps it while the others are away.",
      ),
    );
  });

  it("says why it leaves mail that was received", async () => {
    const client = await opened(draft.replace("\nDate:", "\nReceived: from mx.example.org\nDate:"));
    expect(
      await client.connection.sendRequest("textDocument/formatting", { textDocument: { uri }, options }),
    ).toEqual([]);
    const { message } = await client.next<ShowMessageParams>("window/showMessage");
    expect(message).toMatch(/^It came by mail \(Received: header\)/);
  });
});
