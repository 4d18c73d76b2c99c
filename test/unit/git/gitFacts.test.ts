import { renameSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommitFacts, GitAnswer } from "../../../server/src/features/feature.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;
/** Commits of the repository `linux`, by name. */
const hashes: Record<string, string> = {};

const hashOf = (name: string): string => {
  const hash = hashes[name];
  if (hash === undefined) throw new Error(`no commit ${name}`);
  return hash;
};

function found(answer: GitAnswer<CommitFacts>): CommitFacts {
  if (!("found" in answer)) throw new Error(JSON.stringify(answer));
  return answer.found;
}

beforeAll(() => {
  sandbox = createSandbox();
  const { write, git, commit } = sandbox;
  git("linux", ["init", "-q", "."]);
  write("linux/kernel/fork.c", "int a;\nint b;\nint c;\n");
  write("linux/README", "one\n");
  hashes["root"] = commit("linux", "Initial\n");
  git("linux", ["tag", "-a", "-m", "v1", "v1.0"]);
  write("linux/kernel/fork.c", "int a;\nint b2;\nint c;\n");
  hashes["bug"] = commit(
    "linux",
    'fork: Rename b\nto b2, over two lines\n\nA body with Key: value inside.\n\nFixes: 123456789012 ("old")\nCc: <stable@vger.kernel.org> # 5.4+\nSigned-off-by: Ann Author <ann@example.org>\n  (folded)\n[ann: a remark]\nReviewed-by: Bo Öst <bo@example.com>\n',
    { author: "Jane Döe <jane@example.com>" },
  );
  git("linux", ["checkout", "-q", "-b", "side"]);
  write("linux/drivers/a.c", "x\n");
  hashes["side"] = commit("linux", "drivers: Add a\n");
  git("linux", ["checkout", "-q", "master"]);
  write("linux/README", "one\ntwo\n");
  hashes["readme"] = commit("linux", "README: Say two\n");
  git("linux", ["merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side"], {
    env: { GIT_AUTHOR_DATE: "1704500000 +0000", GIT_COMMITTER_DATE: "1704500000 +0000" },
  });
  hashes["merge"] = git("linux", ["rev-parse", "HEAD"]);
  git("linux", ["tag", "-a", "-m", "v2", "v2.0"], { env: { GIT_COMMITTER_DATE: "1704510000 +0000" } });
  write("linux/kernel/fork.c", "int a;\nint b3;\nint c;\n");
  hashes["fix"] = commit(
    "linux",
    `fork: Repair b2\n\nText.\n\nFixes: ${hashOf("bug").slice(0, 12)} ("fork: Rename b to b2, over two lines")\nSigned-off-by: Ann Author <ann@example.org>\n`,
  );
  git("linux", ["tag", "-a", "-m", "v3", "v3.0"], { env: { GIT_COMMITTER_DATE: "1705000000 +0000" } });
  git("linux", ["mv", "README", "README.rst"]);
  hashes["revert"] = commit(
    "linux",
    `Revert "README: Say two"\n\nThis reverts commit ${hashOf("readme")}.\n`,
  );
  hashes["empty"] = commit("linux", "Nothing changes\n", { allowEmpty: true });
  write("linux/mail/a.eml", "Subject: x\n");
});

afterAll(() => sandbox.dispose());

