import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
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

/** Unencoded mail as it comes out of an archive: the head stands behind 45 lines of transport fields. */
const transported = [
  ...Array.from({ length: 45 }, (_, at) => `Received: from mx${at}.example.org by mx${at + 1}.example.org`),
  "From: Cara Holm <cara@example.org>",
  "Date: Tue, 17 Mar 2026 10:00:00 +0100",
  "Message-ID: <transported-1@example.org>",
  "Subject: Meeting about frost",
  "",
  ...Array.from({ length: 80 }, (_, at) => `Line ${at} of the text.`),
  "",
].join("\n");

export const ui: UiFile = {
  open: ["review.mbox"],
  prepare(folder) {
    writeFileSync(path.join(folder, "transported.eml"), transported);
  },
  tests: [
    {
      name: "the activity bar opens Threads, with the series under its cover letter",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        await context.page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
        await rows(context).filter({ hasText: "(frost) Fixes" }).first().waitFor();
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
          .filter({ hasText: "(frost) Fixes" })
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
    {
      name: "a message opens with its head at the top; marks from the palette act on it",
      async run(context) {
        const { page } = context;
        const row = rows(context).filter({ hasText: "Meeting about frost" }).first();
        for (let times = 1; times <= 2; times++) {
          await row.click();
          await context.waitForCursor(46);
          await context.line("Line 20 of the text.").waitFor();
          // The same row once more, after the reader was elsewhere.
          if (times === 1) await context.goTo(100);
        }
        await context.screenshot("threads-head");
        const unread = page.locator(
          '.part.sidebar .customview-tree .monaco-list-row[aria-label*="Meeting about frost"][aria-label*="unread"]',
        );
        await unread.waitFor({ state: "detached" });
        await context.command("Patch Mail: Mark as Unread");
        await unread.waitFor();
      },
    },
  ],
};
