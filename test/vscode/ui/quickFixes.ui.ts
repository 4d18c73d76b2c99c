import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { frostDraft } from "../harness/frostDraft.js";
import type { UiContext, UiFile } from "../harness/ui.js";

/** A draft whose diffstat (line 10) counts wrong. */
const draft = frostDraft.replace("| 1 +", "| 3 +");
const stat = "patch.diffstat-mismatch";
const settings = `{
  "patchMail.diagnostics.rules": {
    "patch.no-such-rule": "off",
    
  }
}
`;

function prepare(folder: string): void {
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write("0001-draft.patch", draft);
  write("0002-counts.patch", draft.replace("+1,4 @@", "+1,6 @@"));
  write("0003-mixed.patch", draft.replace("Rounding was wrong.\n", "Rounding was wrong.\r\n"));
  write("0004-unsigned.patch", draft.replace("| 3 +", "| 1 +").replace(/\nSigned-off-by.*\n/, ""));
  // Whoever runs the tests: here git knows nobody who could sign.
  appendFileSync(path.join(folder, ".git", "config"), "[user]\n\tname =\n\temail =\n");
  write("received.eml", draft.replace("\nFrom: ", "\nReceived: from mx.example.org\nFrom: "));
  mkdirSync(path.join(folder, ".vscode"), { recursive: true });
}

const problem = ({ page }: UiContext, words: string): Locator =>
  page.locator(".markers-panel .monaco-list-row", { hasText: words }).first();
const action = ({ page }: UiContext, words: string): Locator =>
  page.locator(".action-widget .monaco-list-row", { hasText: words }).first();
const dialog = ({ page }: UiContext): Locator => page.locator(".monaco-dialog-box");

/** Ctrl+. until its menu is there: a problem that was just told may not have its actions yet. */
async function quickFixes(context: UiContext, words: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await context.page.keyboard.press("Control+.");
    try {
      await action(context, words).waitFor({ timeout: 5000 });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      await context.page.keyboard.press("Escape");
    }
  }
}

/** By keys: a click on a row of the menu does not arrive in 1.100. */
async function choose(context: UiContext, words: string): Promise<void> {
  await action(context, words).waitFor();
  const focused = context.page.locator(".action-widget .monaco-list-row.focused");
  for (let step = 0; step < 10; step++) {
    if ((await focused.count()) > 0 && (await focused.innerText()).replaceAll("\u00a0", " ").includes(words))
      break;
    await context.page.keyboard.press("ArrowDown");
  }
  await context.page.keyboard.press("Enter");
}

