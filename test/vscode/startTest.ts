import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { artifacts, root } from "./harness/project.js";
import { errorText, type TestResult } from "./harness/testResult.js";

/** The name of an environment variable that all processes of one start inherit. */
const mark = "PATCH_MAIL_START_TEST";

interface Start {
  readonly child: ChildProcess;
  /** Waits until the output matches, and returns the match. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** What Ctrl-C in a terminal does: the signal goes to the whole process group. Resolves when npm has ended. */
  readonly interrupt: () => Promise<void>;
  /** Ends what may be left, after a failure. */
  readonly clear: () => void;
  /** The command lines of the processes of this start that live. */
  readonly survivors: () => string[];
}

/** Runs `npm start` with `folders` as PATH, in a process group of its own. */
function npmStart(folders: readonly string[]): Start {
  const id = randomBytes(8).toString("hex");
  const child = spawn("npm", ["start"], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: folders.join(path.delimiter), [mark]: id },
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const exit = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  const group = child.pid;
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (group !== undefined) process.kill(-group, name);
    } catch {
      // The group is gone.
    }
  };
  return {
    child,
    async printed(pattern) {
      for (const deadline = Date.now() + 120_000; ; ) {
        const match = pattern.exec(output);
        if (match) return match;
        if (child.exitCode !== null) throw new Error(`npm start ended (${child.exitCode}):\n${output}`);
        if (Date.now() > deadline) throw new Error(`npm start never printed ${pattern}:\n${output}`);
        await delay(50);
      }
    },
    interrupt: () => {
      signal("SIGINT");
      return exit;
    },
    clear: () => signal("SIGTERM"),
    survivors: () =>
      fs.readdirSync("/proc").flatMap((pid) => {
        try {
          const environment = fs.readFileSync(`/proc/${pid}/environ`, "latin1");
          if (!environment.includes(`${mark}=${id}`)) return [];
          return [fs.readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ")];
        } catch {
          // No process, one of another user, or one that ended just now.
          return [];
        }
      }),
  };
}

/** Asserts that nothing of the start lives; what is ending gets a moment for it. */
async function expectNothingLeft(start: Start): Promise<void> {
  for (const deadline = Date.now() + 5000; start.survivors().length > 0; ) {
    if (Date.now() > deadline) throw new Error(`Still running: ${start.survivors().join("\n")}`);
    await delay(50);
  }
}

function pathWithoutCode(): string[] {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.filter((folder) => !fs.existsSync(path.join(folder, "code")));
}

async function embedded(browser: Browser): Promise<void> {
  const start = npmStart(pathWithoutCode());
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    const url = (await start.printed(/http:\/\/127\.0\.0\.1:\d+\/\?tkn=\S+/))[0];
    const refused = await page.request.get(url.replace(/tkn=\w+&/, ""));
    if (refused.status() !== 403) throw new Error(`Without the token the page answers ${refused.status()}.`);
    await page.goto(url);
    await page
      .locator('.tabs-container .tab.active[data-resource-name="review.mbox"]')
      .waitFor({ timeout: 60_000 });
    await page.locator(".part.editor .monaco-editor .view-line").first().waitFor({ timeout: 60_000 });
    await page
      .locator('[id="status.editor.mode"]')
      .filter({ hasText: "Patch Mail" })
      .waitFor({ timeout: 30_000 });
    await page.close();
    await start.interrupt();
    await expectNothingLeft(start);
  } catch (error) {
    if (!page.isClosed()) await page.screenshot({ path: path.join(artifacts, "failed-npm-start.png") });
    throw error;
  } finally {
    if (!page.isClosed()) await page.close();
    start.clear();
  }
}

async function withCode(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-code-"));
  const log = path.join(folder, "log");
  // Writes down how it is called; with --wait it stays, as the command does while its window is open.
  fs.writeFileSync(
    path.join(folder, "code"),
    `#!/bin/sh\necho "$@" >>'${log}'\ncase "$*" in *--wait*) exec sleep 600;; esac\n`,
    { mode: 0o755 },
  );
  const start = npmStart([folder, ...pathWithoutCode()]);
  try {
    await start.printed(/profile of its own/);
    for (const deadline = Date.now() + 10_000; !fs.readFileSync(log, "utf8").includes("--wait"); ) {
      if (Date.now() > deadline) throw new Error("`code` was not asked for a window.");
      await delay(50);
    }
    for (const line of fs.readFileSync(log, "utf8").trim().split("\n")) {
      if (!/--user-data-dir \S+/.test(line)) throw new Error(`Without an own profile: code ${line}`);
      if (!/--extensions-dir \S+/.test(line)) throw new Error(`Without own extensions: code ${line}`);
    }
    if (!/--wait \S+samples \S+review\.mbox/.test(fs.readFileSync(log, "utf8"))) {
      throw new Error(`The sample was not opened:\n${fs.readFileSync(log, "utf8")}`);
    }
    await start.interrupt();
    await expectNothingLeft(start);
  } finally {
    start.clear();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function test(name: string, run: () => Promise<void>): Promise<TestResult> {
  if (process.platform !== "linux") return { name, state: "skipped", message: "It looks into /proc." };
  const start = Date.now();
  try {
    await run();
    return { name, state: "passed", durationMs: Date.now() - start };
  } catch (error) {
    return { name, state: "failed", message: errorText(error), durationMs: Date.now() - start };
  }
}

/** Tries `npm start` as a user meets it. */
export async function testStart(browser: Browser): Promise<TestResult[]> {
  return [
    await test("npm start without `code`: token, sample, Ctrl-C leaves no process", () => embedded(browser)),
    await test("npm start with `code`: own profile, sample, Ctrl-C leaves no process", withCode),
  ];
}
