import { LineKind, type ReportFinding } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/** Rows of code, carets and notes below a finding that are taken as its own. */
const MAX_ROWS = 60;

/** `path:line:column: level: text` (gcc, clang, sparse, coccinelle, smatch with `func()`). */
const PLACE =
  /^([^\s:()<>|]{1,200}):(\d{1,7})(?::(\d{1,5})(?:-\d{1,5})?)?:? (?:(?:[\w.]{1,100}\(\) )?(fatal error|error|warning|warn|note|sparse|ERROR|WARNING):? )?(.{0,300})/;
/** `ld.lld: error: text`, `ERROR: modpost: text`. */
const TOOL = /^(?:([\w./+-]{1,80}): )?(fatal error|error|warning|ERROR|WARNING): (.{0,300})/;
/** smatch in a mail by hand: place and function on one line, what it says on the next. */
const SMATCH_PLACE = /^\s{0,8}([^\s:()<>|]{1,200}):(\d{1,7}) [\w.]{1,100}\(\)\s{0,8}$/;
const SMATCH_TEXT = /^\s{0,8}(warn|error|info): (.{0,300})/;

/**
 * What a line finds, with the rows below that show where; null for any other line. A line without `>>` counts only where
 * it has a level: other words with numbers and colons are prose.
 */
export function readFinding(
  text: string,
  lines: LineTable,
  line0: number,
  endLine0: number,
): ReportFinding | null {
  let start = lines.start(line0);
  const end = lines.contentEnd(line0);
  while (start < end && text.charCodeAt(start) === 0x20) start++;
  const isNew = text.startsWith(">> ", start);
  if (isNew) start += 3;
  const line = text.slice(start, Math.min(end, start + 400));
  const split = isNew ? null : smatchPair(text, lines, line0, endLine0);
  if (split) return split;
  const place = PLACE.exec(line);
  if (place && (isNew || place[4] !== undefined)) {
    const level = levelOf(place[4]);
    if (level === "note" && !isNew) return null;
    const placeLength = placeOf(place).length;
    return {
      span: { start, end },
      line0,
      endLine0: rowsEnd(lines, line0 + 1, endLine0),
      isNew,
      path: place[1] ?? "",
      fileLine: Number(place[2]),
      fileColumn: place[3] === undefined ? null : Number(place[3]),
      placeSpan: { start, end: start + placeLength },
      level,
      // sparse says its name twice.
      text: (place[5] ?? "").replace(/^(?:sparse|warning|error): /, "").trim(),
    };
  }
  const tool = TOOL.exec(line);
  if (!tool && !isNew) return null;
  // `>> path: text` of dtbs_check and others: a path without a line.
  const path = isNew ? (/^([\w+,.@-]{1,100}\/[\w+,.@/-]{1,200}\.\w{1,8}):/.exec(line)?.[1] ?? "") : "";
  return {
    span: { start, end },
    line0,
    endLine0: rowsEnd(lines, line0 + 1, endLine0),
    isNew,
    path,
    fileLine: null,
    fileColumn: null,
    placeSpan: path === "" ? null : { start, end: start + path.length },
    level: levelOf(tool?.[2]),
    text: (tool?.[3] ?? line.slice(path === "" ? 0 : path.length + 1)).trim(),
  };
}

function placeOf(match: RegExpExecArray): string {
  return `${match[1] ?? ""}:${match[2] ?? ""}${match[3] === undefined ? "" : `:${match[3]}`}`;
}

function levelOf(word: string | undefined): string {
  const level = (word ?? "").toLowerCase();
  return level === "warn" || level === "info" ? "warning" : level === "fatal error" ? "error" : level;
}

function smatchPair(text: string, lines: LineTable, line0: number, endLine0: number): ReportFinding | null {
  const end = lines.contentEnd(line0);
  const place = SMATCH_PLACE.exec(text.slice(lines.start(line0), Math.min(end, lines.start(line0) + 400)));
  if (!place || line0 + 1 >= endLine0) return null;
  const said = SMATCH_TEXT.exec(lines.lineText(line0 + 1).slice(0, 400));
  if (!said) return null;
  const start = lines.start(line0) + place[0].search(/\S/);
  return {
    span: { start, end: lines.contentEnd(line0 + 1) },
    line0,
    endLine0: line0 + 2,
    isNew: true,
    path: place[1] ?? "",
    fileLine: Number(place[2]),
    fileColumn: null,
    placeSpan: { start, end: start + placeOf(place).length },
    level: levelOf(said[1]),
    text: (said[2] ?? "").trim(),
  };
}

/** A row that a compiler draws: `  2158 | code`, `       |  ^~~~`; on a page its indentation may be gone. */
export function takesRow(line: string): boolean {
  return /^\s{0,12}(?:\d{1,7} )?\|(?:\s|$)/.test(line) && !/^\|\s(?:[A-Z][\w-]{0,40}: |$)/.test(line);
}

/** Behind the rows of code, and the notes among them, that follow a finding. */
function rowsEnd(lines: LineTable, from: number, endLine0: number): number {
  let end = from;
  for (let line = from; line < Math.min(endLine0, from + MAX_ROWS); line++) {
    if (lines.kind(line) === LineKind.blank || lines.depth(line) > 0) break;
    const content = lines.lineText(line).slice(0, 300);
    const isNote = /^\s{0,4}[^\s:()<>|]{1,200}:\d{1,7}(?::\d{1,5})?: note: /.test(content);
    // clang: code without a bar, and a caret below it.
    const isCaret = /^\s{0,200}[~^][~^ ]{0,200}$/.test(content);
    if (!isNote && !isCaret && !takesRow(content)) {
      const next = line + 1 < endLine0 ? lines.lineText(line + 1).slice(0, 300) : "";
      if (!/^\s{0,200}[~^][~^ ]{0,200}$/.test(next) || next.trim() === "") break;
    }
    end = line + 1;
  }
  return end;
}
