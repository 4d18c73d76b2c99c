// Tests the packaged extension in real VS Codes.
// usage: run [--version 4.100.3] [--ui part-of-file-name | --in-host pattern-of-test-names | --start]
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { bundleSuite, testFiles } from "./harness/bundleSuite.js";
import { getVSCode, type VSCodeInstall } from "./harness/getVSCode.js";
import { resultsFile, runInHost } from "./harness/inHost.js";
import { chromiumAdvice, findChromium, launchBrowser, openPage } from "./harness/page.js";
import { root, type VSCodeVersion, vscodeVersions, vsixFile } from "./harness/project.js";
import { printResult, writeResults } from "./harness/results.js";
import { startServer } from "./harness/server.js";
import { errorText, resultsVariable, type TestResult } from "./harness/testResult.js";
import type { UiFile } from "./harness/ui.js";
import { makeWorkspace } from "./harness/workspace.js";
import { testStart } from "./startTest.js";

const { values: options } = parseArgs({
  options: {
    version: { type: "string" },
    ui: { type: "string" },
    "in-host": { type: "string" },
    start: { type: "boolean" },
  },
});

/** Runs the in-host suite on one VS Code. */
async function testInHost(install: VSCodeInstall, browser: Browser): Promise<TestResult[]> {
  const { suite, development } = await bundleSuite();
  const workspace = makeWorkspace();
  const results = resultsFile();
  const grep = options["in-host"];
  const server = await startServer(install, {
    vsix: [vsixFile],
    env: { [resultsVariable]: results, ...(grep ? { PATCH_MAIL_TEST_GREP: grep } : {}) },
  });
  try {
    const outcome = await runInHost(browser, server, {
      results,
      development,
      suite,
      folder: workspace.folder,
      timeoutMs: 240_000,
    });
    for (const result of outcome) printResult(result);
    return outcome;
  } finally {
    await server.stop();
    workspace.remove();
  }
}

/** The UI file, bundled and loaded afresh for each VS Code: what it keeps must not go from one to the other. */
async function loadUi(file: string, version: VSCodeVersion): Promise<UiFile> {
  const outfile = path.join(root, ".build/run", `${path.basename(file, ".ts")}-${version}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const module = (await import(pathToFileURL(outfile).href)) as { readonly ui: UiFile };
  return module.ui;
}

/** Runs the tests of one UI file in one window. */
async function testUi(file: string, install: VSCodeInstall, browser: Browser): Promise<TestResult[]> {
  const ui = await loadUi(file, install.version);
  const workspace = makeWorkspace();
  await ui.prepare?.(workspace.folder);
  const server = await startServer(install, { ...ui.server, vsix: [vsixFile, ...(ui.server?.vsix ?? [])] });
  const results: TestResult[] = [];
  const open = (ui.open ?? []).map((name) => path.join(workspace.folder, name));
  try {
    const workbench = await openPage(browser, server, server.url(workspace.folder, open), {
      editor: open.length > 0,
    });
    for (const test of ui.tests) {
      const name = `${path.basename(file, ".ui.ts")}: ${test.name}`;
      const start = Date.now();
      let result: TestResult;
      try {
        await test.run({ ...workbench, browser, folder: workspace.folder });
        result = { name, state: "passed", durationMs: Date.now() - start };
      } catch (error) {
        const shot = await workbench.screenshot(`failed-${name.replace(/[^a-z0-9]+/gi, "-")}`);
        const message = `${errorText(error)}\nscreenshot: ${path.relative(root, shot)}`;
        result = { name, state: "failed", message, durationMs: Date.now() - start };
      }
      printResult(result);
      results.push(result);
    }
    await workbench.page.close();
  } finally {
    await server.stop();
    workspace.remove();
  }
  return results;
}

/** Runs `work`; that it throws is a result, too. */
async function guarded(name: string, work: () => Promise<TestResult[]>): Promise<TestResult[]> {
  try {
    return await work();
  } catch (error) {
    const failed: TestResult = { name, state: "failed", message: errorText(error) };
    printResult(failed);
    return [failed];
  }
}

async function main(): Promise<void> {
  const all: TestResult[] = [];
  /** Files of UI tests that were run a second time. */
  let again = 0;
  if (findChromium() === undefined) {
    console.error(chromiumAdvice);
    all.push({ name: "real VS Code", state: "failed", message: chromiumAdvice });
  } else {
    const browser = await launchBrowser();
    try {
      for (const version of vscodeVersions) {
        if (options.start || (options.version !== undefined && options.version !== version)) continue;
        const add = (results: readonly TestResult[]) => {
          for (const result of results) all.push({ ...result, name: `[${version}] ${result.name}` });
        };
        const install = await getVSCode(version);
        if (options.ui === undefined) {
          console.log(`VS Code ${version}, inside the extension host`);
          add(await guarded("in-host suite", () => testInHost(install, browser)));
        }
        if (options["in-host"] === undefined) {
          for (const file of testFiles("test/vscode/ui", ".ui.ts")) {
            if (options.ui !== undefined && !file.includes(options.ui)) continue;
            console.log(`VS Code ${version}, ${file}`);
            const results = await guarded(path.basename(file), () => testUi(file, install, browser));
            if (results.every(({ state }) => state !== "failed")) {
              add(results);
              continue;
            }
            // A page on a busy machine misses a key or a click now and then; what is wrong fails twice.
            again++;
            console.log(`VS Code ${version}, ${file}, once more in a new window; only this run counts`);
            add(await guarded(path.basename(file), () => testUi(file, install, browser)));
          }
        }
      }
      if (options.ui === undefined && options["in-host"] === undefined) {
        console.log("npm start");
        for (const result of await testStart(browser)) {
          printResult(result);
          all.push(result);
        }
      }
    } finally {
      await browser.close();
    }
  }
  writeResults("vscode", all);
  const count = (state: TestResult["state"]) => all.filter((result) => result.state === state).length;
  console.log(
    `real VS Code: ${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped` +
      (again > 0 ? ` (${again} files of UI tests only at the second run)` : ""),
  );
  if (count("failed") > 0) process.exitCode = 1;
}

// By `exit` the servers that still run are ended, too.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
await main();
