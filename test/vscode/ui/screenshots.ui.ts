import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { testSettings } from "../harness/server.js";
import type { UiContext, UiFile } from "../harness/ui.js";

/** The line (from 1) of the `nth` line of review.mbox that begins with `start`. */
function lineOf(context: UiContext, start: string, nth = 1): number {
  let count = 0;
  const lines = readFileSync(path.join(context.folder, "review.mbox"), "utf8").split("\n");
  return lines.findIndex((line) => line.startsWith(start) && ++count === nth) + 1;
}

/** Waits until nothing fades in any more: a hover, the quick input. */
async function settled({ page }: UiContext): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running"));
}

/** Writes the theme into the user's settings and opens the window anew, since VS Code reads them only then. */
async function setTheme({ page, server }: UiContext, theme: string, workbenchClass: string): Promise<void> {
  const settings = JSON.stringify({ ...testSettings, "workbench.colorTheme": theme });
  writeFileSync(path.join(server.profile, "data/User/settings.json"), settings);
  await page.reload();
  await page.locator(`.monaco-workbench.${workbenchClass}`).waitFor();
  await page.locator(".part.editor .view-line").first().waitFor();
  const tree = page.locator(".part.sidebar .customview-tree");
  await tree.locator(".monaco-list-row", { hasText: "(frost) Fixes" }).first().waitFor();
}

/** Makes the side bar wider, so that the rows of Threads can be read. */
async function widenSideBar({ page }: UiContext): Promise<void> {
  const box = await page.locator(".part.sidebar").boundingBox();
  if (box === null) throw new Error("the side bar is not there");
  const edge = box.x + box.width;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(edge + 60, 400, { steps: 4 });
  await page.mouse.move(edge + 130, 400, { steps: 4 });
  await page.mouse.up();
}

/** The same pictures in a dark and in a light theme. */
function pictures(suffix: string): UiFile["tests"] {
  return [
    {
      name: `a reply beside its thread (${suffix})`,
      async run(context) {
        const { page } = context;
        await context.goTo(lineOf(context, "> > Cc: stable@example.org"));
        await page
          .locator(".part.sidebar .customview-tree .monaco-list-row.selected", { hasText: "Anna Berg" })
          .waitFor();
        await settled(context);
        await context.screenshot(`reply-${suffix}`);
      },
    },
    {
      name: `a patch with a hover (${suffix})`,
      async run(context) {
        await context.openFile("with-hashes.eml");
        await context.goTo(7, "Since commit 12".length);
        await context.hover(/Fixed by/);
        await settled(context);
        await context.screenshot(`hover-${suffix}`);
        await context.page.keyboard.press("Escape");
        await context.page.locator('.tabs-container .tab[data-resource-name="review.mbox"]').click();
      },
    },
  ];
}

export const ui: UiFile = {
  open: ["review.mbox"],
  tests: [
    {
      name: "Threads is open, the first thread unfolded",
      async run(context) {
        const { page } = context;
        await context.waitForLanguage("Patch Mail");
        await page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').click();
        const tree = page.locator(".part.sidebar .customview-tree");
        await tree.locator(".monaco-list-row", { hasText: "(frost) Fixes" }).first().waitFor();
        await widenSideBar(context);
        await context.goTo(lineOf(context, "Please no structure for one number"));
        await tree.locator(".monaco-list-row.selected").waitFor();
      },
    },
    ...pictures("dark"),
    { name: "the light theme", run: (context) => setTheme(context, "Default Light Modern", "vs") },
    ...pictures("light"),
  ],
};
