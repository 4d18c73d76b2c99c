import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { alternate, inFreshProcess, medianOf, wholeProcess } from "./cold.js";
import type { Figures } from "./coldTasks.js";
import { median, ms, printRows, ratio } from "./measure.js";

/** The leanest reading of headers that Python's mailbox module offers. */
const python = `
import mailbox, sys
from email.parser import BytesHeaderParser
for mail in mailbox.mbox(sys.argv[1], factory=BytesHeaderParser().parse, create=False):
    mail["subject"], mail["from"], mail["date"], mail["message-id"], mail["references"]
`;

/** 5,000 mails of one list: how soon they are listed, how fast they are scanned, beside git, Python and mailparser. */
export function benchMailboxes(projectRoot: string, rounds: number): void {
  const packed = path.join(projectRoot, "../shared/bench/ext4-5000.mbox.gz");
  if (!existsSync(packed)) {
    console.log("\nmailboxes: left out, since ../shared/bench is absent");
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-bench-"));
  try {
    const plain = path.join(folder, "ext4-5000.mbox");
    const bytes = gunzipSync(readFileSync(packed));
    writeFileSync(plain, bytes);
    listing(packed, rounds);
    scanning(plain, bytes.length, folder, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the start of a fresh process: loading our code, unpacking, scanning, threads. */
function listing(packed: string, rounds: number): void {
  const runs: Figures[] = [];
  alternate(rounds, [() => runs.push(inFreshProcess("mailbox", packed))]);
  const first = medianOf(runs, "first");
  const all = medianOf(runs, "all");
  const peak = Math.max(...runs.map((figures) => figures["peakMegabytes"] ?? Number.NaN));
  printRows(`ext4-5000.mbox.gz, median of ${rounds} fresh processes, from the start of the process`, [
    { what: "first messages in the threads", figure: ms(first), target: "< 500 ms", isMet: first < 500 },
    { what: "all 5,000 in the threads", figure: ms(all), target: "< 1000 ms", isMet: all < 1000 },
    { what: "  of that: Node and our code loaded", figure: ms(medianOf(runs, "loaded")) },
    { what: "one message of it, far from the last", figure: ms(medianOf(runs, "read")) },
    { what: "peak memory", figure: `${peak.toFixed(0)} MB`, target: "< 150 MB", isMet: peak < 150 },
  ]);
}

function scanning(plain: string, size: number, folder: string, rounds: number): void {
  const ours: Figures[] = [];
  const whole: number[] = [];
  const git: number[] = [];
  const pythons: number[] = [];
  let split = 0;
  const mailsplit = (): void => {
    const out = path.join(folder, `split${split++}`);
    mkdirSync(out);
    git.push(wholeProcess("git", ["mailsplit", "--mboxrd", "-d5", `-o${out}`, plain]));
    rmSync(out, { recursive: true, force: true });
  };
  alternate(rounds, [
    () => {
      const start = performance.now();
      ours.push(inFreshProcess("mailbox", plain));
      whole.push(performance.now() - start);
    },
    mailsplit,
    () => pythons.push(wholeProcess("python3", ["-c", python, plain])),
  ]);
  // Some seconds: once.
  const parser = inFreshProcess("mailparserMailbox", plain)["parse"] ?? Number.NaN;
  const decoded = inFreshProcess("decodedMailbox", plain)["parse"] ?? Number.NaN;
  const scan = medianOf(ours, "all") - medianOf(ours, "loaded");
  const row = (what: string, took: number, isPeer = true) => ({
    what,
    figure: `${(size / 1000 / took).toFixed(0)} MB/s`,
    ratio: isPeer ? `${ms(took)}, ours ${ratio(scan, took)}` : ms(took),
    ...(isPeer ? { target: "ours < 1.00x", isMet: scan < took } : {}),
  });
  printRows(`The same unpacked (${(size / 1e6).toFixed(1)} MB), cold`, [
    row("ours: scan, summaries and threads", scan, false),
    row("ours: the whole process, one message read", median(whole), false),
    row("git mailsplit, whole process", median(git)),
    row("Python's mailbox, headers only, whole process", median(pythons)),
    row("mailparser, leanest options, mails cut beforehand", parser),
    {
      what: "ours: bodies decoded, diffs and all else parsed, the same mails",
      figure: `${(size / 1000 / decoded).toFixed(0)} MB/s`,
      ratio: `${ms(decoded)}, ${(parser / decoded).toFixed(1)} times mailparser's speed`,
      target: "1.6 times or more",
      isMet: parser / decoded >= 1.6,
    },
  ]);
}
