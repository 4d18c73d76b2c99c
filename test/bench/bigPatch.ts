import { createRandom, type Random } from "./random.js";

/** The patch of the figures: this many lines make a bit more than 5 MB. */
export const bigPatchLines = 159_000;

/**
 * A patch as git format-patch writes it, of `lineCount` lines: header, log, diffstat, and as many files with hunks of C
 * as there is room for. It applies nowhere, but its counts hold. Deterministic.
 */
export function bigPatch(lineCount: number): string {
  const random = createRandom(lineCount);
  const files: PatchFile[] = [];
  // Header, log, diffstat summary and signature.
  let used = headLines(0, 0, 0).length + 2;
  while (used < lineCount) {
    // Beside its own lines a file needs a row of the diffstat.
    const file = patchFile(random, files.length, lineCount - used - 1);
    if (file === null) break;
    files.push(file);
    used += file.lines.length + 1;
  }
  const additions = sum(files, (file) => file.additions);
  const deletions = sum(files, (file) => file.deletions);
  const lines = headLines(files.length, additions, deletions, files.map(diffstatRow));
  for (const file of files) for (const line of file.lines) lines.push(line);
  lines.push("-- ", "2.47.1", "");
  return lines.join("\n");
}

interface PatchFile {
  readonly path: string;
  readonly lines: readonly string[];
  readonly additions: number;
  readonly deletions: number;
}

function headLines(
  files: number,
  additions: number,
  deletions: number,
  stat: readonly string[] = [],
): string[] {
  return [
    "From 4f1c2d3e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d Mon Sep 17 00:00:00 2001",
    "From: Petra Müller <petra@example.org>",
    "Date: Tue, 4 Nov 2025 10:11:12 +0100",
    "Subject: [PATCH] treewide: move every driver to the new buffer interface",
    "Message-ID: <20251104101112.12345-1-petra@example.org>",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    "The old interface has been deprecated since commit 0123456789ab",
    '("buffers: add the new interface"). Move the last users over.',
    "",
    'Fixes: 89abcdef0123 ("buffers: grow on demand")',
    "Signed-off-by: Petra Müller <petra@example.org>",
    "---",
    ...stat,
    ` ${files} files changed, ${additions} insertions(+), ${deletions} deletions(-)`,
    "",
  ];
}

function diffstatRow({ path, additions, deletions }: PatchFile): string {
  const total = additions + deletions;
  const scale = Math.max(1, total / 40);
  const bar = "+".repeat(Math.ceil(additions / scale)) + "-".repeat(Math.ceil(deletions / scale));
  return ` ${path.padEnd(44)} | ${String(total).padStart(3)} ${bar}`;
}

const folders = [
  "drivers/net",
  "drivers/gpu/drm",
  "fs/example",
  "kernel/sched",
  "sound/soc/codecs",
  "arch/x86/kvm",
];
const words = ["buffer", "queue", "state", "index", "length", "flags", "entry", "offset", "page", "ring"];

/** null where fewer than a dozen lines are left. */
function patchFile(random: Random, index: number, room: number): PatchFile | null {
  if (room < 12) return null;
  const path = `${random.pick(folders)}/${random.pick(words)}_${index}.c`;
  const blob = (seed: number): string =>
    (seed * 2654435761 + 0x1234567).toString(16).slice(-7).padStart(12, "a7c3e");
  const lines = [
    `diff --git a/${path} b/${path}`,
    `index ${blob(index + 1)}..${blob(index + 7001)} 100644`,
    `--- a/${path}`,
    `+++ b/${path}`,
  ];
  const hunks = 1 + random.below(9);
  let additions = 0;
  let deletions = 0;
  let at = 1 + random.below(60);
  let shift = 0;
  for (let hunk = 0; hunk < hunks; hunk++) {
    const body: string[] = [];
    const before = additions;
    const removedBefore = deletions;
    for (let context = 0; context < 3; context++) body.push(` ${codeLine(random)}`);
    const changes = 1 + random.below(3);
    for (let change = 0; change < changes; change++) {
      for (let count = random.below(5); count > 0; count--, deletions++) body.push(`-${codeLine(random)}`);
      for (let count = 1 + random.below(6); count > 0; count--, additions++)
        body.push(`+${codeLine(random)}`);
      for (let context = 1 + random.below(3); context > 0; context--) body.push(` ${codeLine(random)}`);
    }
    if (lines.length + body.length + 1 > room) {
      additions = before;
      deletions = removedBefore;
      break;
    }
    const added = additions - before;
    const removed = deletions - removedBefore;
    const both = body.length - added - removed;
    lines.push(
      `@@ -${at},${both + removed} +${at + shift},${both + added} @@ static int ${random.pick(words)}_${random.pick(words)}(struct device *dev)`,
    );
    for (const line of body) lines.push(line);
    at += both + removed + 5 + random.below(200);
    shift += added - removed;
  }
  return lines.length > 4 ? { path, lines, additions, deletions } : null;
}

/** A line of C as drivers have them; may be empty. */
export function codeLine(random: Random): string {
  const a = random.pick(words);
  const b = random.pick(words);
  switch (random.below(11)) {
    case 0:
      return "";
    case 1:
      return "\t}";
    case 2:
      return `\tif (dev->${a} < priv->${b})`;
    case 3:
      return `\t\treturn -EINVAL;`;
    case 4:
      return `\t/* the ${a} is kept until the ${b} is gone */`;
    case 5:
      return `\tstruct ${a}_${b} *${b} = &priv->${a}[${random.below(64)}];`;
    case 6:
      return `\tret = ${a}_set_${b}(dev, ${b}->${a}, GFP_KERNEL);`;
    case 7:
      return `\t\tdev_dbg(dev->parent, "%s: ${a} %u of ${b} %u\\n", __func__, ${a}, ${b});`;
    case 8:
      return "\t\tbreak;";
    case 9:
      return `\t${b}++;`;
    default:
      return `\t${a}->${b} = cpu_to_le32(${a}_${b});`;
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
