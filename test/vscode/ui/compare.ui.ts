import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rerolls } from "../harness/rerolls.js";
import type { UiContext, UiFile } from "../harness/ui.js";

const tab = ({ page }: UiContext, name: string) => page.locator(".tab", { hasText: name });

const activeTab = ({ page }: UiContext, name: string) => page.locator(".tab.active", { hasText: name });

export const ui: UiFile = {
  open: ["kiln-v2.mbox"],
  prepare(folder) {
    const { v1, v2 } = rerolls();
    writeFileSync(path.join(folder, "kiln-v1.mbox"), v1);
    writeFileSync(path.join(folder, "kiln-v2.mbox"), v2);
    // What stable sends: the commit of the repository, said to be upstream, in a place of its own.
    const hash = execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim();
    const mail = readFileSync(path.join(folder, "with-hashes.eml"), "utf8");
    const backport = mail
      .replace("[PATCH]", "[PATCH 6.1]")
      .replace("20260105-frost-1", "backport-1")
      .replace("\n\n", `\n\ncommit ${hash} upstream.\n\n`)
      .replace("-(-raw / 8)", "-((-raw) / 8)");
    writeFileSync(path.join(folder, "backport.eml"), backport);
  },
  tests: [
    {
      name: "the two newest versions are compared in a text that is coloured and folded as mail is",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        // Both files have been read.
        await context.page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
        await context.page
          .locator(".part.sidebar .monaco-list-row", { hasText: "v1 of 2" })
          .first()
          .waitFor();
        await context.page.locator('.activitybar .action-label[aria-label^="Explorer"]').click();
        await context.line("[PATCH v2 0/4] kiln").first().click();
        await context.command("Patch Mail: Compare Versions");
        await activeTab(context, "v1 → v2 kiln Bake evenly").waitFor();
        await context.waitForLanguage("Patch Mail");
        await context.line("v1, 2026-04-06, 4 patches,").waitFor();
        await context
          .line("1 unchanged, 2 changed (1 only in the commit message), 1 dropped, 1 new.")
          .waitFor();
        await context.line("Only trailers added: Reviewed-by: Bo Lindqvist").waitFor();
        await context.line("< -: ------------ kiln: Drop the debug output").waitFor();
        await context.line("kiln: Cool down, too").waitFor();
        await context.screenshot("compare-versions");
      },
    },
    {
      name: "the pair at the cursor opens in the diff editor",
      async run(context) {
        const { page } = context;
        const lines = await context.lines();
        assert.ok(
          lines.some((text) => /^3: .* ! 3:/.test(text)),
          lines.join("\n"),
        );
        await context.line("kiln: Warm up slowly").click();
        await context.command("Patch Mail: Show Compared Patches Side by Side");
        await activeTab(context, "kiln: Warm up slowly (3 ↔ 3)").waitFor();
        await page
          .locator(".monaco-diff-editor .modified-in-monaco-diff-editor .view-line", {
            hasText: "KILN_VERY_SLOWLY",
          })
          .first()
          .waitFor();
        await page
          .locator(".monaco-diff-editor .original-in-monaco-diff-editor .view-line", {
            hasText: "KILN_SLOWLY",
          })
          .first()
          .waitFor();
        await context.screenshot("compare-pair");
        await tab(context, "v1 → v2 kiln Bake").click();
      },
    },
    {
      name: "all changed patches open in one editor",
      async run(context) {
        await activeTab(context, "v1 → v2 kiln Bake").waitFor();
        await context.command("Patch Mail: Show All Changed Patches Side by Side");
        await context.page.locator(".multiDiffEditor", { hasText: "Warm up slowly" }).first().waitFor();
        await context.screenshot("compare-all");
        await tab(context, "v1 → v2 kiln Bake").click();
      },
    },
    {
      name: "after a reload of the window, the comparison is there again",
      async run(context) {
        const { page } = context;
        const address = new URL(page.url());
        address.searchParams.delete("payload");
        await page.evaluate((to) => history.replaceState(null, "", to), address.href);
        // As long as a user takes; the tabs are written meanwhile.
        await page.waitForTimeout(1000);
        await context.command("Developer: Reload Window");
        await page.waitForEvent("load");
        await activeTab(context, "v1 → v2 kiln Bake").waitFor({ timeout: 60_000 });
        await context.line("Only trailers added: Reviewed-by: Bo Lindqvist").waitFor({ timeout: 60_000 });
      },
    },
    {
      name: "two versions are picked by keyboard",
      async run(context) {
        const { page } = context;
        await context.openFile("kiln-v1.mbox");
        await context.command("Patch Mail: Choose Versions to Compare");
        const choice = page.locator(".quick-input-list .monaco-list-row");
        await choice.filter({ hasText: "v2" }).first().waitFor();
        await page.keyboard.press("Enter");
        await activeTab(context, "v1 → v2 kiln Bake").waitFor();
      },
    },
    {
      name: "what was selected is the old side of what it is compared with",
      async run(context) {
        await context.openFile("kiln-v2.mbox");
        await context.command("Patch Mail: Select for Comparison");
        await context.page.locator(".statusbar", { hasText: "Selected for comparison: v2" }).waitFor();
        await context.openFile("kiln-v1.mbox");
        await context.command("Patch Mail: Compare with…");
        await activeTab(context, "v2 → v1").waitFor();
        await context.line("1 unchanged, 2 changed").waitFor();
      },
    },
    {
      name: "a backport is compared with its upstream commit",
      async run(context) {
        await context.openFile("backport.eml");
        await context.waitForLanguage("Patch Mail");
        await context.command("Patch Mail: Compare with Upstream Commit");
        await activeTab(context, "→ backport").waitFor();
        await context.line("-((-raw) / 8)").first().waitFor();
        await context.screenshot("compare-upstream");
      },
    },
  ],
};
