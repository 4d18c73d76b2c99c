import { readFileSync } from "node:fs";
import path from "node:path";
import type { UiFile } from "../harness/ui.js";
import { jumps, locate } from "../jumps.js";

export const ui: UiFile = {
  open: ["review.mbox"],
  tests: [
    ...jumps.map((jump) => ({
      name: `${jump.key}: ${jump.title}`,
      async run({
        page,
        folder,
        goTo,
        waitForCursor,
        waitForLanguage,
      }: Parameters<UiFile["tests"][number]["run"]>[0]) {
        // Keys are bound for the language: a window that is still starting does not know it.
        await waitForLanguage("Patch Mail");
        const text = readFileSync(path.join(folder, "review.mbox"), "utf8");
        const from = locate(text, jump.from);
        const to = locate(text, jump.to);
        await goTo(from.line + 1, from.column + 1);
        await page.keyboard.press(jump.key);
        await waitForCursor(to.line + 1, to.column + 1);
        // Go Back returns, also from a jump of a few lines.
        await page.keyboard.press("Control+Alt+Minus");
        await waitForCursor(from.line + 1, from.column + 1);
      },
    })),
    {
      name: "a jump past the last place says so and stays",
      async run({ page, folder, goTo, waitForCursor }) {
        const lines = readFileSync(path.join(folder, "review.mbox"), "utf8").split("\n");
        await goTo(lines.length - 1);
        await page.keyboard.press("Shift+Alt+PageDown");
        await page.locator(".part.statusbar", { hasText: "This is the last message." }).waitFor();
        await page
          .locator(".monaco-editor-overlaymessage", { hasText: "This is the last message." })
          .waitFor();
        await waitForCursor(lines.length - 1);
        await page.locator(".notification-toast").waitFor({ state: "detached" });
      },
    },
  ],
};
