import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { testSettings } from "../harness/server.js";
import { trustFolder } from "../harness/trust.js";
import type { UiFile } from "../harness/ui.js";

/** Programs that only write down that they ran. VS Code's server takes PATH from the login shell, so settings name them. */
const folder = mkdtempSync(path.join(os.tmpdir(), "patch-mail-fake-git-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const mark = path.join(folder, "ran");

function fakeGit(name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $@" >> '${mark}'\nexit 1\n`);
  chmodSync(file, 0o755);
  return file;
}

const runs = (): string => (existsSync(mark) ? readFileSync(mark, "utf8") : "");

export const ui: UiFile = {
  open: ["with-hashes.eml"],
  server: {
    trust: true,
    token: true,
    settings: {
      ...testSettings,
      "security.workspace.trust.startupPrompt": "never",
      "patchMail.git.path": fakeGit("git-of-the-user"),
    },
    env: { PATH: `${path.dirname(fakeGit("git"))}${path.delimiter}${process.env["PATH"] ?? ""}` },
  },
  prepare(workspace) {
    mkdirSync(path.join(workspace, ".vscode"));
    const settings = { "patchMail.git.path": fakeGit("git-of-the-workspace") };
    writeFileSync(path.join(workspace, ".vscode/settings.json"), JSON.stringify(settings));
    // Of an earlier run of this file, whose last test trusts the folder.
    rmSync(mark, { force: true });
  },
  tests: [
    {
      name: "in Restricted Mode no git runs, and the hover says why",
      async run(context) {
        const { page } = context;
        await page.locator('[id="status.workspaceTrust"]').waitFor();
        await context.waitForLanguage("Patch Mail");
        const lines = readFileSync(path.join(context.folder, "with-hashes.eml"), "utf8").split("\n");
        const line1 = lines.findIndex((line) => line.startsWith("Since commit ")) + 1;
        await context.goTo(line1, "Since commit 12".length);
        // The server answers: its outline is in the breadcrumbs.
        await page.locator(".breadcrumbs-control", { hasText: "Commit log" }).waitFor();
        await context.hover(/untrusted workspace/);
        await context.screenshot("restricted-mode");
        assert.equal(runs(), "");
        await page.keyboard.press("Escape");
        // A hash of a blob, and a Fixes: trailer.
        await context.goTo(lines.findIndex((line) => line.startsWith("index ")) + 1, 10);
        await context.hover(/untrusted workspace/);
        assert.equal(runs(), "");
        await page.keyboard.press("Escape");
        // What needs a repository says so, too.
        await context.command("Patch Mail: Check Whether It Applies");
        await page.locator(".notification-toast", { hasText: /untrusted workspace/ }).waitFor();
        assert.equal(runs(), "");
        await context.command("Notifications: Clear All Notifications");
        // Nothing is applied, either, and the question for it does not even begin.
        await context.command("Patch Mail: Apply Series to a New Branch…");
        await page.locator(".notification-toast", { hasText: "untrusted workspace" }).waitFor();
        assert.equal(runs(), "");
        await context.command("Notifications: Clear All Notifications");
      },
    },
    {
      name: "in Restricted Mode side by side shows the hunks alone, and no commit is shown",
      async run(context) {
        const { page } = context;
        const lines = readFileSync(path.join(context.folder, "with-hashes.eml"), "utf8").split("\n");
        await context.goTo(lines.findIndex((line) => line.startsWith("@@")) + 1);
        await context.command("Patch Mail: Open File Side by Side");
        await page.locator(".tabs-container .tab.active", { hasText: "hunks only" }).waitFor();
        await page.locator(".statusbar", { hasText: "untrusted workspace" }).waitFor();
        await page.keyboard.press("Control+F4");
        await context.openFile("with-hashes.eml");
        await context.goTo(7, "Since commit 12".length);
        await context.command("Patch Mail: Show Commit");
        await page.locator(".statusbar", { hasText: "untrusted workspace" }).waitFor();
        assert.equal(runs(), "");
      },
    },
    {
      name: "in Restricted Mode F12 goes into no repository, and the status bar says why",
      async run(context) {
        const { page } = context;
        const lines = readFileSync(path.join(context.folder, "with-hashes.eml"), "utf8").split("\n");
        await context.goTo(lines.findIndex((line) => line.startsWith(" int frost_read(int raw)")) + 1, 6);
        await page.keyboard.press("F12");
        await page
          .locator(".statusbar-item", { hasText: "no repository in an untrusted workspace" })
          .waitFor();
        assert.equal(runs(), "");
        await page.keyboard.press("Escape");
      },
    },
    {
      name: "once the folder is trusted, git is asked",
      async run(context) {
        const { page } = context;
        await trustFolder(page);
        await context.openFile("with-hashes.eml");
        await context.goTo(7, "Since commit 12".length);
        await context.hover(/2ddf3cd10c7d/);
        assert.match(runs(), /^git-of-the-/, "the git of the settings ran");
      },
    },
  ],
};
