import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { committer, gitIn } from "../harness/git.js";
import type { UiContext, UiFile } from "../harness/ui.js";

const file = "series.mbox";
const body = (name: string): string =>
  `#include "frost.h"\n\nint ${name}_read(int raw)\n{\n${Array.from({ length: 24 }, (_, at) => `\traw = step(raw, ${at});\n`).join("")}\treturn raw;\n}\n`;

/** A series of two patches whose blobs the repository keeps, though its branch is not there any more. */
function makeSeries(folder: string): void {
  const git = gitIn(folder, committer);
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, `${name}.c`), text);
  for (const name of ["core", "i2c", "spi"]) write(name, body(name));
  git("add", "core.c", "i2c.c", "spi.c");
  git("commit", "-q", "-m", "frost: Split the driver");
  write("core", body("core").replace("step(raw, 12)", "step(raw, 12) + offset"));
  write("i2c", body("i2c").replace("\treturn raw;", "\treturn clamp(raw);"));
  git("commit", "-q", "-a", "-m", "frost: Add the offset");
  write("spi", body("spi").replace("step(raw, 3);", "step(raw, 3) >> 1;"));
  git("commit", "-q", "-a", "-m", "frost: Halve the third step");
  // Against the alphabet, which is git's order: the views have the mail's.
  writeFileSync(path.join(folder, "order"), "spi.c\ni2c.c\ncore.c\n");
  const mails = git("format-patch", "--stdout", "--thread", "--cover-letter", "-Oorder", "-2");
  writeFileSync(path.join(folder, file), `${mails.replace("*** SUBJECT HERE ***", "frost: Offsets")}\n`);
  git("reset", "-q", "--hard", "HEAD~2");
}

const rows = ({ page }: UiContext, text: string): Locator =>
  page.locator(".part.sidebar .customview-tree .monaco-list-row", { hasText: text });

const activeTab = ({ page }: UiContext, text: string): Locator =>
  page.locator(".tabs-container .tab.active", { hasText: text });

async function fromRow(context: UiContext, row: string, action: string): Promise<void> {
  const { page } = context;
  await rows(context, row).first().click({ button: "right" });
  const item = page.locator(".monaco-menu .action-label", { hasText: action }).first();
  await item.hover();
  // A menu ignores the button until it has stood for a moment.
  await page.waitForTimeout(300);
  await item.click();
  await page.locator(".monaco-menu").first().waitFor({ state: "detached" });
}

function lineOf(context: UiContext, text: string): number {
  const lines = readFileSync(path.join(context.folder, file), "utf8").split("\n");
  const index = lines.findIndex((line) => line.startsWith(text));
  assert.notEqual(index, -1, text);
  return index + 1;
}

/** Waits until the mark stands behind lines on screen: a decoration, whose text is in the style sheet. */
async function waitForMarks({ page }: UiContext, count: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const marked = [...document.querySelectorAll(".view-line span span")].filter((one) =>
      getComputedStyle(one, "::after").content.includes("viewed"),
    );
    return marked.length === wanted;
  }, count);
}

