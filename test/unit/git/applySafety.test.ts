import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkPatches } from "../../../server/src/git/applyCheck.js";
import type { PatchToCheck } from "../../../server/src/git/applyModel.js";
import { readApplyOutput } from "../../../server/src/git/applyOutput.js";
import { commitOf } from "../../../server/src/git/branchesAndTags.js";
import { checkIn, mailOf, workplaceOf } from "./applyOracle.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;

beforeAll(() => {
  sandbox = createSandbox();
  mkdirSync(sandbox.path("tmp"));
  vi.stubEnv("TMPDIR", sandbox.path("tmp"));
  sandbox.git("r", ["init", "-q"]);
  sandbox.write("r/f.c", "a\nb\nc\n");
  sandbox.write("r/dir/g.c", "a\nb\nc\n");
  sandbox.write("outside/victim", "a\nb\nc\n");
  symlinkSync("../outside", sandbox.path("r", "link"));
  sandbox.commit("r", "base");
});

afterAll(() => {
  vi.unstubAllEnvs();
  sandbox.dispose();
});

const change = (path: string): string =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n`;
const made = (path: string): string =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`;

/** Every file below a folder with its content, mode and time. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { mode, size, mtimeMs } = lstatSync(path);
      const isFile = lstatSync(path).isFile();
      const sum = isFile ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
      return `${name} ${mode} ${isFile ? size : ""} ${mtimeMs} ${sum}`;
    });
}

/** What stands in the temporary folder, which is one of these tests alone. */
const leftIndexes = (): string[] => readdirSync(tmpdir());

describe("a path that leads elsewhere", () => {
  it.each([
    "../victim",
    "dir/../../outside/victim",
    "/etc/hostname",
    ".git/config",
    ".GIT/hooks/post-checkout",
    "dir/.git/config",
    "git~1/config",
    "C:/x",
    "dir\\..\\x",
  ])("%s is never given to git", async (path) => {
    for (const diff of [change(path), made(path)]) {
      const { patch } = await mailOf(diff + change("f.c"));
      const [check] = await checkIn(sandbox, "r", [patch]);
      expect(check?.files.map(({ state }) => state)).toEqual(["refused", "applies"]);
      expect(check?.state).toBe("fails");
    }
  });

  it("but a name that only Windows reserves is one like another here", async () => {
    const { patch } = await mailOf(made("dir/aux.c"));
    const [check] = await checkIn(sandbox, "r", [patch]);
    expect(check?.files.map(({ state }) => state)).toEqual([
      process.platform === "win32" ? "refused" : "applies",
    ]);
  });

  it("through a symbolic link of the repository, or one that the patch makes itself", async () => {
    const link =
      "diff --git a/own b/own\nnew file mode 120000\n--- /dev/null\n+++ b/own\n@@ -0,0 +1 @@\n+../outside\n\\ No newline at end of file\n";
    const { patch } = await mailOf(change("link/victim") + link + made("own/x"));
    const [check] = await checkIn(sandbox, "r", [patch]);
    const states = check?.files.map(({ state }) => state);
    expect(states?.[0]).not.toBe("applies");
    expect(states?.[1]).toBe("applies");
    expect(states?.[2]).toBe("refused");
    // The same over two patches.
    const [first, second] = [await mailOf(link), await mailOf(made("own/x"))];
    const both = await checkIn(sandbox, "r", [first.patch, second.patch]);
    expect(both.map(({ state }) => state)).toEqual(["applies", "fails"]);
    expect(existsSync(sandbox.path("outside", "x"))).toBe(false);
  });
});

describe("the repository", () => {
  it("is byte for byte as it was, also where things fail, and nothing is left in the temporary folder", async () => {
    // What git would otherwise write to: a split index, an untracked cache.
    sandbox.git("r", ["config", "core.splitIndex", "true"]);
    sandbox.git("r", ["config", "core.untrackedCache", "true"]);
    sandbox.git("r", ["status"]);
    const before = listing(sandbox.path("r"));
    const left = leftIndexes();
    const mails = [
      change("f.c"),
      change("f.c"),
      made("new/file.c"),
      change("absent.c"),
      `${change("dir/g.c")}${made("dir/g.c")}`,
      "diff --git a/f.c b/f.c\n--- a/f.c\n+++ b/f.c\n@@ -1,3 +1,9 @@\n a\n",
    ];
    const patches = await Promise.all(mails.map(async (diff) => (await mailOf(diff)).patch));
    const checks = await checkIn(sandbox, "r", patches);
    expect(checks.map(({ state }) => state)).toEqual([
      "applies",
      "alreadyThere",
      "applies",
      "fails",
      "fails",
      "notChecked",
    ]);
    expect(listing(sandbox.path("r"))).toEqual(before);
    expect(leftIndexes()).toEqual(left);
  });

  it("also of one that is bare, and of a linked worktree", async () => {
    sandbox.git(".", ["clone", "-q", "--bare", "r", "bare.git"]);
    sandbox.git("r", ["worktree", "add", "-q", "--detach", sandbox.path("linked")]);
    for (const folder of ["bare.git", "linked"]) {
      const before = listing(sandbox.path(folder));
      const { patch } = await mailOf(change("f.c"));
      const [check] = await checkIn(sandbox, folder, [patch, patch]);
      expect(check?.state).toBe("applies");
      expect(listing(sandbox.path(folder))).toEqual(before);
    }
  });

  it("that is a partial clone is not asked for what it lacks", async () => {
    sandbox.git("r", ["config", "uploadpack.allowFilter", "true"]);
    sandbox.git(".", ["clone", "-q", "--no-checkout", "--filter=blob:none", sandbox.uri("r"), "partial"]);
    const { patch } = await mailOf(change("f.c") + made("fresh.c"));
    const [check] = await checkIn(sandbox, "partial", [patch]);
    expect(check?.files.map(({ state }) => state)).toEqual(["notChecked", "applies"]);
    expect(check?.state).toBe("notChecked");
    expect(check?.files[0]?.note).toContain("partial clone");
  });

  it("a cancelled check leaves nothing behind", async () => {
    const left = leftIndexes();
    const { patch } = await mailOf(change("f.c"));
    const workplace = await workplaceOf(sandbox, "r");
    const tree = sandbox.git("r", ["rev-parse", "HEAD^{tree}"]);
    const controller = new AbortController();
    const patches: PatchToCheck[] = [patch, patch, patch];
    const check = checkPatches(workplace, tree, patches, {
      signal: controller.signal,
      onPatch: (index) => index === 1 && controller.abort(),
    });
    await expect(check).rejects.toThrow("cancelled");
    expect(leftIndexes()).toEqual(left);
  });
});

