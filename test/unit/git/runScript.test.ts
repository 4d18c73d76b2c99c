import { existsSync, readdirSync, rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { gitEnvironment } from "../../../server/src/git/environment.js";
import type { RunOptions, RunResult } from "../../../server/src/git/process.js";
import { runScript } from "../../../server/src/git/runScript.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("tree", ["init", "-q"]);
  sandbox.write("tree/fs/x.c", "int a;\n");
  sandbox.commit("tree", "base\n");
});
afterAll(() => sandbox.dispose());
afterEach(() => rmSync(sandbox.path("witness"), { force: true }));

async function run(
  perl: string,
  args: readonly string[] = [],
  options: Partial<RunOptions> = {},
  environment: Record<string, string> = {},
): Promise<RunResult> {
  sandbox.write("tree/script.pl", perl);
  const result = await runScript(
    { ...gitEnvironment({ ...sandbox.environment, ...environment }) },
    [sandbox.path("tree/script.pl"), ...args],
    {
      workingDirectory: sandbox.path("tree"),
      input: "",
      timeLimitMs: 30_000,
      maxOutputBytes: 1 << 20,
      ...options,
    },
  );
  if (result === null) throw new Error("no perl");
  return result;
}

const textOf = ({ output }: RunResult): string => output.toString("utf8");

describe("a script's commands", () => {
  // As the kernel's scripts make them of names and licences that stand in a patch.
  const command = (line: string): string =>
    `use strict; use warnings; my $data = shift; my $out = \`${line}\`; print "<$out>";`;
  const listFile = command("export LANGUAGE=en_US.UTF-8; git ls-files -- $data 2>/dev/null");

  it("run where they are words", async () => {
    expect(textOf(await run(listFile, ["fs/x.c"]))).toBe("<fs/x.c\n>");
    expect(textOf(await run(command("git log --no-color --format='%H %s' -1 HEAD 2>&1")))).toMatch(
      /^<[0-9a-f]{40} base/,
    );
    expect(textOf(await run(command('git ls-files "fs/*.c"')))).toBe("<fs/x.c\n>");
    expect(textOf(await run(command('grep -Erq "int|char" fs')))).toBe("<>");
    expect(textOf(await run(command('find fs -name "*.c"')))).toBe("<fs/x.c\n>");
  });

  it.each([
    "x;touch${IFS}WITNESS",
    "$(touch${IFS}WITNESS)",
    "`touch${IFS}WITNESS`",
    "x|touch${IFS}WITNESS",
    "x&touch${IFS}WITNESS",
    "x\ntouch WITNESS",
    "x>WITNESS",
    "'x'$(touch${IFS}WITNESS)'",
    '"$(touch${IFS}WITNESS)"',
    '\\";touch WITNESS;\\"',
  ])("do not run with %j in them", async (hostile) => {
    const name = hostile.replaceAll("WITNESS", sandbox.path("witness"));
    expect(textOf(await run(listFile, [name]))).toBe("<>");
    const licence = command('cd "."; echo "$data" | scripts/spdxcheck.py -');
    expect(textOf(await run(licence, [name]))).toBe("<>");
    const grep = command('grep -Eq "$data" fs/x.c');
    await run(grep, [name]);
    expect(existsSync(sandbox.path("witness"))).toBe(false);
  });

  it("do not run where they are other programs", async () => {
    const witness = sandbox.path("witness");
    const programs = [
      `\`touch ${witness}\``,
      `\`git log --output=${witness}\``,
      `\`git -c alias.x=!touch x ${witness}\``,
      `system("touch ${witness}")`,
      `system("touch", "${witness}")`,
      `open(my $f, "-|", "touch ${witness}")`,
      `open(my $f, "touch ${witness}|")`,
      `open(my $f, "|touch ${witness}")`,
      `exec("touch ${witness}")`,
    ];
    for (const program of programs) await run(`use strict; ${program};`);
    expect(existsSync(witness)).toBe(false);
    expect(existsSync("/usr/bin/touch") || existsSync("/bin/touch")).toBe(true);
  });

  it("and no file is written, but files and standard input are read", async () => {
    const before = readdirSync(sandbox.path("tree")).sort();
    const result = await run(
      'use strict; for my $mode (">", ">>", "+<", "+>") { open(my $f, $mode, "written"); print $f "x" if $f; } open(my $g, ">also"); open(my $in, "<&STDIN"); my $x = <$in>; open(my $r, "<", "fs/x.c") or die; print $x, <$r>;',
      [],
      { input: "given\n" },
    );
    expect(textOf(result)).toBe("given\nint a;\n");
    expect(readdirSync(sandbox.path("tree")).sort()).toEqual([...new Set([...before, "script.pl"])].sort());
  });

  it("nothing comes out of a relative entry of the PATH, nor out of Perl's own variables", async () => {
    sandbox.write("tree/bad/Evil.pm", `package Evil; BEGIN { print "evil\\n"; } 1;`);
    const environment = {
      PATH: `.:${sandbox.environment["PATH"] ?? ""}`,
      PERL5OPT: `-I${sandbox.path("tree/bad")} -MEvil`,
    };
    expect(textOf(await run("print $ENV{PATH};", [], {}, environment))).toBe(sandbox.environment["PATH"]);
  });
});

describe("a script that goes on", () => {
  it("is ended with what it has started", async () => {
    const controller = new AbortController();
    let said = "";
    const running = run('$| = 1; print "$$\\n"; while (1) { sleep 1; }', [], {
      signal: controller.signal,
      onOutput: (chunk) => {
        said += chunk.toString("utf8");
        if (said.includes("\n")) controller.abort();
      },
    });
    expect((await running).outcome).toBe("aborted");
    expect(() => process.kill(Number(said), 0)).toThrow();
  });

  it("is ended after its time, and after its output", async () => {
    expect((await run("sleep 60;", [], { timeLimitMs: 200 })).outcome).toBe("timeLimit");
    expect((await run('while (1) { print "x" x 1000; }', [], { maxOutputBytes: 10_000 })).outcome).toBe(
      "outputLimit",
    );
  });
});
