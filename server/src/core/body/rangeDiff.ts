import { LineKind } from "../model.js";
import { parseHunkHeader } from "../patch/hunkHeader.js";
import { peek } from "./lookAhead.js";
import type { RangeDiffState, Scan } from "./scanState.js";

/** Columns before the diff of two patches below their row; senders' tools may put one more before all lines. */
const innerColumns = 4;
/** Empty lines between two rows that are looked over. */
const maxBlank = 3;
const longestHead = 200;

/** `Range-diff against v1:`, `Interdiff:`, `Range-diff vs v1:`, or a row without such a line above: true, and the block begins. */
export function startsRangeDiff(
  scan: Scan,
  line0: number,
  depth: number,
  code: number,
  at: number,
  end: number,
): boolean {
  const { text } = scan.input;
  if (code === 0x52 || code === 0x49) {
    const head = text.slice(at, Math.min(end, at + 80));
    if (!/^(?:Range-diff|Interdiff)(?: (?:against|vs\.?|versus) v?\S{1,40})?:?\s*$/.test(head)) return false;
    if (!head.trimEnd().endsWith(":") && !head.includes(" v")) return false;
    const indent = code === 0x49 ? interdiffIndent(scan, line0, depth) : -1;
    if (code === 0x49 && indent === -1) return false;
    // Flush left only in a cover letter: elsewhere it is somebody's diff to apply.
    if (indent === 0 && !scan.input.isOfCover()) return false;
    scan.rangeDiff = { depth, indent, oldLeft: 0, newLeft: 0 };
    return true;
  }
  if (code !== 0x20 && code !== 0x2d && !(code >= 0x30 && code <= 0x39)) return false;
  if (!isRangeDiffRow(text, at, end)) return false;
  scan.rangeDiff = { depth, indent: -1, oldLeft: 0, newLeft: 0 };
  return true;
}

/** Columns before `diff --git` on the line below; -1 where no diff stands there. */
function interdiffIndent(scan: Scan, line0: number, depth: number): number {
  for (let line = line0 + 1; line <= line0 + 1 + maxBlank; line++) {
    const at = peek(scan, line, depth);
    if (at === -1) return -1;
    const end = scan.input.lines.contentEnd(line);
    const blanks = leadingBlanks(scan.input.text, at, end);
    if (at + blanks === end) continue;
    return blanks <= innerColumns && scan.input.text.startsWith("diff --", at + blanks) ? blanks : -1;
  }
  return -1;
}

/** Takes the line into the running block, or ends the block and says no. `code`: -1 for an empty line. */
export function inRangeDiff(
  scan: Scan,
  state: RangeDiffState,
  line0: number,
  code: number,
  at: number,
  end: number,
): boolean {
  const { text } = scan.input;
  const isOurs =
    state.indent === -1
      ? isRangeDiffLine(scan, state.depth, line0, at, end)
      : isInterdiffLine(scan, state, line0, code, at, end);
  // The replier has cut something out.
  if (isOurs || (state.depth > 0 && isTrimMark(text, at, end))) {
    scan.input.lines.kinds[line0] = LineKind.rangeDiff;
    return true;
  }
  scan.rangeDiff = null;
  return false;
}

function isRangeDiffLine(scan: Scan, depth: number, line0: number, at: number, end: number): boolean {
  const { text } = scan.input;
  const blanks = leadingBlanks(text, at, end);
  if (at + blanks < end) return blanks >= innerColumns || isRangeDiffRow(text, at, end);
  if (blanks >= innerColumns) return true;
  // An empty line, or one whose blanks were lost on the way.
  for (let line = line0 + 1; line <= line0 + maxBlank; line++) {
    const next = peek(scan, line, depth);
    if (next === -1) return false;
    const nextEnd = scan.input.lines.contentEnd(line);
    const nextBlanks = leadingBlanks(text, next, nextEnd);
    if (next + nextBlanks < nextEnd) return nextBlanks >= innerColumns || isRangeDiffRow(text, next, nextEnd);
  }
  return false;
}

