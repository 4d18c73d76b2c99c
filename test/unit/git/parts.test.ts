import { chmodSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCandidates } from "../../../server/src/git/ambiguous.js";
import { createConversation } from "../../../server/src/git/conversation.js";
import { findRepositoryAbove, isPartialClone, repositoryAt } from "../../../server/src/git/discover.js";
import { gitEnvironment } from "../../../server/src/git/environment.js";
import { createFirstTags, tagOf } from "../../../server/src/git/firstTags.js";
import { createLaterFixes, fixesIn } from "../../../server/src/git/laterFixes.js";
import { createLru } from "../../../server/src/git/lru.js";
import { type GitProgram, runGit } from "../../../server/src/git/process.js";
import { findProgram } from "../../../server/src/git/program.js";
import { parseShortstat } from "../../../server/src/git/shortstats.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;
let program: GitProgram;

beforeAll(async () => {
  sandbox = createSandbox();
  const path = await findProgram("git", sandbox.environment);
  if (path === null) throw new Error("these tests need git");
  program = { path, environment: gitEnvironment(sandbox.environment) };
});

afterAll(() => sandbox.dispose());

it("the bounded cache forgets what was used longest ago", () => {
  const cache = createLru<number>(2);
  cache.set("a", 1);
  cache.set("b", 2);
  expect(cache.get("a")).toBe(1);
  cache.set("c", 3);
  expect([cache.get("a"), cache.get("b"), cache.get("c"), cache.size]).toEqual([1, undefined, 3, 2]);
});

it("the environment keeps the user's configuration, and nothing that redirects git or asks", () => {
  const environment = gitEnvironment({
    PATH: "/bin",
    HOME: "/home/jane",
    GIT_DIR: "/elsewhere",
    GIT_WORK_TREE: "/elsewhere",
    GIT_TRACE: "1",
    GIT_SSH_COMMAND: "evil",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_GLOBAL: "/home/jane/.gitconfig",
    LC_ALL: "de_DE.UTF-8",
    LANGUAGE: "de",
    GIT_ALLOW_PROTOCOL: "https",
  });
  expect(environment).toEqual({
    PATH: "/bin",
    HOME: "/home/jane",
    GIT_CONFIG_GLOBAL: "/home/jane/.gitconfig",
    LC_ALL: "C",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_PAGER: "cat",
    GIT_EDITOR: "false",
  });
});

it.each([
  [" (tags/v6.1-rc1~12^2~3)", "v6.1-rc1"],
  [" (tags/v6.1^0)", "v6.1"],
  [" (tags/v6.1)", "v6.1"],
  [" (tags/net/2024-05-03~1)", "net/2024-05-03"],
  ["", null],
  [" (something", null],
])("the tag of %j", (annotation, tag) => {
  expect(tagOf(annotation)).toBe(tag);
});

it.each([
  [" 2 files changed, 3 insertions(+), 1 deletion(-)\n", [2, 3, 1]],
  [" 1 file changed, 1 insertion(+)\n", [1, 1, 0]],
  ["", [0, 0, 0]],
])("the counts of %j", (text, [files, insertions, deletions]) => {
  expect(parseShortstat(text)).toEqual({ files, insertions, deletions });
});

describe("what a commit says it fixes", () => {
  const by = "a".repeat(40);
  const targets = (message: string): string[] =>
    fixesIn(Buffer.from(`${by}\n${message}`)).map(
      ({ target, isRevert }) => `${isRevert ? "reverts " : ""}${target}`,
    );
  it.each([
    ['S\n\nFixes: 123456789abc ("x")\nFixes: abcdef0 ("y")\n', ["123456789abc", "abcdef0"]],
    ["S\n\nFixes: commit 123456789ABC\n", ["123456789abc"]],
    ["S\n\nThis reverts commit 123456789abc.\n", ["reverts 123456789abc"]],
    ["S\n\nThis reverts\ncommit 123456789abc, as asked.\n", ["reverts 123456789abc"]],
    ["S\n\nIt fixes: 123456789abc\n", []],
    ["S\n\nFixes: 123456 (too short)\nFixes: 123456789xyz\n", []],
  ])("%j", (message, expected) => {
    expect(targets(message)).toEqual(expected);
  });

  it("a record without a hash says nothing", () => {
    expect(fixesIn(Buffer.from("no hash\nFixes: 123456789abc\n"))).toEqual([]);
  });
});