export const ui: UiFile = {
  open: ["0001-draft.patch"],
  // The driver for tests confirms dialogs by itself in 1.100.
  server: { smokeTest: false },
  prepare,
  tests: [
    {
      name: "problems stand in the panel, each with a link to its documentation",
      async run(context) {
        const { page } = context;
        await context.waitForLanguage("Patch Mail");
        await page.keyboard.press("Control+Shift+m");
        await problem(context, stat).waitFor();
        await problem(context, stat).locator("a", { hasText: stat }).waitFor();
        await page.keyboard.press("Control+j");
      },
    },
    {
      name: "a light bulb stands beside the problem, and its menu mends it",
      async run(context) {
        const { page } = context;
        await context.openFile("0001-draft.patch");
        await context.goTo(10, 3);
        const bulb = page
          .locator('.lightBulbWidget:visible, [class*="codicon-gutter-lightbulb"]:visible')
          .first();
        await bulb.waitFor();
        await context.screenshot("light-bulb");
        await bulb.click();
        await action(context, "Write the diffstat anew").waitFor();
        await context.screenshot("quick-fix");
        await choose(context, "Write the diffstat anew");
        await context.line(" frost.c | 1 +").waitFor();
        await context.page.keyboard.press("Control+z");
        await context.line(" frost.c | 3 +").waitFor();
        await context.command("File: Revert File");
      },
    },
    {
      name: "all problems with one right answer are fixed by one command",
      async run(context) {
        await context.openFile("0002-counts.patch");
        await context.line("+1,6 @@").waitFor();
        await context.command("Patch Mail: Fix All Problems That Have One Right Answer");
        await context.line("+1,4 @@").waitFor();
        await context.line(" frost.c | 1 +").waitFor();
        await context.page.keyboard.press("Control+z");
        await context.line("+1,6 @@").waitFor();
        await context.line(" frost.c | 3 +").waitFor();
        await context.command("File: Revert File");
      },
    },
    {
      name: "a file with mixed line ends is fixed after a question, which is asked once",
      async run(context) {
        const { page, folder } = context;
        await context.openFile("0003-mixed.patch");
        await context.goTo(10, 3);
        await quickFixes(context, "Write the diffstat anew");
        await choose(context, "Write the diffstat anew");
        await dialog(context)
          .filter({ hasText: "1 line ends with CRLF, 22 with LF: all will end with LF." })
          .waitFor();
        await context.screenshot("fix-mixed-ends");
        await dialog(context).locator(".monaco-button", { hasText: "Cancel" }).click();
        await dialog(context).waitFor({ state: "detached" });
        await context.line(" frost.c | 3 +").waitFor();
        await context.goTo(10, 3);
        await quickFixes(context, "Write the diffstat anew");
        await choose(context, "Write the diffstat anew");
        await dialog(context).locator(".monaco-button", { hasText: "Fix Anyway" }).click();
        await context.line(" frost.c | 1 +").waitFor();
        assert.match(readFileSync(path.join(folder, "0003-mixed.patch"), "utf8"), /\| 3 \+\n/);
        await context.page.keyboard.press("Control+z");
        await context.line(" frost.c | 3 +").waitFor();
        await context.command("Patch Mail: Refresh Diffstat");
        await context.line(" frost.c | 1 +").waitFor();
        await context.command("File: Revert File");
        await page.locator(".tab.active:not(.dirty)").waitFor();
      },
    },
    {
      name: "who signs is asked where git does not know",
      async run(context) {
        const { page } = context;
        await context.openFile("0004-unsigned.patch");
        await context.command("Patch Mail: Add Signed-off-by");
        const input = page.locator(".quick-input-widget .quick-input-box input");
        await page.locator(".quick-input-widget", { hasText: "Your name and address" }).waitFor();
        await input.fill("Ada");
        await page.locator(".quick-input-widget", { hasText: "in angle brackets" }).waitFor();
        await input.fill("Ada Frost <ada@example.org>");
        await page.keyboard.press("Enter");
        await context.line("Signed-off-by: Ada Frost <ada@example.org>").waitFor();
        await context.page.keyboard.press("Control+z");
        await context.line("Signed-off-by: Ada Frost").waitFor({ state: "detached" });
        await context.command("Patch Mail: Add Signed-off-by");
        await context.line("Signed-off-by: Ada Frost <ada@example.org>").waitFor();
        await context.command("File: Revert File");
      },
    },
    {
      name: "of received mail a rule is silenced for the workspace",
      async run(context) {
        const { page, folder } = context;
        await context.openFile("received.eml");
        await page.keyboard.press("Control+Shift+m");
        const row = page
          .locator(".markers-panel .monaco-list-row")
          .filter({ hasText: "received.eml" })
          .first();
        await row.waitFor();
        await page.keyboard.press("Control+j");
        await context.goTo(11, 3);
        await quickFixes(context, `Turn off ${stat} in this workspace`);
        await action(context, "Edit a copy as draft: write the diffstat anew").waitFor();
        await context.screenshot("suppress");
        await choose(context, `Turn off ${stat} in this workspace`);
        await page.keyboard.press("Control+Shift+m");
        await problem(context, stat).waitFor({ state: "detached" });
        await page.keyboard.press("Control+j");
        const written = readFileSync(path.join(folder, ".vscode/settings.json"), "utf8");
        assert.match(written, /"patch\.diffstat-mismatch": "off"/);
      },
    },
    {
      name: "settings.json completes the ids of rules, and marks those that are none",
      async run(context) {
        const { page, folder } = context;
        writeFileSync(path.join(folder, ".vscode/settings.json"), settings);
        await context.openFile("settings.json");
        await page.keyboard.press("Control+Shift+m");
        await problem(context, "patch.no-such-rule").waitFor();
        await context.screenshot("settings-wrong-rule");
        await page.keyboard.press("Control+j");
        await context.goTo(4, 5);
        await page.keyboard.type('"patch.diff');
        const suggestion = page.locator(".suggest-widget .monaco-list-row", { hasText: stat }).first();
        try {
          await suggestion.waitFor({ timeout: 5000 });
        } catch {
          await page.keyboard.press("Control+Space");
          await suggestion.waitFor();
        }
        await context.screenshot("settings-completion");
        await suggestion.click();
        await context.line(`"${stat}"`).waitFor();
        await context.command("File: Revert File");
      },
    },
  ],
};
