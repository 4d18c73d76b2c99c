import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openText, runningApi } from "./support.js";

const mail =
  "From: Anna Berg <anna.berg@example.org>\nSubject: [PATCH] x: y\nDate: Mon, 9 Mar 2026 10:17:29 +0100\n\nText.\n";
const diff = "diff --git a/x b/x\nindex 3367afd..3e75765 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n";
const gitFrom = `From ${"0123456789".repeat(4)} Mon Sep 17 00:00:00 2001\n`;

describe("the language of a file", () => {
  const cases: readonly [name: string, text: string, language: string][] = [
    ["one.eml", mail, "patch-mail"],
    ["one.patch", `${gitFrom}${mail}`, "patch-mail"],
    ["plain.patch", diff, "patch-mail"],
    ["one.mbox", `From anna Mon Mar  9 10:17:29 2026\n${mail}`, "patch-mail"],
    ["one.mbx", `From anna Mon Mar  9 10:17:29 2026\n${mail}`, "patch-mail"],
    ["mutt-host-1000-4711-12", `From anna.berg@example.org Mon Mar  9 10:17:29 2026\n${mail}`, "patch-mail"],
    ["format-patch-without-extension", `${gitFrom}${mail}`, "patch-mail"],
    ["1773047849.M1P2.host,S=5:2,S", `Return-Path: <anna.berg@example.org>\n${mail}`, "patch-mail"],
    [
      "received-first",
      `Received: from mail.example.org by lists.example.org;\n\tMon, 9 Mar 2026 10:17:29 +0100\n${mail}`,
      "patch-mail",
    ],
    ["message-id-first", `Message-ID: <1@example.org>\n${mail}`, "patch-mail"],
    ["one.diff", diff, "diff"],
    ["one.rej", diff, "diff"],
    ["prose-without-extension", "From here on it is prose.\nAnd more of it.\n", "plaintext"],
  ];
  before(runningApi);
  for (const [name, text, language] of cases) {
    it(`${name} is ${language}`, async () => {
      const { document } = await openText(name, text);
      assert.equal(document.languageId, language);
    });
  }

  it("a .diff keeps its language and gets folds, outline and hover", async () => {
    const { document } = await openText("with-features.diff", diff);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      document.uri,
    );
    assert.deepEqual(
      folds.map((fold) => fold.start),
      [0, 4],
    );
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    assert.equal(symbols.length, 1, "the file is in the outline");
    assert.equal(symbols[0]?.children.length, 1, "and its hunk");
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      new vscode.Position(4, 3),
    );
    assert.equal(hovers.length, 1);
  });
});
