import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { openText, until } from "./support.js";

/** Stands for the kernel's: one report for each line with a FAULT. */
const fakeCheckpatch = `while (<STDIN>) {
  next unless /FAULT/;
  $said = 1;
  print "WARNING:LONG_LINE: line over 100 columns\\n#$.: FILE: x.c:1:\\n$_\\n";
}
exit($said);
`;
const fakeGetMaintainer = `print "Theo Example <theo\\@example.org> (maintainer:X)\\nlist\\@example.org (open list:X)\\n";\n`;

/** A repository in the workspace that has both scripts. */
function makeRepository(): void {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(root);
  const folder = path.join(root, "written-by-tests", "scripted");
  mkdirSync(path.join(folder, "scripts"), { recursive: true });
  const git = (...args: string[]): void => {
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: folder });
  };
  git("init", "-q");
  writeFileSync(path.join(folder, "scripts", "checkpatch.pl"), fakeCheckpatch);
  writeFileSync(path.join(folder, "scripts", "get_maintainer.pl"), fakeGetMaintainer);
  git("add", "scripts");
  git("commit", "-q", "-m", "base");
}

const patch = (name: string): string => `From: Anna Berg <anna.berg@example.org>
To: list@example.org
Subject: [PATCH] x: A fault
Date: Mon, 9 Mar 2026 10:17:29 +0100
Message-ID: <${name}@example.org>

A FAULT in the log.

Signed-off-by: Anna Berg <anna.berg@example.org>
---
diff --git a/x.c b/x.c
--- a/x.c
+++ b/x.c
@@ -4,3 +4,3 @@
 line 4
-line 5
+line five, a FAULT
 line 6
-- 
2.43.0
`;

const events = [vscode.languages.onDidChangeDiagnostics];

const theirs = (uri: vscode.Uri): readonly string[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "checkpatch")
    .map(({ code, range }) => `${typeof code === "object" ? code.value : code} ${range.start.line}`);

const lineOf = (text: string, words: string): number =>
  text.split("\n").findIndex((line) => line.includes(words));

describe("The kernel's scripts", () => {
  before(makeRepository);

  it("Run checkpatch puts problems of its own source on the lines; an edit takes them away", async () => {
    const text = patch("scripted-1");
    const editor = await openText("scripted/one.eml", text);
    const { uri } = editor.document;
    await vscode.commands.executeCommand("patchMail.runCheckpatch");
    await until("problems", events, () => theirs(uri).length === 2);
    const lines = [lineOf(text, "A FAULT"), lineOf(text, "+line five")];
    assert.deepEqual(
      theirs(uri),
      lines.map((line) => `LONG_LINE ${line}`),
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "X-Test: 1\n"));
    await until("no problems", events, () => theirs(uri).length === 0);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("by setting, as a patch is saved", async () => {
    const settings = vscode.workspace.getConfiguration("patchMail");
    await settings.update("checkpatch.onSave", true, vscode.ConfigurationTarget.Global);
    try {
      const editor = await openText("scripted/saved.eml", patch("scripted-2"));
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "X-Test: 1\n"));
      await editor.document.save();
      await until("problems", events, () => theirs(editor.document.uri).length === 2);
    } finally {
      await settings.update("checkpatch.onSave", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("Find Missing Recipients hints at them, and the fix adds them to Cc", async () => {
    const editor = await openText("scripted/people.eml", patch("scripted-3"));
    const { document } = editor;
    const hints = (): readonly vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(document.uri).filter(({ code }) => {
        const id = typeof code === "object" ? code.value : code;
        return id === "recipients.missing";
      });
    await vscode.commands.executeCommand("patchMail.runGetMaintainer");
    await until("a hint", events, () => hints().length === 1);
    const [hint] = hints();
    assert.equal(hint?.severity, vscode.DiagnosticSeverity.Hint);
    assert.equal(hint?.range.start.line, 1);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      hint?.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title.startsWith("Add Theo Example"));
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.ok(document.lineAt(1).text.endsWith(", Theo Example <theo@example.org>"));
    await until("no hint", events, () => hints().length === 0);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await vscode.commands.executeCommand("notifications.clearAll");
  });
});
