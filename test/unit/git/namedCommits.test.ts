import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommitAnswer, CommitSource, PatchClues } from "../../../server/src/features/commitSource.js";
import { createCommitSource } from "../../../server/src/git/commitAnswers.js";
import { createSandbox, type Sandbox } from "./sandbox.js";
import { slowGit } from "./slowGit.js";

const { signal: never } = new AbortController();
const subjects = [
  'frost: Read the sign ("signed")',
  'Revert "frost: Read the sign"',
  "frost: Größe, 尺寸 and \\n $HOME `x` %s",
  "frost: a  double blank, and a (parenthesis that stays open",
  "[media] frost: brackets",
  `frost: ${"long ".repeat(60)}end`,
];

let box: Sandbox;
let commits: string[] = [];
let side: string;
let uri: string;

const clues = (more: Partial<PatchClues> = {}): PatchClues => ({
  base: null,
  blobs: [],
  paths: ["drivers/frost.c"],
  ...more,
});
const ask = async (
  source: CommitSource,
  what: "commit" | "ancestry",
  hash: string,
  of: PatchClues = clues(),
  at = uri,
): Promise<CommitAnswer | null> => {
  const [answer, ...more] = await source.answers(at, [{ what, hash, clues: of }], never);
  expect(more).toEqual([]);
  return answer ?? null;
};

beforeAll(() => {
  box = createSandbox();
  box.git("linux", ["init", "-q", "."]);
  commits = subjects.map((subject, at) => {
    box.write("linux/drivers/frost.c", `int version = ${at};\n`);
    // A subject may stand in more than one line.
    return box.commit(
      "linux",
      at === 5 ? `${subject.replaceAll("long long", "long\nlong")}\n\nWords.\n` : `${subject}\n\nWords.\n`,
    );
  });
  box.git("linux", ["checkout", "-q", "-b", "side", "HEAD~3"]);
  box.write("linux/drivers/side.c", "side\n");
  side = box.commit("linux", "frost: On the side\n");
  box.git("linux", ["checkout", "-q", "master"]);
  box.git("linux", ["tag", "-a", "-m", "A tag", "v1", "HEAD~1"]);
  uri = box.uri("linux", "a.patch");
});
afterAll(() => box.dispose());

