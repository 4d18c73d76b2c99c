import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { corruptPatch, soundPatch } from "../lsp/mails.js";
import { bundleServer, projectRoot, type ServerBundle } from "../lsp/serverUnderTest.js";

/** Clients that are not ours, over standard input and output: what a user of another editor gets. */

let bundle: ServerBundle;
let folder: string;

beforeAll(async () => {
  bundle = await bundleServer();
  folder = mkdtempSync(join(tmpdir(), "patch-mail-clients-"));
});
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

function isThere(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore", timeout: 20_000 }).status === 0;
}

const hasNeovim = isThere("nvim", ["--version"]);
const hasEglot = isThere("emacs", ["--batch", "--eval", "(progn (package-initialize) (require 'eglot))"]);
const missing = [
  ...(hasNeovim ? [] : ["Neovim (apt-get install -y neovim)"]),
  ...(hasEglot ? [] : ["Emacs with eglot (apt-get install -y --no-install-recommends emacs-nox elpa-eglot)"]),
];
if (missing.length > 0)
  console.warn(`test/clients: ${missing.length} skipped, not installed: ${missing.join("; ")}`);

/** The corrupt patch lacks a context line; the sound one is what the repair makes of it. */
const badLines = corruptPatch.split("\n");
const soundLines = soundPatch.split("\n");
const at0 = badLines.findIndex((line, index) => line !== soundLines[index]);
const insert = soundLines.slice(at0, at0 + soundLines.length - badLines.length);

interface Report {
  readonly error?: string;
  readonly folds: readonly { readonly startLine: number; readonly endLine: number }[];
  readonly symbols: readonly unknown[];
  readonly hunkLine0: number;
  readonly diagnostics: readonly {
    readonly line0: number;
    readonly source?: string;
    readonly message: string;
  }[];
}

function run<Result extends Report>(name: string, program: string, args: readonly string[]): Result {
  const home = mkdtempSync(join(folder, "home-"));
  const file = join(folder, `${name}.eml`);
  const out = join(folder, `${name}.json`);
  writeFileSync(file, corruptPatch);
  const done = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
    env: {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_DATA_HOME: home,
      XDG_STATE_HOME: home,
      SERVER: JSON.stringify([process.execPath, bundle.path, "--stdio"]),
      FILE: file,
      OUT: out,
      REPAIR: JSON.stringify({ at0, insert }),
    },
  });
  // What the script of this folder has written.
  const report = JSON.parse(readFileSync(out, "utf8")) as Result;
  expect(report.error, `${done.stdout}\n${done.stderr}`).toBeUndefined();
  expect(done.status, done.stderr).toBe(0);
  return report;
}

function expectFolds(report: Report): void {
  const starts = report.folds.map((fold) => fold.startLine);
  // The header block, below git's separator line.
  expect(starts).toContain(1);
  expect(starts).toContain(report.hunkLine0);
  expect(new Set(starts).size).toBe(starts.length);
  for (const fold of report.folds) expect(fold.endLine).toBeGreaterThan(fold.startLine);
}

function expectCorruptHunk(report: Report): void {
  const lines = report.diagnostics.map((diagnostic) => diagnostic.line0);
  expect(report.diagnostics.length).toBeGreaterThan(0);
  expect(Math.max(...lines)).toBeGreaterThanOrEqual(report.hunkLine0);
  expect(report.diagnostics.map((diagnostic) => diagnostic.message).join("\n")).toMatch(/hunk/i);
}

describe("Neovim", () => {
  it.runIf(hasNeovim)(
    "folds, shows hovers and problems, and follows an edit",
    () => {
      const script = join(projectRoot, "test", "clients", "nvim.lua");
      const report = run<
        Report & {
          readonly hoverOnHunk: string;
          readonly hoverOnTrailer: string;
          readonly tokens: number;
          readonly afterRepair: number;
          readonly stopped: boolean;
          readonly completion: readonly string[];
          readonly trigger: readonly string[];
          readonly formatting: number;
        }
      >("nvim", "nvim", ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", `luafile ${script}`]);
      expectFolds(report);
      expectCorruptHunk(report);
      expect(report.diagnostics.every((diagnostic) => diagnostic.source === "patch-mail")).toBe(true);
      expect(JSON.stringify(report.symbols)).toContain("drivers/hwmon/frost.c");
      expect(report.hoverOnHunk).toContain("frost_read");
      expect(report.hoverOnTrailer).toMatch(/Developer.s Certificate of Origin|sign/i);
      expect(report.tokens % 5).toBe(0);
      expect(report.tokens).toBeGreaterThan(0);
      expect(report.afterRepair).toBe(0);
      expect(report.stopped).toBe(true);
      expect(report.completion).toContain("Reviewed-by");
      expect(report.trigger).toContain(" ");
      expect(report.formatting).toBe(0);
    },
    90_000,
  );
});

describe("Emacs with eglot", () => {
  it.runIf(hasEglot)(
    "folds, shows hovers, an index and problems",
    () => {
      const script = join(projectRoot, "test", "clients", "eglot.el");
      const report = run<Report & { readonly hover: unknown; readonly imenu: boolean }>("eglot", "emacs", [
        "--batch",
        "-l",
        script,
      ]);
      expectFolds(report);
      expectCorruptHunk(report);
      expect(JSON.stringify(report.hover)).toContain("frost_read");
      expect(JSON.stringify(report.symbols)).toContain("drivers/hwmon/frost.c");
      expect(report.imenu).toBe(true);
    },
    90_000,
  );
});
