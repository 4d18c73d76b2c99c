import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { openFile, place, putCursor } from "./support.js";
import { until } from "./until.js";

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

  it("patchMail.copySeries: git am takes it", async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(root);
    const editor = await openFile("with-hashes.eml");
    await putCursor(editor, place(editor.document, "Since commit "));
    await vscode.env.clipboard.writeText("before");
    void vscode.commands.executeCommand("patchMail.copySeries");
    const mbox = await until("the series", async () => {
      // The question for trailers, once it is there.
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      const text = await vscode.env.clipboard.readText();
      return text === "before" ? null : text;
    });
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "patch-mail-copied-")));
    try {
      const run = (args: readonly string[], input?: string): string =>
        execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
          cwd: folder,
          encoding: "utf8",
          ...(input === undefined ? {} : { input }),
        }).trim();
      const git = (...args: string[]): string => run(args);
      git("clone", "-q", root, ".");
      const upstream = git("rev-parse", "HEAD^{tree}");
      git("checkout", "-q", "v6.1");
      run(["am", "-q"], mbox);
      assert.equal(git("rev-parse", "HEAD^{tree}"), upstream);
      assert.equal(
        git("log", "-1", "--format=%an: %s"),
        "Ada Frost: hwmon: (frost) Fix temperatures below zero",
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("where there is no hash, the clipboard keeps what it has", async () => {
    const editor = await openFile("review.mbox");
    await putCursor(editor, place(editor.document, "Hi Anna,"));
    await vscode.env.clipboard.writeText("before");
    await vscode.commands.executeCommand("patchMail.copyFixesLine");
    assert.equal(await vscode.env.clipboard.readText(), "before");
  });
});
