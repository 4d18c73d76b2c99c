import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CancellationTokenSource,
  type CodeAction,
  type CodeActionContext,
  LSPErrorCodes,
  type PublishDiagnosticsParams,
  ResponseError,
  type TextEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { EditPatchResult } from "../../server/src/features/editPatch.js";
import type { FixProblemsResult } from "../../server/src/features/fixProblems.js";
import type { PatchText } from "../../server/src/patches/copiedText.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
let draft: string;
let uri: string;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("linux", ["init", "-q", "."]);
  const rows = (mark: string): string =>
    Array.from({ length: 30 }, (_, at) => `line ${at}${mark}\n`).join("");
  sandbox.write("linux/a.c", rows(""));
  sandbox.write("linux/b.c", rows(""));
  sandbox.commit("linux", "One\n");
  sandbox.write("linux/a.c", `first\n${rows("").replace("line 25\n", "")}`);
  sandbox.write("linux/b.c", rows("").replace("line 3\n", "line 3!\nmore\n"));
  sandbox.commit("linux", "Two\n\nIt was not enough.\n");
  draft = sandbox.git("linux", ["format-patch", "-1", "--stdout"]);
  uri = sandbox.uri("linux/0001-Two.patch");
});
afterAll(() => sandbox.dispose());

const lineOf = (text: string, row: string, nth = 0): number => {
  const found = text.split("\n").flatMap((each, at) => (each.startsWith(row) ? [at] : []))[nth];
  if (found === undefined) throw new Error(`no ${row}`);
  return found;
};

const actionsAt = (
  client: TestClient,
  line: number,
  context: Partial<CodeActionContext> = {},
  of = uri,
): Promise<CodeAction[]> =>
  client.connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri: of },
    range: { start: { line, character: 0 }, end: { line, character: 0 } },
    context: { diagnostics: [], ...context },
  });

const after = (text: string, edits: readonly TextEdit[] | undefined): string =>
  TextDocument.applyEdits(TextDocument.create("", "", 0, text), [...(edits ?? [])]);

function numstat(patch: string): string {
  const done = spawnSync("git", ["apply", "--numstat", "-"], { input: patch });
  return `${done.stdout.toString()}${done.stderr.toString()}`;
}

async function opened(text: string, of = uri): Promise<TestClient> {
  const client = start({ environment: sandbox.environment });
  await client.initialize();
  await client.open(of, text);
  return client;
}

