import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openFile, openText, place, putCursor, runningApi } from "./support.js";
import { until } from "./until.js";

const body = [
  "From: Ada Frost <ada@example.org>",
  "Subject: [PATCH] hwmon: frost: Round",
  "",
  "Rounding was wrong.",
  "",
  "Signed-off-by: Ada Frost <ada@example.org>",
  "---",
  " frost.c | 4 +++-",
  " other.c | 2 +-",
  " 2 files changed, 4 insertions(+), 2 deletions(-)",
  "",
  "diff --git a/frost.c b/frost.c",
  "--- a/frost.c",
  "+++ b/frost.c",
  "@@ -1,3 +1,4 @@",
  " one",
  "+half",
  " two",
  " three",
  "@@ -20,4 +21,5 @@ static int frost(void)",
  " twenty",
  " twenty-one",
  "-old",
  "+new",
  "+newer",
  " twenty-three",
  "diff --git a/other.c b/other.c",
  "--- a/other.c",
  "+++ b/other.c",
  "@@ -5,3 +5,3 @@",
  " five",
  "-six",
  "+6",
  " seven",
  "-- ",
  "2.39.5",
  "",
].join("\n");

async function openDraft(): Promise<vscode.TextEditor> {
  await runningApi();
  const document = await vscode.workspace.openTextDocument({ language: "patch-mail", content: body });
  return vscode.window.showTextDocument(document, { preview: false });
}

const closeDraft = (): Thenable<unknown> =>
  vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");

/** The command at the beginning of a text; resolves with the document's text when it has changed. */
async function edited(editor: vscode.TextEditor, command: string, at: string, nth = 1): Promise<string> {
  const before = editor.document.getText();
  await putCursor(editor, place(editor.document, at, nth));
  await vscode.commands.executeCommand(`patchMail.${command}`);
  return until(`${command} to change the text`, () => {
    const text = editor.document.getText();
    return text === before ? undefined : text;
  });
}

