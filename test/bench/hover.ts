import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Hover } from "vscode-languageserver/node";
import { bundleServer, startTestClient } from "../lsp/serverUnderTest.js";
import { median, ms, percentile, printRows, ratio } from "./measure.js";

const commitCount = 300;
/** Hovers before the clock starts: they find git, open the repository and start the long-lived process. */
const warmUp = 20;

/** A hover on a commit hash over --stdio, the repository warm, beside a `git show` for each hover. */
export async function benchHover(): Promise<void> {
  const repository = mkdtempSync(path.join(tmpdir(), "patch-mail-bench-git-"));
  const bundle = await bundleServer();
  try {
    const hashes = makeRepository(repository);
    const text = mailAbout(hashes);
    const uri = pathToFileURL(path.join(repository, "mail.eml")).href;
    const client = startTestClient(bundle);
    await client.initialize({
      workspaceFolders: [{ uri: pathToFileURL(repository).href, name: "repository" }],
      capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
    });
    await client.open(uri, text);
    const lines = text.split("\n");
    const hover = async (hash: string): Promise<number> => {
      const line = lines.findIndex((each) => each.includes(hash.slice(0, 12)));
      const character = (lines[line] ?? "").indexOf(hash.slice(0, 12)) + 2;
      const start = performance.now();
      const answer: Hover | null = await client.connection.sendRequest("textDocument/hover", {
        textDocument: { uri },
        position: { line, character },
      });
      const took = performance.now() - start;
      if (!JSON.stringify(answer).includes("bench: commit"))
        throw new Error("the hover knows no such commit");
      return took;
    };
    for (const hash of hashes.slice(0, warmUp)) await hover(hash);
    const first: number[] = [];
    const again: number[] = [];
    const spawned: number[] = [];
    for (const hash of hashes.slice(warmUp, warmUp + 100)) {
      first.push(await hover(hash));
      again.push(await hover(hash));
      spawned.push(gitShow(repository, hash));
      // What takes long (tags, later fixes) is looked up behind the answer; it must not hide in the next figure.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await client.shutdown();
    const figure = (taken: readonly number[]): string => `${ms(median(taken))}, ${ms(percentile(taken, 95))}`;
    printRows("Hover on a commit hash over --stdio, repository warm (median, p95)", [
      {
        what: "ours: a hash not asked before",
        figure: figure(first),
        target: "< 5 ms",
        isMet: median(first) < 5,
      },
      { what: "ours: the same again", figure: figure(again), target: "< 5 ms", isMet: median(again) < 5 },
      {
        what: "git show -s, a process for each hover",
        figure: figure(spawned),
        ratio: `ours ${ratio(median(first), median(spawned))}`,
      },
    ]);
  } finally {
    bundle.remove();
    rmSync(repository, { recursive: true, force: true });
  }
}

/** Full hashes, oldest first. */
function makeRepository(folder: string): string[] {
  const commits: string[] = [];
  for (let number = 1; number <= commitCount; number++) {
    const message = `bench: commit ${number}\n\nA change.\n\nSigned-off-by: Ada Example <ada@example.org>\n`;
    const content = `line ${number}\n`;
    commits.push(
      `commit refs/heads/main\ncommitter Ada Example <ada@example.org> ${1_700_000_000 + number} +0000\n` +
        `data ${message.length}\n${message}M 100644 inline file.c\ndata ${content.length}\n${content}\n`,
    );
  }
  git(folder, ["init", "-q", "-b", "main"]);
  git(folder, ["fast-import", "--quiet"], commits.join(""));
  git(folder, ["tag", "v1.0", "main"]);
  return git(folder, ["rev-list", "--reverse", "main"]).trim().split("\n");
}

function mailAbout(hashes: readonly string[]): string {
  const lines = hashes.map(
    (hash, index) => `This is commit ${hash.slice(0, 12)} ("bench: commit ${index + 1}").`,
  );
  return [
    "From: Ada Example <ada@example.org>",
    "Date: Tue, 4 Nov 2025 10:11:12 +0100",
    "Subject: [PATCH] bench: many hashes",
    "Message-ID: <bench@example.org>",
    "",
    ...lines,
    "",
  ].join("\n");
}

function git(folder: string, args: readonly string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
  return stdout;
}

function gitShow(folder: string, hash: string): number {
  const start = performance.now();
  git(folder, ["show", "-s", "--format=%H%n%an%n%ae%n%ad%n%B", hash]);
  return performance.now() - start;
}
