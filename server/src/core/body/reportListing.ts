import { LineKind, type ReportFinding, type ReportListing } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/** Rows of a listing that are read at most; 0-day shows whole functions. */
const MAX_ROWS = 5000;

/** `vim +/symbol +line path`: 0-day's listing, up to the next empty line. */
const VIM = /^vim (?:\+\/(\S{1,200}) )?(?:\+(\d{1,7}) +)?(\S{1,300})\s{0,4}$/;
/** `> 2158`, `--> 12`, and `@75` behind the blame of older reports. */
const MARKED = /^\s{0,8}(?:-->|>)\s{0,6}\d{1,7}(?:\s|$)|^[\^0-9a-f]\S{6,45} .{0,120} @\d{1,7}(?:\s|$)/;

/** The listing that begins at this line, its rows marked as `report`; null where none does. */
export function vimListing(
  text: string,
  lines: LineTable,
  line0: number,
  endLine0: number,
): ReportListing | null {
  const start = lines.start(line0);
  if (!text.startsWith("vim +", start)) return null;
  const head = VIM.exec(text.slice(start, Math.min(lines.contentEnd(line0), start + 600)));
  if (!head) return null;
  const pathStart = start + head[0].trimEnd().length - (head[3] ?? "").length;
  return listingOf(lines, line0, endLine0, {
    path: head[3] ?? "",
    pathStart,
    fileLine: head[2] === undefined ? null : Number(head[2]),
  });
}

/** smatch in a mail by hand: the finding's path alone on a line, numbered rows below. */
export function findingListing(
  text: string,
  lines: LineTable,
  line0: number,
  endLine0: number,
  finding: ReportFinding | null,
): ReportListing | null {
  if (!finding || finding.path === "" || line0 + 1 >= endLine0) return null;
  const start = lines.start(line0);
  const end = lines.contentEnd(line0);
  if (end - start > 200 || text.slice(start, end).trim() !== finding.path) return null;
  if (!/^\s{0,8}(?:-->)?\s{0,6}\d{1,7}(?:\s|$)/.test(lines.lineText(line0 + 1).slice(0, 60))) return null;
  const pathStart = start + text.slice(start, end).indexOf(finding.path);
  return listingOf(lines, line0, endLine0, { path: finding.path, pathStart, fileLine: finding.fileLine });
}

function listingOf(
  lines: LineTable,
  line0: number,
  endLine0: number,
  { path, pathStart, fileLine }: { path: string; pathStart: number; fileLine: number | null },
): ReportListing {
  const limit = Math.min(endLine0, line0 + 1 + MAX_ROWS);
  let end = line0 + 1;
  while (end < limit && end < line0 + 3 && isEmpty(lines, end)) end++;
  let marked: number | null = null;
  for (; end < limit && !isEmpty(lines, end); end++) {
    const row = lines.lineText(end).slice(0, 300);
    // A page that lost its empty lines: the signature, or what 0-day says of the first commit.
    if (row === "--" || row === "-- " || row.startsWith("::::::")) break;
    if (marked === null && MARKED.test(row)) marked = end;
  }
  for (let line = line0; line < end; line++) lines.kinds[line] = LineKind.report;
  return {
    span: lines.spanOfLines(line0, end),
    startLine0: line0,
    endLine0: end,
    path,
    pathSpan: { start: pathStart, end: pathStart + path.length },
    fileLine,
    markedLine0: marked,
  };
}

const isEmpty = (lines: LineTable, line0: number): boolean => lines.start(line0) === lines.contentEnd(line0);