describe("a commit, compared with git log, describe and show", () => {
  const names = ["root", "bug", "side", "readme", "merge", "fix", "revert", "empty"];

  it.each(names)("%s", async (name) => {
    const hash = hashOf(name);
    const show = (format: string): string => sandbox.git("linux", ["log", "-1", `--format=${format}`, hash]);
    const facts = found(await sandbox.room().commit(sandbox.uri("linux/mail/a.eml"), hash.slice(0, 12)));
    expect(facts.hash).toBe(hash);
    expect(facts.subject).toBe(show("%s"));
    expect(`${facts.author.name}|${facts.author.address}`).toBe(show("%an|%ae"));
    expect(`${facts.committer.name}|${facts.committer.address}`).toBe(show("%cn|%ce"));
    expect(`${facts.author.date / 1000} ${facts.author.timeZone}`).toBe(
      sandbox.git("linux", ["log", "-1", "--date=raw", "--format=%ad", hash]),
    );
    expect(facts.parents.join(" ")).toBe(show("%P"));
    expect(facts.trailers.map(({ name, value }) => `${name}: ${value}`).join("\n")).toBe(
      show("%(trailers:only,unfold)").trim(),
    );
    let contained: string | null;
    try {
      contained = sandbox.git("linux", ["describe", "--contains", hash]).replace(/[~^].*$/, "");
    } catch {
      contained = null;
    }
    expect(facts.firstTag).toBe(contained);
    const stat = sandbox
      .git("linux", ["show", "-m", "--first-parent", "--shortstat", "--format=", hash])
      .trim();
    const { files = 0, insertions = 0, deletions = 0 } = facts.shortstat ?? {};
    const counted = [
      `${files} file${files === 1 ? "" : "s"} changed`,
      ...(insertions > 0 || deletions === 0
        ? [`${insertions} insertion${insertions === 1 ? "" : "s"}(+)`]
        : []),
      ...(deletions > 0 || insertions === 0 ? [`${deletions} deletion${deletions === 1 ? "" : "s"}(-)`] : []),
    ].join(", ");
    expect(files === 0 ? "" : counted).toBe(stat);
    expect(facts.isPending).toBe(false);
    expect(facts.notes).toEqual([]);
  });

  it("names later fixes and reverts", async () => {
    const room = sandbox.room();
    const uri = sandbox.uri("linux/mail/a.eml");
    const subject = sandbox.git("linux", ["log", "-1", "--format=%s", hashOf("fix")]);
    expect(found(await room.commit(uri, hashOf("bug"))).fixedBy).toEqual([
      { hash: hashOf("fix"), subject, isRevert: false },
    ]);
    expect(found(await room.commit(uri, hashOf("readme"))).fixedBy).toEqual([
      { hash: hashOf("revert"), subject: 'Revert "README: Say two"', isRevert: true },
    ]);
    expect(found(await room.commit(uri, hashOf("side"))).fixedBy).toEqual([]);
  });

  it("takes an annotated tag's hash and upper case", async () => {
    const tag = sandbox.git("linux", ["rev-parse", "v2.0"]);
    const room = sandbox.room();
    expect(found(await room.commit(sandbox.uri("linux/x.eml"), tag)).hash).toBe(hashOf("merge"));
    expect(found(await room.commit(sandbox.uri("linux/x.eml"), hashOf("fix").toUpperCase())).hash).toBe(
      hashOf("fix"),
    );
  });

  it("sees a new fix and a new tag without being restarted", async () => {
    sandbox.git("", ["clone", "-q", "linux", "growing"]);
    const room = sandbox.room();
    const uri = sandbox.uri("growing/x.eml");
    expect(found(await room.commit(uri, hashOf("revert"))).fixedBy).toEqual([]);
    sandbox.write("growing/README.rst", "three\n");
    const later = sandbox.commit(
      "growing",
      `README: Mend\n\nFixes: ${hashOf("revert").slice(0, 12)} ("x")\n`,
    );
    const facts = found(await room.commit(uri, hashOf("revert")));
    expect(facts.fixedBy?.map((fix) => fix.hash)).toEqual([later]);
    // The window grows backwards when an older commit is asked for.
    expect(found(await room.commit(uri, hashOf("bug"))).fixedBy?.map((fix) => fix.hash)).toEqual([
      hashOf("fix"),
    ]);
  });

  it("prefers the object where a branch is called like its abbreviation", async () => {
    const short = hashOf("bug").slice(0, 8);
    sandbox.git("", ["clone", "-q", "linux", "shadow"]);
    sandbox.git("shadow", ["branch", short, "HEAD"]);
    expect(sandbox.git("shadow", ["rev-parse", short])).not.toBe(hashOf("bug"));
    expect(found(await sandbox.room().commit(sandbox.uri("shadow/x.eml"), short)).hash).toBe(hashOf("bug"));
  });
});

describe("blobs", () => {
  it("knows the size; tells a commit from a blob", async () => {
    const blob = sandbox.git("linux", ["rev-parse", "HEAD:kernel/fork.c"]);
    const room = sandbox.room();
    const uri = sandbox.uri("linux/mail/a.eml");
    expect(await room.blob(uri, blob.slice(0, 10))).toEqual({
      found: { hash: blob, sizeBytes: Number(sandbox.git("linux", ["cat-file", "-s", blob])) },
      repository: sandbox.path("linux"),
    });
    expect(await room.commit(uri, blob)).toEqual({
      notFound: `${blob} is a blob in ${sandbox.path("linux")}.`,
    });
    expect(await room.blob(uri, "0123456789ab")).toEqual({
      notFound: `${sandbox.path("linux")} has no blob 0123456789ab.`,
    });
  });
});

