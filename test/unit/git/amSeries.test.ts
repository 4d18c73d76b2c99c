import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { branchName, branchProblem } from "../../../server/src/git/amBranch.js";
import { continueAm } from "../../../server/src/git/amGoOn.js";
import type { AmOutcome, AmRequest } from "../../../server/src/git/amOutcome.js";
import { applyingPlaces, ownPlace, repositoryState } from "../../../server/src/git/amPlace.js";
import { startAm } from "../../../server/src/git/amSeries.js";
import { stopIn } from "../../../server/src/git/amStop.js";
import { abortAm } from "../../../server/src/git/amUndo.js";
import type { Workplace } from "../../../server/src/git/workplace.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let box: Sandbox;
let place: Workplace;

const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`).join("");

/** A repository with three patches on the branch `work`, which `main` does not have; `mbox` holds them. */
async function repository(): Promise<string> {
  box.git("repo", ["init", "-q", "-b", "main"]);
  box.write("repo/frost.c", numbers(1, 40));
  box.write("repo/notes.txt", "notes\n");
  box.commit("repo", "Begin\n");
  box.git("repo", ["checkout", "-q", "-b", "work"]);
  box.write("repo/frost.c", numbers(1, 4) + "five\n" + numbers(6, 40));
  box.commit("repo", "frost: Spell five\n\nIt is a word.\n", { author: "Zoë Lind <zoe@example.org>" });
  box.write("repo/frost.c", numbers(1, 4) + "five\n" + numbers(6, 19) + "twenty\n" + numbers(21, 40));
  box.commit("repo", "frost: Spell twenty\n\nFrom here on it is a word, too.\n");
  box.write("repo/new/file.c", "new\n");
  box.commit("repo", "frost: Add a file\n");
  const mbox = box.git("repo", ["format-patch", "--stdout", "main..work"]);
  box.git("repo", ["checkout", "-q", "main"]);
  const found = await box.room().workplaces(box.uri("repo", "mail.mbox"));
  if (!Array.isArray(found)) throw new Error("no workplace");
  place = found[0] as Workplace;
  return `${mbox}\n`;
}

const request = (mbox: string, more: Partial<AmRequest> = {}): AmRequest => ({
  title: "frost: Words",
  mbox: Buffer.from(mbox),
  patchCount: 3,
  branch: "topic/frost",
  base: "HEAD",
  worktree: null,
  paths: [],
  ...more,
});

const { signal: never } = new AbortController();

const watch = (controller = new AbortController(), told: string[] = []) => ({
  signal: controller.signal,
  onApplying: (number: number, title: string) => void told.push(`${number} ${title}`),
});

/** Everything of a tree and its refs that a user would miss. */
function picture(folder: string): string {
  const files: string[] = [];
  const walk = (name: string): void => {
    for (const entry of readdirSync(join(folder, name)).sort()) {
      const path = name === "" ? entry : `${name}/${entry}`;
      if (path === ".git") continue;
      const facts = lstatSync(join(folder, path));
      if (facts.isDirectory()) walk(path);
      else {
        const content = facts.isSymbolicLink()
          ? readlinkSync(join(folder, path))
          : readFileSync(join(folder, path), "latin1");
        files.push(`${path} ${facts.mode} ${content}`);
      }
    }
  };
  walk("");
  const git = (...args: string[]): string => box.git("repo", args);
  return [
    ...files,
    git("for-each-ref"),
    git("symbolic-ref", "HEAD"),
    git("ls-files", "-s", "-v"),
    git("status", "--porcelain", "--ignored"),
    git("worktree", "list"),
    git("config", "--local", "--list"),
    readdirSync(join(folder, ".git"))
      .filter((name) => !/^(?:ORIG_HEAD|index|packed-refs)$/.test(name))
      .sort()
      .join(" "),
  ].join("\n");
}

const sentenceOf = (outcome: AmOutcome): string =>
  outcome.kind === "refused" || outcome.kind === "cancelled" ? outcome.sentence : outcome.kind;

beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.dispose());

describe("git am of a series", () => {
  it("makes a branch with the commits, and says what was made", async () => {
    const mbox = await repository();
    const told: string[] = [];
    const outcome = await startAm(place, request(mbox), watch(new AbortController(), told));
    expect(outcome).toMatchObject({
      kind: "done",
      branch: "topic/frost",
      commits: 3,
      root: box.path("repo"),
    });
    expect(box.git("repo", ["rev-parse", "--abbrev-ref", "HEAD"])).toBe("topic/frost");
    const shown = ["log", "--format=%an <%ae> %ad%n%B", "-p"];
    expect(box.git("repo", [...shown, "main..topic/frost"]).replace(/index .*/g, "")).toBe(
      box.git("repo", [...shown, "main..work"]).replace(/index .*/g, ""),
    );
    expect(box.git("repo", ["log", "-1", "--format=%cn <%ce>"])).toBe("Ann Author <ann@example.org>");
    expect(told).toEqual(["1 frost: Spell five", "2 frost: Spell twenty", "3 frost: Add a file"]);
    expect(existsSync(box.path("repo/.git/patch-mail-am.json"))).toBe(false);
  });

  it("applies on another base, where context has moved, by three-way merge", async () => {
    const mbox = await repository();
    box.write("repo/frost.c", `first\n${numbers(1, 2)}three\n${numbers(4, 40)}`);
    box.commit("repo", "Move\n");
    const outcome = await startAm(place, request(mbox), watch());
    expect(outcome).toMatchObject({ kind: "done", commits: 3 });
    expect(readFileSync(box.path("repo/frost.c"), "utf8")).toContain("three\nline 4\nfive\n");
  });

  it("stops at a conflict with a clear state; the abort puts everything back, byte by byte", async () => {
    const mbox = await repository();
    box.write("repo/frost.c", numbers(1, 18) + "19\nTWENTY\n21\n" + numbers(22, 40));
    box.commit("repo", "Spell it otherwise\n");
    box.write("repo/untracked.txt", "mine\n");
    const before = picture(box.path("repo"));
    const outcome = await startAm(place, request(mbox), watch());
    if (outcome.kind !== "stopped") throw new Error(outcome.kind);
    expect(outcome.stop).toMatchObject({
      branch: "topic/frost",
      patch: 2,
      patchCount: 3,
      title: "frost: Spell twenty",
      conflicts: ["frost.c"],
    });
    expect(outcome.stop.reasons.join("\n")).toContain("CONFLICT (content): Merge conflict in frost.c");
    // After a crash, too, it is found.
    const [found] = await applyingPlaces(place);
    expect(found?.root).toBe(box.path("repo"));
    if (found === undefined) return;
    expect(await abortAm(found, never)).toEqual({
      kind: "cancelled",
      sentence: "main is checked out again, and the branch topic/frost is gone.",
    });
    expect(picture(box.path("repo"))).toBe(before);
  });

  it("goes on once the conflict is resolved and staged", async () => {
    const mbox = await repository();
    box.write("repo/frost.c", numbers(1, 18) + "19\nTWENTY\n21\n" + numbers(22, 40));
    box.commit("repo", "Spell it otherwise\n");
    await startAm(place, request(mbox), watch());
    const [found] = await applyingPlaces(place);
    if (found === undefined) throw new Error("nothing under way");
    expect(sentenceOf(await continueAm(found, watch()))).toMatch(/^frost\.c still has conflicts/);
    box.write("repo/frost.c", numbers(1, 18) + "19\nTwenty\n21\n" + numbers(22, 40));
    box.git("repo", ["add", "frost.c"]);
    expect(await continueAm(found, watch())).toMatchObject({
      kind: "done",
      commits: 3,
      branch: "topic/frost",
    });
    expect(box.git("repo", ["status", "--porcelain"])).toBe("");
  });

  it("does not abort while the tree holds other changes", async () => {
    const mbox = await repository();
    box.write("repo/frost.c", numbers(1, 18) + "19\nTWENTY\n21\n" + numbers(22, 40));
    box.commit("repo", "Spell it otherwise\n");
    await startAm(place, request(mbox), watch());
    box.write("repo/notes.txt", "my own work\n");
    expect(sentenceOf(await abortAm(ownPlace(place), never))).toMatch(
      /^notes\.txt has changes that are not of the series/,
    );
    expect(readFileSync(box.path("repo/notes.txt"), "utf8")).toBe("my own work\n");
    box.git("repo", ["checkout", "notes.txt"]);
    expect((await abortAm(ownPlace(place), never)).kind).toBe("cancelled");
  });

  it("keeps a branch that somebody has added to", async () => {
    const mbox = await repository();
    box.write("repo/frost.c", numbers(1, 18) + "19\nTWENTY\n21\n" + numbers(22, 40));
    box.commit("repo", "Spell it otherwise\n");
    await startAm(place, request(mbox), watch());
    box.git("repo", ["reset", "-q", "--hard"]);
    box.write("repo/notes.txt", "my own work\n");
    box.commit("repo", "My own\n");
    expect(sentenceOf(await abortAm(ownPlace(place), never))).toBe(
      "The branch topic/frost has other commits, and stays.",
    );
    expect(box.git("repo", ["log", "-1", "--format=%s", "topic/frost"])).toBe("My own");
  });

  it("works in a new worktree, and takes it away again", async () => {
    const mbox = await repository();
    // The own tree may be as it likes.
    box.write("repo/notes.txt", "changed\n");
    const before = picture(box.path("repo"));
    const folder = box.path("beside");
    const done = await startAm(place, request(mbox, { worktree: folder }), watch());
    expect(done).toMatchObject({ kind: "done", root: folder, commits: 3 });
    expect(readFileSync(join(folder, "new/file.c"), "utf8")).toBe("new\n");
    expect(
      sentenceOf(await startAm(place, request(mbox, { branch: "other", worktree: folder }), watch())),
    ).toBe(`${folder} is there already.`);
    box.git("repo", ["worktree", "remove", folder]);
    box.git("repo", ["branch", "-D", "topic/frost"]);
    expect(picture(box.path("repo"))).toBe(before);
    const failing = mbox.replaceAll("line 19", "line nineteen").replaceAll("index ", "index 1");
    const stopped = await startAm(place, request(failing, { worktree: folder }), watch());
    expect(stopped.kind).toBe("stopped");
    const [found] = await applyingPlaces(place);
    expect(found?.root).toBe(folder);
    if (found === undefined) return;
    expect(sentenceOf(await abortAm(found, never))).toBe(
      `The worktree ${folder} and the branch topic/frost are gone.`,
    );
    expect(existsSync(folder)).toBe(false);
    expect(picture(box.path("repo"))).toBe(before);
  });

  it.each<[string, string, (mbox: string) => Partial<AmRequest>, RegExp]>([
    ["a changed file", "notes.txt", () => ({}), /has changes that are not committed \(notes\.txt\)/],
    ["a branch that is there", "", () => ({ branch: "work" }), /^There is a branch work already\.$/],
    ["a bad name", "", () => ({ branch: "a..b" }), /is not a name that git allows/],
    ["an option", "", () => ({ branch: "--force" }), /is not a name that git allows/],
    ["no room", "", () => ({ branch: "work/frost" }), /The branch work leaves no room/],
    ["an unknown base", "", () => ({ base: "--help" }), /has no commit --help/],
    ["no folder", "", () => ({ worktree: "/no/such/folder/here" }), /^There is no folder/],
    ["a relative folder", "", () => ({ worktree: "beside" }), /needs an absolute path/],
  ])("refuses %s, and touches nothing", async (_, changed, more, expected) => {
    const mbox = await repository();
    if (changed !== "") box.write(`repo/${changed}`, "changed\n");
    const before = picture(box.path("repo"));
    const outcome = await startAm(place, request(mbox, more(mbox)), watch());
    expect(outcome.kind).toBe("refused");
    expect(sentenceOf(outcome)).toMatch(expected);
    expect(picture(box.path("repo"))).toBe(before);
  });

  it("refuses where git does not know who commits", async () => {
    const mbox = await repository();
    box.write(".gitconfig", "[init]\n\tdefaultBranch = main\n");
    const before = picture(box.path("repo"));
    const outcome = await startAm(place, request(mbox), watch());
    expect(sentenceOf(outcome)).toMatch(/^Git does not know who commits/);
    expect(picture(box.path("repo"))).toBe(before);
  });

  it("cancelled in the middle, nothing stays", async () => {
    const mbox = await repository();
    const before = picture(box.path("repo"));
    const controller = new AbortController();
    const outcome = await startAm(place, request(mbox), {
      signal: controller.signal,
      onApplying: (number) => {
        if (number === 1) controller.abort();
      },
    });
    // On a fast machine git was done before it heard of it.
    if (outcome.kind === "cancelled") expect(picture(box.path("repo"))).toBe(before);
    else expect(outcome.kind).toBe("done");
    controller.abort();
    const again = await startAm(place, request(mbox, { branch: "second" }), watch(controller));
    expect(again.kind).toBe("cancelled");
    expect(box.git("repo", ["branch", "--list", "second"])).toBe("");
  });

  it("cancelled at any moment, nothing stays, and no lock", async () => {
    box.git("repo", ["init", "-q", "-b", "main"]);
    box.write("repo/a.c", "a\n");
    box.commit("repo", "Begin\n");
    box.git("repo", ["checkout", "-q", "-b", "work"]);
    for (let at = 0; at < 25; at++) {
      box.write(`repo/f${at}.c`, numbers(1, 50));
      box.commit("repo", `f: ${at}\n`);
    }
    const mbox = `${box.git("repo", ["format-patch", "--stdout", "main..work"])}\n`;
    box.git("repo", ["checkout", "-q", "main"]);
    const places = await box.room().workplaces(box.uri("repo", "mail.mbox"));
    if ("unavailable" in places || places[0] === undefined) throw new Error("no workplace");
    const before = picture(box.path("repo"));
    for (const last of [1, 2, 7, 20]) {
      const controller = new AbortController();
      const applied: number[] = [];
      const outcome = await startAm(places[0], request(mbox, { patchCount: 25 }), {
        signal: controller.signal,
        onApplying: (number) => {
          applied.push(number);
          if (number === last) controller.abort();
        },
      });
      // Git may have been done before it heard of it.
      if (outcome.kind === "done") {
        expect(applied).toHaveLength(25);
        box.git("repo", ["checkout", "-q", "main"]);
        box.git("repo", ["branch", "-q", "-D", "topic/frost"]);
      } else
        expect(sentenceOf(outcome)).toBe("main is checked out again, and the branch topic/frost is gone.");
      expect(picture(box.path("repo"))).toBe(before);
    }
  });

  it("no file outside of the tree is written through a symbolic link of the repository", async () => {
    box.git("repo", ["init", "-q", "-b", "main"]);
    box.write("outside/file.c", "old\n");
    box.write("repo/a.c", "a\n");
    symlinkSync("../outside", box.path("repo/link"));
    box.commit("repo", "Begin\n");
    const found = await box.room().workplaces(box.uri("repo", "mail.mbox"));
    if (!Array.isArray(found)) throw new Error("no workplace");
    place = found[0] as Workplace;
    const mbox = `From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: Eve <eve@example.org>
