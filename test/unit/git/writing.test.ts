import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Known, KnownCommit } from "../../../server/src/features/writing.js";
import type { GitRoom } from "../../../server/src/git/gitFacts.js";
import type { Clock } from "../../../server/src/lsp/host.js";
import { createAroundPatch } from "../../../server/src/work/writing/aroundPatch.js";
import { createCommitsByPrefix } from "../../../server/src/work/writing/commitsByPrefix.js";
import { createRecentCommits } from "../../../server/src/work/writing/recentCommits.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;
let room: GitRoom;
let uri: string;
const clock: Clock = {
  now: () => Date.now(),
  schedule(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};
const patient = 20_000;
const token = { isCancellationRequested: false };
const subjects = ({ items }: Known<KnownCommit>): string[] => items.map(({ subject }) => subject);

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("linux", ["init", "-q", "."]);
  const change = (path: string, subject: string, author?: string): string => {
    sandbox.write(`linux/${path}`, `${subject}\n`);
    return sandbox.commit("linux", `${subject}\n\nIt was.\n`, author === undefined ? {} : { author });
  };
  change("a.c", "net: phy: one", "Ben Old <old@example.com>");
  change("b.c", "other: two");
  change("a.c", 'net: phy: "three" (4)');
  change("*.c", "star: four");
  change("a.c", "net: phy: fünf\t\x1b[31m");
  sandbox.write("linux/.mailmap", "Ben Example <ben@example.com> <old@example.com>\n");
  sandbox.commit("linux", "mailmap\n");
  room = sandbox.room();
  uri = sandbox.uri("linux/0001-x.patch");
});
afterAll(() => sandbox.dispose());

describe("recentCommits", () => {
  it("gives the commits of the files, newest first, as git log has them", async () => {
    const found = await createRecentCommits({ git: room, clock }, patient)(uri, ["a.c"]);
    const wanted = sandbox
      .git("linux", ["log", "--abbrev=12", '--format=%H %h ("%s") %aN <%aE> %cE', "--", "a.c"])
      .split("\n")
      // What holds control characters is never offered.
      .filter((line) => !line.includes("\x1b"));
    expect(wanted).toHaveLength(2);
    expect(
      found.items.map(
        ({ hash, shortHash, subject, authorName, authorAddress, committerAddress }) =>
          `${hash} ${shortHash} ("${subject}") ${authorName} <${authorAddress}> ${committerAddress}`,
      ),
    ).toEqual(wanted);
    expect(found.items[1]).toMatchObject({ authorName: "Ben Example", authorAddress: "ben@example.com" });
    expect(found.isWhole).toBe(true);
  });

  it("takes a path as it is written, and never as a pattern or an option", async () => {
    const recent = createRecentCommits({ git: room, clock }, patient);
    expect(subjects(await recent(uri, ["*.c"]))).toEqual(["star: four"]);
    for (const path of ["../linux/a.c", "/etc/passwd", "a\0b", ".git/config", ""])
      expect(await recent(uri, [path])).toEqual({ items: [], isWhole: true });
    expect(subjects(await recent(uri, ["--output=x", "--all", ":(glob)*"]))).toEqual([]);
  });

  it("sees a new commit, and gives what is there where git needs longer", async () => {
    const recent = createRecentCommits({ git: room, clock }, patient);
    expect(subjects(await recent(uri, ["b.c"]))).toEqual(["other: two"]);
    sandbox.write("linux/b.c", "more\n");
    sandbox.commit("linux", "other: more\n");
    expect(subjects(await recent(uri, ["b.c"]))).toEqual(["other: more", "other: two"]);
    const hasty = createRecentCommits(
      { git: room, clock: { ...clock, schedule: (_ms, at) => clock.schedule(0, at) } },
      1,
    );
    expect(await hasty(uri, ["a.c"])).toEqual({ items: [], isWhole: false });
  });

  it("asks nothing where the workspace is not trusted", async () => {
    const untrusted = sandbox.room({ trusted: () => false });
    const recent = createRecentCommits({ git: untrusted, clock }, patient);
    expect(await recent(uri, ["a.c"])).toMatchObject({ items: [], note: expect.stringContaining("trust") });
    // Once is enough.
    expect(await recent(uri, ["a.c"])).toEqual({ items: [], isWhole: true });
    expect(await createCommitsByPrefix({ git: untrusted, clock }, patient)(uri, "abcd", token)).toEqual({
      items: [],
      isWhole: true,
    });
    expect(untrusted.pids()).toEqual([]);
  });
});