describe("a commit that mail names", () => {
  it("is found with the subject that git prints", async () => {
    const { commits: source } = box.room();
    for (const hash of [...commits, side]) {
      const subject = box.git("linux", ["log", "-1", "--format=%s", hash]);
      for (const digits of [7, 12, 20, 40])
        expect(await ask(source, "commit", hash.slice(0, digits))).toEqual({ kind: "found", hash, subject });
      expect(await ask(source, "commit", hash.toUpperCase())).toEqual({ kind: "found", hash, subject });
    }
  });

  it("is written as git log writes it", async () => {
    const { commits: source } = box.room();
    for (const hash of [...commits, side]) {
      const name = await source.name(uri, hash.slice(0, 9), null);
      const printed = box.git("linux", ["log", "-1", "--abbrev=12", '--format=Fixes: %h ("%s")', hash]);
      expect(`Fixes: ${name?.short} ("${name?.subject}")`).toBe(printed);
      expect(name?.hash).toBe(hash);
    }
    expect(await source.name(uri, "0123456789ab", null)).toBeNull();
    expect(await source.name(uri, "HEAD", null)).toBeNull();
    expect(await source.name(uri, "--help", null)).toBeNull();
    expect(await source.name(uri, "", null)).toBeNull();
  });

  it("is missing only in the repository of the patch", async () => {
    const { commits: source } = box.room();
    const gone = "0123456789ab";
    const blob = box.git("linux", ["rev-parse", "HEAD~2:drivers/frost.c"]);
    const missing = { kind: "missing", repository: box.path("linux") };
    expect(await ask(source, "commit", gone)).toEqual(missing);
    expect(await ask(source, "commit", gone, clues({ paths: [], blobs: [blob.slice(0, 12)] }))).toEqual(
      missing,
    );
    expect(await ask(source, "commit", gone, clues({ paths: [], base: commits[1] ?? "" }))).toEqual(missing);
    for (const foreign of [
      clues({ paths: ["drivers/gone.c"] }),
      clues({ paths: ["drivers/frost.c", "drivers/gone.c"] }),
      clues({ paths: [] }),
      // In any repository.
      clues({ paths: ["Makefile"] }),
      clues({ paths: [], blobs: ["0123456789ab"], base: "0123456789ab" }),
      clues({ paths: ["../linux/drivers/frost.c", "a b/c", "--help/x"] }),
    ]) {
      expect(await ask(source, "commit", gone, foreign)).toBeNull();
      // By a few digits another project's commit is named by chance; by twelve it is not.
      expect(await ask(source, "commit", side.slice(0, 8), foreign)).toBeNull();
      expect(await ask(source, "commit", side.slice(0, 12), foreign)).toMatchObject({ kind: "found" });
    }
    // A blob or a tree is no commit.
    expect(await ask(source, "commit", blob)).toEqual(missing);
    expect(await ask(source, "commit", "not a hash")).toBeNull();
  });

  it("is not taken for a branch of that name", async () => {
    const { commits: source } = box.room();
    const [first = "", second = ""] = commits;
    box.git("linux", ["branch", "deadbeefdead", first]);
    expect(await ask(source, "commit", "deadbeefdead")).toMatchObject({ kind: "missing" });
    const digits = second.slice(0, 12);
    box.git("linux", ["branch", digits, first]);
    expect(await ask(source, "commit", digits)).toMatchObject({ kind: "found", hash: second });
    box.git("linux", ["branch", "-D", "deadbeefdead", digits]);
    // The hash of a tag leads to its commit.
    const tag = box.git("linux", ["rev-parse", "v1"]);
    expect(await ask(source, "commit", tag)).toMatchObject({ kind: "found", hash: commits.at(-2) });
  });

  it("is not called missing by a shallow or a partial clone", async () => {
    box.git("", ["clone", "-q", "--depth=1", `file://${box.path("linux")}`, "shallow"]);
    box.git("linux", ["config", "uploadpack.allowFilter", "true"]);
    box.git("", ["clone", "-q", "--filter=blob:none", `file://${box.path("linux")}`, "partial"]);
    const { commits: source } = box.room();
    for (const clone of ["shallow", "partial"]) {
      const at = box.uri(clone, "a.patch");
      expect(await ask(source, "commit", "0123456789ab", clues(), at)).toBeNull();
      expect(await ask(source, "commit", commits.at(-1) ?? "", clues(), at)).toMatchObject({ kind: "found" });
    }
    const at = box.uri("shallow", "a.patch");
    expect(await ask(source, "commit", commits[0] ?? "", clues(), at)).toBeNull();
    // With two repositories the one that is whole does not speak for the other.
    const both = box.room({ repositories: () => [box.path("shallow")] }).commits;
    expect(await ask(both, "commit", "0123456789ab")).toBeNull();
    expect(await ask(both, "commit", commits[0] ?? "")).toMatchObject({ kind: "found" });
  });

  it("is ambiguous where more than one begins so, and then told by its subject", async () => {
    // Commits until two share four digits.
    const folder = "many";
    box.git(folder, ["init", "-q", "."]);
    box.write(`${folder}/drivers/frost.c`, "one\n");
    const stream = ["blob\nmark :1\ndata 4\none\n\n"];
    for (let at = 0; at < 700; at++)
      stream.push(
        `commit refs/heads/master\nmark :${at + 2}\ncommitter A <a@example.org> ${1_700_000_000 + at} +0000\ndata <<E\nfrost: ${at}\nE\n${at === 0 ? "M 100644 :1 drivers/frost.c\n" : `from :${at + 1}\n`}\n`,
      );
    box.git(folder, ["fast-import", "--quiet", "--force"], { input: stream.join("") });
    const all = box.git(folder, ["log", "--format=%H %s"]).split("\n");
    const groups = new Map<string, string[]>();
    for (const line of all) groups.set(line.slice(0, 4), [...(groups.get(line.slice(0, 4)) ?? []), line]);
    const [digits, group] = [...groups].find(([, lines]) => lines.length > 1) ?? ["", []];
    expect(digits).not.toBe("");
    expect(() => box.git(folder, ["rev-parse", "--verify", `${digits}^{commit}`])).toThrow();
    const { commits: source } = box.room();
    const at = box.uri(folder, "a.patch");
    const answer = await ask(source, "commit", digits, clues({ paths: ["drivers/frost.c"] }), at);
    expect(answer).toEqual({ kind: "ambiguous", repository: box.path(folder) });
    const [hash = "", ...words] = (group[0] ?? "").split(" ");
    expect(await source.name(at, digits, null)).toBeNull();
    expect(await source.name(at, digits, words.join(" "))).toMatchObject({ hash, subject: words.join(" ") });
    expect(await source.name(at, digits, "frost: another")).toBeNull();
  });
});