describe("textDocument/codeAction", () => {
  it("is announced with its kinds", async () => {
    const client = start({ environment: sandbox.environment });
    const { capabilities } = await client.initialize();
    expect(capabilities.codeActionProvider).toEqual({
      codeActionKinds: ["quickfix", "refactor.rewrite", "source.fixAll.patchMail"],
    });
  });

  it("offers the edits of a draft; a hunk that goes takes its rows of the diffstat along", async () => {
    const client = await opened(draft);
    const actions = await actionsAt(client, lineOf(draft, "@@ ", 1));
    expect(actions.map(({ title, kind }) => [title, kind])).toEqual([
      ["Delete this hunk", "refactor.rewrite"],
      ["Delete this file's diff", "refactor.rewrite"],
      ["Reverse this hunk", "refactor.rewrite"],
      ["Reverse this file's diff", "refactor.rewrite"],
    ]);
    const text = after(draft, actions[0]?.edit?.changes?.[uri]);
    expect(numstat(text)).toBe("1\t0\ta.c\n2\t1\tb.c\n");
    expect(text).toContain(" a.c | 1 +\n b.c | 3 ++-\n 2 files changed, 3 insertions(+), 1 deletion(-)\n");
    const fileGone = after(draft, actions[1]?.edit?.changes?.[uri]);
    expect(numstat(fileGone)).toBe("2\t1\tb.c\n");
    expect(fileGone).toContain(
      "\n---\n b.c | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n\ndiff",
    );
  });

  it("edits no hunk in VS Code's menu of quick fixes, whose first entry is selected; its menu Refactor does", async () => {
    const client = start({ environment: sandbox.environment });
    await client.initialize({ initializationOptions: { commands: true } });
    await client.open(uri, draft);
    const line = lineOf(draft, "@@ ", 1);
    expect(await actionsAt(client, line)).toEqual([]);
    expect(await actionsAt(client, line, { triggerKind: 1 })).toEqual([]);
    expect(await actionsAt(client, line, { only: ["refactor"], triggerKind: 1 })).toHaveLength(4);
  });

  it("turns a rule off as the last entry, and first entry of no menu", async () => {
    const client = start({ environment: sandbox.environment });
    const documentationUrl = "https://example.org/diagnostics.md";
    await client.initialize({ initializationOptions: { commands: true, documentationUrl } });
    const wrong = draft.replace(" a.c | 2 +-", " a.c | 4 +-");
    await client.open(uri, wrong);
    const { diagnostics } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    const commandsOf = async (told: PublishDiagnosticsParams["diagnostics"]): Promise<unknown[]> => {
      const all = await actionsAt(client, told[0]?.range.start.line ?? -1, { diagnostics: told });
      return all.map(({ command, isPreferred }) => [command?.command ?? "edit", isPreferred]);
    };
    const stat = diagnostics.filter(({ code }) => code === "patch.diffstat-mismatch");
    expect(await commandsOf(stat)).toEqual([
      ["edit", true],
      ["patchMail.suppressRule", undefined],
    ]);
    // A problem that nothing mends.
    const [first] = stat;
    if (first === undefined) throw new Error("no problem");
    const unmended = { ...first, code: "mail.format-flowed" };
    expect(await commandsOf([unmended])).toEqual([
      ["patchMail.readAbout", undefined],
      ["patchMail.suppressRule", undefined],
    ]);
  });

  it("counts again, preferred, where a hunk is told to be damaged, and only then", async () => {
    const at = lineOf(draft, "+first");
    const rows = draft.split("\n");
    rows.splice(at, 0, "+zeroth");
    const wrong = rows.join("\n");
    const client = await opened(wrong);
    const { diagnostics } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    const damage = diagnostics.filter(({ code }) => code === "patch.corrupt-hunk");
    expect(damage.length).toBeGreaterThan(0);
    const [fix, ...more] = await actionsAt(client, at, { diagnostics: damage, only: ["quickfix"] });
    expect(more).toEqual([]);
    expect(fix).toMatchObject({ kind: "quickfix", isPreferred: true, diagnostics: damage });
    const text = after(wrong, fix?.edit?.changes?.[uri]);
    expect(numstat(text)).toBe("2\t1\ta.c\n2\t1\tb.c\n");
    expect(text).toContain("\n@@ -23,7 +25,6 @@ line 21\n");
    expect(await actionsAt(client, at, { only: ["quickfix"] })).toEqual([]);
  });

  it("writes the diffstat anew at the diffstat", async () => {
    const wrong = draft.replace(" a.c | 2 +-", " a.c | 4 +-");
    expect(wrong).not.toBe(draft);
    const client = await opened(wrong);
    const { diagnostics } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    const told = diagnostics.filter(({ code }) => code === "patch.diffstat-mismatch");
    const [fix] = await actionsAt(client, lineOf(wrong, " a.c |"), { diagnostics: told });
    expect(after(wrong, fix?.edit?.changes?.[uri])).toBe(draft);
  });

  it("mends all that has one right answer by running the rules itself, for who asks for it", async () => {
    const wrong = draft.replace(" a.c | 2 +-", " a.c | 4 +-").replace("@@ -1,3 +1,4 @@", "@@ -1,3 +1,9 @@");
    expect(numstat(wrong)).toMatch(/corrupt patch/);
    const client = await opened(wrong);
    const only = ["source.fixAll"];
    const [fix, ...more] = await actionsAt(client, 0, { only });
    expect([fix?.kind, more]).toEqual(["source.fixAll.patchMail", []]);
    expect(after(wrong, fix?.edit?.changes?.[uri])).toBe(draft);
    expect((await actionsAt(client, 0)).filter(({ kind }) => kind?.startsWith("source"))).toEqual([]);
    const answer = await client.connection.sendRequest<FixProblemsResult>("patchMail/fixProblems", {
      textDocument: { uri },
    });
    expect([after(wrong, answer.edits), answer.refused]).toEqual([draft, null]);
    const mended = await opened(draft);
    expect(await actionsAt(mended, 0, { only })).toEqual([]);
  });

  it("answers others while it fixes thousands, and heeds a cancel", async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `Acked-By: Carl Coder <carl${at}@example.com>\n`);
    const client = await opened(draft.replace("\n---\n", `\n\n${rows.join("")}---\n`));
    const other = sandbox.uri("linux/other.patch");
    await client.open(other, draft);
    const stop = new CancellationTokenSource();
    const asked = {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], only: ["source.fixAll"] },
    };
    const fixing = client.connection.sendRequest("textDocument/codeAction", asked, stop.token);
    const outcome = fixing.then(
      () => "answered",
      (error: unknown) => (error instanceof ResponseError ? error.code : error),
    );
    await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri: other } });
    stop.cancel();
    expect(await outcome).toBe(LSPErrorCodes.RequestCancelled);
  });

  it("leaves a rule alone that is off, and mail that was received", async () => {
    const wrong = draft.replace(" a.c | 2 +-", " a.c | 4 +-");
    const client = start({ environment: sandbox.environment });
    await client.initialize({
      initializationOptions: {
        settings: { diagnostics: { rules: { "patch.diffstat-mismatch": "off" } } },
      },
    });
    await client.open(uri, wrong);
    const only = ["source.fixAll.patchMail"];
    expect(await actionsAt(client, 0, { only })).toEqual([]);
    const received = wrong.replace("\nFrom: ", "\nReceived: from mx.example.org\nFrom: ");
    const other = await opened(received);
    expect(await actionsAt(other, 0, { only })).toEqual([]);
    const answer = await other.connection.sendRequest<FixProblemsResult>("patchMail/fixProblems", {
      textDocument: { uri },
    });
    expect(answer).toMatchObject({ edits: [], refused: expect.stringContaining("Received: header") });
  });

  it("of received mail offers a copy to fix and to silence the rule, where the client has our commands", async () => {
    const received = draft
      .replace(" a.c | 2 +-", " a.c | 4 +-")
      .replace("\nFrom: ", "\nReceived: from mx.example.org\nFrom: ");
    const line = lineOf(received, " a.c |");
    for (const commands of [true, false]) {
      const client = start({ environment: sandbox.environment });
      await client.initialize({ initializationOptions: { commands } });
      await client.open(uri, received);
      const { diagnostics } = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
      const told = diagnostics.filter(({ code }) => code === "patch.diffstat-mismatch");
      const actions = await actionsAt(client, line, { diagnostics: told, only: ["quickfix"] });
      expect(actions.map(({ title, edit, command }) => [title, edit, command?.command])).toEqual(
        commands
          ? [
              ["Edit a copy as draft: write the diffstat anew", undefined, "patchMail.fixInCopy"],
              ["Turn off patch.diffstat-mismatch in this workspace", undefined, "patchMail.suppressRule"],
            ]
          : [],
      );
      // No bulb stands beside what is only read.
      expect(await actionsAt(client, line, { diagnostics: told, triggerKind: 2 })).toEqual([]);
    }
  });

  it("says nothing to a light bulb that asks at each move", async () => {
    const client = await opened(draft);
    expect(await actionsAt(client, lineOf(draft, "@@ ", 1), { triggerKind: 2 })).toEqual([]);
  });

  it.each([
    ["a folder of drafts", "outgoing/0001-Two.patch", {}],
    ["a folder that the setting names", "queue/0001-Two.patch", { draftFolders: ["queue"] }],
    ["any place where the setting says so", "0001-Two.patch", { mailIs: "draft" }],
  ])("fixes and edits what a mail program wrote into %s", async (_name, path, diagnostics) => {
    const wrong = draft
      .replace(" a.c | 2 +-", " a.c | 4 +-")
      .replace("\nSubject: ", "\nX-Mailer: b4 0.14\nUser-Agent: Mutt/2.2\nSubject: ");
    const of = sandbox.uri(`linux/${path}`);
    const client = start({ environment: sandbox.environment });
    await client.initialize({ initializationOptions: { settings: { diagnostics } } });
    await client.open(of, wrong);
    const { diagnostics: all } = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
    );
    const told = all.filter(({ code }) => code === "patch.diffstat-mismatch");
    expect(told).toMatchObject([{ data: { state: "draft" } }]);
    const [fix] = await actionsAt(client, lineOf(wrong, " a.c |"), { diagnostics: told }, of);
    expect(after(wrong, fix?.edit?.changes?.[of])).toContain("\n a.c | 2 +-\n");
    const request = { textDocument: { uri: of }, position: { line: lineOf(wrong, "@@ "), character: 0 } };
    const fixed = await client.connection.sendRequest<FixProblemsResult>("patchMail/fixProblems", request);
    expect([fixed.fixed, fixed.refused]).toEqual([1, null]);
    const edit = { ...request, edit: "deleteHunk" };
    expect(await client.connection.sendRequest("patchMail/editPatch", edit)).toMatchObject({ refused: null });
  });

  it.each<[string, RegExp, (text: string) => string]>([
    [
      "mail that travelled",
      /^It came by mail \(Received: header\)/,
      (text) => text.replace("\nFrom: ", "\nReceived: from mx.example.org\nFrom: "),
    ],
    [
      "a list's mail",
      /^It came by mail \(List-Id: header\)/,
      (text) => text.replace("\nSubject: ", "\nList-Id: <ice.example.org>\nSubject: "),
    ],
    [
      "a reply",
      /^It is a reply to other mail/,
      (text) => text.replace("\n\nIt was", "\n\nOn Monday, Bo wrote:\n> Why?\n> Because.\n\nIt was"),
    ],
    [
      "a mailbox",
      /^It is mail of a mailbox/,
      (text) =>
        `${text}\nFrom bo@example.org Mon Mar  4 05:06:07 2024\nFrom: Bo <bo@example.org>\nDate: Mon, 4 Mar 2024 05:06:07 +0000\nMessage-ID: <2@example.org>\nSubject: Two\n\nFine.\n`,
    ],
  ])("offers nothing in %s", async (_name, why, change) => {
    const text = change(draft);
    expect(text).not.toBe(draft);
    const client = await opened(text);
    expect(await actionsAt(client, lineOf(text, "@@ ", 1))).toEqual([]);
    const answer = await client.connection.sendRequest<EditPatchResult>("patchMail/editPatch", {
      textDocument: { uri },
      position: { line: lineOf(text, "@@ ", 1), character: 0 },
      edit: "deleteHunk",
    });
    expect(answer).toMatchObject({ edits: [], needsDraft: true });
    expect(answer.refused).toMatch(why);
  });

  it("edits a format-patch file whoever wrote it, a series of them, and without git", async () => {
    const theirs = draft.replace(/\nFrom: .*/, "\nFrom: Bo <bo@example.org>");
    for (const text of [theirs, `${theirs}${draft}`]) {
      const client = await opened(text);
      const [action] = await actionsAt(client, lineOf(text, "@@ ", 1));
      expect(after(text, action?.edit?.changes?.[uri])).toContain("\n a.c | 1 +\n b.c | 3 ++-\n");
    }
    const other = start({ environment: sandbox.environment });
    await other.initialize({ initializationOptions: { trusted: false } });
    await other.open(uri, theirs);
    expect(await actionsAt(other, lineOf(theirs, "@@ ", 1))).toHaveLength(4);
  });

  it("offers nothing in a view of ours", async () => {
    const view = "patch-mail:/message/x.eml?x";
    const client = await opened(draft, view);
    expect(await actionsAt(client, lineOf(draft, "@@ ", 1), {}, view)).toEqual([]);
  });

  it("edits a bare diff, whoever made it", async () => {
    const bare = draft.slice(draft.indexOf("diff --git"), draft.indexOf("\n-- \n") + 1);
    const client = await opened(bare);
    const [action] = await actionsAt(client, lineOf(bare, "@@ "), { only: ["refactor"] });
    expect(numstat(after(bare, action?.edit?.changes?.[uri]))).toBe("0\t1\ta.c\n2\t1\tb.c\n");
  });
});