describe("where the repository is looked for", () => {
  it("asks the setting's repositories, the file's and the workspace folders'", async () => {
    const hash = hashOf("bug");
    sandbox.git("other", ["init", "-q", "."]);
    sandbox.commit("other", "Something else\n", { allowEmpty: true });
    const inOther = sandbox.uri("other/a.eml");
    expect(await sandbox.room().commit(inOther, hash)).toEqual({
      notFound: `${sandbox.path("other")} has no commit ${hash}.`,
    });
    const byFolder = await sandbox.room({ folders: () => [sandbox.uri("linux")] }).commit(inOther, hash);
    expect(byFolder).toMatchObject({ repository: sandbox.path("linux") });
    const bySetting = await sandbox
      .room({ repositories: () => [sandbox.path("linux")] })
      .commit("untitled:1", hash);
    expect(bySetting).toMatchObject({ repository: sandbox.path("linux") });
  });

  it("finds bare repositories and linked worktrees", async () => {
    sandbox.git("", ["clone", "-q", "--bare", "linux", "bare.git"]);
    sandbox.git("linux", ["worktree", "add", "-q", "--detach", sandbox.path("tree"), hashOf("merge")]);
    const room = sandbox.room();
    const bare = await room.commit(sandbox.uri("bare.git/a.eml"), hashOf("bug"));
    expect(bare).toMatchObject({ repository: sandbox.path("bare.git") });
    const linked = await room.commit(sandbox.uri("tree/drivers/a.eml"), hashOf("bug"));
    expect(linked).toMatchObject({ repository: sandbox.path("tree") });
  });

  it("says that there is none", async () => {
    sandbox.write("mail/a.eml", "");
    expect(await sandbox.room().commit(sandbox.uri("mail/a.eml"), hashOf("bug"))).toEqual({
      unavailable: expect.stringContaining("There is no git repository here."),
    });
    const wrong = sandbox.room({ repositories: () => [sandbox.path("nowhere")] });
    expect(await wrong.commit(sandbox.uri("mail/a.eml"), hashOf("bug"))).toEqual({
      unavailable: `There is no git repository at ${sandbox.path("nowhere")} (setting patchMail.repositories).`,
    });
  });

  it("notices that a repository is gone, and that it is back", async () => {
    sandbox.git("", ["clone", "-q", "linux", "fleeting"]);
    const room = sandbox.room({ folders: () => [sandbox.path("fleeting")] });
    expect(await room.commit("untitled:1", hashOf("bug"))).toMatchObject({
      repository: sandbox.path("fleeting"),
    });
    renameSync(sandbox.path("fleeting"), sandbox.path("away"));
    expect(await room.commit("untitled:1", hashOf("bug"))).toEqual({
      unavailable: `The repository ${sandbox.path("fleeting")} is gone.`,
    });
    expect(room.pids()).toEqual([]);
    renameSync(sandbox.path("away"), sandbox.path("fleeting"));
    expect(await room.commit("untitled:1", hashOf("bug"))).toMatchObject({
      repository: sandbox.path("fleeting"),
    });
  });

  it("starts git for a broken repository once and says what git says", async () => {
    sandbox.git("broken", ["init", "-q", "."]);
    writeFileSync(sandbox.path("broken/.git/config"), "[core\n");
    const answer = await sandbox.room().commit(sandbox.uri("broken/a.eml"), hashOf("bug"));
    expect(answer).toEqual({
      unavailable: expect.stringMatching(/^Git ended in .*broken: fatal: bad config/),
    });
  });
});

