import * as assert from "node:assert/strict";
import { rename, writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import { cursorAt, openFile, openText, place, putCursor, until } from "./support.js";

const encoded = [
  "From anna Mon Mar  9 10:17:29 2026",
  "From: Anna Berg <anna.berg@example.org>",
  "Subject: [PATCH] a/b: first",
  "",
  "Plain.",
  "",
  "From anna Mon Mar  9 10:18:29 2026",
  "From: Anna Berg <anna.berg@example.org>",
  "Subject: [PATCH] a/b: second",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=ISO-8859-1",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Gr=FC=DFe aus =\nOld=E9=E9",
  "",
].join("\n");

describe("decoded messages", () => {
  it("the message at the cursor opens decoded, read-only, as patch mail; the same key goes back", async () => {
    const raw = await openText("encoded.mbox", encoded);
    await putCursor(raw, place(raw.document, "Gr=FC"));
    await vscode.commands.executeCommand("patchMail.openDecoded");
    const decoded = vscode.window.activeTextEditor;
    assert.equal(decoded?.document.uri.scheme, "patch-mail");
    assert.equal(decoded.document.languageId, "patch-mail");
    assert.ok(decoded.document.uri.path.endsWith("second (decoded).eml"), decoded.document.uri.path);
    assert.match(decoded.document.getText(), /Grüße aus Oldéé/);
    await cursorAt(decoded, place(decoded.document, "Grüße"));
    assert.doesNotMatch(decoded.document.getText(), /Plain\./, "the other message is not in it");
    assert.equal(vscode.workspace.fs.isWritableFileSystem("patch-mail"), false);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      decoded.document.uri,
    );
    assert.ok(folds.length > 0, "the server serves it");
    await vscode.commands.executeCommand("patchMail.openRaw");
    await cursorAt(raw, place(raw.document, "Gr=FC"));
  });
});

describe("a virtual document", () => {
  it("notices that another program has rewritten its file", async () => {
    const raw = await openText("rewritten.mbox", encoded);
    await putCursor(raw, place(raw.document, "Gr=FC"));
    await vscode.commands.executeCommand("patchMail.openDecoded");
    const decoded = vscode.window.activeTextEditor?.document;
    assert.equal(decoded?.uri.scheme, "patch-mail");
    // As mutt and git do it: a new file in the place of the old one.
    const file = raw.document.uri.fsPath;
    await writeFile(`${file}.new`, encoded.replace("aus", "von"));
    await rename(`${file}.new`, file);
    await until("the new text", [vscode.workspace.onDidChangeTextDocument], () =>
      decoded.getText().includes("Grüße von Oldéé"),
    );
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
});

describe("Open File Side by Side", () => {
  it("opens VS Code's diff editor with both sides of the file, in the file's language", async () => {
    const editor = await openFile("review.mbox");
    await putCursor(editor, place(editor.document, "+	*val = sign_extend32"));
    await vscode.commands.executeCommand("patchMail.openSideBySide");
    const input = await until("the diff editor", [vscode.window.tabGroups.onDidChangeTabs], () => {
      const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return active instanceof vscode.TabInputTextDiff ? active : undefined;
    });
    const left = await vscode.workspace.openTextDocument(input.original);
    const right = await vscode.workspace.openTextDocument(input.modified);
    assert.ok(left.getText().includes("\t*val = (raw >> 4) * FROST_LSB_MILLIC;"));
    assert.ok(right.getText().includes("\t*val = sign_extend32(raw >> 4, 11) * FROST_LSB_MILLIC;"));
    assert.ok(!right.getText().includes("(raw >> 4) * FROST"));
    // The C language comes with VS Code's own extensions.
    assert.deepEqual([left.languageId, right.languageId], ["c", "c"]);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("works in a quoted diff", async () => {
    const editor = await openFile("review.mbox");
    await putCursor(editor, place(editor.document, "> > +	*val = sign_extend32"));
    await vscode.commands.executeCommand("patchMail.openSideBySide");
    const input = await until("the diff editor", [vscode.window.tabGroups.onDidChangeTabs], () => {
      const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return active instanceof vscode.TabInputTextDiff ? active : undefined;
    });
    const right = await vscode.workspace.openTextDocument(input.modified);
    assert.ok(right.getText().includes("\t*val = sign_extend32(raw >> 4, 11) * FROST_LSB_MILLIC;"));
    assert.doesNotMatch(right.getText(), /^>/m);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
});
