import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnosticsWhere, openFile, openText, place, ruleOf } from "./support.js";

async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => {
      assert.ok(content instanceof vscode.MarkdownString);
      assert.ok(!content.isTrusted, "text of a mail is never trusted");
      return content.value;
    })
    .join("\n");
}

describe("review.mbox", () => {
  let document: vscode.TextDocument;
  before(async () => {
    ({ document } = await openFile("review.mbox"));
  });

  it("folds messages, headers, recipients, quotes, files, hunks, signatures; no two on one line", async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      document.uri,
    );
    const starts = folds.map((fold) => fold.start);
    assert.equal(new Set(starts).size, starts.length, "no two folds begin on one line");
    const startsAt = (text: string, nth = 1): boolean => starts.includes(place(document, text, nth).line);
    assert.ok(startsAt("From mboxrd@z", 2), "the second message");
    assert.ok(startsAt("Cc: =?UTF-8?Q?Zo"), "a long recipient list");
    assert.ok(startsAt("diff --git a/drivers/hwmon/frost.c"), "a file");
    assert.ok(startsAt("@@ -5,7 +5,7 @@"), "a hunk");
    assert.ok(startsAt("On Mon, Mar 09, 2026 at 10:17:30AM"), "a quote, at its attribution");
    assert.ok(startsAt("> diff --git a/drivers/hwmon/frost.c"), "a quoted file");
    assert.ok(startsAt("-- \n2.39.5"), "a signature");
    assert.ok(startsAt("Fixes: 4d20602059bb"), "a trailer block");
  });

  it("has messages, files and hunks in its outline", async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    assert.equal(symbols.length, (document.getText().match(/^From mboxrd@z/gm) ?? []).length);
    const second = symbols[1];
    assert.ok(second);
    assert.ok(second.name.includes("Fix temperatures below zero"), second.name);
    const names: string[] = [];
    const collect = (symbol: vscode.DocumentSymbol): void => {
      names.push(symbol.name);
      symbol.children.forEach(collect);
    };
    second.children.forEach(collect);
    assert.ok(
      names.some((name) => name.includes("drivers/hwmon/frost.c")),
      names.join(" | "),
    );
    assert.ok(
      names.some((name) => name.includes("frost_read_temp")),
      "the hunk has its function",
    );
  });

  const hovers: readonly [what: string, text: string, nth: number, column: number, expected: RegExp][] = [
    ["a hunk header", "@@ -33,7 +33,8 @@", 1, 3, /frost_read_temp|drivers\/hwmon\/frost\.c/],
    ["a quoted line", "> > Cc: stable@example.org", 1, 2, /Anna Berg/],
    ["a Message-ID of the open mail", "In-Reply-To: <aa8xZ2Q1bG9uZw@lindqvist", 1, 20, /Bo Lindqvist/],
    ["a trailer", "Reviewed-by: Bo Lindqvist", 1, 3, /review/i],
    ["a hash without a repository that has it", "commit 4d20602059bb", 1, 10, /4d20602059bb|repositor/i],
  ];
  for (const [what, text, nth, column, expected] of hovers) {
    it(`tells about ${what}`, async () => {
      const position = place(document, text, nth).translate(0, column);
      assert.match(await hoverAt(document, position), expected);
    });
  }

  it("has semantic tokens of our own types", async () => {
    const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
      "vscode.provideDocumentSemanticTokensLegend",
      document.uri,
    );
    assert.ok(legend.tokenTypes.includes("patchMailHeaderName"), legend.tokenTypes.join(" "));
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      "vscode.provideDocumentSemanticTokens",
      document.uri,
    );
    const seen = new Set<string | undefined>();
    for (let at = 3; at < tokens.data.length; at += 5) seen.add(legend.tokenTypes[tokens.data[at] ?? -1]);
    for (const type of [
      "patchMailHeaderName",
      "patchMailQuote1",
      "patchMailQuote2",
      "patchMailAttribution",
    ]) {
      assert.ok(seen.has(type), `${type} is among ${[...seen].join(" ")}`);
    }
  });

  it("has selection ranges and links", async () => {
    const position = place(document, "> > Cc: stable@example.org").translate(0, 8);
    const ranges = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      "vscode.executeSelectionRangeProvider",
      document.uri,
      [position],
    );
    assert.ok(ranges[0]?.parent, "a range around a range");
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    assert.ok(links.length > 0);
  });

  it("goes from In-Reply-To to the parent message", async () => {
    const position = place(document, "In-Reply-To: <aa8xZ2Q1bG9uZw@lindqvist").translate(0, 20);
    const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      position,
    );
    const [first] = found;
    assert.ok(first);
    const range = "range" in first ? first.range : first.targetRange;
    const parent = place(document, "Message-ID: <aa8xZ2Q1bG9uZw@lindqvist.example.com>");
    assert.ok(
      range.start.line <= parent.line && range.start.line > parent.line - 20,
      `line ${range.start.line}`,
    );
  });
});

describe("problems", () => {
  it("a corrupt hunk is an error, and goes when the hunk is mended", async () => {
    const text =
      "From: A <a@example.org>\nDate: Mon, 9 Mar 2026 10:17:29 +0100\nSubject: [PATCH] x: y\n\nText.\n\n" +
      "Signed-off-by: A <a@example.org>\n---\n x | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n" +
      "diff --git a/x b/x\nindex 3367afd..3e75765 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-old\n+new\n-- \n2.39.5\n";
    const editor = await openText("corrupt.patch", text);
    const isCorrupt = (one: vscode.Diagnostic): boolean => ruleOf(one) === "patch.corrupt-hunk";
    const [diagnostic] = (await diagnosticsWhere(editor.document.uri, (all) => all.some(isCorrupt))).filter(
      isCorrupt,
    );
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    // Its code leads to the line of the shipped documentation that begins with the rule.
    assert.ok(typeof diagnostic.code === "object", "the code is a link");
    const { target } = diagnostic.code;
    const docs = await vscode.workspace.openTextDocument(target.with({ fragment: "" }));
    assert.equal(docs.lineAt(Number(target.fragment.replace("L", "")) - 1).text, "## patch.corrupt-hunk");
    const header = place(editor.document, "@@ -1,2 +1,2 @@");
    await editor.edit((edit) => edit.replace(editor.document.lineAt(header.line).range, "@@ -1 +1 @@"));
    await diagnosticsWhere(editor.document.uri, (all) => !all.some(isCorrupt));
  });

  it("good mail has no error and no warning", async () => {
    const { document } = await openFile("review.mbox");
    await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", document.uri);
    const loud = vscode.languages
      .getDiagnostics(document.uri)
      .filter((one) => one.severity <= vscode.DiagnosticSeverity.Warning);
    assert.deepEqual(
      loud.map((one) => `${one.range.start.line + 1}: ${ruleOf(one)} ${one.message}`),
      [],
    );
  });
});
