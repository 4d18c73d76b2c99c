import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkPatches } from "../../server/src/git/applyCheck.js";
import { createGitRoom } from "../../server/src/git/gitFacts.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { exactPatch } from "../../server/src/mailboxes/exactPatch.js";
import { median, ms, printRows, ratio } from "./measure.js";

const folders = 300;
const filesInEach = 100;
const patchCount = 40;
const lineCount = 200;

/** Whether a series applies, beside what one would do by hand: `git am` in a worktree, `git apply` on a whole index. */
export async function benchApplies(rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-bench-applies-"));
  const root = path.join(folder, "repository");
  const git = (args: readonly string[], input = "", env: NodeJS.ProcessEnv = {}): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: args[0] === "init" ? folder : root,
      input,
      env: { ...process.env, ...env },
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["pipe", "pipe", "pipe"],
    });
  try {
    git(["init", "-q", "-b", "base", "repository"]);
    git(["fast-import", "--quiet"], generated());
    const mailbox = git(["format-patch", "--stdout", "base..work"]);
    const file = path.join(folder, "series.mbox");
    writeFileSync(file, mailbox);
    const bytes = Buffer.from(mailbox);
    const room = createGitRoom({
      trusted: () => true,
      repositories: () => [root],
      folders: () => [],
      environment: process.env,
    });
    const ours: number[] = [];
    const am: number[] = [];
    const apply: number[] = [];
    let good = 0;
    for (let round = 0; round < rounds; round++) {
      ours.push(
        await timed(async () => {
          const places = await room.workplaces(pathToFileURL(root).href);
          const workplace = "unavailable" in places ? undefined : places[0];
          const tree = await workplace?.objectInfo("base^{tree}");
          if (workplace === undefined || tree?.kind !== "object") throw new Error("no repository");
          const find = messagesInFile(bytes);
          const patches = [];
          for (let at = 0; at < find.count; at++) {
            const exact = await exactPatch(find(at)?.bytes ?? new Uint8Array());
            if (exact !== null) patches.push(exact);
          }
          const { signal } = new AbortController();
          const checks = await checkPatches(workplace, tree.hash, patches, { signal });
          good = checks.filter(({ state }) => state === "applies").length;
        }),
      );
      am.push(
        await timed(() => {
          const place = path.join(folder, `worktree${round}`);
          git(["worktree", "add", "-q", "--detach", place, "base"]);
          git(["-C", place, "am", "-q", file]);
        }),
      );
      const mails = Array.from({ length: patchCount }, (_, at) => {
        const found = messagesInFile(bytes)(at);
        return Buffer.from(found?.bytes ?? []).toString();
      });
      apply.push(
        await timed(() => {
          const env = { GIT_INDEX_FILE: path.join(folder, `index${round}`) };
          git(["read-tree", "base"], "", env);
          for (const mail of mails) git(["apply", "--cached", "-"], mail, env);
        }),
      );
    }
    room.dispose();
    const versus = (peer: readonly number[]): string => `ours ${ratio(median(ours), median(peer))}`;
    printRows(
      `Whether a series of ${patchCount} patches applies, in a repository of ${folders * filesInEach} files (median of ${rounds}; ${good} apply)`,
      [
        { what: "ours: read, and checked in a temporary index", figure: ms(median(ours)) },
        { what: "git worktree add, git am", figure: ms(median(am)), ratio: versus(am) },
        {
          what: "git read-tree, git apply --cached for each",
          figure: ms(median(apply)),
          ratio: versus(apply),
        },
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** For git fast-import(1): a tree of files on `base`, and patches on it on `work`. */
function generated(): string {
  const pieces: string[] = [];
  const lines = (change: number): string =>
    Array.from({ length: lineCount }, (_, at) => (at === change ? `changed ${at}\n` : `line ${at}\n`)).join(
      "",
    );
  const commit = (branch: string, number: number, from: string): void => {
    const text = `fs: Change ${number}\n`;
    pieces.push(
      `commit refs/heads/${branch}\ncommitter A <a@example.org> ${1_700_000_000 + number} +0000\ndata ${text.length}\n${text}${from}`,
    );
  };
  const content = (change: number): string => {
    const text = lines(change);
    return `data ${text.length}\n${text}\n`;
  };
  pieces.push(`blob\nmark :1\n${content(-1)}`);
  commit("base", 0, "");
  for (let at = 0; at < folders * filesInEach; at++) {
    pieces.push(`M 100644 :1 dir${Math.floor(at / filesInEach)}/file${at % filesInEach}.c\n`);
  }
  for (let number = 1; number <= patchCount; number++) {
    commit("work", number, number === 1 ? "from refs/heads/base\n" : "");
    for (const part of [0, 1, 2]) {
      const place = (number * 7 + part * 31) % folders;
      pieces.push(`M 100644 inline dir${place}/file${number}.c\n${content((number * 5 + part) % lineCount)}`);
    }
  }
  return `${pieces.join("")}\ndone\n`;
}
