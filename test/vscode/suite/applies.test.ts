import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { openText, until } from "./support.js";

/** A repository in the workspace, whose HEAD lacks one of the patch's lines. */
function makeRepository(): void {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(root);
  const folder = path.join(root, "written-by-tests", "applies");
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]): void => {
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: folder });
  };
  git("init", "-q");
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at + 1}\n`);
  writeFileSync(path.join(folder, "x.c"), ["top\n", ...lines.with(24, "other\n")].join(""));
  git("add", "x.c");
  git("commit", "-q", "-m", "base");
}

const patch = `From: Anna Berg <anna.berg@example.org>
Subject: [PATCH] x: Two changes
Date: Mon, 9 Mar 2026 10:17:29 +0100
Message-ID: <applies-1@example.org>

Log.

Signed-off-by: Anna Berg <anna.berg@example.org>
---
diff --git a/x.c b/x.c
--- a/x.c
+++ b/x.c
@@ -4,3 +4,3 @@
 line 4
-line 5
+line five
 line 6
@@ -24,3 +24,3 @@
 line 24
-line 25
+line twenty-five
 line 26
-- 
2.43.0
`;

describe("Check Whether It Applies", () => {
  const problems = (uri: vscode.Uri): readonly string[] =>
    vscode.languages
      .getDiagnostics(uri)
      .map(({ code, range }) => {
        const id = typeof code === "object" ? code.value : code;
        return `${id} ${range.start.line}`;
      })
      .filter((text) => text.startsWith("apply."));

  before(makeRepository);

  it("puts problems on the hunks; an edit takes them away", async () => {
    const editor = await openText("applies/two.eml", patch);
    const { document } = editor;
    await vscode.commands.executeCommand("patchMail.checkApplies");
    const hunks = patch.split("\n").flatMap((line, at) => (line.startsWith("@@") ? at : []));
    const events = [vscode.languages.onDidChangeDiagnostics];
    await until("problems", events, () => problems(document.uri).length === 2);
    assert.deepEqual(problems(document.uri), [`apply.offset ${hunks[0]}`, `apply.hunk-fails ${hunks[1]}`]);
    await vscode.commands.executeCommand("notifications.clearAll");
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "X-Test: 1\n"));
    await until("no problems", events, () => problems(document.uri).length === 0);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("by setting, as a mail is opened", async () => {
    const settings = vscode.workspace.getConfiguration("patchMail");
    await settings.update("checkAppliesOnOpen", "patch", vscode.ConfigurationTarget.Global);
    try {
      const { document } = await openText("applies/opened.eml", patch.replace("applies-1@", "applies-2@"));
      const events = [vscode.languages.onDidChangeDiagnostics];
      await until("problems", events, () => problems(document.uri).length === 2);
    } finally {
      await settings.update("checkAppliesOnOpen", undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