describe("commitsByPrefix", () => {
  it("gives the commits that git finds, none of the blobs and trees", async () => {
    const byPrefix = createCommitsByPrefix({ git: room, clock }, patient);
    const all = sandbox.git("linux", ["log", "--format=%H %s"]).split("\n");
    for (const line of all) {
      const [hash = "", ...words] = line.split(" ");
      const found = await byPrefix(uri, hash.slice(0, 7), token);
      expect(found.isWhole).toBe(true);
      const hidden = line.includes("\x1b");
      expect(found.items.map((commit) => commit.subject)).toEqual(hidden ? [] : [words.join(" ")]);
    }
    const blob = sandbox.git("linux", ["rev-parse", "HEAD:a.c"]);
    expect((await byPrefix(uri, blob.slice(0, 10), token)).items).toEqual([]);
    expect((await byPrefix(uri, "0000", token)).items).toEqual([]);
  });

  it("takes hexadecimal digits alone", async () => {
    const byPrefix = createCommitsByPrefix({ git: room, clock }, patient);
    for (const prefix of ["abc", "--all", "HEAD", "master", "abcd --all", "g123"])
      expect(await byPrefix(uri, prefix, token)).toEqual({ items: [], isWhole: true });
  });

  it("stops where nobody waits any more", async () => {
    const byPrefix = createCommitsByPrefix({ git: room, clock }, patient);
    const head = sandbox.git("linux", ["rev-parse", "HEAD"]).slice(0, 6);
    expect(await byPrefix(uri, head, { isCancellationRequested: true })).toEqual({
      items: [],
      isWhole: false,
    });
    expect((await byPrefix(uri, head, token)).items).toHaveLength(1);
  });
});

describe("aroundPatch", () => {
  it("gives what is behind the base, and what last changed the lines before the patch, as git has them", async () => {
    const git = (...args: string[]): string => sandbox.git("linux", args).trim();
    const commit = (text: string, subject: string): string => {
      sandbox.write("linux/lines.c", text);
      return sandbox.commit("linux", subject);
    };
    const first = commit("1\n2\n3\n", "lines: add");
    const second = commit("1\n2\nthree\n", "lines: change the third");
    const own = commit("1\n2\nTHREE\n", "lines: my patch");
    const top = commit("1\ntwo\nTHREE\n", "lines: my next patch");
    const around = createAroundPatch({ git: room, clock }, patient);
    const ranges = [{ first: 2, count: 2 }];
    const files = [{ path: "lines.c", ranges }];
    const found = await around(uri, { commit: own, base: null, files });
    expect(found.after).toEqual(git("rev-list", `${own}^..HEAD`).split("\n"));
    expect(found.after).toEqual([top, own]);
    expect(found.changed.map(({ hash }) => hash).sort()).toEqual([first, second].sort());
    expect(found.isWhole).toBe(true);
    const wide = await around(uri, {
      commit: own,
      base: first,
      files: [{ path: "lines.c", ranges: [{ first: 3, count: 1 }] }],
    });
    expect(wide.after).toEqual([top, own, second]);
    expect(wide.changed.map(({ subject, date }) => [subject, date])).toEqual([
      ["lines: change the third", Number(git("log", "-1", "--format=%at", second)) * 1000],
    ]);
  });

  it("runs nothing that a mail has made up", async () => {
    const around = createAroundPatch({ git: room, clock }, patient);
    const ranges = [{ first: 1, count: 90 }];
    const nothing = { after: [], changed: [], isWhole: true };
    for (const path of ["../x", "--output=x", ":(glob)*", "a.c", "no.c"])
      expect(await around(uri, { commit: "--all", base: "HEAD", files: [{ path, ranges }] })).toEqual(
        nothing,
      );
  });

  it("answers in time with what there is", async () => {
    const hasty = createAroundPatch(
      { git: room, clock: { ...clock, schedule: (_ms, at) => clock.schedule(0, at) } },
      1,
    );
    const commit = sandbox.git("linux", ["rev-parse", "HEAD"]).trim();
    const place = { commit, base: null, files: [] };
    expect(await hasty(uri, place)).toEqual({ after: [], changed: [], isWhole: false });
  });
});
