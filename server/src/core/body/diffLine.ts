import { LineKind } from "../model.js";
import {
  addWrappedName,
  binaryLine,
  type DiffState,
  extendedHeaderLine,
  newDiffState,
  newNameLine,
  oldNameLine,
  startFile,
  startHunk,
} from "../patch/diffScanner.js";
import { nextStartsWith, peek, peekAny } from "./lookAhead.js";
import type { Scan } from "./scanState.js";
import { endSignature } from "./signatureRun.js";

/**
 * The lines that follow one another in nearly every diff, taken without the questions that other lines need: `@@`
 * behind a whole hunk, `index`, `---` and `+++` behind `diff --git`. False: look closer.
 */
export function fileLine(
  scan: Scan,
  state: DiffState,
  line0: number,
  first: number,
  start: number,
  end: number,
): boolean {
  const { sink } = scan;
  const { text } = sink;
  if (first === 0x40)
    return !state.isDamaged && text.startsWith("@@ -", start) && startHunk(sink, state, line0, start, end);
  if (!state.inHeader) return false;
  if (first === 0x69)
    return text.startsWith("index ", start) && extendedHeaderLine(sink, state, line0, start, end);
  if (
    first === 0x2d &&
    state.file?.oldName === null &&
    text.startsWith("--- ", start) &&
    text.startsWith("+++ ", sink.lines.start(line0 + 1))
  ) {
    oldNameLine(sink, state, line0, start, end);
    return true;
  }
  if (first === 0x2b && text.startsWith("+++ ", start) && sink.lines.kind(line0 - 1) === LineKind.diffOld) {
    newNameLine(sink, state, line0, start, end);
    return true;
  }
  return false;
}

/** The diff state of that depth, made where there is none; the line at hand tells the padding behind the quote marks. */
function stateAt(scan: Scan, depth: number, at: number): DiffState {
  let state = scan.states[depth];
  if (!state) {
    state = newDiffState(depth);
    scan.states[depth] = state;
  }
  state.pad = depth > 0 && at > scan.prefix.end ? 1 : 0;
  return state;
}

/** Lines that belong to a diff outside of hunks. */
export function diffLine(
  scan: Scan,
  line0: number,
  depth: number,
  state: DiffState | undefined,
  code: number,
  at: number,
  end: number,
): boolean {
  const { sink } = scan;
  const { text, lines } = sink;
  switch (code) {
    case 0x64: // d
      if (!text.startsWith("diff -", at)) break;
      if (
        !text.startsWith("diff --git ", at) &&
        !text.startsWith("diff --c", at) &&
        !isDiffCommand(text, at, end)
      )
        break;
      if (state?.inHeader && !text.startsWith("diff --", at)) break;
      startOfDiff(scan, line0, depth);
      startFile(sink, stateAt(scan, depth, at), line0, at, end);
      joinWrappedName(scan, line0, depth, at, end);
      return true;
    case 0x49: {
      // I
      if (!text.startsWith("Index: ", at)) break;
      const next = peek(scan, line0 + 1, depth);
      if (next === -1 || !/^(?:={10}|--- |\+\+\+ |diff |RCS file)/.test(text.slice(next, next + 10))) break;
      startOfDiff(scan, line0, depth);
      startFile(sink, stateAt(scan, depth, at), line0, at, end);
      return true;
    }
    case 0x2d: // -
      if (text.startsWith("--- ", at)) {
        const inHeader = state?.inHeader === true && state.file?.oldName === null;
        if (inHeader ? nextStartsWith(scan, line0, depth, "+++ ") : isTraditionalHeader(scan, line0, depth)) {
          if (!inHeader) startOfDiff(scan, line0, depth);
          oldNameLine(sink, stateAt(scan, depth, at), line0, at, end);
          return true;
        }
      }
      break;
    case 0x2b: // +
      if (text.startsWith("+++ ", at) && state?.inHeader && lines.kind(line0 - 1) === LineKind.diffOld) {
        newNameLine(sink, state, line0, at, end);
        return true;
      }
      break;
    case 0x40: // @
      if (!text.startsWith("@@", at)) break;
      if (depth === 0 && !state?.file && (scan.inLog || scan.facts.attributions.length > 0)) break;
      if (startHunk(sink, stateAt(scan, depth, at), line0, at, end)) return true;
      break;
    case 0x47: // G
    case 0x42: // B
      if (state?.inHeader && binaryLine(sink, state, line0, at, end)) return true;
      break;
    case 0x5c: // a "\ No newline" behind the last line of a hunk
      if (
        state &&
        state.hunk &&
        lines.kind(line0 - 1) >= LineKind.context &&
        lines.kind(line0 - 1) <= LineKind.removed &&
        text.charCodeAt(at + 1) === 0x20
      ) {
        state.hunk.endLine0 = line0 + 1;
        lines.kinds[line0] = LineKind.noNewline;
        return true;
      }
      break;
    default:
  }
  return state?.inHeader === true && extendedHeaderLine(sink, state, line0, at, end);
}

/** The commit log ends where a diff begins (mailinfo.c `patchbreak`). */
function startOfDiff(scan: Scan, line0: number, depth: number): void {
  if (depth !== 0) return;
  scan.isDiffFlowed ??= scan.isFlowed;
  endSignature(scan, line0);
  if (!scan.inLog) return;
  scan.inLog = false;
  scan.logEndLine0 = line0;
}

/** `diff -urN old new`: an option and at least two names. */
function isDiffCommand(text: string, at: number, end: number): boolean {
  return (
    /^diff -\S+(?: -\S+)* \S+ \S+/.test(text.slice(at, Math.min(end, at + 400))) &&
    !/[.!?]\s*$/.test(text.slice(Math.max(at, end - 3), end))
  );
}

/** `---`, `+++`, `@@ -` in three lines: what git takes for a file header without `diff --git` (apply.c `find_header`). */
function isTraditionalHeader(scan: Scan, line0: number, depth: number): boolean {
  return nextStartsWith(scan, line0, depth, "+++ ") && nextStartsWith(scan, line0 + 1, depth, "@@ -");
}

/** A mailer has wrapped `diff --git a/x` so that `b/x` stands on the next line. */
function joinWrappedName(scan: Scan, line0: number, depth: number, at: number, end: number): void {
  const { text } = scan.input;
  if (
    depth === 0 ||
    !text.startsWith("diff --git ", at) ||
    text
      .slice(at + 11, end)
      .trimEnd()
      .includes(" ")
  )
    return;
  // The mailer may have put marks before the rest, or none, and was quoted in turn.
  for (let nextDepth = depth; nextDepth >= 0; nextDepth--) {
    const next = peekAny(scan, line0 + 1, nextDepth);
    if (next === -1 || !/^[b-w12]\/\S+\s*$/.test(text.slice(next, scan.input.lines.contentEnd(line0 + 1))))
      continue;
    const state = scan.states[depth];
    if (state) addWrappedName(scan.sink, state, line0 + 1, next, scan.input.lines.contentEnd(line0 + 1));
    scan.wrappedName.line0 = line0 + 1;
    scan.wrappedName.at = next;
    return;
  }
}

/** `+` and `-` lines right behind a used-up hunk, but no signature, cut line or header. */
export function isPastHunk(text: string, at: number, end: number): boolean {
  if (text.startsWith("-- ", at) || text.startsWith("---", at) || text.startsWith("+++", at)) return false;
  return end - at !== 2 || !text.startsWith("--", at);
}
