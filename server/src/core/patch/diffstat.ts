import { indexOfWithin } from "../text/search.js";

/** What a line of a diffstat says, or null. Offsets are of the document. */
export interface DiffstatLine {
  readonly pathStart: number;
  readonly pathEnd: number;
  /** null for a binary file. */
  readonly changes: number | null;
}

/** ` path/file.c | 12 ++--` and ` file.bin | Bin 0 -> 12 bytes` (git-diff(1) `--stat`), leading blanks lost or not. */
export function readDiffstatRow(text: string, start: number, end: number): DiffstatLine | null {
  const bar = indexOfWithin(text, "|", start, Math.min(end, start + 400));
  if (bar === -1) return null;
  let pathStart = start;
  while (pathStart < bar && text.charCodeAt(pathStart) === 0x20) pathStart++;
  let pathEnd = bar;
  while (pathEnd > pathStart && text.charCodeAt(pathEnd - 1) === 0x20) pathEnd--;
  if (pathEnd === pathStart || pathEnd === bar) return null;
  let at = bar + 1;
  while (at < end && text.charCodeAt(at) === 0x20) at++;
  if (text.startsWith("Bin", at)) return { pathStart, pathEnd, changes: null };
  if (text.startsWith("Unmerged", at)) return { pathStart, pathEnd, changes: 0 };
  let changes = 0;
  const digits = at;
  while (at < end && at - digits < 9) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    changes = changes * 10 + digit;
    at++;
  }
  if (at === digits) return null;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c !== 0x20 && c !== 0x2b && c !== 0x2d) return null;
  }
  return { pathStart, pathEnd, changes };
}

/** ` 3 files changed, 4 insertions(+), 1 deletion(-)`, or null. */
export function readDiffstatSummary(
  line: string,
): { files: number; insertions: number; deletions: number } | null {
  const files = /^\s{0,8}(\d{1,7}) files? changed(?:,|\s*$)/.exec(line);
  if (!files) return null;
  const insertions = /(\d{1,9}) insertions?\(\+\)/.exec(line);
  const deletions = /(\d{1,9}) deletions?\(-\)/.exec(line);
  return {
    files: Number(files[1]),
    insertions: insertions ? Number(insertions[1]) : 0,
    deletions: deletions ? Number(deletions[1]) : 0,
  };
}

/** ` create mode 100644 path`, ` rename a => b (97%)` … below the summary (git-diff(1) `--summary`). */
export function isSummaryRow(line: string): boolean {
  return /^\s{0,2}(?:(?:create|delete) mode \d{6} |mode change \d{6} => \d{6}(?: |$)|(?:rename|copy|rewrite) .+ \(\d{1,3}%\)\s*$)/.test(
    line,
  );
}
