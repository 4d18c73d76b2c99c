import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { UiContext, UiFile } from "../harness/ui.js";

/** The line (from 1) of the `nth` line of a sample that begins with `start`. */
function lineOf(context: UiContext, name: string, start: string, nth = 1): number {
  const lines = readFileSync(path.join(context.folder, name), "utf8").split("\n");
  let count = 0;
  const index = lines.findIndex((line) => line.startsWith(start) && ++count === nth);
  assert.notEqual(index, -1, `${name} has a line that begins with ${start}`);
  return index + 1;
}

async function colors(context: UiContext, text: string): Promise<readonly string[]> {
  return context
    .line(text)
    .locator("span[class*=mtk]")
    .evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color));
}

export const ui: UiFile = {
  open: ["review.mbox"],
  tests: [
    {
      name: "opens as Patch Mail, with the server's symbols in the breadcrumbs",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        await context.page.locator('[id="status.editor.indentation"]', { hasText: "Tab Size: 8" }).waitFor();
        await context.goTo(lineOf(context, "review.mbox", "@@ -33,7 +33,8 @@"));
        await context.page.locator(".breadcrumbs-control", { hasText: "frost_read_temp" }).waitFor();
      },
    },
    {
      name: "colours what it shows",
      async run(context) {
        await context.goTo(lineOf(context, "review.mbox", "@@ -33,7 +33,8 @@"));
        const [plain] = await colors(context, "int ret");
        const added = await colors(context, "sign_extend32(raw >> 4, 11)");
        const removed = await colors(context, "(raw >> 4) * FROST_LSB");
        assert.notEqual(added[0], removed[0], `${plain}: added and removed lines differ`);
        assert.equal(await context.editor.locator(".unexpected-closing-bracket").count(), 0);
      },
    },
    {
      name: "folds the hunk at the cursor",
      async run(context) {
        const line = lineOf(context, "review.mbox", "@@ -33,7 +33,8 @@");
        await context.goTo(line);
        await context.page.keyboard.press("Control+Shift+BracketLeft");
        await context.line("sign_extend32(raw >> 4, 11)").waitFor({ state: "detached" });
        await context.screenshot("folded-hunk");
        await context.page.keyboard.press("Control+Shift+BracketRight");
        await context.line("sign_extend32(raw >> 4, 11)").waitFor();
      },
    },
    {
      name: "folds quotes deeper than a typed digit",
      async run(context) {
        await context.goTo(lineOf(context, "review.mbox", "> > > @@ -33,7 +33,8 @@"));
        await context.line("> > > @@ -33,7").waitFor();
        await context.page.keyboard.press("Control+k");
        await context.page.keyboard.press("q");
        await context.page.locator(".quick-input-widget", { hasText: "Fold quotes deeper than" }).waitFor();
        await context.page.keyboard.type("1");
        await context.line(/> > > -\t*\*val|> > > -/).waitFor({ state: "detached" });
        await context.screenshot("folded-quotes");
        await context.command("Unfold All");
      },
    },
    {
      name: "tells about a hunk and about a quoted line",
      async run(context) {
        await context.goTo(lineOf(context, "review.mbox", "@@ -33,7 +33,8 @@"), 5);
        assert.match(await context.hover(/frost_read_temp/), /frost\.c/);
        await context.screenshot("hover-hunk");
        await context.page.keyboard.press("Escape");
        await context.goTo(lineOf(context, "review.mbox", "> > Cc: stable@example.org"), 3);
        assert.match(await context.hover(/Anna Berg/), /Anna Berg/);
        await context.page.keyboard.press("Escape");
      },
    },
    {
      name: "tells about a commit of the repository",
      async run(context) {
        await context.openFile("with-hashes.eml");
        const line = lineOf(context, "with-hashes.eml", "Since commit ");
        await context.goTo(line, "Since commit 12".length);
        assert.match(await context.hover(/Add driver/), /Ada Frost/);
        await context.screenshot("hover-commit");
        await context.page.keyboard.press("Escape");
      },
    },
    {
      name: "lists its outline",
      async run(context) {
        await context.openFile("review.mbox");
        await context.command("Explorer: Focus on Outline View");
        const rows = context.page.locator(".outline-tree .monaco-list-row");
        await rows.filter({ hasText: "Fix temperatures below zero" }).first().waitFor();
        await context.screenshot("outline");
      },
    },
    {
      name: "lists problems; a click goes there",
      async run(context) {
        const { page } = context;
        await context.openFile("broken.patch");
        await page.keyboard.press("Control+Shift+m");
        const row = page
          .locator(".markers-panel .monaco-list-row", { hasText: "patch.corrupt-hunk" })
          .first();
        await row.waitFor();
        // On its text: the code behind it is a link to the documentation.
        await row.click({ position: { x: 80, y: 8 } });
        await context.screenshot("problems");
        await context.waitForCursor(lineOf(context, "broken.patch", "+three"));
        await page.keyboard.press("Control+j");
      },
    },
    {
      name: "shows the server's state and its commands in the language status",
      async run(context) {
        const { page } = context;
        await context.openFile("review.mbox");
        await page.locator('[id="status.languageStatus"]').click();
        const hover = page
          .locator(".hover-language-status, .monaco-hover", { hasText: "server is running" })
          .first();
        await hover.waitFor();
        const text = await hover.innerText();
        assert.match(text, /Restart Server/);
        assert.match(text, /Show Log/);
        await context.screenshot("language-status");
        await page.keyboard.press("Escape");
      },
    },
  ],
};
