import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { alternate, wholeProcess } from "./cold.js";
import { writeMbox } from "./generatedMail.js";
import { median, ms, printRows, type Row, ratio } from "./measure.js";

interface Figures {
  readonly [name: string]: number;
}

/** A mailbox and what is promised of it, in milliseconds for the whole process. */
interface Case {
  readonly name: string;
  readonly file: string;
  readonly target: number;
}

/** Whole processes that thread a mailbox, ours beside mblaze and neomutt; memory, the cache, bodies, a million summaries. */
export function benchScale(projectRoot: string, rounds: number): void {
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-scale-"));
  // Inside the project, so that packages are found.
  const entry = path.join(projectRoot, ".build", `threads-entry-${process.pid}.mjs`);
  buildSync({
    absWorkingDir: projectRoot,
    entryPoints: ["test/bench/threadsEntry.ts"],
    outfile: entry,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    external: ["mailparser"],
    logLevel: "error",
  });
  try {
    const cases: Case[] = [];
    const packed = path.join(projectRoot, "../shared/bench/ext4-5000.mbox.gz");
    if (existsSync(packed)) {
      const file = path.join(folder, "shared.mbox");
      writeFileSync(file, gunzipSync(readFileSync(packed)));
      cases.push({ name: "../shared/bench, 5,000 messages", file, target: 400 });
    } else console.log("\n../shared/bench is absent: its mailbox is left out");
    const generated = path.join(folder, "generated.mbox");
    writeMbox(generated, 20_000, 100e6);
    cases.push({ name: "generated, 20,000 messages", file: generated, target: 800 });
    for (const one of cases) cold(one, entry, folder, rounds);
    const million = ours(entry, "--million");
    printRows("A million generated summaries", [
      row("threaded", million, "threaded", 10_000),
      { what: "  of 250,000, four times", figure: ms(4 * (million["quarter"] ?? Number.NaN)) },
    ]);
  } finally {
    rmSync(entry, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

function cold({ name, file, target }: Case, entry: string, folder: string, rounds: number): void {
  const mails = path.join(folder, `${path.basename(file)}.maildir`);
  for (const sub of ["cur", "new", "tmp"]) mkdirSync(path.join(mails, sub), { recursive: true });
  wholeProcess("git", ["mailsplit", "--mboxrd", "-d6", `-o${path.join(mails, "cur")}`, file]);
  const peers: readonly { readonly name: string; readonly most: number; run(): void }[] = [
    { name: "mthread", most: 4, run: () => mthread(mails, folder) },
    { name: "neomutt", most: 0.5, run: () => neomutt(file, folder) },
  ].filter((peer) => isThere(peer.name));
  const whole: number[] = [];
  const figures: Figures[] = [];
  const times = new Map(peers.map((peer) => [peer.name, [] as number[]]));
  alternate(rounds, [
    () => {
      const start = performance.now();
      figures.push(ours(entry, file));
      whole.push(performance.now() - start);
    },
    ...peers.map((peer) => () => {
      const start = performance.now();
      peer.run();
      times.get(peer.name)?.push(performance.now() - start);
    }),
  ]);
  const took = median(whole);
  const peak = Math.max(...figures.map((one) => one["peakMegabytes"] ?? Number.NaN));
  const heap = ours(entry, file, "--heap")["bytes"] ?? Number.NaN;
  const cache = path.join(folder, "cache");
  ours(entry, file, "--cache", cache);
  const cached = ours(entry, file, "--cache", cache);
  const bodies = ours(entry, file, "--bodies");
  const rows: Row[] = [
    { what: "ours, whole process", figure: ms(took), target: `< ${target} ms`, isMet: took < target },
    {
      what: "  of that: Node and our code loaded",
      figure: ms(median(figures.map((one) => one["loaded"] ?? 0))),
    },
    { what: "  peak memory", figure: `${peak.toFixed(0)} MB`, target: "< 250 MB", isMet: peak < 250 },
    {
      what: "  heap for a summary",
      figure: `${heap.toFixed(0)} bytes`,
      target: "<= 600",
      isMet: heap <= 600,
    },
    ...peers.map((peer): Row => {
      const theirs = median(times.get(peer.name) ?? []);
      const note = peer.name === "mthread" ? " (one file a message, cut beforehand)" : " sorted by thread";
      return {
        what: peer.name + note,
        figure: ms(theirs),
        ratio: `ours ${ratio(took, theirs)}`,
        target: `ours <= ${peer.most}x`,
        isMet: took <= peer.most * theirs,
      };
    }),
    row("from cache: summaries", cached, "scanned"),
    row("from cache: summaries and threads", cached, "threaded", 50),
    row("bodies read and parsed in the background", bodies, "bodies", 3000),
    ...fullText(mails, folder),
  ];
  printRows(`Threads from cold: ${name} (median of ${rounds} whole processes)`, rows);
}

function row(what: string, figures: Figures, name: string, target?: number): Row {
  const value = figures[name] ?? Number.NaN;
  const figure = ms(value);
  return target === undefined
    ? { what, figure }
    : { what, figure, target: `< ${target} ms`, isMet: value < target };
}

function ours(entry: string, ...args: readonly string[]): Figures {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ["--max-old-space-size=4096", ...(args.includes("--heap") ? ["--expose-gc"] : []), entry, ...args],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`our own process failed: ${stderr}`);
  const figures: unknown = JSON.parse(stdout);
  // Our own program printed it.
  return figures as Figures;
}

function mthread(mails: string, folder: string): void {
  const list = path.join(folder, "list");
  if (!existsSync(`${list}.${path.basename(mails)}`)) {
    const cur = path.join(mails, "cur");
    writeFileSync(
      `${list}.${path.basename(mails)}`,
      readdirSync(cur)
        .map((name) => `${path.join(cur, name)}\n`)
        .join(""),
    );
  }
  const input = readFileSync(`${list}.${path.basename(mails)}`);
  const { status, stderr } = spawnSync("mthread", [], { input, maxBuffer: 64 << 20, encoding: "utf8" });
  if (status !== 0) throw new Error(`mthread failed: ${stderr}`);
}

/** It needs a terminal: script(1) is one. */
function neomutt(file: string, folder: string): void {
  const settings = path.join(folder, "neomuttrc");
  writeFileSync(
    settings,
    `set sort=threads\nset folder=${folder}\nset wait_key=no\nset quit=yes\npush "<quit>"\n`,
  );
  const command = `stty rows 40 cols 100; neomutt -n -F '${settings}' -R -f '${file}'`;
  const { status, error } = spawnSync("script", ["-qec", command, "/dev/null"], {
    stdio: ["ignore", "ignore", "ignore"],
    timeout: 60_000,
    killSignal: "SIGKILL",
    env: { ...process.env, TERM: "xterm" },
  });
  if (status !== 0) throw new Error(`neomutt failed: ${error?.message ?? String(status)}`);
}

/** Indexers of the full text, for comparison only, once, and only over the smaller mailbox: they take long. */
function fullText(mails: string, folder: string): Row[] {
  if (!mails.includes("shared")) return [];
  const rows: Row[] = [];
  const timed = (what: string, run: () => void): void => {
    const start = performance.now();
    run();
    rows.push({ what: `${what} (indexes the full text, too)`, figure: ms(performance.now() - start) });
  };
  if (isThere("notmuch")) {
    const config = path.join(folder, "notmuch-config");
    writeFileSync(config, `[database]\npath=${mails}\n[user]\nname=x\nprimary_email=x@example.org\n`);
    timed("notmuch new", () => wholeProcess("notmuch", [`--config=${config}`, "new", "--quiet"]));
  }
  if (isThere("mu")) {
    const home = path.join(folder, "mu");
    wholeProcess("mu", ["init", `--muhome=${home}`, `--maildir=${mails}`, "--quiet"]);
    timed("mu index", () => wholeProcess("mu", ["index", `--muhome=${home}`, "--quiet"]));
  }
  return rows;
}

const packages: Readonly<Record<string, string>> = { mthread: "mblaze", mu: "maildir-utils" };

function isThere(program: string): boolean {
  const { status } = spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
  if (status !== 0)
    console.log(
      `  ${program} is absent and left out (Debian: apt-get install ${packages[program] ?? program})`,
    );
  return status === 0;
}
