import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

const docs = readdirSync(path.join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

/** The anchors of a document's headings, as Markdown renderers make them. */
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** The code blocks and code spans of a Markdown text, a line each: prose may say "from npm in the browser". */
const codeIn = (markdown: string): string =>
  [...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```|`([^`\n]+)`/gm)]
    .map(([, block, span]) => block ?? span)
    .join("\n");

describe("what is shipped", () => {
  it("holds the files that the extension needs, and no sources or tests", async () => {
    const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
    const { stdout } = await run(process.execPath, [vsce, "ls", "--no-dependencies"], { cwd: root });
    const files = stdout.split("\n").filter((line) => line !== "");
    const needed = ["package.json", "README.md", "LICENSE", "syntaxes/language-configuration.json"];
    // "Open the Sample Mailbox" of the empty Threads view.
    needed.push("samples/review.mbox");
    // What the codes of problems link to, and what licences ask for.
    needed.push("docs/diagnostics.md", "docs/lint.md", "dist/THIRD-PARTY-NOTICES.txt");
    // Rooms that are loaded late: without them their features are missing, and nothing else says so.
    needed.push("dist/decoder.cjs", "dist/diagnostics.cjs", "dist/work.cjs");
    expect(files).toEqual(expect.arrayContaining(needed));
    const allowed =
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/((client|server|protocol|mailparser|decoder|diagnostics|work)\.cjs|THIRD-PARTY-NOTICES\.txt)|syntaxes\/[\w.-]+\.json|(docs\/images|media)\/[\w-]+\.(png|svg)|samples\/review\.mbox|docs\/(diagnostics|lint)\.md)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it("brings the licence of each package that is bundled", async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ["client/src/main/node.ts", "server/src/main/node.ts", "server/src/main/cli.ts"],
      outdir: "nowhere",
      bundle: true,
      platform: "node",
      // What the build puts stand-ins for, scripts/build.mjs.
      external: ["vscode", "semver/*", "minimatch"],
      write: false,
      metafile: true,
      logLevel: "error",
    });
    const bundled = Object.keys(metafile.inputs).flatMap(
      (input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
    );
    const names = [...new Set(bundled)].map((folder) => {
      const { name, version } = JSON.parse(read(`${folder}/package.json`)) as Record<string, string>;
      return `${name} ${version}`;
    });
    expect(names.length).toBeGreaterThan(30);

    const notices = read("dist/THIRD-PARTY-NOTICES.txt").split(`\n${"-".repeat(78)}\n\n`);
    const named = notices.map((notice) => /^((?:@[\w.-]+\/)?[\w.-]+ [\d.]+) \(([\w.-]+)\)$/m.exec(notice));
    expect(named.map((match) => match?.[1])).toEqual(expect.arrayContaining(names));
    // What MIT can be shipped with, as long as the text comes along.
    const fitting = [
      "MIT",
      "MIT-0",
      "ISC",
      "BSD-2-Clause",
      "BSD-3-Clause",
      "BlueOak-1.0.0",
      "0BSD",
      "Apache-2.0",
    ];
    for (const match of named) expect(fitting).toContain(match?.[2]);
    // Each asks for its text; a package without one would only be named.
    expect(notices.filter((notice) => notice.length < 400)).toEqual([]);
  });

  it("has no dead link in its documents", () => {
    const files = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "test/README.md", ...docs];
    let links = 0;
    for (const file of files) {
      for (const [, target = ""] of read(file).matchAll(/\]\(([^)]*)\)/g)) {
        const [name = "", anchor] = target.split("#");
        if (/^[a-z]+:/.test(name)) continue;
        links++;
        const place = name === "" ? file : path.join(path.dirname(file), name);
        expect(existsSync(path.join(root, place)), `${target} in ${file}`).toBe(true);
        if (anchor !== undefined) expect(anchors(read(place)), `${target} in ${file}`).toContain(anchor);
      }
    }
    expect(links).toBeGreaterThan(20);
    expect(docs).toContain("docs/performance.md");
  });

  it("has each script and command that its documents name", () => {
    const manifest = JSON.parse(read("package.json")) as { readonly scripts: Record<string, string> };
    const server = JSON.parse(read("server/package.json")) as { readonly bin: Record<string, string> };
    const installed = (name: string): boolean => existsSync(path.join(root, "node_modules/.bin", name));
    const unknown: string[] = [];
    let named = 0;
    for (const file of ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "test/README.md", ...docs]) {
      for (const [, tool, name = ""] of codeIn(read(file)).matchAll(
        /\b(npm run|npm|npx|node) (@?[\w./-]+)/g,
      )) {
        const isKnown =
          tool === "npx"
            ? name in server.bin || installed(name)
            : tool === "node"
              ? !name.startsWith("scripts/") || existsSync(path.join(root, name))
              : name in manifest.scripts || (tool === "npm" && ["run", "install", "ci"].includes(name));
        named++;
        if (!isKnown) unknown.push(`${tool} ${name} in ${file}`);
      }
    }
    expect(unknown).toEqual([]);
    expect(named).toBeGreaterThan(10);
    for (const target of Object.values(server.bin)) {
      expect(existsSync(path.join(root, "server", target)), target).toBe(true);
    }
  });

  it("has each setting that the README names, and names each", () => {
    const { contributes } = JSON.parse(read("package.json")) as {
      readonly contributes: { readonly configuration: { readonly properties: Record<string, unknown> }[] };
    };
    const settings = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    const rows = [...read("README.md").matchAll(/^\| `(patchMail\.[\w.]+)` \|/gm)].map((match) => match[1]);
    expect(new Set(rows)).toEqual(new Set(settings));
    expect(rows).toHaveLength(settings.length);
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
        expect(version, `${name} in ${file}`).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
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
