import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { cursorAt, openFile, openText, place, putCursor, until } from "./support.js";

const before = "int frost_read(int raw)\n{\n\treturn raw / 8;\n}\n";
const after = "int frost_read(int raw)\n{\n\treturn raw >= 0 ? raw / 8 : -(-raw / 8);\n}\n";

const file = (path: string, index: string): string => `diff --git a/${path} b/${path}
${index}--- a/${path}
+++ b/${path}
@@ -1,4 +1,4 @@
 int frost_read(int raw)
 {
-\treturn raw / 8;
+\treturn raw >= 0 ? raw / 8 : -(-raw / 8);
 }
`;
const mail = (number: string, ...files: readonly string[]): string =>
  `From ada Mon Mar  9 10:17:29 2026
From: Ada Frost <ada@example.org>
Subject: [PATCH ${number}] frost: Part ${number.replace("/", " of ")}
Message-ID: <side-${number.replace("/", "-")}@example.org>
${number.startsWith("1") ? "" : "In-Reply-To: <side-1-2@example.org>\n"}Date: Mon, 09 Mar 2026 1${number.charAt(0)}:00:00 +0000

Text.
---
${files.join("")}-- 
2.47.0

`;

async function diffTab(): Promise<{ readonly label: string; readonly input: vscode.TabInputTextDiff }> {
  return await until("the diff editor", [vscode.window.tabGroups.onDidChangeTabs], () => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab?.input instanceof vscode.TabInputTextDiff ? { label: tab.label, input: tab.input } : undefined;
  });
}

const textOf = async (uri: vscode.Uri): Promise<string> =>
  (await vscode.workspace.openTextDocument(uri)).getText();

const closeAll = () => vscode.commands.executeCommand("workbench.action.closeAllEditors");

describe("side by side with a repository", () => {
  it("a file is whole, from the blobs of its index line, at the line of the cursor", async () => {
    const editor = await openFile("with-hashes.eml");
    await putCursor(editor, place(editor.document, "+\treturn raw >= 0"));
    await vscode.commands.executeCommand("patchMail.openSideBySide");
    const { label, input } = await diffTab();
    assert.equal(label, "frost.c (before ↔ after, blobs of the index line)");
    assert.equal(await textOf(input.original), before);
    assert.equal(await textOf(input.modified), after);
    const modified = await until("the cursor", [vscode.window.onDidChangeTextEditorSelection], () =>
      vscode.window.visibleTextEditors.find(
        ({ document, selection }) =>
          document.uri.toString() === input.modified.toString() && selection.active.line === 2,
      ),
    );
    assert.equal(modified.document.languageId, "c");
    await closeAll();
  });

  it("from a code lens: the place is given", async () => {
    const editor = await openFile("with-hashes.eml");
    await putCursor(editor, new vscode.Position(0, 0));
    const line = place(editor.document, "@@ -1,4").line;
    await vscode.commands.executeCommand("patchMail.openSideBySide", {
      uri: editor.document.uri.toString(),
      line,
    });
    assert.equal((await diffTab()).input.original.scheme, "patch-mail");
    await closeAll();
  });

  it("all files of a patch, and of a series: one editor for them, in the mail's order", async () => {
    const text = mail("1/2", file("frost.c", ""), file("other.c", "")) + mail("2/2", file("third.c", ""));
    const editor = await openText("side.mbox", text);
    await putCursor(editor, place(editor.document, "Text."));
    for (const [command, title] of [
      ["patchMail.openPatchSideBySide", /^\[PATCH 1\/2\] frost: Part 1 of 2 \(before ↔ after/],
      ["patchMail.openSeriesSideBySide", /^frost: Part 1 of 2 \(before ↔ after/],
    ] as const) {
      await vscode.commands.executeCommand(command);
      const tab = await until("the editor of many diffs", [vscode.window.tabGroups.onDidChangeTabs], () => {
        const active = vscode.window.tabGroups.activeTabGroup.activeTab;
        return active !== undefined && title.test(active.label) ? active : undefined;
      });
      // VS Code has no stable class for its input.
      assert.ok(!(tab.input instanceof vscode.TabInputText), tab.label);
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      await vscode.window.showTextDocument(editor.document, { preview: false });
    }
    await closeAll();
  });

  it("more context is a patch of its own, with folds; a commit, too", async () => {
    const editor = await openFile("with-hashes.eml");
    await putCursor(editor, place(editor.document, "+\treturn raw >= 0"));
    await vscode.commands.executeCommand("patchMail.showMoreContext", undefined, "file");
    const shown = vscode.window.activeTextEditor?.document;
    assert.ok(shown, "an editor is active");
    assert.ok(shown.uri.path.endsWith("/context/frost.c (whole file).patch"), shown.uri.path);
    assert.equal(shown.languageId, "patch-mail");
    assert.match(shown.getText(), /^frost\.c with the whole file as context\. Whole files: /);
    const again = await vscode.window.showTextDocument(editor.document, { preview: false });
    await putCursor(again, place(editor.document, "Since commit ").translate(0, "Since commit 12".length));
    await vscode.commands.executeCommand("patchMail.showCommit");
    const commit = vscode.window.activeTextEditor?.document;
    assert.ok(commit, "an editor is active");
    assert.match(commit.uri.path, /^\/commit\/[0-9a-f]{12}\.patch$/);
    assert.equal(commit.languageId, "patch-mail");
    assert.match(commit.getText(), /^Subject: hwmon: \(frost\) Add driver$/m);
    const folds = await until("folds", [vscode.workspace.onDidOpenTextDocument], async () => {
      const found = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        "vscode.executeFoldingRangeProvider",
        commit.uri,
      );
      return found.length > 0 ? found : undefined;
    });
    assert.ok(folds.length > 1);
    await closeAll();
  });

  it("viewed: the mark leads to the next file that has none, and holds for a copy of the patch", async () => {
    const text = mail("1/1", file("a.c", ""), file("b.c", ""), file("c.c", ""));
    const editor = await openText("viewed.mbox", text);
    const header = (name: string): vscode.Position => place(editor.document, `diff --git a/${name}`);
    await putCursor(editor, place(editor.document, "+++ b/b.c"));
    await vscode.commands.executeCommand("patchMail.markFileViewed");
    await cursorAt(editor, header("c.c"));
    await vscode.commands.executeCommand("patchMail.markFileViewed");
    await cursorAt(editor, header("a.c"));
    // The same changes at other lines of their files, as in a second version.
    const moved = await openText("viewed-again.mbox", text.replaceAll("@@ -1,4 +1,4", "@@ -9,4 +9,4"));
    await putCursor(moved, new vscode.Position(1, 0));
    await vscode.commands.executeCommand("patchMail.nextFileNotViewed");
    await cursorAt(moved, header("a.c"));
    await vscode.commands.executeCommand("patchMail.unmarkFileViewed", {
      uri: moved.document.uri.toString(),
      line: header("c.c").line,
    });
    await vscode.commands.executeCommand("patchMail.nextFileNotViewed");
    await cursorAt(moved, header("c.c"));
    // In the diff editor, too.
    await vscode.commands.executeCommand("patchMail.openSideBySide");
    await diffTab();
    await vscode.commands.executeCommand("patchMail.markFileViewed");
    const again = await vscode.window.showTextDocument(moved.document, { preview: false });
    await putCursor(again, header("b.c"));
    await vscode.commands.executeCommand("patchMail.nextFileNotViewed");
    await cursorAt(again, header("a.c"));
    await closeAll();
  });
});
