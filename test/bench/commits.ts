import { execFileSync } from "node:child_process";
import type { CommitQuestion } from "../../server/src/features/commitSource.js";
import { createSandbox } from "../unit/git/sandbox.js";
import { median, ms, printRows, ratio } from "./measure.js";

const commitCount = 50_000;
/** A large document's worth. */
const asked = 200;
const ancestries = 20;

/** What rules ask of a repository: answers for a document that names many commits, beside a process for each. */
export async function benchCommits(rounds: number): Promise<void> {
  const box = createSandbox();
  try {
    box.git("linux", ["init", "-q", "."]);
    const stream = ["blob\nmark :1\ndata 4\none\n\n"];
    for (let at = 0; at < commitCount; at++)
      stream.push(
        `commit refs/heads/master\nmark :${at + 2}\ncommitter A <a@example.org> ${1_600_000_000 + 600 * at} +0000\ndata <<E\nfrost: Number ${at}\nE\n${at === 0 ? "M 100644 :1 drivers/frost.c\n" : `from :${at + 1}\n`}\n`,
      );
    box.git("linux", ["fast-import", "--quiet"], { input: stream.join("") });
    const all = box.git("linux", ["rev-list", "HEAD"]).split("\n");
    const hashes = Array.from({ length: asked }, (_, at) => all[Math.floor((at * all.length) / asked)] ?? "");
    const clues = { base: null, blobs: [], paths: ["drivers/frost.c"] };
    const questions = (what: CommitQuestion["what"], count: number): CommitQuestion[] =>
      hashes.slice(0, count).map((hash) => ({ what, hash: hash.slice(0, 12), clues }));
    const { signal } = new AbortController();
    const uri = box.uri("linux", "a.patch");
    const took = async (what: () => unknown): Promise<number> => {
      const start = performance.now();
      await what();
      return performance.now() - start;
    };
    const runs = { first: [], again: [], ancestry: [], known: [], state: [] } as Record<string, number[]>;
    for (let round = 0; round < rounds; round++) {
      const { commits } = box.room();
      const time = async (name: string, what: () => unknown): Promise<void> =>
        void runs[name]?.push(await took(what));
      await time("first", () => commits.answers(uri, questions("commit", asked), signal));
      await time("again", () => commits.answers(uri, questions("commit", asked), signal));
      await time("ancestry", () => commits.answers(uri, questions("ancestry", ancestries), signal));
      await time("known", () => commits.answers(uri, questions("ancestry", ancestries), signal));
      await time("state", () => commits.state(uri));
    }
    const git = (args: readonly string[]): Buffer =>
      execFileSync("git", [...args], { cwd: box.path("linux"), env: box.environment });
    const logs = await took(() => {
      for (const hash of hashes.slice(0, 20)) git(["log", "-1", "--format=%s", hash.slice(0, 12)]);
    });
    const bases = await took(() => {
      for (const hash of hashes.slice(0, ancestries)) git(["merge-base", "--is-ancestor", hash, "HEAD"]);
    });
    const figure = (name: string): number => median(runs[name] ?? []);
    printRows(`Commits that mail names, in a repository of ${commitCount} commits, median of ${rounds}`, [
      { what: `${asked} hashes, with the start of git`, figure: ms(figure("first")) },
      { what: `${asked} hashes again`, figure: ms(figure("again")) },
      {
        what: "git log -1 for each",
        figure: ms((logs * asked) / 20),
        ratio: `ours ${ratio(figure("first"), (logs * asked) / 20)}`,
      },
      { what: `whether ${ancestries} are ancestors of HEAD`, figure: ms(figure("ancestry")) },
      {
        what: "git merge-base for each",
        figure: ms(bases),
        ratio: `ours ${ratio(figure("ancestry"), bases)}`,
      },
      { what: "the same again", figure: ms(figure("known")) },
      { what: "whether the repository has changed", figure: ms(figure("state")) },
    ]);
  } finally {
    box.dispose();
  }
}
