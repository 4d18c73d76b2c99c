import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { artifacts } from "./project.js";
import type { VSCodeServer } from "./server.js";

const chromiumPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** What to do when there is no Chromium. */
export const chromiumAdvice =
  "Chromium is missing; the tests in a real VS Code need it. On Debian or Ubuntu run\n" +
  "    sudo apt-get install -y chromium\n" +
  "(elsewhere: install Chromium or Chrome, and set CHROMIUM to its program), then `npm test` again.";

/** The program of an installed Chromium or Chrome; the environment variable CHROMIUM comes first. */
export function findChromium(): string | undefined {
  const wanted = process.env["CHROMIUM"];
  if (wanted !== undefined && wanted !== "") return existsSync(wanted) ? wanted : undefined;
  return chromiumPlaces.find((place) => existsSync(place));
}

/** Starts the installed Chromium without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(chromiumAdvice);
  // Chromium's sandbox refuses root, as in containers; the pages are our own.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

/** A workbench in a page, with the actions that tests need. Every wait is for something on the screen. */
export interface Workbench {
  readonly page: Page;
  readonly server: VSCodeServer;
  /** The focused editor group's editor. */
  readonly editor: Locator;
  /** A line of the editor that is on screen and holds `text`. */
  line(text: string | RegExp): Locator;
  /** The lines on screen, top to bottom, with plain spaces. */
  lines(): Promise<string[]>;
  /** Runs a command by its title through the command palette. */
  command(title: string): Promise<void>;
  /** Opens a file of the workspace through Quick Open and waits for its tab. */
  openFile(name: string): Promise<void>;
  /** Puts the cursor into `line1`, `column1` (both from 1), through "Go to Line". */
  goTo(line1: number, column1?: number): Promise<void>;
  /** Waits until the status bar tells this position of the cursor: line, and column if given, both from 1. */
  waitForCursor(line1: number, column1?: number): Promise<void>;
  /** Waits until the status bar names this language, e.g. `Patch Mail`. */
  waitForLanguage(name: string): Promise<void>;
  /**
   * Waits until the status bar's problem counts hold `pattern` (its text for screen readers, e.g. "Errors: 1,
   * Warnings: 2"): the language server has then answered.
   */
  waitForProblems(pattern: RegExp): Promise<void>;
  /** The text of the hover at the cursor; waits for one that matches `pattern`. */
  hover(pattern: RegExp): Promise<string>;
  /** Keeps a screenshot as `test-artifacts/<VS Code version>/<name>.png`. */
  screenshot(name: string): Promise<string>;
}

function statusText(page: Page, id: string): Locator {
  return page.locator(`[id="${id}"]`);
}

/** Opens the server's page at `url` and waits for the workbench; with `editor`, for text in an editor, too. */
export async function openPage(
  browser: Browser,
  server: VSCodeServer,
  url: string,
  options: { readonly editor?: boolean; readonly width?: number; readonly height?: number } = {},
): Promise<Workbench> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
  });
  page.setDefaultTimeout(30_000);
  if (process.env["V"] !== undefined) {
    page.on("console", (message) =>
      console.log(`   page ${message.type()}: ${message.text().slice(0, 300)}`),
    );
  }
  await page.goto(url);
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
  const editor = page
    .locator(".part.editor .editor-group-container.active .editor-instance .monaco-editor")
    .first();
  if (options.editor === true) await editor.locator(".view-line").first().waitFor({ timeout: 60_000 });

  const input = page.locator(".quick-input-widget .quick-input-box input");
  const rows = page.locator(".quick-input-list .monaco-list-row");
  const closed = () => page.locator(".quick-input-widget").waitFor({ state: "hidden" });

  const workbench: Workbench = {
    page,
    server,
    editor,
    line: (text) => editor.locator(".view-line", { hasText: text }).first(),
    lines: () =>
      editor.locator(".view-line").evaluateAll((elements) =>
        elements
          .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? "" }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text.replaceAll("\u00a0", " ")),
      ),
    async command(title) {
      for (let attempt = 1; ; attempt++) {
        await page.keyboard.press("F1");
        try {
          await input.waitFor({ timeout: 10_000 });
          await input.fill(`>${title}`, { timeout: 10_000 });
          await rows.filter({ hasText: title }).first().waitFor({ timeout: 10_000 });
          break;
        } catch (error) {
          // An editor that opens in this moment takes the focus, and the palette closes.
          if (attempt === 3) throw error;
          await page.keyboard.press("Escape");
        }
      }
      await page.keyboard.press("Enter");
      // A command may ask for more in the same box; then the caller goes on there.
      await page.waitForFunction((typed) => {
        const widget = document.querySelector<HTMLElement>(".quick-input-widget");
        const box = widget?.querySelector<HTMLInputElement>(".quick-input-box input");
        return widget === null || widget.style.display === "none" || box?.value !== typed;
      }, `>${title}`);
    },
    async openFile(name) {
      const tab = page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`);
      for (let attempt = 1; ; attempt++) {
        await page.keyboard.press("Control+p");
        try {
          // A window that is just opening may not hear the key.
          await input.waitFor({ timeout: 10_000 });
          await input.fill(name);
          await rows.and(page.locator(".focused")).filter({ hasText: name }).waitFor({ timeout: 10_000 });
          await page.keyboard.press("Enter");
          await closed();
          await tab.waitFor({ timeout: 5000 });
          break;
        } catch (error) {
          // Enter that comes while Quick Open replaces its recent files by what was found closes it and opens nothing.
          if (attempt === 3) throw error;
          await page.keyboard.press("Escape");
        }
      }
      await editor.locator(".view-line").first().waitFor();
    },
    async goTo(line1, column1 = 1) {
      await page.keyboard.press("Control+g");
      await input.waitFor();
      await input.fill(`:${line1}:${column1}`);
      await page.keyboard.press("Enter");
      await closed();
      await workbench.waitForCursor(line1, column1);
    },
    async waitForCursor(line1, column1) {
      const expected = column1 === undefined ? `Ln ${line1}, ` : `Ln ${line1}, Col ${column1}`;
      const pattern = new RegExp(`${expected}${column1 === undefined ? "" : "(?!\\d)"}`);
      await statusText(page, "status.editor.selection").filter({ hasText: pattern }).waitFor();
    },
    async waitForLanguage(name) {
      await statusText(page, "status.editor.mode").filter({ hasText: name }).waitFor();
    },
    async waitForProblems(pattern) {
      await page.waitForFunction(
        ([source, flags]) => {
          const label = document.querySelector('[id="status.problems"]')?.getAttribute("aria-label") ?? "";
          return new RegExp(source ?? "", flags).test(label);
        },
        [pattern.source, pattern.flags],
      );
    },
    async hover(pattern) {
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Control+i");
      const contents = page
        .locator(".monaco-hover:not(.hidden) .hover-contents, .monaco-resizable-hover .hover-contents")
        .filter({ hasText: pattern })
        .first();
      await contents.waitFor();
      return contents.innerText();
    },
    async screenshot(name) {
      const file = path.join(artifacts, server.install.version, `${name}.png`);
      mkdirSync(path.dirname(file), { recursive: true });
      await page.screenshot({ path: file });
      return file;
    },
  };
  return workbench;
}
