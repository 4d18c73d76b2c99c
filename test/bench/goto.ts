import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundleServer, startTestClient } from "../lsp/serverUnderTest.js";
import { median, ms, percentile, printRows, ratio } from "./measure.js";

/** As large as git.git of 2026: files, and lines in the largest ones and the others. */
const fileCount = 4600;
const longLines = 8000;
const shortLines = 240;
const every = 40;
const asked = 100;
const warmUp = 10;
const sections = 2600;

/** Go to Definition on a line of a hunk over --stdio, the repository warm, beside a `git grep` of the line. */
export async function benchGoTo(rounds: number): Promise<void> {
  const repository = mkdtempSync(path.join(tmpdir(), "patch-mail-bench-goto-"));
  const bundle = await bundleServer();
  try {
    const bytes = makeRepository(repository);
    const uri = pathToFileURL(path.join(repository, "mail.eml")).href;
    const text = mailAbout();
    const lines = text.split("\n");
    const first: number[] = [];
    const again: number[] = [];
    const grep: number[] = [];
    const search: number[] = [];
    const searchAgain: number[] = [];
    const hover: number[] = [];
    const hovers: number[] = [];
    // Each time a new server: it keeps what it was asked for.
    for (let round = 0; round < rounds; round++) {
      const client = startTestClient(bundle);
      await client.initialize({
        workspaceFolders: [{ uri: pathToFileURL(repository).href, name: "repository" }],
      });
      await client.open(uri, text);
      const request = async (method: string, line: number, character: number): Promise<[number, string]> => {
        const start = performance.now();
        const answer = await client.connection.sendRequest(method, {
          textDocument: { uri },
          position: { line, character },
        });
        return [performance.now() - start, JSON.stringify(answer)];
      };
      const definition = async (file: number): Promise<number> => {
        const line = lines.indexOf(`-${lineOf(file, changedLine)}`);
        const [took, answer] = await request("textDocument/definition", line, 4);
        // The file has two lines more at its top than the patch knows of.
        if (!answer.includes(`file-${file}.c`) || !answer.includes(`"line":${changedLine + 1},`))
          throw new Error(`no place for file ${file}: ${answer}`);
        return took;
      };
      for (let file = 0; file < warmUp; file++) await definition(file);
      for (let file = warmUp; file < warmUp + asked; file++) {
        first.push(await definition(file));
        again.push(await definition(file));
        const start = performance.now();
        git(repository, ["grep", "-n", "-F", "-e", lineOf(file, changedLine), "--", "*.c"]);
        grep.push(performance.now() - start);
      }
      const trace = lines.findIndex((line) => line.includes("frost_77+0x"));
      const [took, found] = await request("textDocument/definition", trace, 4);
      if (!found.includes("file-77.c")) throw new Error(`no place for the function: ${found}`);
      search.push(took);
      searchAgain.push((await request("textDocument/definition", trace, 4))[0]);
      for (let file = 0; file < asked; file++) {
        const row = lines.indexOf(`+++ b/${pathOf(file)}`);
        const [waited, answer] = await request("textDocument/hover", row, 8);
        if (!answer.includes("MAINTAINERS")) throw new Error(`no maintainers: ${answer}`);
        (file === 0 ? hover : hovers).push(waited);
      }
      await client.shutdown();
    }
    const figure = (taken: readonly number[]): string => `${ms(median(taken))}, ${ms(percentile(taken, 95))}`;
    const size = `${fileCount} files, ${Math.round(bytes / 1e6)} MB`;
    printRows(`Go to Definition over --stdio in a repository of ${size}, warm (median, p95)`, [
      {
        what: "ours: a line of a hunk, its file not asked before",
        figure: figure(first),
        target: "< 50 ms",
        isMet: percentile(first, 95) < 50,
      },
      { what: "ours: the same again", figure: figure(again), target: "< 50 ms", isMet: median(again) < 50 },
      {
        what: "git grep -n -F of the line",
        figure: figure(grep),
        ratio: `ours ${ratio(median(first), median(grep))}`,
      },
      { what: "ours: a function of a stack trace, by git grep", figure: ms(median(search)) },
      { what: "ours: the same again", figure: ms(median(searchAgain)) },
      {
        what: `ours: hover with MAINTAINERS of ${sections * 10} lines, first`,
        figure: ms(median(hover)),
      },
      { what: "ours: the next ones", figure: figure(hovers) },
    ]);
  } finally {
    bundle.remove();
    rmSync(repository, { recursive: true, force: true });
  }
}

/** 1-based line of each file that the patch changes. */
const changedLine = 120;

const pathOf = (file: number): string => `dir-${file % 70}/sub-${file % 7}/file-${file}.c`;
const lineOf = (file: number, line: number): string => `\tstep_${file}_${line}(state, ${line % 13});`;

/** Bytes of all files. */
function makeRepository(folder: string): number {
  let bytes = 0;
  for (let file = 0; file < fileCount; file++) {
    const own = path.join(folder, pathOf(file));
    mkdirSync(path.dirname(own), { recursive: true });
    const count = file % every === 0 ? longLines : shortLines;
    const lines = Array.from({ length: count }, (_, at) => lineOf(file, at + 1));
    const content = `/* new */\nint frost_${file}(void)\n${["{", ...lines.slice(1), "}"].join("\n")}\n`;
    writeFileSync(own, content);
    bytes += content.length;
  }
  const entry = (at: number): string =>
    `PART ${at}\nM:\tAda ${at} <ada${at}@example.org>\nR:\tBo ${at} <bo${at}@example.com>\nL:\tlist${at}@example.org\nS:\tMaintained\n` +
    `F:\tdir-${at}/\nF:\tinclude/part-${at}*.h\nF:\tDocumentation/*/part-${at}.rst\nX:\tdir-${at}/none/\n\n`;
  writeFileSync(
    path.join(folder, "MAINTAINERS"),
    Array.from({ length: sections }, (_, at) => entry(at)).join(""),
  );
  git(folder, ["init", "-q", "-b", "main"]);
  git(folder, ["config", "user.name", "Ada Example"]);
  git(folder, ["config", "user.email", "ada@example.org"]);
  git(folder, ["add", "-A"]);
  git(folder, ["commit", "-q", "-m", "bench: all"]);
  return bytes;
}

/** A patch of one hunk a file; its lines have moved by two in the repository. */
function mailAbout(): string {
  const files = Array.from({ length: warmUp + asked }, (_, file) => {
    const at = (line: number): string => lineOf(file, line);
    const line = changedLine;
    return [
      `diff --git a/${pathOf(file)} b/${pathOf(file)}`,
      `--- a/${pathOf(file)}`,
      `+++ b/${pathOf(file)}`,
      `@@ -${line - 3},7 +${line - 3},7 @@`,
      ...[line - 3, line - 2, line - 1].map((each) => ` ${at(each)}`),
      `-${at(line)}`,
      `+${at(line)} /* new */`,
      ...[line + 1, line + 2, line + 3].map((each) => ` ${at(each)}`),
    ].join("\n");
  });
  return [
    "From: Ada Example <ada@example.org>",
    "Date: Tue, 4 Nov 2025 10:11:12 +0100",
    "Subject: [PATCH] bench: many files",
    "Message-ID: <bench-goto@example.org>",
    "",
    "Call Trace:",
    " <TASK>",
    " frost_77+0x1a/0x30",
    " </TASK>",
    "",
    "---",
    "",
    ...files,
    "-- ",
    "2.47.0",
    "",
  ].join("\n");
}

function git(folder: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
}