function isInterdiffLine(
  scan: Scan,
  state: RangeDiffState,
  line0: number,
  code: number,
  at: number,
  end: number,
): boolean {
  const { text, lines } = scan.input;
  const blanks = code === -1 ? 0 : leadingBlanks(text, at, end);
  const isEmpty = at + blanks >= end;
  // A mailer may have taken the blanks off the end of an empty context line.
  const start = isEmpty ? end : at + Math.min(blanks, state.indent);
  const sign = start >= end ? 0x20 : text.charCodeAt(start);
  if (state.oldLeft > 0 || state.newLeft > 0) {
    if (isSign(sign) && (isEmpty || blanks >= state.indent)) {
      if (sign === 0x20 || sign === 0x2d) state.oldLeft = Math.max(0, state.oldLeft - 1);
      if (sign === 0x20 || sign === 0x2b) state.newLeft = Math.max(0, state.newLeft - 1);
      return true;
    }
    // Trimmed: the next header counts anew.
    state.oldLeft = state.newLeft = 0;
  }
  if (isEmpty) return lines.kind(line0 - 1) === LineKind.rangeDiff && isHeadBelow(scan, state, line0);
  const header = parseHunkHeader(text, start, end);
  if (header !== null) {
    state.oldLeft = header.oldCount;
    state.newLeft = header.newCount;
    return true;
  }
  return isDiffHead(text, start, end);
}

/** The empty line below the block's heading. */
function isHeadBelow(scan: Scan, state: RangeDiffState, line0: number): boolean {
  const next = peek(scan, line0 + 1, state.depth);
  if (next === -1) return false;
  const end = scan.input.lines.contentEnd(line0 + 1);
  return isDiffHead(
    scan.input.text,
    next + Math.min(leadingBlanks(scan.input.text, next, end), state.indent),
    end,
  );
}

const isSign = (c: number): boolean => c === 0x20 || c === 0x2b || c === 0x2d || c === 0x5c;

/** What stands between the hunks of a diff (git-diff(1)). */
function isDiffHead(text: string, at: number, end: number): boolean {
  return /^(?:diff --|index [0-9a-f]|(?:old|new|deleted file|new file) mode |(?:dis)?similarity index |(?:rename|copy) (?:from|to) |--- \S|\+\+\+ \S|Binary files |\\ No newline|Submodule )/.test(
    text.slice(at, Math.min(end, at + 40)),
  );
}

/** `1:  0123456 ! 2:  89abcde subject`, numbers padded to one width (range-diff.c `output_pair_header`). */
export function isRangeDiffRow(text: string, at: number, end: number): boolean {
  return readRangeDiffRow(text, at, end) !== null;
}

export interface RangeDiffRow {
  /** `=` equal, `!` changed, `<` only in the old version, `>` only in the new one. */
  readonly status: "=" | "!" | "<" | ">";
  /** Offsets of the two hashes; of dashes where a side has none. */
  readonly oldHash: { readonly start: number; readonly end: number };
  readonly newHash: { readonly start: number; readonly end: number };
  readonly statusAt: number;
  /** Offset of the subject. */
  readonly subjectAt: number;
}

const rowPattern =
  /^( {0,6}(?:\d{1,5}|-):  ?)([0-9a-f]{4,64}|-{4,64})( )([=!<>])( {1,6}(?:\d{1,5}|-):  ?)([0-9a-f]{4,64}|-{4,64})(?: |$)/;

/** The row in `[at, end)`; null where it is none. */
export function readRangeDiffRow(text: string, at: number, end: number): RangeDiffRow | null {
  if (!mayBeRow(text, at, end)) return null;
  const found = rowPattern.exec(text.slice(at, Math.min(end, at + longestHead)));
  if (found === null) return null;
  const [whole, before = "", old = "", blank = "", status, between = "", now = ""] = found;
  const oldEnd = at + before.length + old.length;
  const statusAt = oldEnd + blank.length;
  const newStart = statusAt + 1 + between.length;
  return {
    status: status as RangeDiffRow["status"], // the pattern takes no other
    oldHash: { start: at + before.length, end: oldEnd },
    newHash: { start: newStart, end: newStart + now.length },
    statusAt,
    subjectAt: Math.min(end, at + whole.length),
  };
}

/** A number or `-`, and a colon, at its beginning: asked of each line of prose that begins like that. */
function mayBeRow(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && at < start + 8 && text.charCodeAt(at) === 0x20) at++;
  if (text.charCodeAt(at) === 0x2d) at++;
  else for (const limit = at + 5; at < limit && isDigit(text.charCodeAt(at)); ) at++;
  return at < end && text.charCodeAt(at) === 0x3a && text.charCodeAt(at + 1) === 0x20;
}

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** `[...]`, `<snip>`. */
function isTrimMark(text: string, at: number, end: number): boolean {
  return (
    end - at < 40 &&
    /^[[<({]?\s?(?:\.{2,8}|…|snip(?:ped)?|trimmed|cut)\s?[\])}>]?\s*$/i.test(text.slice(at, end))
  );
}

function leadingBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === 0x20) at++;
  return at - start;
}
