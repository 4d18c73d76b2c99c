import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { runningApi } from "./support.js";
import { couldHold } from "./whenClause.js";

interface Keybinding {
  readonly key: string;
  readonly command: string;
  readonly when?: string;
}

/** The table of the project's style guide: command and default key under Linux. */
const keys: Readonly<Record<string, string>> = {
  "patchMail.nextHunk": "alt+j",
  "patchMail.previousHunk": "alt+k",
  "patchMail.nextFile": "shift+alt+j",
  "patchMail.previousFile": "shift+alt+k",
  "patchMail.nextComment": "alt+.",
  "patchMail.previousComment": "alt+,",
  "patchMail.quoteOut": "alt+o",
  "patchMail.quoteIn": "alt+i",
  "patchMail.nextMessage": "shift+alt+pagedown",
  "patchMail.previousMessage": "shift+alt+pageup",
  "patchMail.nextPatch": "shift+alt+n",
  "patchMail.previousPatch": "shift+alt+p",
  "patchMail.parentMessage": "shift+alt+u",
  "patchMail.foldQuotesDeeper": "ctrl+k q",
  "patchMail.openDecoded": "ctrl+k g",
  "patchMail.openRaw": "ctrl+k g",
  "patchMail.showInThreads": "ctrl+k j",
  "patchMail.showSeries": "ctrl+k shift+j",
  "patchMail.nextUnread": "alt+n",
  "patchMail.previousUnread": "alt+b",
  "patchMail.copyHunk": "ctrl+k y",
  "patchMail.deleteHunk": "ctrl+k delete",
};

/** Context keys as they are in a focused text editor that shows mail and nothing else: no widget, no suggestion. */
const context: Readonly<Record<string, boolean | string>> = {
  editorTextFocus: true,
  editorFocus: true,
  textInputFocus: true,
  editorIsOpen: true,
  editorLangId: "patch-mail",
  resourceLangId: "patch-mail",
  isLinux: true,
  isWindows: false,
  isMac: false,
};

/**
 * Contexts that need another place to have the focus, or something to be open over the editor: false here. A key that
 * is bound under one of them does not collide.
 */
const elsewhere: readonly RegExp[] = [
  /Focus(ed)?$/,
  /Visible$/,
  /IsShown$/,
  /^in[A-Z]/,
  /^(terminal|list|tree|notebook|chat|debug|scm|search|view|webview|quickInput|comment|dialog|diffEditor|isIn|merge)/i,
];

function valueOf(key: string): boolean | string | undefined {
  const known = context[key];
  if (known !== undefined) return known;
  return elsewhere.some((pattern) => pattern.test(key)) ? false : undefined;
}

/** Bindings that are not ours and that `key`, pressed in a focused editor with mail, could run or wait for. */
function otherOwners(all: readonly Keybinding[], key: string): readonly Keybinding[] {
  return all.filter(
    (one) =>
      !one.command.startsWith("patchMail.") &&
      !one.command.startsWith("-") &&
      (one.key === key || one.key.startsWith(`${key} `) || key.startsWith(`${one.key} `)) &&
      couldHold(one.when ?? "", valueOf),
  );
}

describe("default keys", () => {
  let all: readonly Keybinding[] = [];
  before(async () => {
    await runningApi();
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.parse("vscode://defaultsettings/keybindings.json"),
    );
    all = JSON.parse(document.getText().replace(/^\s*\/\/.*$/gm, "")) as Keybinding[];
    assert.ok(all.length > 500, "the default keybindings were read");
  });

  for (const [command, key] of Object.entries(keys)) {
    it(`${command} has ${key}`, () => {
      const every = all.filter((one) => one.command === command);
      assert.deepEqual([...new Set(every.map((one) => one.key))], [key]);
      // Some have another binding for the view Threads.
      const ours = every.filter(({ when }) => when?.includes("focusedView") !== true);
      assert.equal(ours.length, 1);
      for (const { when } of ours) {
        assert.ok(when?.includes("editorTextFocus"), when);
        assert.ok(couldHold(when ?? "", valueOf), "the key works in a focused editor with mail");
      }
    });

    it(`${key} belongs to nobody else in a focused editor`, () => {
      assert.deepEqual(otherOwners(all, key), []);
    });
  }

  it("a key that is taken would be found", () => {
    assert.ok(otherOwners(all, "ctrl+d").some((one) => one.command.includes("NextFindMatch")));
    assert.ok(otherOwners(all, "ctrl+k").length > 10, "a key that begins chords");
  });

  it("no two of ours have the same key in the same place", () => {
    const ours = all.filter((one) => one.command.startsWith("patchMail."));
    const places = ours.map((one) => `${one.key} ${one.when ?? ""}`);
    assert.equal(new Set(places).size, places.length);
  });
});
