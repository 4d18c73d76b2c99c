import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openFile, place, putCursor } from "./support.js";

interface Case {
  readonly command: string;
  readonly file: string;
  /** The cursor stands `column` characters behind the beginning of this text. */
  readonly text: string;
  readonly column: number;
  readonly copied: string | RegExp;
}

const id = "20260309091733.52718-2-anna.berg@example.org";
const message = { file: "review.mbox", text: "The temperature registers hold", column: 0 };
const commit = { file: "with-hashes.eml", text: "Since commit ", column: 15 };

const cases: readonly Case[] = [
  { command: "copyMessageId", ...message, copied: id },
  { command: "copyLoreUrl", ...message, copied: `https://lore.kernel.org/all/${id}/` },
  { command: "copyB4Am", ...message, copied: `b4 am ${id}` },
  { command: "copyB4Shazam", ...message, copied: `b4 shazam ${id}` },
  {
    command: "copyGitSendEmail",
    ...message,
    copied: new RegExp(
      `^git send-email --in-reply-to=${id} --to=anna.berg@example.org (?:--cc=\\S+ )*/path/to/YOUR_REPLY$`,
    ),
  },
  { command: "copyFixesLine", ...commit, copied: /^Fixes: [0-9a-f]{12} \("hwmon: \(frost\) Add driver"\)$/ },
  {
    command: "copyCommitReference",
    ...commit,
    copied: /^commit [0-9a-f]{12} \("hwmon: \(frost\) Add driver"\)$/,
  },
];

describe("copy commands", () => {
  for (const { command, file, text, column, copied } of cases) {
    it(`patchMail.${command}`, async () => {
      const editor = await openFile(file);
      await putCursor(editor, place(editor.document, text).translate(0, column));
      await vscode.env.clipboard.writeText("before");
      await vscode.commands.executeCommand(`patchMail.${command}`);
      const found = await vscode.env.clipboard.readText();
      if (typeof copied === "string") assert.equal(found, copied);
      else assert.match(found, copied);
    });
  }

  it("where there is no hash, the clipboard keeps what it has", async () => {
    const editor = await openFile("review.mbox");
    await putCursor(editor, place(editor.document, "Hi Anna,"));
    await vscode.env.clipboard.writeText("before");
    await vscode.commands.executeCommand("patchMail.copyFixesLine");
    assert.equal(await vscode.env.clipboard.readText(), "before");
  });
});
