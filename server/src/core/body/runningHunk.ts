import { LineKind } from "../model.js";
import {
  corruptLine,
  cutHunk,
  type DiffState,
  finishHunk,
  hunkLine,
  unmarkedLine,
} from "../patch/diffScanner.js";
import type { LineTable } from "../text/lineTable.js";
import { peek } from "./lookAhead.js";
import type { BodyInput, Scan } from "./scanState.js";

/** Takes the line into the running hunk, or ends the hunk and says no. */
export function inRunningHunk(
  scan: Scan,
  state: DiffState,
  line0: number,
  code: number,
  at: number,
  end: number,
): boolean {
  const { sink } = scan;
  const { text } = sink;
  // What stands behind the text's last line end is no line, and so no empty context line.
  if (at >= text.length && at === sink.lines.start(line0)) {
    cutHunk(state, line0);
    finishHunk(sink, state);
    return false;
  }
  let effective = code;
  if (code === 0x3d && scan.encoding === "quoted-printable") effective = quotedPrintableCode(text, at);
  if (code === 0x2d && end - at <= 3 && isSignatureAt(scan, line0, at, end, state)) {
    cutHunk(state, line0);
    finishHunk(sink, state);
    return false;
  }
  if (hunkLine(sink, state, line0, effective, at, end)) return true;
  if (code === 0x20 || code === 0x2b || code === 0x2d) {
    // One more than the header counts on that side: shown as what it looks like, told as damage.
    if (!isHeaderLike(text, at)) {
      corruptLine(sink, state, line0);
      if (state.hunk) {
        if (code === 0x2b) state.hunk.additions++;
        else if (code === 0x2d) state.hunk.deletions++;
        else state.hunk.contextLines++;
      }
      sink.lines.kinds[line0] =
        code === 0x2b ? LineKind.added : code === 0x2d ? LineKind.removed : LineKind.context;
      return true;
    }
  } else if (
    sink.isPage &&
    code !== 0x40 &&
    !isHeaderLike(text, at) &&
    (state.depth > 0 || endsInTime(scan, state, line0)) &&
    unmarkedLine(sink, state, line0, at, end)
  ) {
    // Saved pages lose leading blanks: the line is context where the counts allow it.
    return true;
  } else if (scan.isFlowed && state.depth === 0 && endsFlowed(scan.input, line0 - 1)) {
    // format=flowed (RFC 3676): the line before was broken by the mailer and goes on here.
    takeWithLineBefore(scan, state, line0);
    return true;
  } else if (!isHeaderLike(text, at) && goesOn(scan, state, line0)) {
    corruptLine(sink, state, line0);
    return true;
  }
  cutHunk(state, line0);
  finishHunk(sink, state);
  return false;
}

function quotedPrintableCode(text: string, at: number): number {
  const code = Number.parseInt(text.slice(at + 1, at + 3), 16);
  return Number.isNaN(code) ? 0x3d : code;
}

/** `-- ` with a version below, where the hunk's counts still promise lines: the signature of a cut patch. */
function isSignatureAt(scan: Scan, line0: number, at: number, end: number, state: DiffState): boolean {
  const { text, lines } = scan.input;
  const content = text.slice(at, end);
  if (content !== "-- " && content !== "--") return false;
  const next = peek(scan, line0 + 1, state.depth);
  if (next === -1) return state.depth > 0 && content === "-- ";
  const below = text.slice(next, Math.min(lines.contentEnd(line0 + 1), next + 40));
  return /^\d+\.\d+[\w.() -]*$/.test(below);
}

/** Lines that begin something new whatever the counts say. */
function isHeaderLike(text: string, at: number): boolean {
  return (
    text.startsWith("@@ -", at) ||
    text.startsWith("diff --", at) ||
    text.startsWith("Index: ", at) ||
    (text.startsWith("--- ", at) && /^--- (?:a\/|\/dev\/null|")/.test(text.slice(at, at + 14)))
  );
}

/** Lines that are looked at to find the end of a damaged hunk. */
const MAX_REACH = 2000;

/**
 * Whether the next header, signature or end of the page stands within the lines that the hunk's header still promises:
 * then what stands before it is the hunk's, since saved pages lose lines and add none. Asked once for each hunk.
 */
function endsInTime(scan: Scan, state: DiffState, line0: number): boolean {
  const { hunk } = state;
  if (!hunk) return false;
  if (scan.reach.hunkLine0 === hunk.startLine0) return line0 < scan.reach.endLine0;
  const { text } = scan.input;
  const { lines, endLine0 } = scan.input;
  const limit = Math.min(endLine0, line0 + Math.min(MAX_REACH, state.oldLeft + state.newLeft) + 1);
  let end = line0;
  while (end < limit && !isHardEnd(text, lines.start(end), lines.contentEnd(end))) end++;
  const isFound = end < limit || end === endLine0;
  scan.reach.hunkLine0 = hunk.startLine0;
  scan.reach.endLine0 = isFound ? end : line0;
  return isFound;
}

function isHardEnd(text: string, at: number, end: number): boolean {
  const isSignature = text.startsWith("--", at) && text.slice(at, end).trimEnd() === "--";
  return (
    isSignature ||
    isHeaderLike(text, at) ||
    text.startsWith("[-- Attachment #", at) ||
    text.startsWith("-------------- next part", at)
  );
}

/** Whether lines of the hunk follow soon behind a line that cannot be one: then it was only damaged. */
export function goesOn(scan: Scan, state: DiffState, line0: number): boolean {
  const { text } = scan.input;
  for (let line = line0 + 1; line < Math.min(scan.input.endLine0, line0 + 9); line++) {
    const at = peek(scan, line, state.depth);
    if (at === -1 || isHeaderLike(text, at)) return false;
    const end = scan.input.lines.contentEnd(line);
    const code = at >= end ? -1 : text.charCodeAt(at);
    if (
      code === 0x2b ||
      (code === 0x2d && !text.startsWith("-- ", at) && end - at !== 2 && !text.startsWith("- ", at))
    )
      return true;
    if (code === 0x20 && state.depth === 0 && line <= line0 + 2 && end - at > 1) return true;
  }
  return false;
}

/** The line is the rest of the one before it: same kind, same hunk. */
export function takeWithLineBefore(scan: Scan, state: DiffState | undefined, line0: number): void {
  const { lines } = scan.input;
  lines.kinds[line0] =
    lines.kind(line0 - 1) === LineKind.hunkHeader ? LineKind.context : lines.kind(line0 - 1);
  const draft = state?.hunk;
  if (draft && draft.endLine0 === line0) draft.endLine0 = line0 + 1;
  if (state && state.hunkEndedAtLine0 === line0 - 1) state.hunkEndedAtLine0 = line0;
}

function endsFlowed({ text, lines }: BodyInput, line0: number): boolean {
  return text.charCodeAt(lines.contentEnd(line0) - 1) === 0x20;
}

export function endsSoftly(text: string, lines: LineTable, line0: number): boolean {
  const end = lines.contentEnd(line0);
  return (
    end > lines.start(line0) &&
    text.charCodeAt(end - 1) === 0x3d &&
    lines.kind(line0) !== LineKind.partSeparator
  );
}
