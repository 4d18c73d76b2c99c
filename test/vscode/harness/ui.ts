import type { Browser } from "playwright-core";
import type { Workbench } from "./page.js";
import type { ServerOptions } from "./server.js";

/** What a UI test gets. */
export interface UiContext extends Workbench {
  readonly browser: Browser;
  /** The folder that is open: samples, test/vscode/workspace and a git repository; see harness/workspace.ts. */
  readonly folder: string;
}

/** One UI test. */
export interface UiTest {
  readonly name: string;
  run(context: UiContext): Promise<void>;
}

/**
 * What a file test/vscode/ui/*.ui.ts exports as `ui`: one window, and tests that use it one after the other.
 * When a test fails, a screenshot is kept and the rest still runs, with the window as it stands.
 */
export interface UiFile {
  /** Files of the workspace folder that are open at the start, the last one in front. */
  readonly open?: readonly string[];
  /** How VS Code's server is started; the packaged extension is always installed. */
  readonly server?: ServerOptions;
  /** Prepares the folder before VS Code opens it. */
  prepare?(folder: string): void | Promise<void>;
  readonly tests: readonly UiTest[];
}
