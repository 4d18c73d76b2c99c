import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { gitEnvironment } from "../../../server/src/git/environment.js";
import { type ReadyScript, runOnMail } from "../../../server/src/git/kernelScripts.js";
import type { RunResult } from "../../../server/src/git/process.js";
import { helperScripts, runScript, type ScriptOptions } from "../../../server/src/git/runScript.js";
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
  options: Partial<ScriptOptions> = {},
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
      `\`git log --out=${witness}\``,
      `\`git log '--output=${witness}'\``,
      `\`git log -'-output'=${witness}\``,
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

  it.each(["PERL5OPT", "PERL5LIB", "PERLLIB", "PERL_USE_UNSAFE_INC", "perl5lib"])(
    "nothing comes out of the tree by %s, nor by a relative entry of the PATH",
    async (name) => {
      // `vars` is what the guard itself begins with.
      const evil = `BEGIN { CORE::open(my $f, '>', '${sandbox.path("witness")}'); } 1;`;
      for (const file of ["vars.pm", "Evil.pm"]) sandbox.write(`tree/${file}`, evil);
      const values: Record<string, string> = {
        PERL5OPT: `-I${sandbox.path("tree")} -MEvil`,
        PERL_USE_UNSAFE_INC: "1",
      };
      const environment = {
        PATH: `.:${sandbox.environment["PATH"] ?? ""}`,
        [name]: values[name] ?? ".",
      };
      const found = await run("eval { require Evil }; print $ENV{PATH};", [], {}, environment);
      expect(textOf(found)).toBe(sandbox.environment["PATH"]);
      expect(existsSync(sandbox.path("witness"))).toBe(false);
      for (const file of ["vars.pm", "Evil.pm"]) rmSync(sandbox.path("tree", file));
    },
  );

  it("only variables that are known to be harmless reach it", async () => {
    const environment = {
      ...{ PERLIO: ":crlf", PERL_UNICODE: "A", PERLIO_DEBUG: sandbox.path("witness"), PERL5DB: "die" },
      ...{
        PYTHONPATH: ".",
        PYTHONSTARTUP: "x",
        LD_PRELOAD_X: "x",
        IFS: "/",
        BASH_ENV: "x",
        TMPDIR: "relative",
      },
      ...{ GIT_DIR: "/x", GIT_SSH_COMMAND: "x", EDITOR: "x", SLOW: "1" },
    };
    const names = textOf(await run("print join ' ', sort keys %ENV;", [], {}, environment)).split(" ");
    const fixed = names.filter((name) => !/^(?:GIT_CONFIG_(?:KEY|VALUE)_\d+|GIT_CONFIG_COUNT)$/.test(name));
    expect(fixed).toEqual([
      ...["GIT_ALLOW_PROTOCOL", "GIT_CONFIG_NOSYSTEM", "GIT_EDITOR", "GIT_NO_LAZY_FETCH"],
      ...["GIT_OPTIONAL_LOCKS", "GIT_PAGER", "GIT_TERMINAL_PROMPT", "HOME", "LC_ALL", "PATH"],
      ...["PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE", "PYTHONSAFEPATH"],
    ]);
    expect(existsSync(sandbox.path("witness"))).toBe(false);
  });
});

describe("a script's file of options", () => {
  /** As checkpatch.pl and get_maintainer.pl read it. */
  const reads = (name: string): string =>
    `for my $at (".", $ENV{HOME}, ".scripts") { my $conf = "$at/${name}"; next if !-e $conf; open(my $f, '<', "$conf") or die; while (<$f>) { print "<$_>"; } last; }`;

  it("is read where it is the tree's own, without what is evaluated", async () => {
    const name = ".checkpatch.conf";
    sandbox.write(
      `tree/${name}`,
      "--strict\n# for us\n--max-line-length=90 --debug values=0';x;'\n--no-tree\n",
    );
    expect(textOf(await run(reads(name)))).toBe("");
    expect(textOf(await run(reads(name), [], { own: [name] }))).toBe(
      "<--strict\n><# for us\n><--max-line-length=90 >",
    );
    for (const debug of ["-debug", "+debug", "--DEBUG", "--deb"]) {
      sandbox.write(`tree/${name}`, `\t${debug} values=1\n`);
      expect(textOf(await run(reads(name), [], { own: [name] })), debug).toBe("<\t>");
    }
    rmSync(sandbox.path("tree", name));
  });

  it("in HOME is the user's, but not where HOME lies in the tree", async () => {
    const name = ".get_maintainer.conf";
    sandbox.write(`home/${name}`, "--no-l\n");
    expect(textOf(await run(reads(name), [], {}, { HOME: sandbox.path("home") }))).toBe("<--no-l\n>");
    sandbox.write(`tree/sub/home/${name}`, "--no-l\n");
    expect(textOf(await run(reads(name), [], {}, { HOME: sandbox.path("tree/sub/home") }))).toBe("");
    expect(textOf(await run("print exists $ENV{HOME};", [], {}, { HOME: "sub/home" }))).toBe("");
    rmSync(sandbox.path("tree/sub"), { recursive: true });
  });
});

describe("a script that a script starts", () => {
  const asks =
    'print `perl ./scripts/get_maintainer.pl --status --nol -f fs/x.c 2>&1`; print `cd "."; echo "GPL" | scripts/spdxcheck.py -`;';

  it("runs where it is the tree's own, one in Perl under the same guard", async () => {
    const witness = sandbox.path("witness");
    sandbox.write(
      "tree/scripts/get_maintainer.pl",
      `print "<@ARGV>"; print STDERR "noise"; system("touch", "${witness}"); print \`touch ${witness}\`; open(my $f, ">", "${witness}");`,
    );
    sandbox.write("tree/scripts/spdxcheck.py", "#!/bin/sh\ncat\n");
    chmodSync(sandbox.path("tree/scripts/spdxcheck.py"), 0o755);
    expect(textOf(await run(asks))).toBe("");
    const result = await run(asks, [], { own: helperScripts });
    expect(textOf(result)).toBe("<--status --nol -f fs/x.c>GPL\n");
    expect(result.errorText).toBe("");
    expect(existsSync(witness)).toBe(false);
    const elsewhere = asks.replace("./scripts", "../tree/../tree/fs/scripts").replace('cd ".', 'cd "..');
    expect(textOf(await run(elsewhere, [], { own: helperScripts }))).toBe("");
  });
});

it("none runs on Windows, whose shell reads quotes in another way", async () => {
  const platform = vi.spyOn(process, "platform", "get").mockReturnValue("win32");
  try {
    const workplace: unknown = null;
    const ready = { workplace, script: "scripts/checkpatch.pl", path: "/x", own: [] } as ReadyScript;
    await expect(runOnMail(ready, [], Buffer.from(""), {})).rejects.toThrow(/does not run on Windows/);
  } finally {
    platform.mockRestore();
  }
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

  it("ends by itself where nobody is left to end it", async () => {
    expect(Number(textOf(await run("print alarm 0;")))).toBeGreaterThan(100);
  });

  it("is ended after its time, and after its output", async () => {
    expect((await run("sleep 60;", [], { timeLimitMs: 200 })).outcome).toBe("timeLimit");
    expect((await run('while (1) { print "x" x 1000; }', [], { maxOutputBytes: 10_000 })).outcome).toBe(
      "outputLimit",
    );
  });
});