it("candidates of an ambiguous hash are those of the wanted type", () => {
  const errors =
    "error: short object ID 2da0 is ambiguous\nhint: The candidates are:\nhint:   2da0028 commit 2023-11-14 - number 885\nhint:   2da05a3 blob\nhint:   2da0fff tree\n";
  expect(parseCandidates(errors, "2da0", "commit")).toEqual(["2da0028 commit 2023-11-14 - number 885"]);
  expect(parseCandidates(errors, "2da0", "blob")).toEqual(["2da05a3 blob"]);
});

describe("discovery runs nothing and is not deceived", () => {
  it("needs HEAD, objects and refs", async () => {
    sandbox.write("a/HEAD", "ref: refs/heads/master\n");
    sandbox.write("a/objects/x", "");
    expect(await repositoryAt(sandbox.path("a"))).toBeNull();
    sandbox.write("a/refs/x", "");
    expect((await repositoryAt(sandbox.path("a")))?.root).toBe(sandbox.path("a"));
    sandbox.write("b/.git", "gitdir: nowhere\n");
    expect(await repositoryAt(sandbox.path("b"))).toBeNull();
    sandbox.write("c/.git", "no pointer");
    expect(await repositoryAt(sandbox.path("c"))).toBeNull();
  });

  it("walks up, also from folders that are not there", async () => {
    sandbox.git("d", ["init", "-q", "."]);
    expect((await findRepositoryAbove(sandbox.path("d/x/y/z")))?.root).toBe(sandbox.path("d"));
  });

  it("tells a partial clone by its configuration", async () => {
    sandbox.git("e", ["init", "-q", "."]);
    const place = await repositoryAt(sandbox.path("e"));
    if (!place) throw new Error("not found");
    expect(await isPartialClone(place)).toBe(false);
    sandbox.git("e", ["config", "remote.origin.promisor", "true"]);
    expect(await isPartialClone(place)).toBe(true);
  });
});

it("programs are looked for on absolute entries of the PATH only", async () => {
  sandbox.write("bin/tool", "#!/bin/sh\n");
  const environment = { PATH: `relative:${sandbox.path("bin")}` };
  expect(await findProgram("tool", environment)).toBeNull();
  chmodSync(sandbox.path("bin/tool"), 0o755);
  expect(await findProgram("tool", environment)).toBe(sandbox.path("bin/tool"));
  expect(await findProgram("../bin/tool", environment)).toBeNull();
  expect(await findProgram(sandbox.path("bin/tool"), {})).toBe(sandbox.path("bin/tool"));
});

describe("processes are bounded", () => {
  const options = { input: "", timeLimitMs: 20_000, maxOutputBytes: 1000 };

  it("in output, and end", async () => {
    sandbox.git("bounded", ["init", "-q", "."]);
    const hash = sandbox.git("bounded", ["hash-object", "-w", "--stdin"], { input: "x".repeat(100_000) });
    const workingDirectory = sandbox.path("bounded");
    const result = await runGit(program, ["cat-file", "--batch"], {
      ...options,
      workingDirectory,
      input: `${hash}\n`,
    });
    expect(result.outcome).toBe("outputLimit");
    expect(result.output.length).toBeLessThanOrEqual(1000);
  });

  it("in time", async () => {
    sandbox.write("slow/git", "#!/bin/sh\nexec sleep 60\n");
    chmodSync(sandbox.path("slow/git"), 0o755);
    const slow = { ...program, path: sandbox.path("slow/git") };
    const workingDirectory = sandbox.folder;
    expect((await runGit(slow, [], { ...options, workingDirectory, timeLimitMs: 20 })).outcome).toBe(
      "timeLimit",
    );
    const conversation = createConversation({
      program: slow,
      workingDirectory,
      args: [],
      answerMs: 20,
      idleMs: 1000,
    });
    expect(await conversation.ask("?\n", () => 1)).toEqual({ reason: "timeLimit", errorText: "" });
    expect(conversation.pid()).toBeNull();
  });

  it("by being stopped", async () => {
    const stopping = new AbortController();
    const slow = { ...program, path: sandbox.path("slow/git") };
    const running = runGit(slow, [], {
      ...options,
      workingDirectory: sandbox.folder,
      signal: stopping.signal,
    });
    stopping.abort();
    expect((await running).outcome).toBe("aborted");
  });

  it("where the program cannot be started", async () => {
    const none = { ...program, path: sandbox.path("none") };
    const result = await runGit(none, [], { ...options, workingDirectory: sandbox.folder });
    expect(result).toMatchObject({ outcome: "failed", exitCode: null });
    const conversation = createConversation({
      program: none,
      workingDirectory: sandbox.folder,
      args: [],
      answerMs: 5000,
      idleMs: 1000,
    });
    expect(await conversation.ask("?\n", () => 1)).toMatchObject({ reason: "died" });
  });
});

