import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { testSettings } from "../harness/server.js";
import type { UiFile } from "../harness/ui.js";

/** A `git` that only writes down that it ran; first on PATH. */
const fakeBin = mkdtempSync(path.join(os.tmpdir(), "patch-mail-fake-git-"));
const mark = path.join(fakeBin, "ran");
writeFileSync(path.join(fakeBin, "git"), `#!/bin/sh\necho "$@" >> '${mark}'\nexit 1\n`);
chmodSync(path.join(fakeBin, "git"), 0o755);

const runs = (): string => (existsSync(mark) ? readFileSync(mark, "utf8") : "");

export const ui: UiFile = {
  open: ["with-hashes.eml"],
  server: {
    trust: true,
    token: true,
    settings: { ...testSettings, "security.workspace.trust.startupPrompt": "never" },
    env: { PATH: `${fakeBin}${path.delimiter}${process.env["PATH"] ?? ""}` },
  },
  tests: [
    {
      name: "in Restricted Mode no git runs, and the hover says why",
      async run(context) {
        const { page, folder } = context;
        await page.locator('[id="status.workspaceTrust"]').waitFor();
        await context.waitForLanguage("Patch Mail");
        const lines = readFileSync(path.join(folder, "with-hashes.eml"), "utf8").split("\n");
        const line1 = lines.findIndex((line) => line.startsWith("Since commit ")) + 1;
        await context.goTo(line1, "Since commit 12".length);
        await context.hover(/[Rr]estricted|trust/);
        await context.screenshot("restricted-mode");
        assert.equal(runs(), "");
        await page.keyboard.press("Escape");
        // A hash of a blob, and a Fixes: trailer.
        await context.goTo(lines.findIndex((line) => line.startsWith("index ")) + 1, 10);
        await context.hover(/[Rr]estricted|trust/);
        assert.equal(runs(), "");
        await page.keyboard.press("Escape");
      },
    },
    {
      name: "once the folder is trusted, git is asked",
      async run(context) {
        const { page } = context;
        await page.locator('[id="status.workspaceTrust"]').click();
        await page
          .locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ })
          .first()
          .click();
        await page.locator('[id="status.workspaceTrust"]').waitFor({ state: "detached" });
        await context.openFile("with-hashes.eml");
        await context.goTo(7, "Since commit 12".length);
        await context.hover(/git|repositor/i);
        assert.notEqual(runs(), "", "the git on PATH ran");
      },
    },
  ],
};
