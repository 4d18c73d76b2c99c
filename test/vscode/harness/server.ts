import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { VSCodeInstall } from "./getVSCode.js";

const run = promisify(execFile);

/** Nothing of its own on the screen, nothing to the network. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

/** What tests set beside: no motion, no second copy of the text on screen, a fixed theme. */
export const testSettings: Readonly<Record<string, unknown>> = {
  ...quietSettings,
  "workbench.editor.enablePreview": false,
  "workbench.colorTheme": "Default Dark Modern",
  "window.autoDetectColorScheme": false,
  "workbench.reduceMotion": "on",
  "git.enabled": false,
  "editor.hover.delay": 50,
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "editor.accessibilitySupport": "off",
};

export interface ServerOptions {
  /** Extensions to install, .vsix files. */
  readonly vsix?: readonly string[];
  /** User settings, whole; default `testSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** More environment variables; the extension host and the language server inherit them. */
  readonly env?: Readonly<Record<string, string>>;
  /** Workspace Trust as users have it (windows open in Restricted Mode until trusted); default false: switched off. */
  readonly trust?: boolean;
  /** Ask for a connection token, as for users; default false. */
  readonly token?: boolean;
  /**
   * VS Code's driver for automated tests; in-host tests need it. It also confirms dialogs by itself in 1.100, so what
   * concerns dialogs or trust goes without. Default: true, unless `trust` is true.
   */
  readonly smokeTest?: boolean;
  /** Folder of the profile (settings, extensions, logs), kept; default: a temporary one, removed by `stop`. */
  readonly profile?: string;
}

/** A running VS Code server. */
export interface VSCodeServer {
  readonly install: VSCodeInstall;
  readonly port: number;
  readonly profile: string;
  readonly logFile: string;
  /** The URI that the workbench knows a file of this machine by. */
  uri(file: string): string;
  /** The address of a workbench with `folder` open and, in it, `files`. */
  url(folder: string, files?: readonly string[]): string;
  /** The same with VS Code's own page parameters, as pairs of name and value. */
  urlWithPayload(folder: string, payload: readonly (readonly [string, string])[]): string;
  /** Resolves when the server ends by itself, with its exit code. */
  readonly ended: Promise<number | null>;
  /** Ends the server, its extension hosts and their servers. */
  stop(): Promise<void>;
}

function profileArguments(profile: string): string[] {
  return [
    "--server-data-dir",
    profile,
    "--extensions-dir",
    path.join(profile, "extensions"),
    "--accept-server-license-terms",
    "--telemetry-level",
    "off",
  ];
}

async function installExtensions(
  install: VSCodeInstall,
  profile: string,
  files: readonly string[],
): Promise<void> {
  if (files.length === 0) return;
  const list = files.flatMap((file) => ["--install-extension", file]);
  await run(install.node, [install.server, ...profileArguments(profile), ...list, "--force"]);
}

/** Whether a process of the group `group` lives; a group cannot be waited for otherwise. */
function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

async function endGroup(group: number): Promise<void> {
  // First politely, so that the extension host can shut the language server down; then for certain.
  for (const [signal, waitMs] of [
    ["SIGTERM", 1500],
    ["SIGKILL", 3000],
  ] as const) {
    try {
      process.kill(-group, signal);
    } catch {
      return;
    }
    for (const deadline = Date.now() + waitMs; isGroupAlive(group) && Date.now() < deadline; )
      await delay(25);
  }
}

/** Starts a VS Code server on a free port of this machine, with a profile of its own. */
export async function startServer(
  install: VSCodeInstall,
  options: ServerOptions = {},
): Promise<VSCodeServer> {
  const { trust = false, token = false } = options;
  const smokeTest = options.smokeTest ?? !trust;
  const profile = options.profile ?? fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-vscode-"));
  const user = path.join(profile, "data/User");
  // Without its logs folder the server does not start.
  for (const folder of [user, path.join(profile, "data/logs")]) fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(user, "settings.json"),
    `${JSON.stringify(options.settings ?? testSettings, null, 2)}\n`,
  );
  await installExtensions(install, profile, options.vsix ?? []);

  const secret = token ? randomBytes(16).toString("hex") : null;
  const secretFile = path.join(profile, "connection-token");
  // In a file: what stands on a command line, every user of the machine can read.
  if (secret !== null) fs.writeFileSync(secretFile, secret, { mode: 0o600 });
  const logFile = path.join(profile, "server.log");
  const log = fs.openSync(logFile, "w+");
  const child = spawn(
    install.node,
    [
      install.server,
      "--host",
      "127.0.0.1",
      "--port",
      "0",
      ...(secret === null ? ["--without-connection-token"] : ["--connection-token-file", secretFile]),
      ...(trust ? [] : ["--disable-workspace-trust"]),
      ...(smokeTest ? ["--enable-smoke-test-driver"] : []),
      "--disable-getting-started-override",
      ...profileArguments(profile),
    ],
    // A process group of its own, so that the extension hosts can be ended with it.
    { stdio: ["ignore", log, log], env: { ...process.env, ...options.env }, detached: true },
  );
  fs.closeSync(log);
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", (code) => resolve(code));
  });
  const group = child.pid;
  // Where we end without `stop`, by a signal or an error, the server must not stay behind.
  const killNow = (): void => {
    if (group !== undefined && isGroupAlive(group)) process.kill(-group, "SIGKILL");
  };
  process.once("exit", killNow);
  const stop = async (): Promise<void> => {
    process.off("exit", killNow);
    if (group !== undefined) await endGroup(group);
    if (options.profile === undefined && process.env["KEEP"] === undefined) {
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  };

  let port = 0;
  const deadline = Date.now() + 60_000;
  while (port === 0) {
    const text = fs.readFileSync(logFile, "utf8");
    const match = /Extension host agent listening on (\d+)/.exec(text);
    if (match?.[1] !== undefined) port = Number(match[1]);
    else if (child.exitCode !== null || group === undefined || Date.now() > deadline) {
      await stop();
      throw new Error(`VS Code's server did not start:\n${text.slice(-3000)}`);
    } else await delay(50);
  }

  // The authority must be host:port: with another one VS Code opens a second document for the same file.
  const uri = (file: string): string => `vscode-remote://127.0.0.1:${port}${encodeURI(file)}`;
  const urlWithPayload = (folder: string, payload: readonly (readonly [string, string])[]): string => {
    const query = new URLSearchParams();
    if (secret !== null) query.set("tkn", secret);
    query.set("folder", folder);
    if (payload.length > 0) query.set("payload", JSON.stringify(payload));
    return `http://127.0.0.1:${port}/?${query.toString()}`;
  };
  return {
    install,
    port,
    profile,
    logFile,
    uri,
    urlWithPayload,
    url: (folder, files = []) =>
      urlWithPayload(
        folder,
        files.map((file) => ["openFile", uri(file)] as const),
      ),
    ended,
    stop,
  };
}
