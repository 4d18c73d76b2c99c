import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { frostDraft as sound } from "../harness/frostDraft.js";
import { diagnosticsWhere, openText, place, putCursor, ruleOf, runningApi } from "./support.js";
import { until } from "./until.js";

/** Its diffstat and first hunk header count wrong: each has one right answer. */
const wrong = sound.replace("+1,4 @@", "+1,6 @@").replace("| 1 +", "| 3 +");
const received = (text: string): string =>
  text.replace("\nFrom: ", "\nReceived: from mx.example.org\nFrom: ");
const stat = "patch.diffstat-mismatch";

const told = (uri: vscode.Uri, rule: string): Promise<readonly vscode.Diagnostic[]> =>
  diagnosticsWhere(uri, (all) => all.some((one) => ruleOf(one) === rule));

const actionsAt = async (
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  kind = vscode.CodeActionKind.QuickFix,
): Promise<readonly vscode.CodeAction[]> =>
  vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    uri,
    range,
    kind.value,
  );

const rangeOf = (all: readonly vscode.Diagnostic[], rule: string): vscode.Range => {
  const found = all.find((one) => ruleOf(one) === rule);
  assert.ok(found, rule);
  return found.range;
};

const textOf = (editor: vscode.TextEditor): string => editor.document.getText().replaceAll("\r\n", "\n");

async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor !== undefined)
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}

