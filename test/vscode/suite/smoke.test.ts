import assert from "node:assert/strict";
import * as vscode from "vscode";
import { openFile, until } from "./until.js";

describe("the packaged extension", () => {
  it("is installed, activates, and knows a mailbox", async () => {
    const extension = vscode.extensions.getExtension("patch-mail.patch-mail");
    assert.ok(extension, "the extension is installed");
    const editor = await openFile("review.mbox");
    assert.equal(editor.document.languageId, "patch-mail");
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it("has a language server that answers", async () => {
    const editor = await openFile("review.mbox");
    const folds = await until("folding ranges", async () => {
      const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        "vscode.executeFoldingRangeProvider",
        editor.document.uri,
      );
      return ranges !== undefined && ranges.length > 0 && ranges;
    });
    // Ten messages at least fold, each with its header block.
    assert.ok(folds.length > 10, `${folds.length} folds`);
  });
});