describe("patchMail/patchText", () => {
  const textAt = (client: TestClient, line: number, scope: string, of: string): Promise<PatchText> =>
    client.connection.sendRequest("patchMail/patchText", {
      textDocument: { uri: of },
      position: { line, character: 0 },
      scope,
    });
  const reply = (): string =>
    `From: Bo <bo@example.org>\nSubject: Re: [PATCH] Two\nMessage-ID: <r@example.org>\n\nOn Monday, Ada wrote:\n${draft
      .slice(draft.indexOf("diff --git"), draft.indexOf("\n-- \n"))
      .split("\n")
      .map((row) => `> > ${row}\n`)
      .join("")}`;

  it("gives hunk, file and patch out of a quote", async () => {
    const text = reply();
    const client = await opened(text);
    const line = lineOf(text, "> > @@ ", 1);
    const hunk = await textAt(client, line, "hunk", uri);
    const file = await textAt(client, line, "file", uri);
    const patch = await textAt(client, line, "patch", uri);
    expect(
      [hunk, file, patch].map((each) => ("text" in each ? [numstat(each.text), each.notes] : each)),
    ).toEqual([
      ["0\t1\ta.c\n", []],
      ["1\t1\ta.c\n", []],
      ["1\t1\ta.c\n2\t1\tb.c\n", []],
    ]);
    expect(await textAt(client, line, "mail", uri)).toEqual({
      refused: expect.stringContaining("only quotes a diff"),
    });
    expect(await textAt(client, 0, "hunk", uri)).toEqual({ refused: "The cursor is not in a hunk." });
  });

  it("gives the mail for git am, decoded out of base64 and quoted-printable", async () => {
    const [head = "", ...rest] = draft.split("\n\n");
    const body = rest.join("\n\n");
    const quoted = body.replaceAll("=", "=3D").replace("not enough", "not =\nenough");
    for (const [encoding, text] of [
      ["base64", Buffer.from(body).toString("base64").replace(/.{76}/g, "$&\n")],
      ["quoted-printable", quoted],
    ] as const) {
      const mail = `${head}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n\n${text}`;
      const client = await opened(mail, `${uri}.${encoding}`);
      const answer = await textAt(client, 3, "mail", `${uri}.${encoding}`);
      if (!("text" in answer)) throw new Error(answer.refused);
      sandbox.git("linux", ["checkout", "-q", "-f", "HEAD~0"]);
      sandbox.git("linux", ["reset", "-q", "--hard", "HEAD~"]);
      sandbox.git("linux", ["am", "-q"], { input: answer.text });
      expect(sandbox.git("linux", ["format-patch", "-1", "--stdout"]).replace(/^From .*/, "")).toBe(
        draft.replace(/^From .*/, ""),
      );
      if (encoding === "quoted-printable") {
        const hunk = await textAt(client, lineOf(mail, "@@ ", 1), "hunk", `${uri}.${encoding}`);
        expect("text" in hunk && numstat(hunk.text)).toBe("0\t1\ta.c\n");
      } else {
        expect(
          await textAt(client, lineOf(mail, "Content-Transfer") + 3, "hunk", `${uri}.${encoding}`),
        ).toEqual({
          refused: expect.stringContaining("encoded"),
        });
      }
    }
  });
});
