import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openFile, openText, place, putCursor, until } from "./support.js";

/** `name:line` (1-based) of what a provider answers. */
async function ask(
  command: "vscode.executeDefinitionProvider" | "vscode.executeDeclarationProvider",
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<string[]> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    command,
    document.uri,
    position,
  );
  const names = found.map((one) =>
    one instanceof vscode.Location
      ? shown(one.uri, one.range)
      : shown(one.targetUri, one.targetSelectionRange ?? one.targetRange),
  );
  // VS Code sorts them by their files.
  return names.sort();
}

const shown = (uri: vscode.Uri, range: vscode.Range): string =>
  `${decodeURIComponent(uri.path.split("/").at(-1) ?? "")}:${range.start.line + 1}`;

const definition = (document: vscode.TextDocument, words: string, skip = 1, nth = 1): Promise<string[]> =>
  ask(
    "vscode.executeDefinitionProvider",
    document,
    place(document, words, nth).translate({ characterDelta: skip }),
  );

/** Puts the cursor there and presses F12. */
async function press({ document }: vscode.TextEditor, words: string, skip: number): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  await putCursor(editor, place(editor.document, words).translate(0, skip));
  await vscode.commands.executeCommand("editor.action.revealDefinition");
}

function arrived(name: string, line1: number): Promise<true> {
  return until(
    `${name} at line ${line1}`,
    [vscode.window.onDidChangeActiveTextEditor, vscode.window.onDidChangeTextEditorSelection],
    () => {
      const editor = vscode.window.activeTextEditor;
      return (
        editor?.document.uri.path.endsWith(`/${name}`) === true && editor.selection.active.line === line1 - 1
      );
    },
  );
}

const code = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `\tstep(${from + at});\n`).join("");

const patch = [
  "From: Ada Frost <ada@example.org>",
  "Date: Mon, 05 Jan 2026 10:00:00 +0100",
  "Message-ID: <20260105-goto-1@example.org>",
  "Subject: [PATCH] step: Take longer ones",
  "",
  "Text of the log that is quoted below.",
  "",
  "Signed-off-by: Ada Frost <ada@example.org>",
  "---",
  " written-by-tests/step.c | 3 ++-",
  " 1 file changed, 2 insertions(+), 1 deletion(-)",
  "",
  "diff --git a/written-by-tests/step.c b/written-by-tests/step.c",
  "index 3367afd..3e75765 100644",
  "--- a/written-by-tests/step.c",
  "+++ b/written-by-tests/step.c",
  "@@ -8,5 +8,6 @@",
  " \tstep(8);",
  " \tstep(9);",
  "-\tstep(10);",
  "+\tlong_step(10);",
  "+\trest();",
  " \tstep(11);",
  " \tstep(12);",
  "-- ",
  "2.47.0",
  "",
];

const reply = [
  "From: Bo Berg <bo@example.com>",
  "Date: Mon, 05 Jan 2026 11:00:00 +0100",
  "Message-ID: <20260105-goto-2@example.com>",
  "In-Reply-To: <20260105-goto-1@example.org>",
  "Subject: Re: [PATCH] step: Take longer ones",
  "",
  "On Mon, 05 Jan 2026, Ada Frost wrote:",
  ...patch.slice(5, 21).map((line) => `> ${line}`),
  "",
  "Is a rest needed?",
  "",
  "Closes: https://lore.kernel.org/r/20260105-goto-1@example.org/",
  "",
];

