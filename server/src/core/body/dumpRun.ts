import { LineKind } from "../model.js";
import { dumpStrength } from "./dump.js";
import { peek } from "./lookAhead.js";
import type { Scan } from "./scanState.js";

export function dumpLine(
  scan: Scan,
  line0: number,
  depth: number,
  strength: number,
  at: number,
  end: number,
): LineKind {
  const { text } = scan.input;
  scan.dump ??= { depth, strength, startLine0: line0, endLine0: line0, lines: 0, title: "" };
  const dump = scan.dump;
  dump.endLine0 = line0 + 1;
  dump.lines++;
  if (dump.title === "" || (dump.lines < 12 && !TELLING.test(dump.title))) {
    const stripped = text
      .slice(at, Math.min(end, at + 200))
      .replace(/^\s*(?:<\d>)?(?:\[[\s\d.T@C]+\]\s*){0,2}/, "")
      .trim();
    if ((dump.title === "" && /[A-Za-z]/.test(stripped)) || TELLING.test(stripped)) dump.title = stripped;
  }
  return LineKind.dump;
}

const TELLING =
  /^(?:BUG|WARNING|INFO|Oops|Kernel panic|Unable to handle|general protection fault|Internal error)/;

/** Behind an empty line a dump goes on when the next line is kernel log for sure. */
export function dumpGoesOn(scan: Scan, line0: number): boolean {
  const dump = scan.dump;
  if (!dump) return false;
  const next = peek(scan, line0 + 1, dump.depth);
  return next !== -1 && dumpStrength(scan.input.text, next, scan.input.lines.contentEnd(line0 + 1)) >= 2;
}

export function endDump(scan: Scan): void {
  const dump = scan.dump;
  scan.dump = null;
  if (!dump || dump.lines < 2) return;
  const { lines } = scan.input;
  scan.facts.dumps.push({
    kind: "dump",
    depth: dump.depth,
    span: lines.spanOfLines(dump.startLine0, dump.endLine0),
    startLine0: dump.startLine0,
    endLine0: dump.endLine0,
    title: dump.title || "Kernel log",
  });
}
