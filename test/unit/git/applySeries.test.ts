import { readdirSync, utimesSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startAm } from "../../../server/src/git/amSeries.js";
import { guessBase, wantedBlobs } from "../../../server/src/git/baseGuess.js";
import { patchIds } from "../../../server/src/git/patchIds.js";
import { checkIn, gitSays, mailOf, workplaceOf } from "./applyOracle.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;
const text = (change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 60 }, (_, at) => `${change[at] ?? `line ${at}`}\n`).join("");
const signal = new AbortController().signal;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("s", ["init", "-q"]);
  sandbox.write("s/a.c", text());
  sandbox.write("s/b.c", text());
  sandbox.commit("s", "base");
  sandbox.write("s/a.c", text({ 10: "one" }));
  sandbox.commit("s", "1");
  sandbox.write("s/a.c", text({ 10: "two" }));
  sandbox.write("s/new.c", "new\n");
  sandbox.commit("s", "2");
  sandbox.write("s/b.c", text({ 50: "three" }));
  sandbox.commit("s", "3");
  sandbox.write("s/new.c", "new\nfour\n");
  sandbox.git("s", ["mv", "b.c", "c.c"]);
  sandbox.commit("s", "4");
});

afterAll(() => sandbox.dispose());

/** Patches of the last commits, oldest first. */
async function series(count = 4) {
  return await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const commit = `master~${count - 1 - at}`;
      const diff = `${sandbox.git("s", ["diff", "--full-index", "-M", `${commit}^`, commit])}\n`;
      return (await mailOf(diff)).patch;
    }),
  );
}

describe("a series", () => {
  it("is checked patch after patch", async () => {
    const all = await series();
    expect((await checkIn(sandbox, "s", all, "master~4")).map(({ state }) => state)).toEqual([
      "applies",
      "applies",
      "applies",
      "applies",
    ]);
    // Each by itself: not all of them.
    const alone = await Promise.all(
      all.map(async (one) => (await checkIn(sandbox, "s", [one], "master~4"))[0]?.state),
    );
    expect(alone).toEqual(["applies", "fails", "applies", "fails"]);
    expect((await checkIn(sandbox, "s", all, "master")).at(-1)?.state).toBe("alreadyThere");
  });

  it("goes on behind a patch that fails, and says of which results that one makes unsure", async () => {
    const [first, second, third, fourth] = await series();
    if (!first || !second || !third || !fourth) throw new Error("four patches");
    sandbox.git("s", ["checkout", "-q", "-B", "other", "master~4"]);
    sandbox.write("s/a.c", text({ 10: "something else" }));
    sandbox.commit("s", "other");
    const checks = await checkIn(sandbox, "s", [first, second, third, fourth], "other");
    sandbox.git("s", ["checkout", "-q", "master"]);
    expect(checks.map(({ state, unsureSince }) => [state, unsureSince])).toEqual([
      ["fails", null],
      ["fails", 0],
      ["applies", null],
      // It changes new.c, which patch 2 has made all the same.
      ["applies", null],
    ]);
    expect(checks[1]?.files.map(({ state }) => state)).toEqual(["fails", "applies"]);
  });

  it("is what git says when each patch is committed with what works of it", async () => {
    const [first, second] = await series();
    if (!first || !second) throw new Error("two patches");
    const done = await checkIn(sandbox, "s", [first, second], "master~4");
    sandbox.git("s", ["worktree", "add", "-q", "--detach", sandbox.path("w"), "master~4"]);
    const diff = (patch: typeof first) =>
      Buffer.from(patch.files.map((file) => file.text).join(""), "latin1");
    expect(gitSays(sandbox, "w", diff(first), [[8]])).toEqual([["ok"]]);
    sandbox.git("w", ["apply", "--index"], { input: diff(first) });
    expect(gitSays(sandbox, "w", diff(second), [[8], [0]])).toEqual([["ok"], ["ok"]]);
    expect(done.map(({ state }) => state)).toEqual(["applies", "applies"]);
  });
});

describe("the base", () => {
  const guess = async (count: number, sentAt: number | null = null) =>
    guessBase(await workplaceOf(sandbox, "s"), wantedBlobs(await series(count)), sentAt, signal);

  it("is guessed from blobs: a branch that has them all", async () => {
    sandbox.git("s", ["branch", "-f", "topic", "master~4"]);
    const hash = sandbox.git("s", ["rev-parse", "topic"]);
    expect(await guess(4)).toEqual({ commit: hash, name: "topic", matches: 2, total: 2 });
    sandbox.git("s", ["branch", "-D", "topic"]);
  });

  it("is guessed from the history of the files", async () => {
    sandbox.git("s", ["branch", "-D", "other"]);
    const found = await guess(3);
    // new.c is made by the series itself; the commit before them is the newest with all of their blobs.
    expect(found).toMatchObject({ name: "", matches: 2, total: 2 });
    const tree = (commit: string) => sandbox.git("s", ["rev-parse", `${commit}:a.c`, `${commit}:b.c`]);
    expect(tree(found?.commit ?? "")).toBe(tree("master~3"));
  });

  it("is told to be a guess of some files only, or none at all", async () => {
    const workplace = await workplaceOf(sandbox, "s");
    const wanted = wantedBlobs(await series(1));
    const some = await guessBase(workplace, [...wanted, { path: "a.c", blob: "1234567" }], null, signal);
    expect(some).toMatchObject({ matches: wanted.length, total: wanted.length + 1 });
    expect(await guessBase(workplace, [{ path: "a.c", blob: "1234567" }], null, signal)).toBeNull();
    expect(await guessBase(workplace, [], null, signal)).toBeNull();
  });
});

