import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { type Api, diagnosticsWhere, extensionId, openFile, openText, ruleOf, until } from "./support.js";

describe("the server", () => {
  it("restarts, and serves the open documents again", async () => {
    const { document } = await openText(
      "restart.eml",
      "From: A <a@example.org>\nDate: yesterday\nSubject: [PATCH] x\n\nText.\n",
    );
    const hasBadDate = (all: readonly vscode.Diagnostic[]): boolean =>
      all.some((one) => ruleOf(one) === "mail.bad-date");
    await diagnosticsWhere(document.uri, hasBadDate);
    const api = await vscode.extensions.getExtension<Api>(extensionId)?.activate();
    assert.ok(api);
    const states: string[] = [];
    const listener = api.onDidChangeServerState((state) => states.push(state));
    await vscode.commands.executeCommand("patchMail.restartServer");
    listener.dispose();
    assert.deepEqual([states[0], states.at(-1)], ["stopped", "running"]);
    await diagnosticsWhere(document.uri, hasBadDate);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      document.uri,
    );
    assert.ok(folds.length > 0);
  });

  it("shows its log", async () => {
    await vscode.commands.executeCommand("patchMail.showLog");
    await until("the log", [vscode.workspace.onDidOpenTextDocument], () =>
      vscode.workspace.textDocuments.some((document) => document.uri.scheme === "output"),
    );
  });

  it("writes a trace when the setting asks for it", async () => {
    const settings = vscode.workspace.getConfiguration("patchMail");
    await settings.update("trace.server", "messages", vscode.ConfigurationTarget.Global);
    try {
      const { document } = await openFile("robot-report.eml");
      const commands = await vscode.commands.getCommands();
      const show = commands.find(
        (id) => id.startsWith("workbench.action.output.show.") && id.includes("Patch Mail Trace"),
      );
      assert.ok(show, "there is a channel for the trace");
      await vscode.commands.executeCommand(show);
      const isWritten = (): boolean =>
        vscode.workspace.textDocuments.some(
          (one) => one.uri.scheme === "output" && one.getText().includes("textDocument/hover"),
        );
      // The setting takes effect a moment later, and a request before that leaves no trace; what is written reaches the
      // document later still. So requests go on until one is there: hovers, since VS Code keeps other answers.
      const deadline = Date.now() + 15_000;
      while (!isWritten() && Date.now() < deadline) {
        await vscode.commands.executeCommand(
          "vscode.executeHoverProvider",
          document.uri,
          new vscode.Position(0, 0),
        );
      }
      const shown = vscode.workspace.textDocuments
        .filter((one) => one.uri.scheme === "output")
        .map((one) => `${one.uri.path}: ${one.getText().slice(-300)}`);
      assert.ok(
        isWritten(),
        `the request stands in the trace; shown are ${shown.join("\n") || "no channels"}`,
      );
    } finally {
      await settings.update("trace.server", undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand("workbench.action.closePanel");
    }
  });

  it("lives on after bad input", async () => {
    const bad: readonly [name: string, content: Uint8Array][] = [
      ["empty.eml", new Uint8Array()],
      ["binary.eml", Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) % 256)],
      ["quotes.eml", new TextEncoder().encode(`Subject: x\n\n${">".repeat(10_000)} deep\n`)],
      ["cut.patch", new TextEncoder().encode("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n-x\n")],
      ["nul.eml", new TextEncoder().encode("Subject: x\n\na\0b\n")],
      ["header.eml", new TextEncoder().encode("Subject: x\nFrom: a@example.org\n")],
      [
        "invalid.eml",
        Uint8Array.from([83, 117, 98, 106, 101, 99, 116, 58, 32, 0xff, 0xfe, 10, 10, 0xc3, 10]),
      ],
    ];
    for (const [name, content] of bad) {
      try {
        await openText(name, content);
      } catch (error) {
        // VS Code itself refuses to show a binary file as text.
        assert.match(String(error), /binary/i, name);
      }
    }
    await openFile("robot-report.eml");
    const api = await vscode.extensions.getExtension<Api>(extensionId)?.activate();
    assert.equal(api?.serverState, "running");
  });
});