Date: Mon, 2 Mar 2026 10:00:00 +0000
Subject: [PATCH] Lead out

x
---
diff --git a/link/file.c b/link/file.c
--- a/link/file.c
+++ b/link/file.c
@@ -1 +1 @@
-old
+new
-- 
2.39.5

`;
    const before = picture(box.path("repo"));
    const outcome = await startAm(place, request(mbox, { patchCount: 1 }), watch());
    expect(outcome.kind).toBe("stopped");
    expect(readFileSync(box.path("outside/file.c"), "utf8")).toBe("old\n");
    expect((await abortAm(ownPlace(place), never)).kind).toBe("cancelled");
    expect(picture(box.path("repo"))).toBe(before);
  });

  it("refuses while another git am is under way, and tells of it", async () => {
    const mbox = await repository();
    box.write("repo/frost.c", numbers(1, 18) + "19\nTWENTY\n21\n" + numbers(22, 40));
    box.commit("repo", "Spell it otherwise\n");
    await startAm(place, request(mbox), watch());
    expect((await repositoryState(place, never)).busyWith).toBe("a git am");
    const outcome = await startAm(place, request(mbox, { branch: "second" }), watch());
    expect(sentenceOf(outcome)).toMatch(/^There is a git am under way/);
  });
});

describe("what is the user's own", () => {
  /** Two patches, of which both stop; `main` has other words. */
  async function stopped(worktree: string | null = null): Promise<void> {
    await repository();
    box.write("repo/frost.c", `1\n2\n${numbers(3, 18)}19\nTWENTY\n21\n${numbers(22, 40)}`);
    box.write("repo/new/file.c", "otherwise\n");
    box.write("repo/.gitignore", "*.o\n.config\n");
    box.commit("repo", "Spell it otherwise\n");
    const mbox = `${box.git("repo", ["format-patch", "--stdout", "main..work"])}\n`;
    expect((await startAm(place, request(mbox, { worktree }), watch())).kind).toBe("stopped");
  }
  const resolve = (): void => {
    box.write("repo/frost.c", numbers(1, 40));
    box.git("repo", ["add", "frost.c"]);
  };

  it.each([
    ["untracked", "mine.c", "mine.c"],
    ["ignored", "mine.o", "mine.o"],
    ["a folder's name", "mine", "mine/x.c"],
    ["inside a folder that becomes a file", "mine/deep/x.o", "mine"],
  ])("a file in the way of the series is told before anything begins: %s", async (_name, own, path) => {
    await repository();
    box.write("repo/.gitignore", "*.o\n");
    box.commit("repo", "Ignore\n");
    box.git("repo", ["checkout", "-q", "--detach"]);
    box.write(`repo/${path}`, "of the series\n");
    box.git("repo", ["add", "-f", path]);
    box.git("repo", ["commit", "-q", "-m", "Make it"]);
    const mbox = `${box.git("repo", ["format-patch", "--stdout", "-1"])}\n`;
    box.git("repo", ["checkout", "-q", "main"]);
    box.write(`repo/${own}`, "my own\n");
    const outcome = await startAm(place, request(mbox, { paths: [path], patchCount: 1 }), watch());
    expect(sentenceOf(outcome)).toMatch(
      /^mine\S* is in .*, and git does not track it: the series would write over it\./,
    );
    expect(readFileSync(box.path("repo", own), "utf8")).toBe("my own\n");
    expect(box.git("repo", ["branch", "--list", "topic/*"])).toBe("");
  });

  it("an ignored file is not written over by the base either", async () => {
    const mbox = await repository();
    box.git("repo", ["checkout", "-q", "-b", "old"]);
    box.write("repo/kept.o", "of the branch\n");
    box.git("repo", ["add", "-f", "kept.o"]);
    box.git("repo", ["commit", "-q", "-m", "Keep"]);
    box.git("repo", ["checkout", "-q", "main"]);
    box.write("repo/.git/info/exclude", "*.o\n");
    box.write("repo/kept.o", "my own\n");
    const outcome = await startAm(place, request(mbox, { base: "old" }), watch());
    expect(sentenceOf(outcome)).toContain("could not be made");
    expect(readFileSync(box.path("repo/kept.o"), "utf8")).toBe("my own\n");
    expect(box.git("repo", ["symbolic-ref", "--short", "HEAD"])).toBe("main");
  });

  it("ignored files of a worktree stay, with it", async () => {
    const folder = box.path("beside");
    await stopped(folder);
    box.write("beside/.config", "an hour's work\n");
    const [found] = await applyingPlaces(place);
    if (found === undefined) throw new Error("nothing under way");
    expect(sentenceOf(await abortAm(found, never))).toBe(
      `The worktree ${folder} holds other files (.config), and stays, with the branch topic/frost.`,
    );
    expect(readFileSync(box.path("beside/.config"), "utf8")).toBe("an hour's work\n");
  });

  it("what was changed before it went on is not taken by an abort", async () => {
    await stopped();
    resolve();
    box.write("repo/notes.txt", "my own work\n");
    const again = await continueAm(ownPlace(place), watch());
    expect(again.kind).toBe("stopped");
    box.git("repo", ["add", "notes.txt"]);
    expect(sentenceOf(await abortAm(ownPlace(place), never))).toMatch(/^notes\.txt has changes/);
    expect(readFileSync(box.path("repo/notes.txt"), "utf8")).toBe("my own work\n");
  });

  it("a record of ours is not taken for a git am of the user's", async () => {
    await stopped();
    box.git("repo", ["am", "--quit"]);
    box.git("repo", ["checkout", "-q", "-f", "-b", "mine", "main"]);
    const one = `${box.git("repo", ["format-patch", "--stdout", "-1", "work~1"])}\n`;
    expect(() => box.git("repo", ["am", "-3"], { input: one })).toThrow();
    expect(await stopIn(ownPlace(place))).toMatchObject({ branch: "mine", record: null });
    box.write("repo/notes.txt", "my own work\n");
    box.git("repo", ["add", "notes.txt"]);
    expect(sentenceOf(await abortAm(ownPlace(place), never))).toMatch(/^notes\.txt has changes/);
    box.git("repo", ["reset", "-q", "notes.txt"]);
    box.git("repo", ["checkout", "-q", "notes.txt"]);
    expect(sentenceOf(await abortAm(ownPlace(place), never))).toBe("git am was aborted.");
    expect(box.git("repo", ["branch", "--format=%(refname:short)"])).toBe("main\nmine\ntopic/frost\nwork");
  });

  it("where the branch of before is gone, its commit is the way back", async () => {
    await stopped();
    const commit = box.git("repo", ["rev-parse", "main"]);
    box.git("repo", ["branch", "-m", "main", "trunk"]);
    expect(sentenceOf(await abortAm(ownPlace(place), never))).toBe(
      `The branch main is not there any more: ${commit.slice(0, 12)} is checked out again, and the branch topic/frost is gone.`,
    );
    expect(box.git("repo", ["rev-parse", "HEAD"])).toBe(commit);
  });

  it.each(["repo/inside", "repo/.git/inside", "repo/new/inside"])(
    "a worktree is not made in %s",
    async (name) => {
      const mbox = await repository();
      box.write("repo/new/other.c", "\n");
      const outcome = await startAm(place, request(mbox, { worktree: box.path(name) }), watch());
      expect(sentenceOf(outcome)).toContain("is inside the repository");
      expect(existsSync(box.path(name))).toBe(false);
    },
  );
});

describe("names of branches", () => {
  it.each<[string, number, string]>([
    ["frost: Cold places", 1, "frost-cold-places"],
    ["Zoë's [fix] for ../../etc", 3, "zoe-s-fix-for-etc-v3"],
    ["", 2, "series-v2"],
    ["文字", 1, "series"],
    ["a".repeat(400), 1, "a".repeat(50)],
  ])("%j, v%d: %s", async (title, version, expected) => {
    expect(branchName(title, version)).toBe(expected);
    await repository();
    expect(await branchProblem(ownPlace(place), expected)).toBeNull();
  });

  it.each(["@", "HEAD", "FETCH_HEAD", "refs/heads/x", "@{-1}", "-x", "a".repeat(40)])(
    "%s is none",
    async (name) => {
      await repository();
      expect(await branchProblem(ownPlace(place), name)).toMatch(/is not a name that git allows/);
    },
  );
});