describe("quick fixes", () => {
  afterEach(closeAll);

  it("of a draft are edits, with one that silences the rule", async () => {
    const { document } = await openText("fix-draft.patch", sound.replace("| 1 +", "| 3 +"));
    const all = await told(document.uri, stat);
    const actions = await actionsAt(document, rangeOf(all, stat));
    const own = actions.map(({ title, edit, command }) => [title, edit !== undefined, command?.command]);
    assert.deepEqual(own.slice(0, 2), [
      ["Write the diffstat anew", true, undefined],
      [`Turn off ${stat} in this workspace`, false, "patchMail.suppressRule"],
    ]);
    // The code leads to its documentation.
    const code = all.find((one) => ruleOf(one) === stat)?.code;
    assert.ok(typeof code === "object" && code.target.toString().includes("diagnostics.md"));
  });

  it("are there for no hunk that is sound", async () => {
    const { document } = await openText("fix-sound.patch", sound);
    const at = place(document, "@@ -1");
    assert.deepEqual(await actionsAt(document, new vscode.Range(at, at)), []);
  });

  it("of all problems at once, by command, in one step of undo", async () => {
    const editor = await openText("fix-all.patch", wrong);
    await vscode.commands.executeCommand("patchMail.fixAll");
    await until("all to be fixed", () => textOf(editor) === sound);
    await vscode.commands.executeCommand("undo");
    assert.equal(textOf(editor), wrong);
  });

  it("of all problems when the file is saved, by setting", async () => {
    const editor = await openText("fix-on-save.patch", wrong);
    const setting = vscode.workspace.getConfiguration("editor");
    const key = "codeActionsOnSave";
    await setting.update(key, { "source.fixAll.patchMail": "explicit" }, vscode.ConfigurationTarget.Global);
    try {
      await editor.edit((builder) => builder.insert(place(editor.document, "Rounding"), "Yes. "));
      assert.ok(await editor.document.save());
      assert.equal(textOf(editor), sound.replace("Rounding", "Yes. Rounding"));
    } finally {
      await setting.update(key, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("are left away when a file is saved that saving alters: nothing is asked", async () => {
    const mixed = wrong.replace("Rounding was wrong.\n", "Rounding was wrong.\r\n");
    const editor = await openText("fix-on-save-mixed.patch", mixed);
    const setting = vscode.workspace.getConfiguration("editor");
    const key = "codeActionsOnSave";
    await setting.update(key, { "source.fixAll.patchMail": "explicit" }, vscode.ConfigurationTarget.Global);
    try {
      await editor.edit((builder) => builder.insert(place(editor.document, "Rounding"), "Yes. "));
      assert.ok(await editor.document.save());
      assert.equal(textOf(editor), wrong.replace("Rounding", "Yes. Rounding"));
      // All ends are the same by now: nothing is in the way.
      await editor.edit((builder) => builder.insert(place(editor.document, "Rounding"), "Yes. "));
      assert.ok(await editor.document.save());
      assert.equal(textOf(editor), sound.replace("Rounding", "Yes. Yes. Rounding"));
    } finally {
      await setting.update(key, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("of mail that was received are made in a copy, and the mail stays", async () => {
    const mail = received(sound.replace("| 1 +", "| 3 +"));
    const editor = await openText("fix-received.eml", mail);
    const { document } = editor;
    const all = await told(document.uri, stat);
    const actions = await actionsAt(document, rangeOf(all, stat));
    assert.deepEqual(
      actions.map(({ edit }) => edit),
      actions.map(() => undefined),
    );
    const copy = actions.find(({ title }) => title === "Edit a copy as draft: write the diffstat anew");
    assert.ok(copy?.command);
    await putCursor(editor, new vscode.Position(0, 0));
    await vscode.commands.executeCommand(copy.command.command, ...(copy.command.arguments ?? []));
    const draft = await until("the copy", () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.isUntitled === true && textOf(active).includes("| 1 +") ? active : undefined;
    });
    assert.match(textOf(draft), /^From: Ada Frost/);
    assert.ok(!textOf(draft).includes("| 3 +"));
    assert.equal(textOf(editor), mail);
    assert.equal(document.isDirty, false);
  });

  it("of a decoded view are made in a copy, too", async () => {
    const [head = "", ...body] = received(sound.replace("| 1 +", "| 3 +")).split("\n\n");
    const fields = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64";
    const encoded = Buffer.from(body.join("\n\n")).toString("base64").replace(/.{76}/g, "$&\n");
    await openText("fix-encoded.eml", `${head}\n${fields}\n\n${encoded}\n`);
    const view = await until("the decoded view", async () => {
      const active = vscode.window.activeTextEditor;
      if (active?.document.uri.scheme === "patch-mail") return active;
      await vscode.commands.executeCommand("patchMail.openDecoded");
      return undefined;
    });
    const all = await told(view.document.uri, stat);
    const actions = await actionsAt(view.document, rangeOf(all, stat));
    const copy = actions.find(({ title }) => title === "Edit a copy as draft: write the diffstat anew");
    assert.ok(copy?.command);
    assert.ok(actions.every(({ edit }) => edit === undefined));
    await vscode.commands.executeCommand(copy.command.command, ...(copy.command.arguments ?? []));
    await until("the copy", () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.isUntitled === true && textOf(active).includes("| 1 +");
    });
  });

  it("are not offered as edits where the file is read-only", async () => {
    const files = vscode.workspace.getConfiguration("files");
    await files.update("readonlyInclude", { "**/fix-locked.patch": true }, vscode.ConfigurationTarget.Global);
    try {
      const { document } = await openText("fix-locked.patch", sound.replace("| 1 +", "| 3 +"));
      const all = await told(document.uri, stat);
      const actions = await actionsAt(document, rangeOf(all, stat));
      assert.deepEqual(
        actions.map(({ command }) => command?.command),
        ["patchMail.suppressRule"],
      );
    } finally {
      await files.update("readonlyInclude", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  for (const [name, bytes] of [
    ["mixed line ends", new TextEncoder().encode(sound.replace("| 1 +\n", "| 3 +\r\n"))],
    [
      "bytes that are no UTF-8",
      Uint8Array.from(
        Buffer.from(sound.replace("| 1 +", "| 3 +").replace("wrong.", "wr\u00f6ng."), "latin1"),
      ),
    ],
  ] as const) {
    it(`ask before they change a file with ${name}`, async () => {
      const { document } = await openText(`fix-${name.replaceAll(" ", "-")}.patch`, bytes);
      const all = await told(document.uri, stat);
      const fix = (await actionsAt(document, rangeOf(all, stat))).find(({ title }) =>
        title.startsWith("Write"),
      );
      assert.ok(fix);
      assert.equal(fix.edit, undefined);
      assert.equal(fix.command?.command, "patchMail.applyFix");
    });
  }
});

describe("a rule that is silenced", () => {
  const key = "patchMail.diagnostics.rules";

  afterEach(async () => {
    await vscode.workspace.getConfiguration().update(key, undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
  });

  it("is off in the settings of the workspace, beside the others, and told no more", async () => {
    await runningApi();
    const settings = vscode.workspace.getConfiguration();
    await settings.update(key, { "mail.bad-date": "hint" }, vscode.ConfigurationTarget.Workspace);
    const { document } = await openText("silenced.eml", received(sound.replace("| 1 +", "| 3 +")));
    const { uri } = document;
    const all = await told(uri, stat);
    const action = (await actionsAt(document, rangeOf(all, stat))).find(({ title }) =>
      title.startsWith("Turn off"),
    );
    assert.ok(action?.command);
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    await diagnosticsWhere(uri, (now) => now.every((one) => ruleOf(one) !== stat));
    const written = vscode.workspace.getConfiguration().inspect(key)?.workspaceValue;
    assert.deepEqual(written, { "mail.bad-date": "hint", [stat]: "off" });
    await vscode.workspace.getConfiguration().update(key, undefined, vscode.ConfigurationTarget.Workspace);
    await told(uri, stat);
  });
});
