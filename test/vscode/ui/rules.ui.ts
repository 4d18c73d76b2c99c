import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import type { UiContext, UiFile } from "../harness/ui.js";

const draft = `From: Anna Berg <anna.berg@example.org>
Date: Mon, 9 Mar 2026 10:17:30 +0100
Subject: [PATCH] frost: Say two

No sign-off.
---
 a | 1 +
 1 file changed, 1 insertion(+)

diff --git a/a b/a
index 5626abf..814f4a4 100644
--- a/a
+++ b/a
@@ -1 +1,2 @@
 one
+two
-- 
2.39.5
`;

/** Opens the braces in the status bar; what they show with such a text. */
async function inBraces({ page }: UiContext, text: string): Promise<Locator> {
  const shown = page.locator(".hover-language-status", { hasText: text });
  const braces = page.locator('[id="status.languageStatus"]');
  await braces.click();
  await shown.first().waitFor();
  return shown.first();
}

export const ui: UiFile = {
  open: ["outgoing/0001-frost.patch"],
  prepare(folder) {
    mkdirSync(path.join(folder, "outgoing"), { recursive: true });
    writeFileSync(path.join(folder, "outgoing/0001-frost.patch"), draft);
  },
  tests: [
    {
      name: "a file in a folder outgoing is a draft, and the braces say why",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        await inBraces(context, "Draft: strict rules");
        await context.page.locator(".hover-language-status", { hasText: "in a folder outgoing" }).waitFor();
        await context.screenshot("draft-or-received");
        await context.page.keyboard.press("Escape");
      },
    },
    {
      name: "a preset is chosen for the workspace",
      async run(context) {
        const { page, command, folder } = context;
        await command("Patch Mail: Choose Rules Preset…");
        const rows = page.locator(".quick-input-list .monaco-list-row");
        await rows.filter({ hasText: "netdev" }).waitFor();
        await context.screenshot("choose-preset");
        await rows.filter({ hasText: "plain" }).click();
        await page.locator(".statusbar", { hasText: "preset is plain" }).waitFor();
        const written = readFileSync(path.join(folder, ".vscode/settings.json"), "utf8");
        assert.match(written, /"patchMail\.diagnostics\.preset": "plain"/);
        await inBraces(context, "Rules: plain");
        await page.keyboard.press("Escape");
      },
    },
    {
      name: "and mail is said to be received",
      async run(context) {
        const { page, command } = context;
        await command("Patch Mail: Choose Draft or Received…");
        await page
          .locator(".quick-input-list .monaco-list-row", { hasText: "All mail here was received" })
          .click();
        await page.locator(".statusbar", { hasText: "mailIs is received" }).waitFor();
        await inBraces(context, "Received: soft rules");
        await page.keyboard.press("Escape");
      },
    },
  ],
};
