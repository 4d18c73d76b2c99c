import * as assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import * as vscode from "vscode";
import { diagnosticsWhere, openText, place, putCursor, ruleOf, until } from "./support.js";

const encoded = (subject: string): string =>
  [
    "From: Anna Berg <anna.berg@example.org>",
    `Subject: ${subject}`,
    "Date: Mon, 09 Mar 2026 10:17:29 +0100",
    "Message-ID: <draft-1@example.org>",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=ISO-8859-1",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Gr=FC=DFe",
    "",
  ].join("\n");

const activeUri = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;
const events = [vscode.window.onDidChangeActiveTextEditor, vscode.window.tabGroups.onDidChangeTabs];

async function set(value: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration("patchMail")
    .update("openEncodedMessages", value, vscode.ConfigurationTarget.Global);
}

function tabsOf(uri: vscode.Uri): number {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString())
    .length;
}

describe("encoded files that are opened", () => {
  afterEach(async () => {
    await set(undefined);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("are replaced by their decoded view", async () => {
    const { document } = await openText("fresh.eml", encoded("[PATCH] x: fresh"));
    await until("the decoded view", events, () => activeUri()?.scheme === "patch-mail");
    await until("the raw tab is closed", events, () => tabsOf(document.uri) === 0);
  });

  it("stay raw where the setting says so, and then a command decodes them", async () => {
    await set("raw");
    const { document } = await openText("stays.eml", encoded("[PATCH] x: stays"));
    await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", document.uri);
    assert.equal(activeUri()?.toString(), document.uri.toString());
    await vscode.commands.executeCommand("patchMail.openDecoded");
    await until("the decoded view", events, () => activeUri()?.scheme === "patch-mail");
    assert.equal(tabsOf(document.uri), 1);
  });

  it("have a problem whose action opens the decoded view of its message, wherever the cursor is", async () => {
    const separator = "From a Mon Mar  9 10:17:29 2026\n";
    const { document } = await openText(
      "two.mbox",
      `${separator}${encoded("[PATCH] x: first")}\n${separator}${encoded("[PATCH] x: second")}`,
    );
    const rule = "mail.encoded-body";
    const all = await diagnosticsWhere(document.uri, (found) => found.some((one) => ruleOf(one) === rule));
    const found = all.find((one) => ruleOf(one) === rule);
    assert.ok(found);
    assert.doesNotMatch(found.message, /Ctrl/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      found.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const command = actions.find(({ title }) => title === "Open decoded message")?.command;
    assert.ok(command);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await putCursor(editor, place(document, "Subject: [PATCH] x: second"));
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await until("the decoded view", events, () => activeUri()?.scheme === "patch-mail");
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /x: first/);
  });

  it("are left alone in a diff", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const uris = ["left.eml", "right.eml"].map((name) =>
      vscode.Uri.joinPath(folder.uri, "written-by-tests", name),
    );
    const [left, right] = uris;
    assert.ok(left && right);
    for (const uri of uris) {
      await vscode.workspace.fs.writeFile(
        uri,
        new TextEncoder().encode(encoded(`[PATCH] x: ${uri.path.length}`)),
      );
    }
    await vscode.commands.executeCommand("vscode.diff", left, right);
    await until("the diff", events, () => {
      return vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff;
    });
    await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", right);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 1);
  });
});

describe("Copy as Draft", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  it("gives an encoded message as text to edit, without what told of its encoding", async () => {
    await openText(
      "draft.mbox",
      `From a Mon Mar  9 10:17:29 2026\n${encoded("[PATCH] x: draft")}\nFrom a Mon Mar  9 10:17:30 2026\n${encoded("[PATCH] x: other")}`,
    );
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await putCursor(editor, place(editor.document, "Gr=FC"));
    await vscode.commands.executeCommand("patchMail.copyAsDraft");
    const draft = vscode.window.activeTextEditor?.document;
    assert.equal(draft?.isUntitled, true);
    assert.equal(draft.languageId, "patch-mail");
    const text = draft.getText();
    assert.match(text, /^From: Anna Berg <anna\.berg@example\.org>\n/);
    assert.match(text, /\n\nGrüße\n/);
    assert.doesNotMatch(text, /quoted-printable|Other-Fields|other/);
    // A copy that is sent must not be taken for the message that it was made from.
    assert.doesNotMatch(text, /^(?:Date|Message-ID):/m);
    assert.match(text, /^Content-Type: text\/plain; charset=UTF-8$/m);
  });
});

describe("a compressed mailbox", () => {
  it("opened by command leaves no tab", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const uri = vscode.Uri.joinPath(folder.uri, "written-by-tests", "small.mbox.gz");
    const text = `From a Mon Mar  9 10:17:29 2026\n${encoded("[PATCH] x: packed")}`;
    await vscode.workspace.fs.writeFile(uri, gzipSync(text));
    await vscode.commands.executeCommand("vscode.open", uri);
    await until(
      "its tab is closed",
      events,
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length === 0,
    );
    await vscode.commands.executeCommand("patchMail.closeMailbox");
  });
});
