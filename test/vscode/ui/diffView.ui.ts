import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { UiContext, UiFile } from "../harness/ui.js";

/** The line (from 1) of the first line of the sample that begins with `start`. */
function lineOf({ folder }: UiContext, start: string): number {
  const lines = readFileSync(path.join(folder, "review.mbox"), "utf8").split("\n");
  const index = lines.findIndex((line) => line.startsWith(start));
  assert.notEqual(index, -1, `review.mbox has a line that begins with ${start}`);
  return index + 1;
}

/** How many stretches of text that can be seen have a background of their own: an overlay for each. */
async function markCount({ editor }: UiContext): Promise<number> {
  return editor.locator(".view-overlays .cdr[class*=ced-]").count();
}

export const ui: UiFile = {
  open: ["review.mbox"],
  tests: [
    {
      name: "a hunk has its lenses, and the comments on it are shown in a peek",
      async run(context) {
        const { page, editor, goTo, waitForLanguage, screenshot, command } = context;
        await waitForLanguage("Patch Mail");
        await goTo(lineOf(context, "@@ -33,7 +33,8 @@"));
        const lens = editor.locator(".codelens-decoration");
        await lens.filter({ hasText: "Open side by side" }).first().waitFor();
        const comments = lens.locator("a", { hasText: /^\d+ comments?$/ }).first();
        await comments.waitFor();
        await screenshot("code-lenses");
        const peek = page.locator(".reference-zone-widget .preview .view-line").first();
        // A click on lenses that are drawn anew in that moment reaches none of them: the command does the same.
        await comments.click();
        await peek
          .waitFor({ timeout: 5000 })
          .catch(() => command("Patch Mail: Show Comments on Hunk or File"));
        await peek.waitFor();
        await page.keyboard.press("Escape");
        await page.locator(".reference-zone-widget").waitFor({ state: "detached" });
      },
    },
    {
      name: "changed words are marked until they are switched off",
      async run(context) {
        const { goTo, command, line, screenshot, editor } = context;
        await goTo(lineOf(context, "@@ -47,7 +47,7 @@"));
        await line("raw & BIT(0)").first().waitFor();
        const marks = editor.locator(".view-overlays .cdr[class*=ced-]");
        await marks.first().waitFor();
        assert.ok((await markCount(context)) >= 3, "a removed word, and two added ones");
        await screenshot("changed-words");
        await command("Patch Mail: Toggle Marks of Changed Words");
        await marks.first().waitFor({ state: "detached" });
        await command("Patch Mail: Toggle Marks of Changed Words");
        await marks.first().waitFor();
      },
    },
  ],
};