describe("a commit whose hash was rebased away", () => {
  it("is the only one that has the subject", async () => {
    const plain = slowGit(box, "");
    const { commits: source } = box.room({ environment: plain.environment });
    const gone = "0123456789ab";
    for (const [at, hash] of commits.entries()) {
      const subject = box.git("linux", ["log", "-1", "--format=%s", hash]);
      // The longest is beyond what is searched for; another quotes the first one.
      const wanted = at === 5 ? null : { hash, subject, short: hash.slice(0, 12), isOfSubject: true };
      expect(await source.name(uri, gone, subject)).toEqual(wanted);
    }
    expect(await source.name(uri, gone, "frost: On the side")).toBeNull();
    expect(await source.name(uri, gone, "frost: Read the sign")).toBeNull();
    expect(await source.name(uri, gone, "frost:")).toBeNull();
    expect(await source.name(uri, gone, "--output=/tmp/x --all")).toBeNull();
    expect(await source.name(uri, gone, ".*.*.*.*.*.*")).toBeNull();
    const before = plain.log();
    await source.name(uri, gone, "frost: On the side");
    expect(plain.log()).toBe(before);
    box.git("linux", ["commit", "-q", "--allow-empty", "-m", "[media] frost: brackets"]);
    expect(await source.name(uri, gone, "[media] frost: brackets")).toBeNull();
    box.git("linux", ["reset", "-q", "--hard", "HEAD~"]);
  });
});

describe("whether it is an ancestor", () => {
  const isAncestor = (hash: string, base: string): boolean => {
    try {
      execFileSync("git", ["merge-base", "--is-ancestor", hash, base], {
        cwd: box.path("linux"),
        env: box.environment,
      });
      return true;
    } catch {
      return false;
    }
  };

  it("is what git merge-base says of each pair", async () => {
    const { commits: source } = box.room();
    const all = [...commits, side];
    for (const base of all)
      for (const hash of all)
        expect(await ask(source, "ancestry", hash, clues({ base: base.slice(0, 12) }))).toEqual({
          kind: "ancestry",
          isAncestor: isAncestor(hash, base),
          of: "base-commit",
        });
  });

  it("is asked of HEAD where the base is unknown, and of its upstream", async () => {
    const { commits: source } = box.room();
    for (const base of [null, "0123456789ab"]) {
      const of = clues({ base });
      const no = { kind: "ancestry", isAncestor: false, of: "HEAD" };
      expect(await ask(source, "ancestry", commits[2] ?? "", of)).toEqual({ ...no, isAncestor: true });
      expect(await ask(source, "ancestry", side, of)).toEqual(no);
    }
    box.git("linux", ["branch", "-q", "--set-upstream-to=side", "master"]);
    expect(await ask(source, "ancestry", side)).toMatchObject({ isAncestor: true });
    box.git("linux", ["branch", "-q", "--unset-upstream", "master"]);
    expect(await ask(source, "ancestry", "0123456789ab")).toBeNull();
  });

  it("is not known beyond the cut of a shallow clone", async () => {
    box.git("", ["clone", "-q", "--depth=1", "--no-single-branch", `file://${box.path("linux")}`, "cut"]);
    const { commits: source } = box.room();
    const at = box.uri("cut", "a.patch");
    expect(await ask(source, "ancestry", side, clues(), at)).toBeNull();
    expect(await ask(source, "ancestry", commits.at(-1) ?? "", clues(), at)).toMatchObject({
      isAncestor: true,
    });
  });
});

