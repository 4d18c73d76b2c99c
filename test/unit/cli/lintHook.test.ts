import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommandLine } from "../../../scripts/lib/bundles.mjs";
import { createSandbox, type Sandbox } from "../git/sandbox.js";

const docs = readFileSync(fileURLToPath(new URL("../../../docs/lint.md", import.meta.url)), "utf8");
/** As the docs have it. */
const hook = /```sh\n(#!\/bin\/sh\n(?:.+\n)*?exec patch-mail .*\n)```/.exec(docs)?.[1] ?? "";
const programs = spawnSync("git", ["--exec-path"], { encoding: "utf8" }).stdout.trim();
const hasSendEmail = existsSync(path.join(programs, "git-send-email"));
if (!hasSendEmail) console.log("skipped: 3 checks, since git send-email is absent (Debian: git-email)");

let sandbox: Sandbox;
let env: Record<string, string>;

beforeAll(async () => {
  sandbox = createSandbox();
  await buildCommandLine(sandbox.path("cli.cjs"));
  sandbox.write(
    "bin/patch-mail",
    `#!/bin/sh\nexec '${process.execPath}' '${sandbox.path("cli.cjs")}' "$@"\n`,
  );
  chmodSync(sandbox.path("bin/patch-mail"), 0o755);
  env = { ...sandbox.environment, PATH: `${sandbox.path("bin")}:${sandbox.environment["PATH"]}` };
  const { git, write, commit } = sandbox;
  git("r", ["init", "-q"]);
  write("r/README", "one\n");
  commit("r", "README: Say one\n");
  write("r/README", "one\ntwo\n");
  commit("r", "README: Say two\n\nOne was not enough.\n\nSigned-off-by: Ann Author <ann@example.org>\n");
  write("r/README", "one\ntwo\nthree\n");
  commit("r", "README: Say three\n\nTwo were not enough either.\n");
  git("r", ["format-patch", "-q", "-o", "../out", "-2"]);
  mkdirSync(sandbox.path("r/.git/hooks"), { recursive: true });
  write("r/.git/hooks/sendemail-validate", hook);
  chmodSync(sandbox.path("r/.git/hooks/sendemail-validate"), 0o755);
}, 60_000);
afterAll(() => sandbox.dispose());

const signed = (): string => sandbox.path("out/0001-README-Say-two.patch");
const unsigned = (): string => sandbox.path("out/0002-README-Say-three.patch");

function run(program: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { cwd: sandbox.path("r"), env, encoding: "utf8", input: "" });
}

it("has three lines in the docs", () => {
  expect(hook.trimEnd().split("\n")).toHaveLength(3);
});

describe("patch-mail lint as a process", () => {
  it("takes git format-patch files of git's user for drafts", () => {
    const { status, stdout, stderr } = run("patch-mail", "lint", signed(), unsigned());
    expect([status, stderr]).toEqual([1, "patch-mail: 1 warning in 1 of 2 messages.\n"]);
    expect(stdout).toMatch(
      /^\/.*0002-README-Say-three\.patch:\d+:\d+: warning: .* \[trailer\.missing-signoff\]\n$/,
    );
  });

  it("reads standard input", () => {
    const text = readFileSync(unsigned(), "utf8");
    const done = spawnSync("patch-mail", ["lint", "--draft", "-"], { env, input: text, encoding: "utf8" });
    expect(done.stdout).toMatch(/^-:\d+:\d+: warning: /);
    expect(done.status).toBe(1);
  });
});

describe("git's hook sendemail-validate", () => {
  it("by git hook run", () => {
    const ask = (file: string): number | null =>
      run("git", "hook", "run", "sendemail-validate", "--", file).status;
    expect(ask(signed())).toBe(0);
    expect(ask(unsigned())).toBe(1);
  });

  describe.runIf(hasSendEmail)("by git send-email", () => {
    const send = (...more: string[]): SpawnSyncReturns<string> =>
      run(
        "git",
        ...["send-email", "--dry-run", "--quiet", "--confirm=never", "--suppress-cc=all"],
        ...["--to=list@example.org", "--from=ann@example.org", "--smtp-server=/bin/true", ...more],
      );

    it("a patch in order is sent", () => {
      const { status, stdout } = send(signed());
      expect(status).toBe(0);
      expect(stdout).toContain("README: Say two");
    });

    it("another one stops it, and the reason is shown", () => {
      const { status, stdout, stderr } = send(signed(), unsigned());
      expect(status).not.toBe(0);
      expect(stdout + stderr).toContain("[trailer.missing-signoff]");
      expect(stdout).not.toContain("Dry-Sent");
    });

    it("is left out by --no-validate", () => {
      expect(send("--no-validate", unsigned()).status).toBe(0);
    });
  });
});
