import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { encodedPatch } from "../harness/mail.js";
import type { UiContext, UiFile } from "../harness/ui.js";

const file = "encoded.eml";
const decodedName = "encoded (decoded).eml";

const tab = ({ page }: UiContext, name: string) =>
  page.locator(`.tabs-container .tab[data-resource-name="${name}"]`);
const activeTab = ({ page }: UiContext, name: string) =>
  page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`);

/** The line (from 1) of the raw file that begins with `start`. */
function rawLine(context: UiContext, start: string): number {
  const lines = readFileSync(path.join(context.folder, file), "utf8").split("\n");
  const index = lines.findIndex((line) => line.startsWith(start));
  assert.notEqual(index, -1);
  return index + 1;
}

async function cursorLine({ page }: UiContext): Promise<number> {
  const text = await page.locator('[id="status.editor.selection"]').innerText();
  return Number(/Ln (\d+)/.exec(text)?.[1]);
}

/** Puts the cursor on the line that a click hits. */
async function clickLine(context: UiContext, text: string): Promise<number> {
  const { page } = context;
  await context.line(text).click();
  // The status bar follows the cursor a moment later.
  const number = page.locator(".monaco-editor.focused .line-numbers.active-line-number").first();
  await number.waitFor();
  await page
    .locator('[id="status.editor.selection"]')
    .filter({ hasText: `Ln ${await number.innerText()}, ` })
    .waitFor();
  return cursorLine(context);
}

/** Opens a file as a user does, without a click. */
async function quickOpen({ page }: UiContext, name: string): Promise<void> {
  await page.keyboard.press("Control+p");
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(name);
  await page.locator(".quick-input-list .monaco-list-row.focused").filter({ hasText: name }).waitFor();
  await page.keyboard.press("Enter");
}

/** Alt+J by the keyboard alone: only an editor that has the focus takes it. */
async function jumpsToFirstHunk(context: UiContext): Promise<void> {
  await context.line("From: Jürgen Groß").waitFor();
  await context.page.locator(".monaco-editor.focused").waitFor();
  await context.page.keyboard.press("Alt+j");
  const number = context.page.locator(".monaco-editor.focused .line-numbers.active-line-number").first();
  await number.waitFor();
  const lines = context.page.locator('[id="status.editor.selection"]');
  await lines.filter({ hasText: /Ln (?!1,)/ }).waitFor();
  // The editor may still be scrolling.
  for (let attempt = 1; ; attempt++) {
    const [top = 0] = await context
      .line("@@ -1,4 +1,4 @@")
      .evaluateAll((found) => found.map((one) => one.getBoundingClientRect().top));
    const active = await number.evaluate((one) => one.getBoundingClientRect().top);
    if (Math.abs(top - active) < 5) return;
    assert.ok(attempt < 20, `the cursor is at ${active}, the hunk at ${top}`);
    await context.page.waitForTimeout(100);
  }
}

async function closeAll(context: UiContext): Promise<void> {
  await context.command("View: Close All Editors");
  await context.page.locator(".tabs-container .tab").first().waitFor({ state: "detached" });
  // As long as a user takes: what opens in the same moment counts as Go Back.
  await context.page.waitForTimeout(500);
}

async function tabNames({ page }: UiContext): Promise<string[]> {
  return page
    .locator(".tabs-container .tab")
    .evaluateAll((tabs) => tabs.map((one) => one.getAttribute("data-resource-name") ?? ""));
}

export const ui: UiFile = {
  open: [file],
  prepare(folder) {
    writeFileSync(path.join(folder, file), encodedPatch(), "latin1");
  },
  tests: [
    {
      name: "an encoded mail opens decoded, in the place of its tab",
      async run(context) {
        await activeTab(context, decodedName).waitFor();
        await context
          .line("Viele Grüße, and a line that is too long for a mail that is sent on paper.")
          .waitFor();
        await context.line("From: Jürgen Groß").waitFor();
        await tab(context, file).waitFor({ state: "detached" });
        assert.deepEqual(await tabNames(context), [decodedName]);
        await context.line("Other-Fields: 3").waitFor();
        await context.line("MIME-Version").waitFor({ state: "detached" });
        await context.screenshot("decoded");
      },
    },
    {
      name: "opened by Quick Open, it has the focus: a key moves its cursor at once",
      async run(context) {
        await closeAll(context);
        await quickOpen(context, file);
        await activeTab(context, decodedName).waitFor();
        await tab(context, file).waitFor({ state: "detached" });
        await jumpsToFirstHunk(context);
      },
    },
    {
      name: "clicked in the Explorer, the tree keeps the focus; by Enter in Threads, the editor gets it",
      async run(context) {
        const { page } = context;
        await closeAll(context);
        await page.keyboard.press("Control+Shift+e");
        await page.locator(".explorer-folders-view .monaco-list-row", { hasText: file }).click();
        await activeTab(context, decodedName).waitFor();
        await tab(context, file).waitFor({ state: "detached" });
        await page.locator(".explorer-folders-view .monaco-list:focus").waitFor();
        await closeAll(context);
        await context.command("Patch Mail: Focus on Threads View");
        const rows = page.locator(".part.sidebar .customview-tree .monaco-list-row");
        const row = rows.filter({ hasText: "Grüße" }).first();
        await row.click();
        await activeTab(context, decodedName).waitFor();
        await tab(context, file).waitFor({ state: "detached" });
        await page.locator(".part.sidebar .customview-tree .monaco-list:focus").waitFor();
        await page.keyboard.press("Enter");
        await page.locator(".monaco-editor.focused").waitFor();
        await tab(context, file).waitFor({ state: "detached" });
        await jumpsToFirstHunk(context);
      },
    },
    {
      name: "it is patch mail like any other: colours, hover, jumps",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        const first = await clickLine(context, "@@ -1,4 +1,4 @@");
        assert.match(await context.hover(/frost_read/), /frost\.c/);
        await context.page.keyboard.press("Escape");
        await context.page.keyboard.press("Alt+j");
        await context.waitForCursor(first + 6);
        await context.line("@@ -11,4 +11,4 @@").waitFor();
      },
    },
    {
      name: "raw and decoded: the same place in the other one, and the raw tab stays",
      async run(context) {
        await clickLine(context, "return raw == 9;");
        const place = await cursorLine(context);
        await context.page.keyboard.press("Control+k");
        await context.page.keyboard.press("g");
        await activeTab(context, file).waitFor();
        await context.waitForCursor(rawLine(context, "+=09return raw =3D=3D 9;"));
        await context.screenshot("raw");
        await context.page.keyboard.press("Control+k");
        await context.page.keyboard.press("g");
        await activeTab(context, decodedName).waitFor();
        await context.waitForCursor(place);
        assert.deepEqual((await tabNames(context)).toSorted(), [decodedName, file].toSorted());
      },
    },
    {
      name: "opened anew it is decoded again, and Go Back goes past the raw file",
      async run(context) {
        await context.command("View: Close All Editors");
        await tab(context, file).waitFor({ state: "detached" });
        await context.openFile("reply.eml");
        await quickOpen(context, file);
        await activeTab(context, decodedName).waitFor();
        await tab(context, file).waitFor({ state: "detached" });
        await context.command("Go Back");
        await activeTab(context, "reply.eml").waitFor();
        await tab(context, file).waitFor({ state: "detached" });
        await context.command("Go Forward");
        await activeTab(context, decodedName).waitFor();
        await tab(context, file).waitFor({ state: "detached" });
      },
    },
    {
      name: "after a reload of the window, the tabs are what they were",
      async run(context) {
        // A preview would give its place to the raw file.
        await activeTab(context, decodedName).dblclick();
        await clickLine(context, "return raw == 9;");
        await context.page.keyboard.press("Control+k");
        await context.page.keyboard.press("g");
        await activeTab(context, file).waitFor();
        const before = await tabNames(context);
        assert.ok(before.includes(decodedName) && before.includes(file), before.join());
        // A window whose address names a file opens that, and none of the last window's.
        const address = new URL(context.page.url());
        address.searchParams.delete("payload");
        await context.page.evaluate((to) => history.replaceState(null, "", to), address.href);
        // As long as a user takes; the tabs are written meanwhile.
        await context.page.waitForTimeout(1000);
        // By its own command, the window keeps its tabs before it goes.
        await context.command("Developer: Reload Window");
        await context.page.waitForEvent("load");
        await activeTab(context, file).waitFor({ timeout: 60_000 });
        await context.line("Viele Gr=FC=DFe, and a line").waitFor();
        await context.waitForLanguage("Patch Mail");
        // The server answers: its outline is in the breadcrumbs, with the decoded subject.
        await context.page.locator(".breadcrumbs-control", { hasText: "Grüße" }).waitFor();
        await tab(context, decodedName).click();
        await activeTab(context, decodedName).waitFor();
        await context.line("Viele Grüße").waitFor();
        assert.ok((await tabNames(context)).includes(file));
      },
    },
  ],
};
