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

/** The texts with a background of their own on the line that holds `text`. */
async function marks({ line }: UiContext, text: string): Promise<string> {
  const found = await line(text)
    .locator("span[class*=ced-]")
    .evaluateAll((spans) => spans.map((span) => span.textContent ?? ""));
  return found.join("").replaceAll("\u00a0", " ");
}

export const ui: UiFile = {
  open: ["review.mbox"],
  tests: [
    {
      name: "a hunk has its lenses, and the comments on it are shown in a peek",
      async run(context) {
        const { page, editor, goTo, waitForLanguage, screenshot } = context;
        await waitForLanguage("Patch Mail");
        await goTo(lineOf(context, "@@ -33,7 +33,8 @@"));
        const lens = editor.locator(".codelens-decoration");
        await lens.filter({ hasText: "Open side by side" }).first().waitFor();
        const comments = lens.locator("a", { hasText: /^\d+ comments?$/ }).first();
        await comments.waitFor();
        await screenshot("code-lenses");
        await comments.click();
        await page.locator(".reference-zone-widget .preview .view-line").first().waitFor();
        await page.keyboard.press("Escape");
        await page.locator(".reference-zone-widget").waitFor({ state: "detached" });
      },
    },
    {
      name: "changed words are marked once they are switched on, and line numbers shown",
      async run(context) {
        const { goTo, command, line, screenshot, page } = context;
        await goTo(lineOf(context, "@@ -47,7 +47,7 @@"));
        await line("raw & BIT(0)").first().waitFor();
        assert.equal(await marks(context, "raw & BIT(0)"), "");
        await command("Patch Mail: Toggle Marks of Changed Words");
        await line("raw & BIT(0)").locator("span[class*=ced-]").first().waitFor();
        assert.match(await marks(context, "raw & BIT(0)"), /0/);
        assert.match(await marks(context, "!!(raw & BIT(channel))"), /!!\(.*channel\)/);
        await screenshot("changed-words");
        await command("Patch Mail: Toggle Marks of Changed Words");
        await page.locator(".view-line span[class*=ced-]").first().waitFor({ state: "detached" });
      },
    },
  ],
};