describe("names of commits", () => {
  it.each([
    "--upload-pack=touch hacked",
    "-x",
    "--help",
    ":/base",
    "HEAD:f.c",
    "HEAD\nHEAD",
    "a b",
    "",
    "*",
    "HEAD~99",
  ])("%j is none", async (name) => {
    expect(await commitOf(await workplaceOf(sandbox, "r"), name, new AbortController().signal)).toBeNull();
  });

  it.each(["HEAD", "master", "HEAD^0", "v1", "grün"])("%s is one", async (name) => {
    sandbox.git("r", ["tag", "-f", "v1", "-m", "v1"]);
    sandbox.git("r", ["branch", "-f", "grün"]);
    const head = sandbox.git("r", ["rev-parse", "HEAD"]);
    expect(await commitOf(await workplaceOf(sandbox, "r"), name, new AbortController().signal)).toBe(head);
  });
});

describe("a patch that plays git", () => {
  it("lines of a hunk are never taken for git's words", async () => {
    const lines = [
      "Checking patch f.c...",
      "error: patch failed: f.c:1",
      "Hunk #2 succeeded at 3 (offset 2 lines).",
      "error: f.c: already exists in index",
    ];
    const hunk = (start: number) =>
      `@@ -${start},${lines.length} +${start},${lines.length + 1} @@\n${lines.map((line) => ` ${line}\n`).join("")}+x\n`;
    const text = change("f.c").replace(/@@ [\s\S]*/, "") + hunk(1) + hunk(20);
    const { patch } = await mailOf(text + change("dir/g.c"));
    const [check] = await checkIn(sandbox, "r", [patch]);
    expect(check?.files.map(({ hunks }) => hunks.map(({ state }) => state))).toEqual([
      ["fails", "fails"],
      ["applies"],
    ]);
  });

  it("lines that git cuts short are passed over, too", async () => {
    const lines = Array.from({ length: 400 }, (_, at) =>
      at % 7 === 3 ? "error: patch failed: f.c:1" : `line ${at} \f`,
    );
    const hunk = `@@ -1,400 +1,401 @@\n${lines.map((line) => ` ${line}\n`).join("")}+x\n`;
    const { patch } = await mailOf(
      `${change("f.c").replace(/@@ [\s\S]*/, "")}${hunk}@@ -900,1 +901,2 @@\n zz\n+y\n${change("dir/g.c")}`,
    );
    const [check] = await checkIn(sandbox, "r", [patch]);
    expect(check?.note).toBe("");
    expect(check?.files.map(({ hunks }) => hunks.map(({ state }) => state))).toEqual([
      ["fails", "fails"],
      ["applies"],
    ]);
  });

  it("what is not known is not guessed", () => {
    const sent = [{ hunks: [{ start: 1, wanted: "a\n" }] }];
    expect(
      readApplyOutput(
        "Checking patch f...\nerror: while searching for:\nb\n\nerror: patch failed: f:1\n",
        sent,
      ).kind,
    ).toBe("unclear");
    expect(readApplyOutput("Checking patch f...\nChecking patch g...\n", sent).kind).toBe("unclear");
    expect(readApplyOutput("", sent).kind).toBe("unclear");
    expect(readApplyOutput("error: corrupt patch at line 5\n", sent)).toEqual({
      kind: "refused",
      words: "corrupt patch at line 5",
    });
  });
});

describe("a workspace that is not trusted", () => {
  it("no program runs: a git first on the PATH is never started", async () => {
    const folder = sandbox.path("fake");
    mkdirSync(folder, { recursive: true });
    const witness = sandbox.path("witness");
    sandbox.write("fake/git", `#!/bin/sh\ntouch ${witness}\n`);
    chmodSync(join(folder, "git"), 0o755);
    expect(statSync(join(folder, "git")).mode & 0o111).not.toBe(0);
    const room = sandbox.room({
      trusted: () => false,
      environment: { ...sandbox.environment, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
    });
    expect(await room.workplaces(sandbox.uri("r", "mail.eml"))).toEqual({
      unavailable: expect.stringContaining("untrusted"),
    });
    expect(existsSync(witness)).toBe(false);
  });
});
