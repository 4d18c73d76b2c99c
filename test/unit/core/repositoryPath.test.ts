import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pathProblem } from "../../../server/src/core/patch/repositoryPath.js";

const good = [
  "Makefile",
  "fs/ext4/inode.c",
  "Documentation/a b.rst",
  "arch/x86/.gitignore",
  ".github/x",
  "a/.gitattributes",
  "drivers/gpu/drm/nouveau/nvkm/core/console.c",
  "über/naïve.c",
  "...",
  "a/..b/c..",
  "-rf",
  "--upload-pack=x",
];
const bad = [
  "../x",
  "a/../../x",
  "a/..",
  "/etc/passwd",
  "./x",
  "a//b",
  "a/./b",
  "a/",
  ".git/config",
  "a/.git/hooks/x",
  ".GIT/config",
  ".Git",
  "git~1/config",
  ".git /config",
  ".git./config",
  ".git::$INDEX_ALLOCATION/config",
  ".g\u200cit/config",
  ".git\u200d/config",
  ".git\\config",
];
/** These git takes on Linux, and we do not: a name that another system reads in another way, or a terminal. */
const stricter = ["C:/x", "c:x", "\\\\host\\x", "a\u0007b", "a\nb", "a\u001b[31m"];

/** Names that Windows gives to devices: git takes them where it is not on Windows, and the kernel has such files. */
const devices = ["CON", "a/nul.txt", "lpt1", "drivers/gpu/drm/nouveau/nvkm/subdev/i2c/aux.c"];

describe("paths of a patch", () => {
  let repository = "";
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), "patch-mail-path-"));
    execFileSync("git", ["init", "-q", repository]);
    for (const option of ["core.protectNTFS", "core.protectHFS"])
      execFileSync("git", ["-C", repository, "config", option, "true"]);
  });
  afterAll(() => rmSync(repository, { recursive: true, force: true }));

  /** Whether git, told to think of all systems, takes the path into an index of its own. */
  const gitTakes = (path: string): boolean => {
    const environment = { ...process.env, GIT_INDEX_FILE: join(repository, `index-${Math.random()}`) };
    const git = (...args: string[]) =>
      spawnSync("git", ["-C", repository, ...args], { input: entry, env: environment, encoding: "utf8" })
        .stdout;
    const entry = `100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\t${path}\0`;
    // What it does not take it tells on stderr, and goes on.
    git("update-index", "-z", "--index-info");
    return git("ls-files", "-z") === `${path}\0`;
  };

  it.each(good)("may be %j, as for git", (path) => {
    expect(pathProblem(path)).toBeNull();
    expect(gitTakes(path)).toBe(true);
  });
  it.each(bad)("must not be %j, as for git", (path) => {
    expect(pathProblem(path)).toEqual(expect.any(String));
    expect(gitTakes(path)).toBe(false);
  });
  it.each(stricter)("must not be %j, whatever git says", (path) => {
    expect(pathProblem(path)).toEqual(expect.any(String));
  });
  it.each(devices)("may be %j, but not on Windows", (path) => {
    expect(pathProblem(path)).toBeNull();
    expect(pathProblem(path, true)).toBe("is a device on Windows");
  });
  it("must not be empty or endless", () => {
    expect(pathProblem("")).toBe("is empty");
    expect(pathProblem("a".repeat(5000))).toBe("is too long");
  });
});
