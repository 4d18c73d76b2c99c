import { LineKind } from "../model.js";
import { isSummaryRow, readDiffstatRow, readDiffstatSummary } from "../patch/diffstat.js";
import type { Scan } from "./scanState.js";

export function diffstatLine(
  scan: Scan,
  line0: number,
  depth: number,
  at: number,
  end: number,
): LineKind | null {
  const { text } = scan.input;
  const row = readDiffstatRow(text, at, end);
  if (row) {
    scan.stat ??= { depth, startLine0: line0, endLine0: line0, rows: [], summary: null, summaryLine0: null };
    if (scan.stat.summary) {
      endStat(scan);
      scan.stat = { depth, startLine0: line0, endLine0: line0, rows: [], summary: null, summaryLine0: null };
    }
    const path = text.slice(row.pathStart, row.pathEnd);
    scan.stat.rows.push({
      line0,
      path,
      pathSpan: { start: row.pathStart, end: row.pathEnd },
      changes: row.changes,
    });
    scan.stat.endLine0 = line0 + 1;
    return LineKind.diffstatRow;
  }
  const line = text.slice(at, Math.min(end, at + 300));
  const summary = readDiffstatSummary(line);
  if (summary) {
    scan.stat ??= { depth, startLine0: line0, endLine0: line0, rows: [], summary: null, summaryLine0: null };
    scan.stat.summary = summary;
    scan.stat.summaryLine0 = line0;
    scan.stat.endLine0 = line0 + 1;
    return LineKind.diffstatSummary;
  }
  if (scan.stat?.summary && isSummaryRow(line)) {
    scan.stat.endLine0 = line0 + 1;
    return LineKind.diffstatRow;
  }
  if (scan.stat) endStat(scan);
  return null;
}

export function endStat(scan: Scan): void {
  const stat = scan.stat;
  scan.stat = null;
  if (!stat) return;
  const { lines } = scan.input;
  // A lone "path | 3" without a summary may be a table of the writer's.
  if (!stat.summary && stat.rows.length < 2) {
    for (const row of stat.rows) lines.kinds[row.line0] = LineKind.text;
    return;
  }
  scan.facts.diffstats.push({
    kind: "diffstat",
    span: lines.spanOfLines(stat.startLine0, stat.endLine0),
    ...stat,
  });
}