describe("Go to Definition", () => {
  before(async () => {
    await openText("step.c", code(1, 20));
  });

  it("opens the file at the line of a hunk, of the new side and of the old, and where it has moved", async () => {
    const editor = await openText("step.eml", patch.join("\n"));
    const { document } = editor;
    assert.deepEqual(await definition(document, " \tstep(9)"), ["step.c:9"]);
    assert.deepEqual(await definition(document, "-\tstep(10)"), ["step.c:10"]);
    await press(editor, "-\tstep(10)", 4);
    await arrived("step.c", 10);
    await openText(
      "step.c",
      code(101, 107) + code(1, 20).replace("\tstep(10)", "\tlong_step(10);\n\trest()"),
    );
    assert.deepEqual(await definition(document, "+\trest"), ["step.c:18"]);
    assert.deepEqual(await definition(document, " \tstep(12)"), ["step.c:20"]);
    await press(editor, "+\trest", 3);
    await arrived("step.c", 18);
  });

  it("leads from a row to the diff and the file, and back", async () => {
    const { document } = await openText("step.eml", patch.join("\n"));
    assert.deepEqual(await definition(document, "written-by-tests/step.c |", 2), ["step.c:1", "step.eml:13"]);
    assert.deepEqual(await definition(document, "| 3 ++-", 3), ["step.eml:13"]);
    assert.deepEqual(await definition(document, "+++ b/written", 8), ["step.c:1"]);
    assert.deepEqual(
      await ask(
        "vscode.executeDeclarationProvider",
        document,
        place(document, "+++ b/written").translate(0, 8),
      ),
      ["step.eml:10"],
    );
    assert.deepEqual(await definition(document, "index 3367afd", 1), ["step.eml:10"]);
  });

  it("leads from quoted text to who wrote it, from a quoted hunk into the file; comments and replies are found", async () => {
    const first = await openText("step.eml", patch.join("\n"));
    const { document } = await openText("step-reply.eml", reply.join("\n"));
    // Mail is known a moment after it was opened.
    await until("the mail is known", [vscode.languages.onDidChangeDiagnostics, every(200)], async () => {
      const found = await definition(document, "> Text of the log", 6);
      return found.join() === "step.eml:6";
    });
    assert.deepEqual(await definition(document, "> +\tlong_step", 5), ["step.c:17"]);
    const position = place(document, "> +\tlong_step").translate(0, 5);
    assert.equal(document.languageId, "patch-mail");
    assert.deepEqual(await ask("vscode.executeDeclarationProvider", document, position), ["step.eml:21"]);
    const references = async (where: vscode.TextDocument, words: string): Promise<string[]> => {
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        "vscode.executeReferenceProvider",
        where.uri,
        place(where, words).translate(0, 1),
      );
      return found.map(({ uri, range }) => shown(uri, range));
    };
    const comment = `step-reply.eml:${place(document, "Is a rest needed?").line + 1}`;
    assert.ok((await references(first.document, "+\tlong_step")).includes(comment));
    const subject = `step-reply.eml:${place(document, "Subject:").line + 1}`;
    assert.ok((await references(document, "20260105-goto-1@")).includes(subject));
    assert.ok((await references(document, "bo@example.com")).includes(subject));
  });

  it("links ids to the open mail, and hashes to a document of their own", async () => {
    await openText("step.eml", patch.join("\n"));
    const { document } = await openText("step-reply.eml", reply.join("\n"));
    const links = await until("links to the mail", [every(200)], async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        "vscode.executeLinkProvider",
        document.uri,
      );
      return found.some(({ target }) => target?.path.endsWith("/step.eml")) && found;
    });
    const ours = links.filter(({ target }) => target?.path.endsWith("/step.eml"));
    assert.deepEqual(
      ours.map(({ range, target }) => [range.start.line, target?.fragment]),
      [
        [3, "L1"],
        [place(document, "Closes:").line, "L1"],
      ],
    );
    const hashes = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      (await openFile("with-hashes.eml")).document.uri,
    );
    const commits = hashes.filter(({ target }) => target?.scheme === "patch-mail");
    assert.equal(commits.length, 4, "two commits and two blobs");
    for (const { target } of commits)
      assert.match(target?.path ?? "", /^\/commit\/[0-9a-f]{12}\.(?:patch|txt)$/);
  });

  it("opens a commit by its hash, folded and coloured as a patch, and from there the source", async () => {
    const editor = await openFile("with-hashes.eml");
    const fixes = place(editor.document, "Fixes: ");
    const hash = editor.document.getText(
      editor.document.getWordRangeAtPosition(fixes.translate(0, 9)) ?? new vscode.Range(fixes, fixes),
    );
    await press(editor, "Fixes: ", 9);
    const shownCommit = await until("the commit", [vscode.window.onDidChangeActiveTextEditor], () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.path === `/commit/${hash}.patch` && active;
    });
    assert.match(shownCommit.document.getText(), /hwmon: \(frost\) Add driver/);
    assert.deepEqual(await definition(shownCommit.document, "+int frost_read", 6), ["frost.c:1"]);
    await press(editor, "index ", 8);
    const blob = await until("the blob", [vscode.window.onDidChangeActiveTextEditor], () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.path.endsWith(".txt") === true && active;
    });
    assert.equal(blob.document.lineAt(0).text, "int frost_read(int raw)");
  });

  it("follows a robot's place and a stack trace", async () => {
    const text = [
      "From: kernel test robot <lkp@example.com>",
      "Date: Mon, 05 Jan 2026 11:00:00 +0100",
      "Subject: Re: [PATCH] hwmon: (frost) Fix temperatures below zero",
      "",
      "It warns at frost.c:3 and stops.",
      "",
      " Call Trace:",
      "  <TASK>",
      "  frost_read+0x1a/0x30 [frost]",
      "  </TASK>",
      "",
    ];
    const editor = await openText("trace.eml", text.join("\n"));
    assert.deepEqual(await definition(editor.document, "frost.c:3", 2), ["frost.c:3"]);
    assert.deepEqual(await definition(editor.document, "frost_read+0x1a", 3), ["frost.c:1"]);
    await press(editor, "frost_read+0x1a", 14);
    await arrived("frost.c", 1);
  });

  it("goes to a source from the decoded view", async () => {
    const encoded = [
      ...patch.slice(0, 2),
      "Message-ID: <20260105-goto-3@example.org>",
      "Subject: [PATCH] step: Take longer ones again",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from(patch.slice(5).join("\n")).toString("base64"),
      "",
    ];
    await openText("encoded.eml", encoded.join("\n"));
    await vscode.commands.executeCommand("patchMail.openDecoded");
    const editor = await until("the decoded view", [vscode.window.onDidChangeActiveTextEditor], () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === "patch-mail" && active;
    });
    assert.deepEqual(await definition(editor.document, "+\trest"), ["step.c:18"]);
    await press(editor, "+\trest", 3);
    await arrived("step.c", 18);
  });
});

/** An event that comes again and again, until nobody listens. */
function every(milliseconds: number): vscode.Event<void> {
  return (listener) => {
    const timer = setInterval(() => listener(), milliseconds);
    return new vscode.Disposable(() => clearInterval(timer));
  };
}