describe("what git cannot do is told plainly", () => {
  it("untrusted: nothing runs, nothing is looked for", async () => {
    sandbox.write("fake/git", `#!/bin/sh\necho ran >> ${sandbox.path("ran")}\nexit 1\n`);
    sandbox.git("", ["--version"]);
    const { chmodSync, existsSync } = await import("node:fs");
    chmodSync(sandbox.path("fake/git"), 0o755);
    let isTrusted = false;
    const room = sandbox.room({
      trusted: () => isTrusted,
      environment: { ...sandbox.environment, PATH: sandbox.path("fake") },
    });
    const uri = sandbox.uri("linux/mail/a.eml");
    expect(await room.commit(uri, hashOf("bug"))).toEqual({
      unavailable: expect.stringContaining("untrusted workspace"),
    });
    expect(existsSync(sandbox.path("ran"))).toBe(false);
    isTrusted = true;
    expect(await room.commit(uri, hashOf("bug"))).toEqual({
      unavailable: expect.stringContaining("Git ended"),
    });
    expect(existsSync(sandbox.path("ran"))).toBe(true);
  });

  it("git missing", async () => {
    const room = sandbox.room({ environment: { ...sandbox.environment, PATH: sandbox.path("mail") } });
    expect(await room.commit(sandbox.uri("linux/a.eml"), hashOf("bug"))).toEqual({
      unavailable: "Git is not installed or not on the PATH, so the repository cannot be asked.",
    });
  });

  it("a git in the working directory is never run", async () => {
    const room = sandbox.room({ environment: { ...sandbox.environment, PATH: `.:${sandbox.path("mail")}` } });
    expect(await room.commit(sandbox.uri("fake/a.eml"), hashOf("bug"))).toMatchObject({
      unavailable: expect.stringContaining("not installed"),
    });
  });

  it.each(["abc", "--help", "HEAD", "abcd\ninfo HEAD", "g".repeat(40), "a".repeat(65), "deadbeef^{tree}"])(
    "no hash: %j",
    async (text) => {
      expect(await sandbox.room().commit(sandbox.uri("linux/a.eml"), text)).toEqual({
        unavailable: expect.stringContaining("not a hash"),
      });
    },
  );

  it("unknown", async () => {
    expect(await sandbox.room().commit(sandbox.uri("linux/a.eml"), "0123456789ab")).toEqual({
      notFound: `${sandbox.path("linux")} has no commit 0123456789ab.`,
    });
  });

  it("ended: the next answer comes from a new process", async () => {
    const room = sandbox.room();
    const uri = sandbox.uri("linux/a.eml");
    await room.commit(uri, hashOf("bug"));
    const [pid] = room.pids();
    if (pid === undefined) throw new Error("cat-file does not run");
    process.kill(pid, "SIGKILL");
    // Until the end is noticed, a question may be answered by what killed the process; none is lost.
    const answers = await Promise.all([1, 2, 3].map(() => room.commit(uri, hashOf("fix"))));
    expect(answers).toHaveLength(3);
    expect(found(await room.commit(uri, hashOf("fix"))).hash).toBe(hashOf("fix"));
    expect(room.pids()).not.toContain(pid);
    room.dispose();
    expect(room.pids()).toEqual([]);
    expect(await room.commit(uri, hashOf("fix"))).toEqual({ unavailable: "The server is stopping." });
  });

  it("slow facts are left out and come with the next question", async () => {
    const room = sandbox.room({ limits: { patienceMs: 1 } });
    const uri = sandbox.uri("linux/a.eml");
    const first = found(await room.commit(uri, hashOf("bug")));
    expect(first.subject).not.toBe("");
    expect(first).toMatchObject({ firstTag: undefined, fixedBy: undefined, isPending: true });
    await expect
      .poll(async () => found(await room.commit(uri, hashOf("bug"))).isPending, { timeout: 20_000 })
      .toBe(false);
    expect(found(await room.commit(uri, hashOf("bug")))).toMatchObject({ firstTag: "v2.0" });
  });
});