describe("patch ids", () => {
  it("are those of git patch-id --stable, by number", async () => {
    const all = await series();
    const diffs = all.map(({ files }) => files.map((file) => file.text).join(""));
    const ids = await patchIds(await workplaceOf(sandbox, "s"), ["no diff\n", ...diffs]);
    expect(ids.get(0)).toBeUndefined();
    for (const [at, diff] of diffs.entries()) {
      const told = sandbox.git("s", ["patch-id", "--stable"], { input: diff }).split(" ")[0];
      expect(ids.get(at + 1)).toBe(told);
    }
    expect(ids.size).toBe(4);
  });
});

describe("a repository of SHA-256", () => {
  it("is checked, guessed and asked for patch ids as any other", async () => {
    sandbox.git("far", ["init", "-q", "--object-format=sha256"]);
    sandbox.write("far/a.c", text());
    const base = sandbox.commit("far", "base");
    sandbox.write("far/a.c", text({ 10: "one" }));
    sandbox.write("far/new.c", "new\n");
    sandbox.commit("far", "1");
    const diff = `${sandbox.git("far", ["diff", "HEAD^", "HEAD"])}\n`;
    const { patch } = await mailOf(diff);
    const [onBase] = await checkIn(sandbox, "far", [patch], "HEAD^");
    const [again] = await checkIn(sandbox, "far", [patch]);
    expect([onBase?.state, again?.state]).toEqual(["applies", "alreadyThere"]);
    const workplace = await workplaceOf(sandbox, "far");
    const guess = await guessBase(workplace, wantedBlobs([patch]), null, signal);
    expect(guess?.commit).toBe(base);
    const ids = await patchIds(workplace, ["no diff\n", diff]);
    const told = sandbox.git("far", ["patch-id", "--stable"], { input: diff }).split(" ")[0];
    expect([ids.size, ids.get(1)]).toEqual([1, told]);
    expect(told).toHaveLength(64);
  });
});

describe("a repository whose tree is elsewhere (core.worktree)", () => {
  it("is checked, and not applied to", async () => {
    sandbox.git("away", ["init", "-q"]);
    sandbox.write("away/a.c", text());
    sandbox.commit("away", "base");
    sandbox.write("away/a.c", text({ 10: "one" }));
    const diff = `${sandbox.git("away", ["diff"])}\n`;
    sandbox.git("away", ["checkout", "-q", "a.c"]);
    sandbox.write("there/x", "x\n");
    sandbox.git("away", ["config", "core.worktree", sandbox.path("there")]);
    const { patch } = await mailOf(diff);
    const [check] = await checkIn(sandbox, "away", [patch]);
    expect(check).toMatchObject({ state: "applies", note: "" });
    sandbox.write("there/a.c", text());
    const request = {
      title: "x",
      mbox: new Uint8Array(),
      patchCount: 1,
      branch: "x",
      base: "HEAD",
      worktree: null,
      paths: [],
    };
    const outcome = await startAm(await workplaceOf(sandbox, "away"), request, {
      signal,
      onApplying: () => undefined,
    });
    expect(outcome).toMatchObject({
      kind: "refused",
      sentence: expect.stringContaining("is elsewhere") as string,
    });
  });
});

describe("temporary folders", () => {
  it("that a killed program has left are removed after a day, and nothing else is", async () => {
    const before = process.env["TMPDIR"];
    const [old, fresh, other] = ["patch-mail-index-old", "patch-mail-index-new", "other-old"] as const;
    for (const name of [old, fresh, other]) sandbox.write(`tmp/${name}/index`, "x");
    const past = new Date(Date.now() - 2 * 86_400_000);
    for (const name of [old, other]) utimesSync(sandbox.path("tmp", name), past, past);
    process.env["TMPDIR"] = sandbox.path("tmp");
    try {
      const [patch] = await series(1);
      if (patch === undefined) throw new Error("no patch");
      await checkIn(sandbox, "s", [patch], "HEAD~1");
      await expect.poll(() => readdirSync(sandbox.path("tmp")).sort()).toEqual([other, fresh]);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });
});
