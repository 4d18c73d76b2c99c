import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openFile, place } from "./support.js";
import { until } from "./until.js";

/** Sets a setting for the window, runs, and takes it back. */
async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration("patchMail");
  await settings.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    await run();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}

describe("hunks in review.mbox", () => {
  let document: vscode.TextDocument;
  before(async () => {
    ({ document } = await openFile("review.mbox"));
  });

  const lenses = (): Thenable<vscode.CodeLens[]> =>
    vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 500);

  it("have code lenses with titles and commands, by setting also where nobody commented", async () => {
    const wanted = place(document, "@@ -33,7 +33,8 @@").line;
    const quoted = place(document, "> > > @@ -33,7 +33,8 @@").line;
    const titles = (all: readonly vscode.CodeLens[], line: number): string =>
      all
        .filter(({ range }) => range.start.line === line)
        .map(({ command }) => command?.title ?? "no title")
        .join(" · ");
    const both = /^Open side by side · Go to source/;
    await until("a lens above a hunk with a comment", async () => both.test(titles(await lenses(), wanted)));
    assert.equal(titles(await lenses(), quoted), "");
    await withSetting("codeLens", "hunks", async () => {
      const found = await until("lenses above quoted hunks", async () => {
        const all = await lenses();
        return both.test(titles(all, quoted)) && all;
      });
      const known = new Set(await vscode.commands.getCommands(true));
      for (const { command } of found) assert.ok(command !== undefined && known.has(command.command));
    });
  });

  it("tell how many comments reviewers made, and show them", async () => {
    // Bo answers the first patch's second hunk.
    const found = await until("a lens that tells of comments", async () =>
      (await lenses()).find(({ command }) => /^\d+ comments?$/.test(command?.title ?? "")),
    );
    const { command } = found;
    assert.equal(command?.command, "patchMail.showComments");
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await vscode.commands.executeCommand("closeReferenceSearch");
  });

  it("have no lenses by setting", async () => {
    await withSetting("codeLens", "off", async () => {
      await until("no code lenses", async () => (await lenses()).length === 0);
    });
  });

  it("have line numbers by setting, in quotes too", async () => {
    const hints = async (line: number): Promise<string[]> => {
      const found = await vscode.commands.executeCommand<vscode.InlayHint[] | undefined>(
        "vscode.executeInlayHintProvider",
        document.uri,
        document.lineAt(line).range,
      );
      return (found ?? []).map(({ label }) => (typeof label === "string" ? label : ""));
    };
    const added = place(document, "+\t*val = sign_extend32(raw >> 4, 11)").line;
    const quoted = place(document, "> > > @@ -33,7 +33,8 @@").line + 6;
    assert.deepEqual(await hints(added), []);
    await withSetting("lineNumbers", "new", async () => {
      assert.deepEqual(
        (
          await until("line numbers", async () => ((await hints(added)).length > 0 ? hints(added) : null))
        ).map((label) => label.trim()),
        ["37"],
      );
      assert.deepEqual(
        (await hints(quoted)).map((label) => label.trim()),
        ["37"],
      );
    });
  });

  it("highlight a name in the patch, and expand the selection from word to message", async () => {
    const position = place(document, "sign_extend32(raw >> 4").translate(0, 3);
    const found = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      "vscode.executeDocumentHighlights",
      document.uri,
      position,
    );
    assert.ok(found.some(({ kind }) => kind === vscode.DocumentHighlightKind.Write));
    const [selection] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      "vscode.executeSelectionRangeProvider",
      document.uri,
      [position],
    );
    const starts: string[] = [];
    for (let one = selection; one !== undefined; one = one.parent as vscode.SelectionRange)
      starts.push(document.lineAt(one.range.start.line).text.slice(0, 10));
    const hunk = starts.indexOf("@@ -33,7 +");
    const file = starts.indexOf("diff --git");
    const message = starts.findLastIndex((start) => start.startsWith("From mbox"));
    assert.ok(hunk > 0 && hunk < file && file < message, starts.join(" | "));
  });

  it("the command switches the marks of changed words", async () => {
    const isOn = (): boolean | undefined =>
      vscode.workspace.getConfiguration("patchMail", document).get<boolean>("wordMarks");
    assert.equal(isOn(), true);
    await vscode.commands.executeCommand("patchMail.toggleWordMarks");
    await until("marks off", () => isOn() === false);
    await vscode.commands.executeCommand("patchMail.toggleWordMarks");
    await until("marks on", () => isOn() === true);
    await vscode.workspace
      .getConfiguration("patchMail")
      .update("wordMarks", undefined, vscode.ConfigurationTarget.Global);
  });
});