describe("facts out of the whole history", () => {
  const root = (): string => sandbox.path("history");
  let hashes: string[];
  /** Twelve digits, different for each number. */
  const targetOf = (n: number): string =>
    `${(Math.imul(n, 2_654_435_761) >>> 0).toString(16).padStart(8, "0")}abcd`;

  beforeAll(() => {
    sandbox.git("history", ["init", "-q", "."]);
    // 3,000 commits; each says that it fixes the one that its number names: more output than one chunk of a pipe.
    const stream = Array.from({ length: 3000 }, (_, n) => {
      const message = `number ${n}\n\n${"Text of the log. ".repeat(10)}\n\nFixes: ${targetOf(n)} ("x")\n`;
      return `commit refs/heads/master\ncommitter A <a@example.org> ${1_700_000_000 + n * 86_400} +0000\ndata ${message.length}\n${message}\n`;
    }).join("");
    sandbox.git("history", ["fast-import", "--quiet"], { input: stream });
    hashes = sandbox.git("history", ["rev-list", "master"]).split("\n");
  });

  it("later fixes: all of them are read, over chunks", async () => {
    const { signal } = new AbortController();
    const limits = { timeLimitMs: 60_000, maxOutputBytes: 1 << 28, maxRecords: 10_000 };
    const fixes = createLaterFixes(program, root(), limits, signal);
    const [head = ""] = hashes;
    await Promise.all([fixes.cover([head], 1_700_000_000_000), fixes.cover([head], 1_600_000_000_000)]);
    expect(fixes.isCovered([head], 1_600_000_000_000)).toBe(true);
    for (let n = 0; n < 3000; n += 7) {
      const target = targetOf(n).padEnd(40, "0");
      expect(fixes.find(target).map((record) => record.by)).toEqual([hashes[2999 - n]]);
    }
    expect(fixes.isCut()).toBe(false);
  });

  it("later fixes: limits hold and are told", async () => {
    const { signal } = new AbortController();
    const limits = { timeLimitMs: 60_000, maxOutputBytes: 50_000, maxRecords: 10 };
    const fixes = createLaterFixes(program, root(), limits, signal);
    await fixes.cover([hashes[0] ?? ""], 0);
    expect(fixes.isCut()).toBe(true);
  });

  it("tags: one process answers many, and a new tag is seen", async () => {
    const limits = { historyMs: 60_000, historyIdleMs: 60_000, untaggedForMs: 0 };
    const tags = createFirstTags(program, root(), limits);
    const old = hashes.slice(-200);
    expect(await Promise.all(old.map((hash) => tags.find(hash)))).toEqual(old.map(() => null));
    sandbox.git("history", ["tag", "-a", "-m", "x", "v1", hashes[2900] ?? ""]);
    expect(await Promise.all(old.slice(150).map((hash) => tags.find(hash)))).toEqual(
      old.slice(150).map(() => "v1"),
    );
    tags.stop();
  });
});