describe("asking", () => {
  it("is bounded, stoppable, and asks each thing once", async () => {
    const plain = slowGit(box, "");
    const earlier = plain.log().length;
    const lines = (): string[] => plain.log().slice(earlier).trim().split("\n");
    const room = box.room({ environment: plain.environment });
    const questions = commits.flatMap((hash) => [
      { what: "commit" as const, hash, clues: clues() },
      { what: "ancestry" as const, hash, clues: clues() },
    ]);
    const answers = await room.commits.answers(uri, questions, never);
    expect(answers.filter((one) => one === null)).toEqual([]);
    const runs = lines();
    // One cat-file, and one question of ancestry for each commit.
    expect(runs.filter((line) => line.includes("cat-file"))).toHaveLength(1);
    expect(runs.filter((line) => line.includes("merge-base"))).toHaveLength(commits.length);
    // The answers stay; only where HEAD's upstream branch is, is asked again.
    await room.commits.answers(uri, questions, never);
    const again = lines().slice(runs.length);
    expect(again.filter((line) => !line.includes("rev-parse"))).toEqual([]);
    expect(again).toHaveLength(1);

    const slow = slowGit(box, "merge-base");
    const controller = new AbortController();
    const asked = box
      .room({ environment: slow.environment })
      .commits.answers(uri, questions, controller.signal);
    const pid = await slow.asked();
    controller.abort();
    expect(await slow.gone(pid)).toBe(true);
    expect((await asked).filter((one) => one?.kind === "ancestry")).toEqual([]);
  });

  it("leaves open what there was no time for", async () => {
    const stopped = AbortSignal.abort();
    const question = { what: "commit" as const, hash: side, clues: clues() };
    const { commits: source } = box.room();
    expect(await source.answers(uri, [question, question], stopped)).toEqual([undefined, undefined]);
    const { hash: _hash, ...rest } = question;
    const none = { ...rest, hash: "0123456789ab", clues: clues({ paths: ["drivers/gone.c"] }) };
    expect(await source.answers(uri, [none], never)).toEqual([null]);
    let now = 0;
    const late = createCommitSource(
      { workplaces: async () => ({ unavailable: "none" }) },
      () => (now += 20_000),
    );
    expect(await late.answers(uri, [question, question], never)).toEqual([null, undefined]);
  });

  it("searches for a subject again where git has failed", async () => {
    const { environment } = slowGit(box, "");
    const program = box.path("slow-none/git");
    const whole = readFileSync(program, "utf8");
    const failing = box.path("slow-none/failing");
    const once = `case " $* " in *" log "*) if [ -e '${failing}' ]; then exit 1; fi;; esac\nexec `;
    writeFileSync(program, whole.replace("exec '", `${once}'`));
    writeFileSync(failing, "");
    const { commits: source } = box.room({ environment });
    const subject = "frost: On the side";
    box.git("linux", ["checkout", "-q", "side"]);
    expect(await source.name(uri, "0123456789ab", subject)).toBeNull();
    rmSync(failing);
    expect(await source.name(uri, "0123456789ab", subject)).toMatchObject({ hash: side });
    box.git("linux", ["checkout", "-q", "master"]);
    writeFileSync(program, whole);
  });

  it("runs nothing in an untrusted workspace, and says nothing where there is no repository", async () => {
    const plain = slowGit(box, "");
    const before = plain.log();
    const { commits: source } = box.room({ environment: plain.environment, trusted: () => false });
    expect(await ask(source, "commit", side)).toBeNull();
    expect(await ask(source, "ancestry", side)).toBeNull();
    expect(await source.name(uri, side, null)).toBeNull();
    expect(await source.state(uri)).toBeNull();
    expect(plain.log()).toBe(before);
    box.write("mail/a.eml", "");
    const { commits: other } = box.room();
    expect(await other.state(box.uri("mail", "a.eml"))).toBeNull();
    expect(await ask(other, "commit", side, clues(), box.uri("mail", "a.eml"))).toBeNull();
  });

  it("has another state after a commit, a checkout and a fetch, and else the same", async () => {
    box.git("", ["clone", "-q", `file://${box.path("linux")}`, "work"]);
    const { commits: source } = box.room();
    const at = box.uri("work", "a.patch");
    const states = new Set<string | null>();
    const change = async (what: () => void): Promise<void> => {
      what();
      const now = await source.state(at);
      expect(states.has(now)).toBe(false);
      states.add(now);
      expect(await source.state(at)).toBe(now);
    };
    await change(() => undefined);
    await change(() => {
      box.write("work/new.c", "new\n");
      box.commit("work", "New\n");
    });
    await change(() => box.git("work", ["checkout", "-q", "-b", "topic", "HEAD~2"]));
    box.git("linux", ["commit", "-q", "--allow-empty", "-m", "Later"]);
    await change(() => box.git("work", ["fetch", "-q"]));
    box.git("linux", ["reset", "-q", "--hard", "HEAD~"]);
  });
});
