import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Locator } from "playwright-core";
import { root } from "../harness/project.js";
import type { UiContext, UiFile, UiTest } from "../harness/ui.js";

/** 5,000 messages of one list. */
const mailbox = path.join(root, "../shared/bench/ext4-5000.mbox.gz");

const rows = ({ page }: UiContext): Locator =>
  page.locator(".part.sidebar .customview-tree .monaco-list-row");

const told = ({ page }: UiContext, words: string): Locator =>
  page.locator(`.part.sidebar .customview-tree .monaco-list-row[aria-label*="${words}"]`);

async function filter(context: UiContext, text: string): Promise<void> {
  await context.command("Patch Mail: Filter Threads");
  const input = context.page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(text);
  await context.page.locator(".part.sidebar", { hasText: `Filter “${text}”` }).waitFor();
  await context.page.keyboard.press("Enter");
}

const tests: readonly UiTest[] = [
  {
    name: "its threads stand there, and badges follow when the bodies are read",
    async run(context) {
      await context.page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
      await rows(context).nth(15).waitFor();
      await told(context, "Reviewed-by").first().waitFor({ timeout: 60_000 });
      await told(context, "comments").first().waitFor();
      await context.screenshot("bench-badges");
    },
  },
  {
    name: "its last row is one key away, and the first again",
    async run(context) {
      const { page } = context;
      await context.command("Patch Mail: Focus on Threads View");
      await page.keyboard.press("End");
      await page.locator('.part.sidebar .monaco-list-row.focused:not([data-index="0"])').first().waitFor();
      await page.keyboard.press("Home");
      await page.locator('.part.sidebar .monaco-list-row.focused[data-index="0"]').first().waitFor();
    },
  },
  {
    name: "what was applied is found, grouped by series; the page of one opens",
    async run(context) {
      const { page } = context;
      await context.command("Patch Mail: Group Threads by Series");
      await filter(context, "state:applied");
      const series = told(context, "applied,").first();
      await series.waitFor();
      await context.screenshot("bench-applied");
      const entry = page.locator(".monaco-menu .action-item", { hasText: "Show Series" }).first();
      await series.click({ button: "right" });
      await entry.waitFor();
      // A menu takes no click that comes too soon after it has opened.
      await page.waitForTimeout(500);
      await entry.click();
      await context.line("applied, says").waitFor();
      assert.ok((await context.lines()).some((line) => line.startsWith("Versions (")));
      await context.screenshot("bench-page");
    },
  },
];

const isThere = existsSync(mailbox);
if (!isThere) console.log(`skipped: ${tests.length} checks, since ../shared/bench is absent`);

export const ui: UiFile = {
  open: ["reply.eml"],
  prepare(folder) {
    if (isThere) writeFileSync(path.join(folder, "ext4.mbox"), gunzipSync(readFileSync(mailbox)));
  },
  tests: isThere ? tests : [],
};
