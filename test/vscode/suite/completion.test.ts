import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openText } from "./support.js";
import { until } from "./until.js";

const long = "The count is lost when the machine sleeps, since nobody keeps it while the others are away.";
const draft = `From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Ann Author <ann@example.org>
Date: Tue, 4 Mar 2025 10:11:12 +0100
Subject: [PATCH] widget: keep the count

${long}

Reviewed-by: 
Signed-off-by: Ann Author <ann@example.org>
---
 a.c | 1 +

diff --git a/a.c b/a.c
--- a/a.c
+++ b/a.c
@@ -1,1 +1,2 @@
 one
+two
`;

async function labelsAt(document: vscode.TextDocument, words: string): Promise<string[]> {
  const position = document.positionAt(document.getText().indexOf(words) + words.length);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

describe("writing a draft", () => {
  let editor: vscode.TextEditor;
  before(async () => {
    editor = await openText("completion.patch", draft);
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("completes names of trailers and people, and nothing in prose", async () => {
    const { document } = editor;
    assert.ok((await labelsAt(document, "\nSigned-off")).includes("Signed-off-by"));
    assert.ok((await labelsAt(document, "Reviewed-by: ")).includes("Ann Author <ann@example.org>"));
    assert.deepEqual(await labelsAt(document, "The count is lost when"), []);
    assert.deepEqual(await labelsAt(document, "\n+tw"), []);
  });

  it("takes a name from the list that opens while one types", async () => {
    const { document } = editor;
    const at = document.positionAt(document.getText().indexOf("\nSigned-off-by") + 1);
    await editor.edit((edit) => edit.insert(at, "\n"), { undoStopBefore: true, undoStopAfter: true });
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand("type", { text: "Tes" });
    await until("the list is open and its item is taken", async () => {
      await vscode.commands.executeCommand("acceptSelectedSuggestion");
      return document.lineAt(at.line).text.startsWith("Tested-by: ");
    });
  });

  it("wraps the log's long line with Format Document, and leaves the diff", async () => {
    const { document } = editor;
    await vscode.commands.executeCommand("editor.action.formatDocument");
    const text = document.getText();
    assert.ok(!text.includes(long));
    assert.ok(text.includes("keeps it while the\nothers are away."), "wrapped at 75");
    assert.ok(text.endsWith(draft.slice(draft.indexOf("diff --git"))));
  });

  it("takes a changelog just below the cut, and a cover letter beside git's own words, which go", async () => {
    const { document } = editor;
    const taken = async (
      where: vscode.TextEditor,
      line: number,
      typed: string,
      wanted: string,
    ): Promise<void> => {
      const at = new vscode.Position(line, 0);
      where.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand("type", { text: typed });
      await until(`${typed} is taken`, async () => {
        await vscode.commands.executeCommand("acceptSelectedSuggestion");
        return where.document.getText().includes(wanted);
      });
      await vscode.commands.executeCommand("leaveSnippet");
    };
    const cut = document.positionAt(document.getText().indexOf("\n---\n") + 5).line;
    await editor.edit((edit) => edit.insert(new vscode.Position(cut, 0), "\n"));
    await taken(editor, cut, "Ch", "\n---\nChanges in v2:\n- ");
    const header = draft.slice(0, draft.indexOf("\n\n")).replace("[PATCH] widget", "[PATCH 0/2] widget");
    const cover = await openText("cover.patch", `${header}\n\n*** BLURB HERE ***\n\n\nAnn Author (2):\n`);
    const blurb =
      cover.document.getText().slice(0, cover.document.getText().indexOf("***")).split("\n").length - 1;
    await taken(cover, blurb + 2, "Cov", "What the series does");
    assert.ok(!cover.document.getText().includes("BLURB"));
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
});