describe("clones that lack something", () => {
  it("shallow", async () => {
    sandbox.git("", ["clone", "-q", "--depth=2", sandbox.uri("linux"), "shallow"]);
    const room = sandbox.room();
    const uri = sandbox.uri("shallow/a.eml");
    expect(await room.commit(uri, hashOf("bug"))).toEqual({
      notFound: expect.stringContaining("a shallow clone"),
    });
    expect(found(await room.commit(uri, hashOf("empty"))).notes).toEqual([
      "The repository is a shallow clone: tags and later fixes may be missing.",
    ]);
  });

  it("partial: nothing is fetched, and the process comes back", async () => {
    sandbox.git("linux", ["config", "uploadpack.allowFilter", "true"]);
    sandbox.git("", ["clone", "-q", "--no-checkout", "--filter=blob:none", sandbox.uri("linux"), "partial"]);
    const blob = sandbox.git("linux", ["rev-parse", "HEAD:kernel/fork.c"]);
    const objects = (): string => sandbox.git("partial", ["count-objects", "-v"]);
    const before = objects();
    const room = sandbox.room();
    const uri = sandbox.uri("partial/a.eml");
    expect(await room.blob(uri, blob)).toEqual({
      notFound: expect.stringContaining("is a partial clone without"),
    });
    const facts = found(await room.commit(uri, hashOf("fix")));
    expect(facts.subject).toBe("fork: Repair b2");
    expect(facts.firstTag).toBe("v3.0");
    expect(facts.shortstat).toBeUndefined();
    expect(facts.notes).toEqual([expect.stringContaining("partial clone that lacks objects")]);
    expect(objects()).toBe(before);
  });

  it("gone objects: a repository whose files were removed under a running process", async () => {
    sandbox.git("", ["clone", "-q", "--no-local", "linux", "hollow"]);
    const room = sandbox.room();
    await room.commit(sandbox.uri("hollow/a.eml"), hashOf("bug"));
    rmSync(sandbox.path("hollow/.git"), { recursive: true });
    expect(await room.commit(sandbox.uri("hollow/a.eml"), hashOf("bug"))).toEqual({
      unavailable: `The repository ${sandbox.path("hollow")} is gone.`,
    });
  });
});

describe("odd commits", () => {
  it("honours the encoding header", async () => {
    sandbox.git("odd", ["init", "-q", "."]);
    const message = Buffer.from("Grüße für café\n\nSigned-off-by: Jürgen <j@example.org>\n", "latin1");
    const tree = sandbox.git("odd", ["write-tree"]);
    const hash = sandbox.git("odd", ["-c", "i18n.commitEncoding=ISO-8859-1", "commit-tree", tree], {
      input: message,
    });
    const koi = sandbox.git("odd", ["-c", "i18n.commitEncoding=KOI8-R", "commit-tree", tree], {
      input: Buffer.from([0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x0a]),
    });
    const room = sandbox.room();
    const facts = found(await room.commit(sandbox.uri("odd/a.eml"), hash));
    expect(facts.subject).toBe(sandbox.git("odd", ["log", "-1", "--format=%s", "--encoding=UTF-8", hash]));
    expect(facts.trailers).toEqual([{ name: "Signed-off-by", value: "Jürgen <j@example.org>" }]);
    expect(found(await room.commit(sandbox.uri("odd/a.eml"), koi)).subject).toBe("Привет");
  });

  it("lists the candidates of an ambiguous abbreviation", async () => {
    sandbox.git("crowd", ["init", "-q", "."]);
    // Among 1,200 commits two share their first four digits with near certainty; the input is fixed, so always.
    const stream = Array.from({ length: 1200 }, (_, n) =>
      [
        "commit refs/heads/master",
        `committer Ann Author <ann@example.org> ${1_700_000_000 + n} +0000`,
        `data ${`number ${n}\n`.length}`,
        `number ${n}\n`,
      ].join("\n"),
    ).join("\n");
    sandbox.git("crowd", ["fast-import", "--quiet"], { input: `${stream}\n` });
    const all = sandbox.git("crowd", ["rev-list", "master"]).split("\n");
    const seen = new Set<string>();
    const prefix = all.map((hash) => hash.slice(0, 4)).find((short) => seen.size === seen.add(short).size);
    if (prefix === undefined) throw new Error("no two commits collide");
    const wanted = all.filter((hash) => hash.startsWith(prefix));
    const answer = await sandbox.room().commit(sandbox.uri("crowd/a.eml"), prefix);
    if (!("ambiguous" in answer)) throw new Error(JSON.stringify(answer));
    expect(answer.ambiguous).toHaveLength(wanted.length);
    for (const line of answer.ambiguous) {
      expect(wanted.some((hash) => hash.startsWith(line.split(" ", 1)[0] ?? "-"))).toBe(true);
      expect(line).toMatch(/commit 2023-11-\d\d - number \d+$/);
    }
  });
});
