import { LineKind, type LineRange, type ReportFact, type RobotReport } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { readFinding, takesRow } from "./reportFinding.js";
import { findingListing, vimListing } from "./reportListing.js";

/** The lines of a report's body; all 0-based, `endLine0` exclusive. */
export interface ReportInput {
  readonly text: string;
  readonly lines: LineTable;
  readonly startLine0: number;
  readonly endLine0: number;
}

/**
 * Names of what was tested, as the robots write them: 0-day (build and performance reports), smatch by 0-day, syzbot.
 * A name ends at its colon; upper and lower case are the robots' own.
 */
const FACTS = new Set([
  "url",
  "base",
  "tree",
  "head",
  "branch",
  "commit",
  "date",
  "patch link",
  "patch subject",
  "config",
  "compiler",
  "testcase",
  "in testcase",
  "test machine",
  "on test machine",
  "version",
  "head commit",
  "git tree",
  "console output",
  "kernel config",
  "dashboard link",
  "userspace arch",
  "syz repro",
  "c reproducer",
  "disk image",
  "vmlinux",
  "kernel image",
  "mounted in repro",
  "reproduce",
]);
/** Longest value that is kept. */
const MAX_VALUE = 2000;
/** Facts with so many other lines between them belong together still. */
const MAX_GAP = 3;
const MAX_RECIPE_LINES = 200;

/**
 * Reads what a robot tested and found, and marks the lines of facts, recipe and listings as `report`. Linear: each line
 * is looked at once, and at most 400 characters of it.
 */
export function readReport({ text, lines, startLine0, endLine0 }: ReportInput): RobotReport {
  const facts: ReportFact[] = [];
  const report: {
    recipe: LineRange | null;
    findings: RobotReport["findings"][number][];
    listings: RobotReport["listings"][number][];
  } = { recipe: null, findings: [], listings: [] };
  let testedEnd0 = -1;
  let line = startLine0;
  while (line < endLine0) {
    const kind = lines.kind(line);
    if (lines.depth(line) > 0 || kind === LineKind.blank || isOther(kind)) {
      line++;
      continue;
    }
    const fact = readFact(text, lines, line);
    if (fact) {
      facts.push(fact);
      lines.kinds[line] = LineKind.report;
      const recipe =
        report.recipe === null && fact.name.startsWith("reproduce") && fact.value === ""
          ? recipeBelow(text, lines, line, endLine0)
          : null;
      report.recipe ??= recipe;
      const next = recipe ? recipe.endLine0 : line + 1;
      if (testedEnd0 === -1 || line - testedEnd0 <= MAX_GAP) testedEnd0 = next;
      line = next;
      continue;
    }
    const listing =
      vimListing(text, lines, line, endLine0) ??
      findingListing(text, lines, line, endLine0, report.findings.at(-1) ?? null);
    if (listing) {
      report.listings.push(listing);
      line = listing.endLine0;
      continue;
    }
    const finding = readFinding(text, lines, line, endLine0);
    if (finding) report.findings.push(finding);
    const next = finding ? finding.endLine0 : line + 1;
    for (let at = line; finding && at < next; at++) lines.kinds[at] = LineKind.report;
    // Rows that a compiler draws stand below what it says; alone they are code of nobody.
    if (!finding && takesRow(lines.lineText(line).slice(0, 200))) lines.kinds[line] = LineKind.report;
    line = next;
  }
  const first = facts[0]?.line0 ?? -1;
  return {
    kind: "report",
    facts,
    tested: first === -1 ? null : rangeOf(lines, first, testedEnd0),
    recipe: report.recipe,
    findings: report.findings,
    listings: report.listings,
  };
}

/** Lines that are something else for sure: a diff, a signature, a trailer to copy, a part's separator. */
function isOther(kind: number): boolean {
  return (
    (kind >= LineKind.signatureSeparator && kind <= LineKind.trailer) ||
    (kind >= LineKind.diffstatRow && kind <= LineKind.binary) ||
    kind === LineKind.partSeparator ||
    kind === LineKind.encoded ||
    kind === LineKind.dump
  );
}

export function rangeOf(lines: LineTable, startLine0: number, endLine0: number): LineRange {
  return { span: lines.spanOfLines(startLine0, endLine0), startLine0, endLine0 };
}

/** Length of a fact's name (`url`, `patch link` …) at `start`, without its colon; 0 where none stands there. */
export function factNameLength(text: string, start: number, end: number): number {
  // The longest name is "reproduce (this is a W=1 build)".
  const head = text.slice(start, Math.min(end, start + 60));
  const found = /^([A-Za-z][A-Za-z ]{1,20}?)( ?\([^()]{1,34}\))?:(?=\s|$)/.exec(head);
  if (!found || !FACTS.has((found[1] ?? "").toLowerCase())) return 0;
  return found[2] !== undefined && found[1] !== "reproduce" ? 0 : found[0].length - 1;
}

function readFact(text: string, lines: LineTable, line0: number): ReportFact | null {
  let start = lines.start(line0);
  const end = lines.contentEnd(line0);
  while (start < end && (text.charCodeAt(start) === 0x20 || text.charCodeAt(start) === 0x09)) start++;
  const nameLength = factNameLength(text, start, end);
  if (nameLength === 0) return null;
  const nameEnd = start + nameLength;
  const isReproduce = text.startsWith("reproduce", start);
  let valueStart = nameEnd + 1;
  while (valueStart < end && text.charCodeAt(valueStart) <= 0x20) valueStart++;
  let valueEnd = Math.min(end, valueStart + MAX_VALUE);
  while (valueEnd > valueStart && text.charCodeAt(valueEnd - 1) <= 0x20) valueEnd--;
  const value = text.slice(valueStart, valueEnd);
  if (value === "" && !isReproduce) return null;
  return {
    name: text.slice(start, nameEnd),
    value,
    nameSpan: { start, end: nameEnd },
    valueSpan: { start: valueStart, end: valueEnd },
    line0,
  };
}

/** The commands below `reproduce:`, up to an empty line or to what the robot says next (pages lose their empty lines). */
function recipeBelow(text: string, lines: LineTable, line0: number, endLine0: number): LineRange | null {
  const limit = Math.min(endLine0, line0 + 1 + MAX_RECIPE_LINES);
  let end = line0 + 1;
  while (end < limit) {
    const start = lines.start(end);
    if (lines.kind(end) === LineKind.blank || start === lines.contentEnd(end)) break;
    if (/^(?:If you fix|All (?:error|warning)|\| |>> |Note: )/.test(text.slice(start, start + 20))) break;
    lines.kinds[end] = LineKind.report;
    end++;
  }
  return end > line0 + 1 ? rangeOf(lines, line0, end) : null;
}