describe("edit commands of a draft", () => {
  afterEach(closeDraft);

  it("delete a hunk, with the diffstat and the places of those below", async () => {
    const editor = await openDraft();
    const text = await edited(editor, "deleteHunk", "+half");
    assert.ok(!text.includes("+half"));
    assert.match(text, /\n@@ -20,4 \+20,5 @@ static int frost\(void\)\n/);
    assert.match(text, /\n frost\.c \| 3 \+\+-\n other\.c \| 2 \+-\n 2 files changed, 3 insertions/);
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), body, "one step of undo");
  });

  it("delete a file's diff", async () => {
    const editor = await openDraft();
    const text = await edited(editor, "deleteFileDiff", "+half");
    assert.ok(!text.includes("a/frost.c"));
    assert.match(
      text,
      /\n---\n other\.c \| 2 \+-\n 1 file changed, 1 insertion\(\+\), 1 deletion\(-\)\n\ndiff/,
    );
  });

  it("reverse a hunk, and a file", async () => {
    const editor = await openDraft();
    assert.match(
      await edited(editor, "reverseHunk", "-old"),
      /\n@@ -20,5 \+21,4 @@.*\n.*\n.*\n-new\n-newer\n\+old\n/,
    );
    await vscode.commands.executeCommand("undo");
    assert.match(await edited(editor, "reverseFileDiff", "+half"), /\n@@ -1,4 \+1,3 @@\n one\n-half\n/);
  });

  it("split a hunk", async () => {
    const editor = await openDraft();
    // A second change, so that both halves have one.
    await editor.edit((builder) =>
      builder.insert(place(editor.document, "@@ -20,4"), " four\n five\n+six\n"),
    );
    await edited(editor, "recountHunks", "+half");
    const text = await edited(editor, "splitHunk", " four");
    assert.match(
      text,
      /\n@@ -1,3 \+1,4 @@\n one\n\+half\n two\n three\n@@ -4,2 \+5,3 @@\n four\n five\n\+six\n@@ -20,4 \+22,5 @@ static/,
    );
  });

  it("recount headers and refresh the diffstat when asked", async () => {
    const editor = await openDraft();
    await editor.edit((builder) => builder.insert(place(editor.document, "+half"), "+quarter\n"));
    const text = await edited(editor, "recountHunks", "+half");
    assert.match(text, /\n@@ -1,3 \+1,5 @@\n/);
    assert.match(text, /\n@@ -20,4 \+22,5 @@ static/);
    assert.match(await edited(editor, "refreshDiffstat", "+half"), /\n frost\.c \| 5 \+\+\+\+-\n/);
  });

  it("as code actions of the editor: one that mends counts is a quick fix", async () => {
    const editor = await openDraft();
    await editor.edit((builder) => builder.insert(place(editor.document, "+half"), "+quarter\n"));
    const { uri } = editor.document;
    const at = place(editor.document, "+half");
    const fix = await until("the quick fix", async () => {
      const diagnostic = vscode.languages.getDiagnostics(uri).find(({ range }) => range.start.line > 12);
      if (diagnostic === undefined) return undefined;
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri,
        diagnostic.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return found.find(({ title }) => title.startsWith("Count the lines"));
    });
    assert.equal(fix.isPreferred, true);
    assert.ok(fix.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(editor.document.getText(), /\n@@ -1,3 \+1,5 @@\n/);
    const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      new vscode.Range(at, at),
      vscode.CodeActionKind.Refactor.value,
    );
    assert.ok(all.some(({ title }) => title === "Delete this hunk"));
  });

  it("recount while one types, by setting, in one step of undo with the typing", async () => {
    const setting = vscode.workspace.getConfiguration("patchMail");
    await setting.update("recountWhileTyping", true, vscode.ConfigurationTarget.Global);
    try {
      const editor = await openDraft();
      const end = editor.document.lineAt(place(editor.document, "+half").line).range.end;
      await putCursor(editor, end);
      // As typing does it; the window of a test may not have the keyboard.
      const typed = { undoStopBefore: true, undoStopAfter: false };
      assert.ok(await editor.edit((builder) => builder.insert(end, "\n+q"), typed));
      await until("the header to count it", () =>
        /\n@@ -1,3 \+1,5 @@\n one\n\+half\n\+q\n[^]*\n@@ -20,4 \+22,5 @@/.test(editor.document.getText()),
      );
      await vscode.commands.executeCommand("undo");
      assert.equal(editor.document.getText(), body, "one step takes back both");
    } finally {
      await setting.update("recountWhileTyping", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  /** The keys' edits and stops of undo, as the editor makes them: Enter and letters join, Tab stands alone. */
  async function typeLine(editor: vscode.TextEditor, pauseAfter: readonly number[]): Promise<void> {
    const keys = ["\n", "+", "\t", "e", "x", "t", "r", "a", "(", ")", ";"];
    for (const [at, key] of keys.entries()) {
      const isStop = key === "\n" || key === "\t";
      const { active } = editor.selection;
      const stops = { undoStopBefore: isStop, undoStopAfter: key === "\t" };
      // An edit of an extension is refused where the text changes meanwhile, by the recount; a key is not.
      await until("the editor to take the key", async () =>
        (await editor.edit((builder) => builder.insert(active, key), stops)) ? true : undefined,
      );
      const now = key === "\n" ? new vscode.Position(active.line + 1, 0) : active.translate(0, 1);
      editor.selection = new vscode.Selection(now, now);
      if (pauseAfter.includes(at)) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  const counts = (editor: vscode.TextEditor): string =>
    (editor.document.getText().match(/^@@ .* @@/gm) ?? []).join(" ");

  for (const [name, pauses] of [
    ["without a pause", []],
    ["with a pause behind Enter", [0]],
    ["with pauses behind Enter, the mark and Tab", [0, 1, 2]],
  ] as const) {
    it(`recount a line that is typed key by key, ${name}, and one that is taken out`, async () => {
      const setting = vscode.workspace.getConfiguration("patchMail");
      await setting.update("recountWhileTyping", true, vscode.ConfigurationTarget.Global);
      try {
        const editor = await openDraft();
        await putCursor(editor, editor.document.lineAt(place(editor.document, "+half").line).range.end);
        await typeLine(editor, pauses);
        const right = "@@ -1,3 +1,5 @@ @@ -20,4 +22,5 @@ @@ -5,3 +5,3 @@";
        await until("the headers to count it", () => counts(editor) === right);
        assert.ok(editor.document.getText().includes("\n+half\n+\textra();\n two\n"));
        await vscode.commands.executeCommand("undo");
        await until("a step back that counts right", () => {
          const text = editor.document.getText();
          const isThere = /\n\+half\n\+\t?\n/.test(text);
          return counts(editor) === (isThere ? right : right.replace("+1,5", "+1,4").replace("+22", "+21"));
        });
        const six = place(editor.document, "-six");
        await editor.edit((builder) =>
          builder.delete(new vscode.Range(six, six.translate(1, -six.character))),
        );
        await until("the last header to count one less, and not the signature", () =>
          counts(editor).endsWith("@@ -5,2 +5,3 @@"),
        );
      } finally {
        await setting.update("recountWhileTyping", undefined, vscode.ConfigurationTarget.Global);
      }
    });
  }

  it("copy a hunk, a file, a patch and the mail", async () => {
    const editor = await openDraft();
    await putCursor(editor, place(editor.document, "-old"));
    const copied = async (command: string): Promise<string> => {
      await vscode.env.clipboard.writeText("");
      await vscode.commands.executeCommand(`patchMail.${command}`);
      return (await vscode.env.clipboard.readText()).replaceAll("\r\n", "\n");
    };
    const rows = body.split("\n");
    assert.equal(await copied("copyHunk"), [...rows.slice(11, 14), ...rows.slice(19, 26), ""].join("\n"));
    assert.equal(await copied("copyFile"), [...rows.slice(11, 26), ""].join("\n"));
    assert.equal(await copied("copyPatch"), [...rows.slice(11, 34), ""].join("\n"));
    assert.match(
      await copied("copyMail"),
      /^From 0{40} Mon Sep 17 00:00:00 2001\nFrom: Ada Frost <ada@example\.org>\nSubject: \[PATCH\] hwmon: frost: Round\n\nRounding was wrong\.\n/,
    );
  });
});

describe("mail that was received", () => {
  const commands = [
    "deleteHunk",
    "deleteFileDiff",
    "splitHunk",
    "reverseHunk",
    "reverseFileDiff",
    "recountHunks",
    "refreshDiffstat",
  ];

  async function staysAsItIs(editor: vscode.TextEditor, at: vscode.Position): Promise<void> {
    const before = editor.document.getText();
    const { version } = editor.document;
    await putCursor(editor, at);
    for (const command of commands) await vscode.commands.executeCommand(`patchMail.${command}`);
    assert.equal(editor.document.getText(), before);
    assert.equal(editor.document.version, version);
    assert.equal(editor.document.isDirty, false);
    await vscode.commands.executeCommand("notifications.clearAll");
  }

  it("is never edited: a mailbox, its quotes, a patch of somebody else", async () => {
    const mailbox = await openFile("review.mbox");
    await staysAsItIs(mailbox, place(mailbox.document, "@@ -"));
    await staysAsItIs(mailbox, place(mailbox.document, "> @@ -"));
    const patch = await openText("received.eml", body.replace("\nSubject", "\nReceived: from mx\nSubject"));
    await staysAsItIs(patch, place(patch.document, "+half"));
    const reply = await openFile("reply.eml");
    await staysAsItIs(reply, place(reply.document, "> "));
  });

  it("gives its quoted diff unquoted", async () => {
    const editor = await openFile("review.mbox");
    await putCursor(editor, place(editor.document, "> @@ -"));
    await vscode.env.clipboard.writeText("");
    await vscode.commands.executeCommand("patchMail.copyHunk");
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^diff --git a\//);
    assert.ok(!/^>/m.test(text));
    await vscode.commands.executeCommand("notifications.clearAll");
  });
});
