import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import type { UiContext, UiFile } from "../harness/ui.js";

const rows = ({ page }: UiContext): Locator =>
  page.locator(".part.sidebar .customview-tree .monaco-list-row");

/** Line (from 1) on which a jump to the message with this id lands: its first header line. */
function lineOfMessage(context: UiContext, messageId: string): number {
  const lines = readFileSync(path.join(context.folder, "review.mbox"), "utf8").split("\n");
  let line = lines.indexOf(`Message-ID: <${messageId}>`);
  assert.notEqual(line, -1);
  while (!lines[line - 1]?.startsWith("From ")) line--;
  return line + 1;
}

export const ui: UiFile = {
  open: ["review.mbox"],
  tests: [
    {
      name: "the activity bar opens Threads, with the series under its cover letter",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        await context.page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
        await rows(context).filter({ hasText: "Fixes for" }).first().waitFor();
        // The folder's other mail, and the parent that is missing: the index is complete.
        for (const row of ["(frost) Read", "Missing:"]) {
          await rows(context).filter({ hasText: row }).first().waitFor();
        }
        await context.screenshot("threads");
      },
    },
    {
      name: "a click opens exactly one editor at the message, and the selection stays",
      async run(context) {
        const { page } = context;
        // The newer of the two threads of that name: the mailbox's, not the single cover letter's.
        await rows(context)
          .and(page.locator("[aria-expanded]"))
          .filter({ hasText: "Fixes for" })
          .first()
          .locator(".monaco-tl-twistie")
          .click();
        const patch = rows(context).filter({ hasText: "(frost) Report" }).first();
        await patch.waitFor();
        // The last of its siblings: the rows have their places.
        await rows(context).filter({ hasText: "2026-03-12" }).first().waitFor();
        await patch.click();
        await context.waitForCursor(lineOfMessage(context, "20260309091733.52718-3-anna.berg@example.org"));
        assert.equal(await page.locator(".tabs-container .tab").count(), 1);
        await page
          .locator(".part.sidebar .customview-tree .monaco-list-row.selected", {
            hasText: "(frost) Report",
          })
          .waitFor();
        assert.equal(
          await page.locator(".part.sidebar .customview-tree .monaco-list-row.selected").count(),
          1,
        );
        await context.screenshot("threads-clicked");
      },
    },
    {
      name: "the tree follows the editor's cursor",
      async run(context) {
        const { page } = context;
        await context.goTo(lineOfMessage(context, "20260309091733.52718-4-anna.berg@example.org"));
        await page
          .locator(".part.sidebar .customview-tree .monaco-list-row.selected", {
            hasText: "(frost) Document",
          })
          .waitFor();
      },
    },
    {
      name: "the filter box acts while typing; the clear button takes it away",
      async run(context) {
        const { page } = context;
        await context.command("Patch Mail: Filter Threads");
        const input = page.locator(".quick-input-widget .quick-input-box input");
        await input.waitFor();
        await input.fill("robot");
        await page.locator(".part.sidebar", { hasText: "Filter “robot”" }).waitFor();
        await rows(context).filter({ hasText: "(frost) Document" }).first().waitFor({ state: "detached" });
        await context.screenshot("threads-filter");
        await page.keyboard.press("Enter");
        await input.waitFor({ state: "hidden" });
        await page.locator(".part.sidebar", { hasText: "Filter “robot”" }).waitFor();
        await context.command("Patch Mail: Filter Threads");
        await input.waitFor();
        await input.fill("state:foo");
        await page.locator(".quick-input-widget", { hasText: "“state:foo” is no state" }).waitFor();
        await page.keyboard.press("Escape");
        await page.locator(".part.sidebar", { hasText: "Filter “robot”" }).waitFor();
        await page.locator(".part.sidebar .pane-header, .part.sidebar .composite.title").first().hover();
        await page.locator('.part.sidebar .action-label[aria-label*="Clear"]').first().click();
        await page.locator(".part.sidebar", { hasText: "Filter “robot”" }).waitFor({ state: "detached" });
      },
    },
    {
      name: "Ctrl+K J shows the message at the cursor, also from a hidden view",
      async run(context) {
        const { page } = context;
        await page.keyboard.press("Control+b");
        await page.locator(".part.sidebar .customview-tree").waitFor({ state: "hidden" });
        await context.goTo(lineOfMessage(context, "20260310092031.0c11@berg.example.org"));
        await page.keyboard.press("Control+k");
        await page.keyboard.press("j");
        await page
          .locator(".part.sidebar .customview-tree .monaco-list-row.selected", { hasText: "Anna Berg" })
          .waitFor();
      },
    },
  ],
};
