import type { Locator } from "playwright-core";
import type { UiContext, UiFile } from "../harness/ui.js";

/** The row of the patch, by what a screen reader says of it: the badge, too. */
const row = ({ page }: UiContext, words: string): Locator =>
  page
    .locator('.part.sidebar .customview-tree .monaco-list-row[aria-label*="temperatures below zero"]')
    .and(page.locator(`[aria-label*="${words}"]`))
    .first();

export const ui: UiFile = {
  open: ["with-hashes.eml"],
  tests: [
    {
      name: "a check stands in the row of the patch: HEAD has its change already",
      async run(context) {
        const { page } = context;
        await context.waitForLanguage("Patch Mail");
        await page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
        await row(context, "Ada Frost").waitFor();
        await context.openFile("with-hashes.eml");
        await context.command("Patch Mail: Check Whether It Applies");
        await row(context, "already").waitFor();
        await context.screenshot("applies-badge");
        await context.command("Notifications: Clear All Notifications");
      },
    },
    {
      name: "a tag that is chosen by keyboard: it applies there",
      async run(context) {
        const { page } = context;
        await context.openFile("with-hashes.eml");
        await context.command("Patch Mail: Check Whether It Applies to Another Commit…");
        const rows = page.locator(".quick-input-list .monaco-list-row");
        await rows.filter({ hasText: "Base of the patch" }).waitFor();
        await page.keyboard.type("v6.1");
        await rows.filter({ hasText: "Base of the patch" }).waitFor({ state: "detached" });
        await rows.filter({ hasText: "tag" }).first().waitFor();
        await page.keyboard.press("Enter");
        await row(context, "applies to v6.1").waitFor();
        await context.command("Notifications: Clear All Notifications");
      },
    },
  ],
};
