import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { format } from "node:util";
import type { Browser } from "playwright-core";
import { artifacts } from "./project.js";
import type { VSCodeServer } from "./server.js";
import { errorText, type TestResult } from "./testResult.js";

/** Lines of VS Code itself that say nothing about the tests. */
const noise =
  /^(Resolv|Creating a socket|Updating additional|\[Service Worker|Overwriting extension|\[AccountPolicyGate|\[AgentHost|ChatSessionStore|\[reconnection|\[resolver|\[LifecycleMain)|open-vsx/;

/** What the suite wrote, if it came so far. */
function readResults(file: string): TestResult[] {
  if (!fs.existsSync(file)) return [];
  return JSON.parse(fs.readFileSync(file, "utf8")) as TestResult[];
}

/** A place for the results of one run; to be given to the server's environment as `resultsVariable`. */
export function resultsFile(): string {
  return path.join(fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-results-")), "results.json");
}

/**
 * Runs a mocha bundle inside the extension host of a page on `server`, with the real `vscode` API.
 *
 * @param results the file named by `resultsVariable` in the server's environment
 * @param development an extension folder under development; nearly empty, since the packaged extension is tested
 * @param suite the bundle, whose `run()` VS Code calls
 */
export async function runInHost(
  browser: Browser,
  server: VSCodeServer,
  run: {
    readonly results: string;
    readonly development: string;
    readonly suite: string;
    readonly folder: string;
    readonly timeoutMs: number;
  },
): Promise<TestResult[]> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  let deadline: NodeJS.Timeout | undefined;
  try {
    // The workbench calls these two when it stands under test: at the end, and for everything that is logged.
    const exit = new Promise<number>((resolve) => {
      void page.exposeFunction("codeAutomationExit", (code: number) => resolve(code));
    });
    await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
      const text = format(...args);
      if (process.env["V"] !== undefined || !noise.test(text)) {
        console.log(`  | ${type === "info" || type === "log" ? "" : `${type}: `}${text}`);
      }
    });
    await page.goto(
      server.urlWithPayload(run.folder, [
        ["extensionDevelopmentPath", server.uri(run.development)],
        ["extensionTestsPath", server.uri(run.suite)],
      ]),
    );
    const late = new Promise<never>((_, reject) => {
      deadline = setTimeout(
        () => reject(new Error(`The tests in the extension host did not end in ${run.timeoutMs / 1000} s.`)),
        run.timeoutMs,
      );
    });
    let problem: string | undefined;
    try {
      const code = await Promise.race([exit, late]);
      if (code !== 0) problem = `VS Code's exit code was ${code}.`;
    } catch (error) {
      problem = errorText(error);
      await page.screenshot({ path: path.join(artifacts, server.install.version, "failed-in-host.png") });
    }
    const results = readResults(run.results);
    if (results.length === 0) problem ??= "No test ran.";
    // A failed test explains the exit code; anything else has to be told.
    const isExplained =
      results.some((result) => result.state === "failed") && /exit code/.test(problem ?? "");
    if (problem === undefined || isExplained) return results;
    return [...results, { name: "in-host suite", state: "failed", message: problem }];
  } finally {
    clearTimeout(deadline);
    await page.close();
    fs.rmSync(path.dirname(run.results), { recursive: true, force: true });
  }
}
