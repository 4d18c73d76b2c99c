import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openText, putCursor, until } from "./support.js";

const mail = [
  "From: A <a@example.org>", // 0
  "Subject: Re: x", // 1
  "", // 2
  "On Monday, B <b@example.org> wrote:", // 3
  "> On Sunday, C <c@example.org> wrote:", // 4
  "> > On Saturday, D <d@example.org> wrote:", // 5
  "> > > one", // 6
  "> > > two", // 7
  "> > three", // 8
  "> > four", // 9
  "> five", // 10
  "> six", // 11
  "", // 12
  "seven", // 13
  "",
].join("\n");

/** The lines (from 0) that the editor shows. */
function shown(editor: vscode.TextEditor): readonly number[] {
  return editor.visibleRanges.flatMap((range) =>
    Array.from({ length: range.end.line - range.start.line + 1 }, (_, index) => range.start.line + index),
  );
}

describe("Fold Quotes Deeper Than…", () => {
  const cases: readonly [depth: number, hidden: readonly number[]][] = [
    [1, [5, 6, 7, 8, 9]],
    [2, [6, 7]],
    [0, [4, 5, 6, 7, 8, 9, 10, 11]],
    [1, [5, 6, 7, 8, 9]],
  ];
  let editor: vscode.TextEditor;
  before(async () => {
    editor = await openText("quotes-three-deep.eml", mail);
    await putCursor(editor, new vscode.Position(13, 0));
  });
  for (const [depth, hidden] of cases) {
    it(`${depth} hides the lines ${hidden.join(", ")}`, async () => {
      await vscode.commands.executeCommand("patchMail.foldQuotesDeeper", depth);
      const expected = Array.from({ length: 15 }, (_, line) => line).filter((line) => !hidden.includes(line));
      await until(
        `visible lines ${expected.join(" ")}`,
        [vscode.window.onDidChangeTextEditorVisibleRanges],
        () => shown(editor).join(" ") === expected.join(" "),
      );
      assert.deepEqual(shown(editor), expected);
    });
  }
});
