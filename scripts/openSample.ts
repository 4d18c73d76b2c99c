import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { getVSCode } from "../test/vscode/harness/getVSCode.js";
import { root, vscodeCache } from "../test/vscode/harness/project.js";
import { quietSettings, startServer } from "../test/vscode/harness/server.js";

const samples = path.join(root, "samples");
const sample = path.join(samples, "review.mbox");

/**
 * The user settings of the window. Workspace Trust stays on, as users have it; VS Code opens the samples without
 * asking, and Restricted Mode is one click away from being left (its banner says so).
 */
const settings = { ...quietSettings, "security.workspace.trust.startupPrompt": "never" };

/**
 * Resolves when the user (or the terminal that closes) ends us. `npm start` puts npm and a shell between: where one of
 * them is ended alone, no signal comes here, but our parent changes.
 */
function interruption(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    const end = (): void => resolve("interrupted");
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) end();
    }, 250).unref();
  });
}

/** The profile of the window that `code` opens, as its arguments. */
function ownProfile(profile: string): string[] {
  const own = ["--user-data-dir", profile, "--extensions-dir", path.join(profile, "extensions")];
  // Electron refuses root without this.
  return process.getuid?.() === 0 ? [...own, "--no-sandbox"] : own;
}

/** Whether there is a `code` command on PATH. */
function hasCode(profile: string): boolean {
  const shell = process.platform === "win32";
  return spawnSync("code", ["--version", ...ownProfile(profile)], { shell, timeout: 20_000 }).status === 0;
}

/** Ends the window that `code` opened: the command itself only starts and waits for it. */
function endWindow(child: ChildProcess, profile: string): void {
  const lock = path.join(profile, "code.lock");
  const main = existsSync(lock) ? Number.parseInt(readFileSync(lock, "utf8"), 10) : Number.NaN;
  for (const pid of [main, child.pid]) {
    if (pid === undefined || !(pid > 1)) continue;
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It is gone already.
    }
  }
}

/** Opens the sample with `code`. Returns undefined where that does not work. */
async function openDesktop(profile: string, vsix: string): Promise<number | undefined> {
  mkdirSync(path.join(profile, "User"), { recursive: true });
  writeFileSync(path.join(profile, "User/settings.json"), JSON.stringify(settings, null, 2));
  const flags = ownProfile(profile);
  const shell = process.platform === "win32";
  const installed = spawnSync("code", [...flags, "--install-extension", vsix, "--force"], {
    stdio: "inherit",
    shell,
  });
  if (installed.status !== 0) return undefined;
  console.log("VS Code opens on samples/review.mbox, with a profile of its own. Ctrl-C closes it.");
  const interrupted = interruption();
  const child = spawn("code", [...flags, "--new-window", "--wait", samples, sample], {
    stdio: "inherit",
    shell,
  });
  const closed = new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (status) => resolve(status ?? 1));
  });
  const ended = await Promise.race([closed, interrupted]);
  if (typeof ended === "number") return ended === 0 ? 0 : undefined;
  endWindow(child, profile);
  await closed;
  return 0;
}

async function openEmbedded(vsix: string): Promise<number> {
  const interrupted = interruption();
  console.log("Taking the embedded VS Code (from npm, cached in .vscode-test/) …");
  const install = await getVSCode("4.139.1");
  const server = await startServer(install, {
    vsix: [vsix],
    settings,
    trust: true,
    token: true,
    smokeTest: false,
    profile: path.join(vscodeCache, "start"),
  });
  console.log(`\nPatch Mail is at\n\n  ${server.url(samples, [sample])}\n\nCtrl-C stops it.`);
  const ended = await Promise.race([interrupted, server.ended]);
  await server.stop();
  if (typeof ended === "string") {
    console.log("\nStopped.");
    return 0;
  }
  console.error(`VS Code's server ended by itself; its log is ${path.relative(root, server.logFile)}`);
  return 1;
}

/**
 * Opens VS Code with the packaged extension on the sample mailbox and stays until it is closed or interrupted.
 * Settings, extensions and state are kept apart from the user's own.
 *
 * @returns the exit code
 */
export async function openSample(vsix: string): Promise<number> {
  const profile = path.join(vscodeCache, "start-desktop");
  mkdirSync(profile, { recursive: true });
  if (hasCode(profile)) {
    const code = await openDesktop(profile, vsix);
    if (code !== undefined) return code;
    console.log("The `code` command could not open a window.");
  } else {
    console.log("There is no `code` command here.");
  }
  return openEmbedded(vsix);
}
