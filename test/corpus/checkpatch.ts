import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
/** Outside of git, and kept between runs. */
const cacheFolder = path.resolve(here, "../../.vscode-test/oracles");

/**
 * Debian 12 has both. 6.1 knows no `Closes:`, no other link tags than `Link:`, no missing `Fixes:`, no odd tags before
 * a link and no archives but by `lkml.org`; 6.12 does.
 */
export type LinuxSeries = "6.1" | "6.12";

/** The kernel's own scripts, unpacked. */
export interface Checkpatch {
  /** For the tests' output and lists of differences: `checkpatch.pl of Linux 6.1 (Debian 6.1.192-2)`. */
  readonly name: string;
  readonly series: LinuxSeries;
  /** Absolute: checkpatch.pl, get_maintainer.pl, spelling.txt and const_structs.checkpatch are in it. */
  readonly folder: string;
}

export interface CheckpatchFinding {
  /** `GIT_COMMIT_ID` and the like. */
  readonly type: string;
  readonly level: "ERROR" | "WARNING" | "CHECK";
  /** Of the file, from 1. Findings about the whole mail (MISSING_SIGN_OFF …) have its last line. */
  readonly line: number;
  /** The first line of what it says. */
  readonly message: string;
}

/** What checkpatch says of one file. */
export interface CheckpatchReport {
  /** False where it sees no diff; with `--mailback` it then says nothing, whatever `findings` holds. */
  readonly isPatch: boolean;
  /**
   * In the order of the file, those of the whole mail last. UNKNOWN_COMMIT_ID and MISSING_SIGN_OFF mean little: without
   * a repository every commit is unknown, and a reply has no sign-off either.
   */
  readonly findings: readonly CheckpatchFinding[];
}

/**
 * checkpatch of a Linux version, fetched from Debian's `linux-source` package the first time (about 140 MB, ten
 * seconds); null where it cannot be had, and then says how many checks are left out.
 * To be called where a test file is collected: `describe.runIf(checkpatch !== null)`.
 */
export function findCheckpatch(series: LinuxSeries, checks: number): Checkpatch | null {
  const folder = path.join(cacheFolder, `linux-source-${series}`);
  const versionFile = path.join(folder, "version");
  if (!fs.existsSync(versionFile)) {
    fs.mkdirSync(cacheFolder, { recursive: true });
    // Two test files at once: the second waits for the first.
    spawnSync(
      "flock",
      [
        path.join(cacheFolder, "lock"),
        path.join(here, "fetchLinuxScripts.sh"),
        `linux-source-${series}`,
        folder,
      ],
      { stdio: "ignore", timeout: 300_000 },
    );
  }
  const hasPerl = spawnSync("perl", ["-v"], { stdio: "ignore" }).status === 0;
  if (!hasPerl || !fs.existsSync(versionFile)) {
    console.log(
      `skipped: ${checks} checks, since checkpatch.pl is absent (Debian: apt-get download linux-source-${series}; needs perl)`,
    );
    return null;
  }
  const version = fs.readFileSync(versionFile, "utf8").trim();
  return { name: `checkpatch.pl of Linux ${series} (Debian ${version})`, series, folder };
}

export interface RunOptions {
  /** More of its options, e.g. `--strict`. */
  readonly more?: readonly string[];
  /**
   * One process for each file, which takes ten times as long. Only for CORRUPTED_PATCH, of which a process tells the
   * first alone.
   */
  readonly isAlone?: boolean;
}

/** Files given to one process. */
const BATCH = 200;
/** A file behind them, of which it always has something to say. */
const LAST = "last";
/** What it says of an empty file. */
const EMPTY: CheckpatchReport = { isPatch: false, findings: [] };

/**
 * What `checkpatch.pl --no-tree --terse --show-types` says of each mail or patch, in their order: many files a process,
 * and no commit is looked up. The same as with `--mailback`, but for `isPatch` (with `--mailback` itself the process
 * would end at the first mail that it finds nothing in). Answers are kept in `.vscode-test`, by content.
 */
export function runCheckpatch(
  checkpatch: Checkpatch,
  files: readonly Uint8Array[],
  { more = [], isAlone = false }: RunOptions = {},
): CheckpatchReport[] {
  const hash = createHash("sha256").update(JSON.stringify([checkpatch.name, more, isAlone]));
  for (const bytes of files) hash.update(`${bytes.length}\n`).update(bytes);
  const cached = path.join(cacheFolder, "answers", `${hash.digest("hex")}.json`);
  if (fs.existsSync(cached)) return JSON.parse(fs.readFileSync(cached, "utf8"));

  const folder = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-checkpatch-"));
  try {
    const reports: CheckpatchReport[] = [];
    const size = isAlone ? 1 : BATCH;
    for (let start = 0; start < files.length; start += size)
      reports.push(...runBatch(checkpatch, folder, files.slice(start, start + size), more));
    fs.mkdirSync(path.dirname(cached), { recursive: true });
    const fresh = path.join(folder, "answers.json");
    fs.writeFileSync(fresh, JSON.stringify(reports));
    fs.copyFileSync(fresh, `${cached}.${process.pid}`);
    fs.renameSync(`${cached}.${process.pid}`, cached);
    return reports;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function runBatch(
  { folder: scripts }: Checkpatch,
  folder: string,
  files: readonly Uint8Array[],
  more: readonly string[],
): CheckpatchReport[] {
  // It ends at an empty file, whatever comes behind.
  const names = files.flatMap((bytes, index) => {
    if (bytes.length === 0) return [];
    fs.writeFileSync(path.join(folder, `${index}.eml`), bytes);
    return [`${index}.eml`];
  });
  fs.writeFileSync(path.join(folder, LAST), "Not a patch.\n");
  const options = ["--no-tree", "--terse", "--show-types", ...more];
  const done = spawnSync("perl", [path.join(scripts, "checkpatch.pl"), ...options, ...names, LAST], {
    cwd: folder,
    // No .checkpatch.conf of the user, no messages in another language.
    env: { PATH: process.env.PATH ?? "", HOME: folder, LC_ALL: "C.UTF-8" },
    maxBuffer: 1 << 28,
  });
  const output = done.stdout.toString();
  if (!output.includes(`\n${LAST}:`) && !output.startsWith(`${LAST}:`))
    throw new Error(`checkpatch.pl ended too early: ${done.stderr.toString().slice(0, 500)}`);
  const reports = reportsOf(output, files.length);
  return reports.map((report, index) => (files[index]?.length === 0 ? EMPTY : report));
}

/** From its terse output: `3.eml:12: WARNING:COMMIT_LOG_LONG_LINE: Prefer …`. */
function reportsOf(output: string, count: number): CheckpatchReport[] {
  const lists = Array.from({ length: count }, (): CheckpatchFinding[] => []);
  for (const row of output.split("\n")) {
    const match = /^(\d+)\.eml:(\d+): (ERROR|WARNING|CHECK):(\w+): (.*)$/.exec(row);
    if (match === null) continue;
    const [, file, line, level, type = "", message = ""] = match;
    if (level !== "ERROR" && level !== "WARNING" && level !== "CHECK") continue;
    lists[Number(file)]?.push({ type, level, line: Number(line), message });
  }
  return lists.map((findings) => ({
    isPatch: !findings.some(({ type }) => type === "NOT_UNIFIED_DIFF"),
    findings,
  }));
}
