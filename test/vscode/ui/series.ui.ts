import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { testSettings } from "../harness/server.js";
import type { UiContext, UiFile } from "../harness/ui.js";

const rows = ({ page }: UiContext): Locator =>
  page.locator(".part.sidebar .customview-tree .monaco-list-row");

/** Rows by what a screen reader says of them. */
const told = ({ page }: UiContext, words: string): Locator =>
  page.locator(`.part.sidebar .customview-tree .monaco-list-row[aria-label*="${words}"]`);

/** Line (from 1) of a message's first header line: the one behind the separator above a line of its own. */
function lineOf(context: UiContext, text: string): number {
  const lines = readFileSync(path.join(context.folder, "review.mbox"), "utf8").split("\n");
  let line = lines.findIndex((one) => one.startsWith(text));
  assert.notEqual(line, -1);
  while (!lines[line - 1]?.startsWith("From ")) line--;
  return line + 1;
}

const cover = "(frost) Fixes";

export const ui: UiFile = {
  open: ["review.mbox"],
  server: { settings: { ...testSettings, "patchMail.me": ["bo@example.com"] } },
  tests: [
    {
      name: "rows tell where their series stands, once the bodies are read",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        await context.page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
        await told(context, "Reviewed-by").first().waitFor();
        await told(context, "failed build").first().waitFor();
        await context.screenshot("series-badges");
      },
    },
    {
      name: "the status bar tells of the open patch, and leads to its row",
      async run(context) {
        const { page } = context;
        await context.goTo(140);
        const status = page.locator('.statusbar-item[id*="patchMail.series"]');
        await status.filter({ hasText: /\[v2 2\/3\] \d+ repl/ }).waitFor();
        await status.click();
        await page
          .locator(".part.sidebar .monaco-list-row.selected", { hasText: "(frost) Report" })
          .waitFor();
      },
    },
    {
      name: "what was shown becomes read; the next unread message opens",
      async run(context) {
        const { page } = context;
        await told(context, "Report the alarm")
          .and(page.locator(':not([aria-label*="unread,"])'))
          .first()
          .waitFor();
        const unread = await told(context, "unread,").count();
        assert.ok(unread > 0);
        await context.command("Patch Mail: Go to Next Unread Message");
        await context.waitForCursor(lineOf(context, "From: kernel test robot"));
      },
    },
    {
      name: "the page of the series: links, definition, outline",
      async run(context) {
        const { page } = context;
        await context.command("Patch Mail: Show Series");
        await context.line("Author:").waitFor();
        await context.line("Reviewed-by: Bo Lindqvist").waitFor();
        // What bodies tell has come: sizes of patches, trailers, comments, the robot's result.
        for (const text of [
          "(+3 -2, R1",
          "(to the cover letter)",
          "Open comments (",
          "kernel test robot: build warnings",
        ]) {
          await context.line(text).waitFor();
        }
        await context.screenshot("series-page");
        const links = page.locator(".editor-instance .view-line .detected-link");
        await links.first().waitFor();
        assert.ok((await links.count()) > 8);
        await context
          .line("2/3 ")
          .locator(".detected-link")
          .first()
          .click({ modifiers: ["Control"] });
        await context.waitForCursor(lineOf(context, "Message-ID: <20260309091733.52718-3-"));
        await context.command("Patch Mail: Show Series");
        await context.line("Author:").waitFor();
        // The trailer stands in the middle of its mail.
        await context.goTo(17);
        await page.keyboard.press("F12");
        const text = readFileSync(path.join(context.folder, "review.mbox"), "utf8").split("\n");
        await context.waitForCursor(text.lastIndexOf("Reviewed-by: Bo Lindqvist <bo@example.com>") + 1);
        await context.command("Patch Mail: Show Series");
        await context.line("Author:").waitFor();
      },
    },
    {
      name: "a queue is a filter, grouping and sorting change the view",
      async run(context) {
        const { page } = context;
        await context.command("Patch Mail: Show Queue");
        const choice = page.locator(".quick-input-list .monaco-list-row");
        await choice
          .filter({ hasText: /tc:me.*thread/ })
          .first()
          .waitFor();
        await context.screenshot("series-queues");
        await choice.filter({ hasText: "To or cc me" }).first().click();
        await page.locator(".part.sidebar", { hasText: "Filter “tc:me”" }).waitFor();
        await rows(context).filter({ hasText: cover }).first().waitFor();
        await context.command("Patch Mail: Clear Filter of Threads");
        await page.locator(".part.sidebar", { hasText: "Filter “tc:me”" }).waitFor({ state: "detached" });
        await context.command("Patch Mail: Group Threads by Series");
        await rows(context).filter({ hasText: cover }).first().waitFor();
        await context.screenshot("series-grouped");
      },
    },
    {
      name: "workspace symbols find a message by its sender",
      async run(context) {
        const { page } = context;
        await context.command("Go to Symbol in Workspace");
        const input = page.locator(".quick-input-widget .quick-input-box input");
        await input.waitFor();
        await input.fill("#Zoë");
        await page
          .locator(".quick-input-list .monaco-list-row", { hasText: "Zoë Lindström" })
          .first()
          .waitFor();
        await context.screenshot("series-symbols");
        await page.keyboard.press("Enter");
        await context.waitForCursor(lineOf(context, "Message-ID: <20260311"));
      },
    },
  ],
};