export const ui: UiFile = {
  open: [file],
  prepare: makeSeries,
  tests: [
    {
      name: "a series from its row in Threads: one editor with whole files, in the mail's order",
      async run(context) {
        const { page } = context;
        await context.waitForLanguage("Patch Mail");
        await page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
        await rows(context, "frost: Offsets").first().waitFor();
        // Bodies are read, and rows do not move under the mouse any more.
        await rows(context, "frost: Offsets").filter({ hasText: "new" }).first().waitFor();
        await page.locator('.part.sidebar .monaco-list-row[aria-label*="Reviewed-by"]').first().waitFor();
        await page.waitForTimeout(1000);
        await fromRow(context, "frost: Offsets", "Open Series Side by Side");
        await activeTab(context, "frost: Offsets").waitFor();
        const diffs = page.locator(".multiDiffEntry");
        await diffs.first().waitFor();
        await page.locator(".multiDiffEntry", { hasText: "core.c" }).waitFor();
        await page.locator(".multiDiffEntry", { hasText: "clamp(raw)" }).waitFor();
        await page.waitForTimeout(1000);
        await context.screenshot("side-by-side");
        const names = await diffs.evaluateAll((all) =>
          all
            .map((one) => ({ top: one.getBoundingClientRect().top, text: one.textContent ?? "" }))
            .sort((a, b) => a.top - b.top)
            .flatMap(({ text }) => /(?:core|i2c|spi)\.c/.exec(text) ?? []),
        );
        assert.deepEqual(names.slice(0, 2), ["i2c.c", "core.c"]);
      },
    },
    {
      name: "a patch from its row, and its file from the editor",
      async run(context) {
        const { page } = context;
        await rows(context, "Add the offset").first().click();
        await activeTab(context, file).waitFor();
        await fromRow(context, "Add the offset", "Open Patch Side by Side");
        await activeTab(context, "Add the offset").waitFor();
        await page.locator(".multiDiffEntry", { hasText: "i2c.c" }).waitFor();
        await context.openFile(file);
        await context.goTo(lineOf(context, "+\traw = step(raw, 12) + offset"));
        await context.command("Patch Mail: Open File Side by Side");
        await activeTab(context, "core.c (before ↔ after, blobs of the index line)").waitFor();
        await page.locator(".modified .view-line", { hasText: "step(raw, 12) + offset" }).first().waitFor();
        await page.waitForTimeout(500);
        await context.screenshot("side-by-side-file");
        // The command's sign stands in the title of the diff editor.
        await page.locator('.editor-actions .action-label[aria-label*="Mark File as Viewed"]').click();
        await page.locator('.editor-actions .action-label[aria-label*="Unmark File as Viewed"]').waitFor();
      },
    },
    {
      name: "a viewed file is marked, folded and counted, also after a reload of the window",
      async run(context) {
        const { page } = context;
        await context.openFile(file);
        await context.goTo(lineOf(context, "diff --git a/core.c"));
        await waitForMarks(context, 1);
        const status = page.locator('.statusbar-item[id*="patchMail.viewed"]');
        await status.filter({ hasText: "1/2" }).waitFor();
        assert.equal(await status.locator("a").getAttribute("aria-label"), "1 of 2 files viewed");
        await context.goTo(lineOf(context, "+++ b/i2c.c"));
        await context.command("Patch Mail: Mark File as Viewed");
        await status.filter({ hasText: "2/2" }).waitFor();
        await waitForMarks(context, 2);
        await context.line("+\treturn clamp").waitFor({ state: "detached" });
        await context.screenshot("viewed-files");
        const address = new URL(page.url());
        address.searchParams.delete("payload");
        await page.evaluate((to) => history.replaceState(null, "", to), address.href);
        // As long as a user takes; VS Code writes its state meanwhile.
        await page.waitForTimeout(3000);
        await context.command("Developer: Reload Window");
        await page.waitForEvent("load");
        await activeTab(context, file).waitFor({ timeout: 60_000 });
        await context.waitForLanguage("Patch Mail");
        await context.goTo(lineOf(context, "diff --git a/core.c"));
        await status.filter({ hasText: "2/2" }).waitFor();
        await waitForMarks(context, 2);
      },
    },
    {
      name: "more context in place of three lines, and the commit of a hash",
      async run(context) {
        const { page } = context;
        await context.goTo(lineOf(context, "diff --git a/spi.c"));
        await context.command("Patch Mail: Show More Context");
        await page
          .locator(".quick-input-list .monaco-list-row", { hasText: "Whole Functions" })
          .first()
          .click();
        await activeTab(context, "spi.c (whole function).patch").waitFor();
        await context.line("int spi_read(int raw)").waitFor();
        await context.waitForLanguage("Patch Mail");
        await context.screenshot("more-context");
        await context.openFile("with-hashes.eml");
        await context.goTo(7, "Since commit 12".length);
        await context.command("Patch Mail: Show Commit");
        await context.line("Subject: hwmon: (frost) Add driver").waitFor();
        await context.waitForLanguage("Patch Mail");
        await context.line("+int frost_read(int raw)").waitFor();
        await context.screenshot("commit-document");
      },
    },
  ],
};
