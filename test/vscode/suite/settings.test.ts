import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { extensionId, openFile, openText } from "./support.js";

describe("defaults for the language patch-mail", () => {
  const editorDefaults: Readonly<Record<string, unknown>> = {
    "editor.tabSize": 8,
    "editor.insertSpaces": false,
    "editor.detectIndentation": false,
    "editor.rulers": [75],
    "editor.trimAutoWhitespace": false,
    "editor.formatOnSave": false,
    "editor.autoClosingBrackets": "never",
    "editor.autoClosingQuotes": "never",
    "editor.bracketPairColorization.enabled": false,
    "editor.wordBasedSuggestions": "off",
    "editor.semanticHighlighting.enabled": true,
    "files.trimTrailingWhitespace": false,
    "files.insertFinalNewline": false,
    "files.trimFinalNewlines": false,
  };
  for (const [key, value] of Object.entries(editorDefaults)) {
    it(`${key} is ${JSON.stringify(value)}`, async () => {
      const { document } = await openFile("robot-report.eml");
      const effective = vscode.workspace.getConfiguration(undefined, document).get(key);
      assert.deepEqual(effective, value);
    });
  }

  it("saving a patch changes no byte", async () => {
    const text = "From: A <a@example.org>\nSubject: [PATCH] x\n\n \n-- \n\t \nend without line end  ";
    const { document } = await openText("saved.eml", text);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(2, 0), "x");
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand("undo");
    const back = new vscode.WorkspaceEdit();
    back.insert(document.uri, new vscode.Position(0, 0), "X-Mark: 1\n");
    await vscode.workspace.applyEdit(back);
    assert.ok(await document.save());
    const bytes = await vscode.workspace.fs.readFile(document.uri);
    assert.equal(new TextDecoder().decode(bytes), `X-Mark: 1\n${text}`);
  });

  it("a mailbox is read-only", async () => {
    const editor = await openFile("review.mbox");
    await vscode.commands.executeCommand("type", { text: "x" });
    assert.equal(editor.document.isDirty, false);
    assert.ok(!editor.document.getText().startsWith("x"));
  });

  it("each setting has a description, a scope and a default", () => {
    const manifest: unknown = vscode.extensions.getExtension(extensionId)?.packageJSON;
    const sections = (manifest as { contributes: { configuration: { properties: object }[] } }).contributes
      .configuration;
    for (const { properties } of sections) {
      for (const [key, value] of Object.entries(properties) as [string, Record<string, unknown>][]) {
        assert.ok(key.startsWith("patchMail."), key);
        const text = value["markdownDescription"] ?? value["description"];
        assert.ok(typeof text === "string" && text.length > 20, `${key} has a description`);
        assert.ok("default" in value, `${key} has a default`);
        assert.ok("scope" in value, `${key} has a scope`);
      }
    }
  });
});
