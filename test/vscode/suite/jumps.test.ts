import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { jumps, locate } from "../jumps.js";
import { cursorAt, openFile, putCursor } from "./support.js";

describe("jumps", () => {
  let editor: vscode.TextEditor;
  before(async () => {
    editor = await openFile("review.mbox");
  });

  for (const jump of jumps) {
    it(`patchMail.${jump.command} from ${JSON.stringify(jump.from.start)}`, async () => {
      const text = editor.document.getText();
      const from = locate(text, jump.from);
      const to = locate(text, jump.to);
      await putCursor(editor, new vscode.Position(from.line, from.column));
      await vscode.commands.executeCommand(`patchMail.${jump.command}`);
      await cursorAt(editor, new vscode.Position(to.line, to.column));
      await vscode.commands.executeCommand("workbench.action.navigateBack");
      await cursorAt(editor, new vscode.Position(from.line, from.column));
    });
  }

  it("held down, a key goes from hunk to hunk without leaving one out", async () => {
    const text = editor.document.getText();
    const from = locate(text, { start: "@@ -47,7 +47,7 @@" });
    await putCursor(editor, new vscode.Position(from.line, 0));
    await Promise.all([
      vscode.commands.executeCommand("patchMail.nextHunk"),
      vscode.commands.executeCommand("patchMail.nextHunk"),
      vscode.commands.executeCommand("patchMail.nextHunk"),
    ]);
    await cursorAt(editor, new vscode.Position(locate(text, { start: "@@ -0,0 +1,23 @@" }).line, 0));
  });

  it("past the last place the cursor stays", async () => {
    const end = editor.document.lineAt(editor.document.lineCount - 2).range.start;
    await putCursor(editor, end);
    await vscode.commands.executeCommand("patchMail.nextMessage");
    assert.deepEqual(vscode.window.activeTextEditor?.selection.active, end);
  });
});
