import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

describe("what is shipped", () => {
  it("holds the files that the extension needs, and no sources or tests", async () => {
    const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
    const { stdout } = await run(process.execPath, [vsce, "ls", "--no-dependencies"], { cwd: root });
    const files = stdout.split("\n").filter((line) => line !== "");
    const needed = ["package.json", "README.md", "LICENSE", "syntaxes/language-configuration.json"];
    // "Open the Sample Mailbox" of the empty Threads view.
    needed.push("samples/review.mbox");
    expect(files).toEqual(expect.arrayContaining(needed));
    const allowed =
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/((client|server|mailparser)\.cjs|THIRD-PARTY-NOTICES\.txt)|syntaxes\/[\w.-]+\.json|(docs\/images|media)\/[\w-]+\.(png|svg)|samples\/review\.mbox)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it("brings the licences of what is bundled", () => {
    const text = read("dist/THIRD-PARTY-NOTICES.txt");
    for (const name of [
      "vscode-languageclient",
      "vscode-languageserver",
      "mailparser",
      "parse-diff",
      "vscode-uri",
    ]) {
      expect(text).toMatch(new RegExp(`^${name} \\d[\\d.]* \\(MIT\\)$`, "m"));
    }
    // Each asks for its text; a package without one would only be named.
    expect(text.split("-".repeat(78)).filter((part) => part.length < 400)).toEqual([]);
  });

  it("has no dead link in its documents", () => {
    for (const file of [
      "README.md",
      "ARCHITECTURE.md",
      "CHANGELOG.md",
      "test/README.md",
      "docs/editors.md",
    ]) {
      for (const [, target = ""] of read(file).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
        if (/^https?:/.test(target)) continue;
        expect(existsSync(path.join(root, path.dirname(file), target)), `${target} in ${file}`).toBe(true);
      }
    }
  });

  it("has files for all that the manifest names", () => {
    const manifest = read("package.json");
    const named = [...manifest.matchAll(/"(\.\/(?:syntaxes|media)\/[^"]+)"/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(0);
    for (const file of named) expect(read(file).length, file).toBeGreaterThan(0);
  });

  it("pins every package exactly", () => {
    for (const file of ["package.json", "client/package.json", "server/package.json"]) {
      const { dependencies, devDependencies } = JSON.parse(read(file)) as Record<
        string,
        Record<string, string>
      >;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        expect(version, `${name} in ${file}`).toMatch(/^\d+\.\d+\.\d+$/);
      }
    }
  });

  it("names no download host in the lock file", () => {
    expect(read("package-lock.json")).not.toMatch(/"resolved": "https?:/);
  });
});

interface LockEntry {
  readonly version?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

it("locks the packages of all platforms, without which `npm ci` refuses (see scripts/completeLock.mjs)", () => {
  const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, LockEntry> };
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (place.startsWith("node_modules/") && !entry.link) expect(entry.version, place).toMatch(/^\d/);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const found = lock.packages[`${place}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`];
      expect(found, `${name}, of ${place}`).toBeDefined();
    }
  }
});

describe("the commands", () => {
  it("say what to do while nothing is built", async () => {
    // The shim is copied to a place without a build beside it.
    const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-bin-"));
    try {
      cpSync(path.join(root, "server/bin"), path.join(folder, "a/b/bin"), { recursive: true });
      cpSync(path.join(root, "server/package.json"), path.join(folder, "a/b/package.json"));
      const command = path.join(folder, "a/b/bin/patch-mail.js");
      await expect(run(process.execPath, [command, "parse"])).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining("npm run build"),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
