import { fieldColon, parseHeader } from "../mail/header.js";
import { type PartHead, readPartHead } from "../mail/mime.js";
import type {
  Attachment,
  Attribution,
  DiffFile,
  Diffstat,
  DiffstatRow,
  Dump,
  HeaderField,
  LineRange,
  Problem,
  Trailer,
} from "../model.js";
import { LineKind } from "../model.js";
import {
  addWrappedName,
  binaryDataLine,
  binaryLine,
  corruptLine,
  cutHunk,
  type DiffSink,
  type DiffState,
  extendedHeaderLine,
  finishFile,
  finishHunk,
  hunkLine,
  inHunk,
  newDiffState,
  newNameLine,
  oldNameLine,
  problem,
  runHunk,
  startFile,
  startHunk,
} from "../patch/diffScanner.js";
import { isSummaryRow, readDiffstatRow, readDiffstatSummary } from "../patch/diffstat.js";
import type { LineTable } from "../text/lineTable.js";
import { endsAttribution, readAttribution, startsAttribution } from "./attribution.js";
import { dumpStrength } from "./dump.js";
import { oddMark, type QuotePrefix, readQuotePrefix } from "./quotePrefix.js";
import { isPatchInfo, trailerName } from "./trailers.js";
import { indexOfWithin } from "../text/search.js";

/** Diffs are followed up to this quote depth; deeper text is plain quote. */
const MAX_DIFF_DEPTH = 64;

export interface BodyInput {
  readonly text: string;
  readonly lines: LineTable;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly messageIndex: number;
  readonly head: PartHead;
  /** No header block above: a bare diff, so nothing is a commit log. */
  readonly isBare: boolean;
  readonly isPage: boolean;
  /** A robot's report: its `>> ` and `| ` are no quotes. */
  readonly isReport: boolean;
}

export interface BodyFacts {
  readonly files: DiffFile[];
  readonly problems: Problem[];
  readonly trailers: Trailer[];
  readonly attributions: Attribution[];
  readonly diffstats: Diffstat[];
  readonly dumps: Dump[];
  readonly attachments: Attachment[];
  readonly inBodyFields: HeaderField[];
  /** Exclusive end of the commit log: the cut line or the diff; null where there is neither. */
  readonly logEndLine0: number | null;
  readonly logStartLine0: number;
  readonly signature: LineRange | null;
  readonly encodings: ReadonlySet<PartHead["encoding"]>;
  readonly isFlowed: boolean;
  readonly hasQuotes: boolean;
}

interface Part {
  readonly head: PartHead;
  readonly startLine0: number;
  contentLine0: number;
}

/** Mutable state of one pass over a body. */
interface Scan {
  readonly input: BodyInput;
  readonly sink: DiffSink;
  readonly states: (DiffState | undefined)[];
  readonly prefix: QuotePrefix;
  readonly peeked: QuotePrefix;
  readonly facts: {
    trailers: Trailer[];
    attributions: Attribution[];
    diffstats: Diffstat[];
    dumps: Dump[];
    attachments: Attachment[];
    inBodyFields: HeaderField[];
  };
  readonly boundaries: string[];
  part: Part | null;
  partCount: number;
  encoding: PartHead["encoding"];
  readonly encodings: Set<PartHead["encoding"]>;
  isFlowed: boolean;
  inLog: boolean;
  logStartLine0: number;
  logEndLine0: number | null;
  mayHaveInBodyHeader: boolean;
  signatureDepth: number;
  signatureStart0: number;
  signature: LineRange | null;
  dump: {
    depth: number;
    strength: number;
    startLine0: number;
    endLine0: number;
    lines: number;
    title: string;
  } | null;
  stat: {
    depth: number;
    startLine0: number;
    endLine0: number;
    rows: DiffstatRow[];
    summary: Diffstat["summary"];
    summaryLine0: number | null;
  } | null;
  rangeDiffDepth: number;
  /** `|` or `name>` taken as a quote mark in this message, or "". */
  oddMark: string;
  previousDepth: number;
  hasQuotes: boolean;
}

/** One pass over the lines of a body: sets kind, depth and column of each, and collects what stands there. */
export function scanBody(input: BodyInput): BodyFacts {
  const problems: Problem[] = [];
  const files: DiffFile[] = [];
  const scan: Scan = {
    input,
    sink: {
      text: input.text,
      lines: input.lines,
      files,
      problems,
      messageIndex: input.messageIndex,
      isPage: input.isPage,
    },
    states: [newDiffState(0)],
    prefix: { depth: 0, end: 0 },
    peeked: { depth: 0, end: 0 },
    facts: { trailers: [], attributions: [], diffstats: [], dumps: [], attachments: [], inBodyFields: [] },
    boundaries: input.head.boundary ? [input.head.boundary] : [],
    part: null,
    partCount: 0,
    encoding: input.head.encoding,
    encodings: new Set(input.head.boundary ? [] : [input.head.encoding]),
    isFlowed: input.head.isFlowed,
    inLog: !input.isBare,
    logStartLine0: input.startLine0,
    logEndLine0: null,
    mayHaveInBodyHeader: true,
    signatureDepth: -1,
    signatureStart0: 0,
    signature: null,
    dump: null,
    stat: null,
    rangeDiffDepth: -1,
    oddMark: "",
    previousDepth: 0,
    hasQuotes: false,
  };
  let line = input.startLine0;
  while (line < input.endLine0) line = scanLine(scan, line);
  endDump(scan);
  endStat(scan);
  endSignature(scan, input.endLine0);
  endPart(scan, input.endLine0);
  for (const state of scan.states) if (state) finishFile(scan.sink, state);
  files.sort((a, b) => a.startLine0 - b.startLine0);
  return {
    files,
    problems,
    ...scan.facts,
    logEndLine0: scan.logEndLine0,
    logStartLine0: scan.logStartLine0,
    signature: scan.signature,
    encodings: scan.encodings,
    isFlowed: scan.isFlowed,
    hasQuotes: scan.hasQuotes,
  };
}

/** Reads the line and returns the next one to read. */
function scanLine(scan: Scan, line0: number): number {
  const { text, lines } = scan.input;
  const start = lines.starts[line0] ?? 0;
  const end = lines.contentEnd(line0);
  const own = scan.states[0];
  const first = start === end ? -1 : text.charCodeAt(start);
  if (own && own.hunk !== null && scan.encoding === "identity" && inHunk(own)) {
    const next = runHunk(scan.sink, own, line0, scan.input.endLine0);
    if (next > line0) {
      scan.previousDepth = 0;
      return next;
    }
  }
  if (
    own &&
    own.file !== null &&
    scan.boundaries.length === 0 &&
    fileLine(scan, own, line0, first, start, end)
  )
    return line0 + 1;
  if (first === 0x2d && scan.boundaries.length > 0) {
    const next = partSeparator(scan, line0, start, end);
    if (next > line0) return next;
  }
  if (scan.encoding === "base64") {
    lines.kinds[line0] = first === -1 ? LineKind.blank : LineKind.encoded;
    return line0 + 1;
  }
  // A soft line break of quoted-printable: the line goes on, so it is what the line before was.
  if (
    scan.encoding === "quoted-printable" &&
    line0 > scan.input.startLine0 &&
    endsSoftly(text, lines, line0 - 1)
  ) {
    lines.depths[line0] = lines.depth(line0 - 1);
    takeWithLineBefore(scan, scan.states[lines.depth(line0)], line0);
    return line0 + 1;
  }
  if (
    own &&
    own.hunk !== null &&
    (own.oldLeft > 0 || own.newLeft > 0) &&
    inRunningHunk(scan, own, line0, first, start, end)
  )
    return line0 + 1;
  if (
    first === 0x5b &&
    text.startsWith("[-- Attachment #", start) &&
    (scan.input.isPage || text.startsWith("[-- Type: ", lines.start(line0 + 1)))
  )
    return pageAttachment(scan, line0, start, end);
  readDepth(scan, start, end, first);
  const depth = scan.prefix.depth;
  if (depth !== scan.previousDepth) levelChanged(scan, line0, depth);
  scan.previousDepth = depth;
  let at = scan.prefix.end;
  let code = first;
  const state = depth < MAX_DIFF_DEPTH ? scan.states[depth] : undefined;
  if (depth > 0) {
    scan.hasQuotes = true;
    const hasPad = text.charCodeAt(at) === 0x20;
    if (hasPad && !(state && state.pad === 0 && inHunk(state))) at++;
    if (at > end) at = end;
    lines.depths[line0] = depth;
    lines.columns[line0] = Math.min(at - start, 0xffff);
    code = at === end ? -1 : text.charCodeAt(at);
    if (state?.hunk && inHunk(state) && inRunningHunk(scan, state, line0, code, at, end)) return line0 + 1;
  }
  classify(scan, line0, depth, state, code, at, end);
  return line0 + 1;
}

/**
 * The lines that follow one another in nearly every diff, taken without the questions that other lines need: `@@`
 * behind a whole hunk, `index`, `---` and `+++` behind `diff --git`. False: look closer.
 */
function fileLine(
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

/** The line is the rest of the one before it: same kind, same hunk. */
function takeWithLineBefore(scan: Scan, state: DiffState | undefined, line0: number): void {
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

function endsSoftly(text: string, lines: LineTable, line0: number): boolean {
  const end = lines.contentEnd(line0);
  return (
    end > lines.start(line0) &&
    text.charCodeAt(end - 1) === 0x3d &&
    lines.kind(line0) !== LineKind.partSeparator
  );
}

/** Takes the line into the running hunk, or ends the hunk and says no. */
function inRunningHunk(
  scan: Scan,
  state: DiffState,
  line0: number,
  code: number,
  at: number,
  end: number,
): boolean {
  const { sink } = scan;
  const { text } = sink;
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
    state.depth > 0 &&
    code !== 0x40 &&
    !isHeaderLike(text, at) &&
    hunkLine(sink, state, line0, 0x20, at, end)
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

/** Whether lines of the hunk follow soon behind a line that cannot be one: then it was only damaged. */
function goesOn(scan: Scan, state: DiffState, line0: number): boolean {
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

/** Offset of the content of a line, if it stands at that quote depth; else -1. */
function peek(scan: Scan, line0: number, depth: number): number {
  const { text, lines, endLine0 } = scan.input;
  if (line0 >= endLine0) return -1;
  const start = lines.start(line0);
  const end = lines.contentEnd(line0);
  if (depth === 0) return text.charCodeAt(start) === 0x3e ? -1 : start;
  readQuotePrefix(text, start, end, scan.peeked);
  if (scan.peeked.depth !== depth) return -1;
  const at = scan.peeked.end;
  const pad = scan.states[depth]?.pad ?? 1;
  return Math.min(end, text.charCodeAt(at) === 0x20 && pad === 1 ? at + 1 : at);
}

function readDepth(scan: Scan, start: number, end: number, first: number): void {
  const { prefix } = scan;
  prefix.depth = 0;
  prefix.end = start;
  const { text } = scan.input;
  if (scan.oddMark !== "" && first !== 0x3e && text.startsWith(scan.oddMark, start)) {
    const after = start + scan.oddMark.length;
    readQuotePrefix(text, after, end, prefix);
    if (prefix.depth === 0) prefix.end = after;
    prefix.depth++;
    return;
  }
  if (first !== 0x3e && !(first === 0x20 && text.charCodeAt(start + 1) === 0x3e)) return;
  if (isListingMark(scan, start, end)) return;
  readQuotePrefix(text, start, end, prefix);
}

/** `> 2158<TAB>code`: the marked line of a robot's listing. */
function isListingMark(scan: Scan, start: number, end: number): boolean {
  const { text } = scan.input;
  if (text.charCodeAt(start) !== 0x3e || text.charCodeAt(start + 1) !== 0x20) return false;
  let at = start + 2;
  while (at < end && at < start + 10 && isDigit(text.charCodeAt(at))) at++;
  if (at < start + 3) return false;
  return (
    text.charCodeAt(at) === 0x09 || (scan.input.isReport && (at === end || text.charCodeAt(at) === 0x20))
  );
}

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** A quote level begins or ends: attributions are read backwards, damaged hunks end here. */
function levelChanged(scan: Scan, line0: number, depth: number): void {
  const before = scan.states[scan.previousDepth];
  if (before && scan.previousDepth > 0 && before.isDamaged) finishHunk(scan.sink, before);
  if (depth > scan.previousDepth) {
    const attribution = attributionAbove(scan, line0, depth);
    if (attribution) {
      scan.facts.attributions.push(attribution);
      // Another message is quoted from here on: its diff has nothing to do with the one before.
      for (let deeper = attribution.depth + 1; deeper < scan.states.length; deeper++) {
        const state = scan.states[deeper];
        if (state) finishFile(scan.sink, state);
      }
    }
  }
}

function attributionAbove(scan: Scan, line0: number, depth: number): Attribution | null {
  const { lines, startLine0 } = scan.input;
  let last = line0 - 1;
  while (last >= startLine0 && last >= line0 - 3 && lines.kind(last) === LineKind.blank) last--;
  if (last < startLine0 || last < line0 - 3) return null;
  const ownDepth = lines.depth(last);
  if (ownDepth >= depth || lines.kind(last) !== LineKind.text) return null;
  if (!endsAttribution(lines.content(last))) return null;
  let first = last;
  if (!startsAttribution(lines.content(last))) {
    for (let up = last - 1; up >= Math.max(startLine0, last - 3); up--) {
      if (lines.depth(up) !== ownDepth || lines.kind(up) !== LineKind.text) break;
      if (startsAttribution(lines.content(up))) {
        first = up;
        break;
      }
    }
  }
  let raw = "";
  for (let line = first; line <= last; line++) {
    lines.kinds[line] = LineKind.attribution;
    raw += `${lines.content(line).slice(0, 600)} `;
  }
  const { who, when } = readAttribution(raw);
  return {
    kind: "attribution",
    span: { start: lines.start(first), end: lines.contentEnd(last) },
    startLine0: first,
    endLine0: last + 1,
    depth: ownDepth,
    who,
    when,
  };
}

function classify(
  scan: Scan,
  line0: number,
  depth: number,
  known: DiffState | undefined,
  code: number,
  at: number,
  end: number,
): void {
  const { sink } = scan;
  const { text, lines } = sink;
  const state = known;
  if (
    state?.inHeader &&
    code > 0x20 &&
    code !== 0x2d &&
    code !== 0x40 &&
    extendedHeaderLine(sink, state, line0, at, end)
  )
    return;
  if (state?.inBinary && binaryDataLine(sink, state, line0, at, end)) return;
  if (code === -1 || isBlank(text, at, end)) {
    lines.kinds[line0] = LineKind.blank;
    if (scan.dump && !dumpGoesOn(scan, line0)) endDump(scan);
    if (scan.stat && scan.stat.summary) endStat(scan);
    return;
  }
  if (scan.dump && scan.dump.depth !== depth) endDump(scan);
  if (scan.stat && scan.stat.depth !== depth) endStat(scan);
  if (scan.signatureDepth >= 0 && scan.signatureDepth !== depth) endSignature(scan, line0);
  if (scan.rangeDiffDepth === depth) {
    if (isRangeDiffRow(text, at, end, code)) {
      lines.kinds[line0] = LineKind.rangeDiff;
      return;
    }
    scan.rangeDiffDepth = -1;
  }
  if (depth < MAX_DIFF_DEPTH && diffLine(scan, line0, depth, state, code, at, end)) return;
  if (
    state &&
    state.hunkEndedAtLine0 === line0 - 1 &&
    (code === 0x2b || code === 0x2d) &&
    depth === 0 &&
    isPastHunk(text, at, end)
  ) {
    lines.kinds[line0] = LineKind.corrupt;
    problem(
      sink,
      "linesPastHunk",
      line0,
      "The hunk's header counts fewer lines: git drops this line silently. Recount the header.",
    );
    state.hunkEndedAtLine0 = -2;
    return;
  }
  if (state?.inHeader && depth === 0) state.inHeader = false;
  if (scan.signatureDepth === depth) {
    lines.kinds[line0] = LineKind.signature;
    return;
  }
  lines.kinds[line0] = textKind(scan, line0, depth, code, at, end);
}

/** `+` and `-` lines right behind a used-up hunk, but no signature, cut line or header. */
function isPastHunk(text: string, at: number, end: number): boolean {
  if (text.startsWith("-- ", at) || text.startsWith("---", at) || text.startsWith("+++", at)) return false;
  return end - at !== 2 || !text.startsWith("--", at);
}

function isBlank(text: string, at: number, end: number): boolean {
  for (let offset = at; offset < end; offset++) {
    const c = text.charCodeAt(offset);
    if (c !== 0x20 && c !== 0x09 && c !== 0x0c && c !== 0xa0) return false;
  }
  return true;
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
function diffLine(
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

function nextStartsWith(scan: Scan, line0: number, depth: number, mark: string): boolean {
  const next = peekAny(scan, line0 + 1, depth);
  return next !== -1 && scan.input.text.startsWith(mark, next);
}

/** As `peek`, with the padding of the line itself: the diff's own is not known yet. */
function peekAny(scan: Scan, line0: number, depth: number): number {
  const at = peek(scan, line0, depth);
  if (at === -1 || depth === 0) return at;
  const { text } = scan.input;
  const bare = scan.peeked.end;
  return text.charCodeAt(bare) === 0x20 ? bare + 1 : bare;
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
  for (const nextDepth of [depth, 0]) {
    const next = peekAny(scan, line0 + 1, nextDepth);
    if (next === -1 || !/^[b-w12]\/\S+\s*$/.test(text.slice(next, scan.input.lines.contentEnd(line0 + 1))))
      continue;
    const state = scan.states[depth];
    if (state) addWrappedName(scan.sink, state, line0 + 1, next, scan.input.lines.contentEnd(line0 + 1));
    return;
  }
}

/** The kind of a line that is no diff. */
function textKind(scan: Scan, line0: number, depth: number, code: number, at: number, end: number): LineKind {
  const { text, lines } = scan.input;
  if (scan.mayHaveInBodyHeader && depth === 0) {
    const inBody = inBodyHeader(scan, line0, at, end);
    if (inBody) return inBody;
  }
  if (code === 0x2d) {
    const dash = dashLine(scan, line0, depth, at, end);
    if (dash !== null) return dash;
  }
  const strength = dumpStrength(text, at, end);
  if (scan.dump) {
    const goesOn =
      scan.dump.strength === 3
        ? strength >= 2 || text.startsWith("...", at)
        : trailerName(text, at, end) === 0;
    if (goesOn) return dumpLine(scan, line0, depth, strength, at, end);
    endDump(scan);
  }
  if (strength >= 2) {
    return dumpLine(scan, line0, depth, strength, at, end);
  }
  if (code === 0x20 || (scan.input.isPage && indexOfWithin(text, "|", at, end) !== -1) || scan.stat) {
    const stat = diffstatLine(scan, line0, depth, at, end);
    if (stat !== null) return stat;
  }
  if (scan.input.isReport && depth === 0 && isReportText(scan, at, end, code)) return LineKind.report;
  if (isPatchInfo(text, at, end)) return LineKind.patchInfo;
  const nameLength = trailerName(text, at, end);
  if (nameLength > 0) return trailerLine(scan, line0, depth, at, end, nameLength);
  const previous = line0 > scan.input.startLine0 ? lines.kind(line0 - 1) : LineKind.blank;
  if ((code === 0x20 || code === 0x09) && previous === LineKind.trailer && lines.depth(line0 - 1) === depth)
    return foldedTrailer(scan, line0, at, end);
  if (
    (code === 0x52 || code === 0x49) &&
    /^(?:Range-diff|Interdiff)(?: against v\S+)?:\s*$/.test(text.slice(at, Math.min(end, at + 60)))
  ) {
    scan.rangeDiffDepth = depth;
    return LineKind.rangeDiff;
  }
  if (isListingMark(scan, lines.start(line0), end) || isGtReport(text, at)) return LineKind.report;
  if (depth === 0 && scan.oddMark === "" && !scan.input.isReport && text.charCodeAt(end - 1) === 0x3a)
    findOddMark(scan, line0);
  return LineKind.text;
}

const isGtReport = (text: string, at: number): boolean => text.startsWith(">> ", at);

/** In-body `From:`, `Subject:`, `Date:` (git-am(1) "DISCUSSION"), also below stable's review preamble. */
function inBodyHeader(scan: Scan, line0: number, at: number, end: number): LineKind | null {
  const { text, lines } = scan.input;
  const colon = fieldColon(text, at, end);
  const name = colon === -1 ? "" : text.slice(at, colon).toLowerCase();
  if (name === "from" || name === "subject" || name === "date") {
    let valueStart = colon + 1;
    while (valueStart < end && text.charCodeAt(valueStart) === 0x20) valueStart++;
    scan.facts.inBodyFields.push({
      kind: "headerField",
      name: text.slice(at, colon),
      nameSpan: { start: at, end: colon },
      valueSpan: { start: valueStart, end },
      valueKind: name === "from" ? "addresses" : name === "date" ? "date" : "subject",
      span: lines.spanOfLines(line0, line0 + 1),
      startLine0: line0,
      endLine0: line0 + 1,
    });
    scan.logStartLine0 = line0 + 1;
    return LineKind.headerField;
  }
  const line = text.slice(at, Math.min(end, at + 200));
  const isPreamble = /-stable review patch\.|^-{10,}$/.test(line);
  if (!isPreamble) scan.mayHaveInBodyHeader = false;
  else if (line.startsWith("---")) scan.logStartLine0 = line0 + 1;
  return isPreamble ? LineKind.text : null;
}

/** `---`, `-- `, scissors; null for any other line. */
function dashLine(scan: Scan, line0: number, depth: number, at: number, end: number): LineKind | null {
  const { text } = scan.input;
  const content = text.slice(at, Math.min(end, at + 200));
  if (content.startsWith("---") && content.trimEnd() === "---") {
    endDump(scan);
    if (depth === 0 && scan.inLog) {
      scan.inLog = false;
      scan.logEndLine0 = line0;
    }
    return LineKind.cutLine;
  }
  if (content === "-- " || (content === "--" && isBareSignature(scan, line0, depth))) {
    endDump(scan);
    scan.signatureDepth = depth;
    scan.signatureStart0 = line0;
    return LineKind.signatureSeparator;
  }
  return isScissors(content) ? LineKind.scissors : null;
}

/** `--` without its blank (trimmed on the way) counts near the end of a message, or behind a diff. */
function isBareSignature(scan: Scan, line0: number, depth: number): boolean {
  const { lines, endLine0 } = scan.input;
  if (depth > 0 || scan.states[0]?.file) return true;
  let filled = 0;
  for (let line = line0 + 1; line < endLine0 && filled <= 6; line++)
    if (lines.start(line) < lines.contentEnd(line)) filled++;
  return filled <= 6;
}

/** mailinfo.c `is_scissors_line`: dashes and scissors make up most of the line. */
function isScissors(content: string): boolean {
  if (!/>8|8<|>%|%</.test(content)) return false;
  const marks = content.replace(/>8|8<|>%|%<|-/g, "");
  return marks.trim().length * 3 < content.length && content.includes("-");
}

function diffstatLine(scan: Scan, line0: number, depth: number, at: number, end: number): LineKind | null {
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

function endStat(scan: Scan): void {
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

function isReportText(scan: Scan, at: number, end: number, code: number): boolean {
  const { text } = scan.input;
  if (code === 0x7c) return true;
  if (code === 0x3e) return true;
  const head = text.slice(at, Math.min(end, at + 200));
  return /^(?:[^\s:]{1,160}:\d{1,7}(?::\d{1,5})?: (?:warning|error|note|fatal|sparse)|\s{0,8}\d{1,6} \||\s{1,12}\|\s|\s{1,4}\d{1,6}\t|url: |base: |config: |compiler: |patch link: |patch subject: |reproduce)/.test(
    head,
  );
}

function trailerLine(
  scan: Scan,
  line0: number,
  depth: number,
  at: number,
  end: number,
  nameLength: number,
): LineKind {
  const { text } = scan.input;
  let valueStart = at + nameLength + 1;
  while (valueStart < end && (text.charCodeAt(valueStart) === 0x20 || text.charCodeAt(valueStart) === 0x09))
    valueStart++;
  let valueEnd = end;
  while (valueEnd > valueStart && text.charCodeAt(valueEnd - 1) <= 0x20) valueEnd--;
  scan.facts.trailers.push({
    kind: "trailer",
    name: text.slice(at, at + nameLength),
    nameSpan: { start: at, end: at + nameLength },
    value: text.slice(valueStart, valueEnd),
    valueSpan: { start: valueStart, end: valueEnd },
    line0,
    endLine0: line0 + 1,
    depth,
  });
  return LineKind.trailer;
}

function foldedTrailer(scan: Scan, line0: number, at: number, end: number): LineKind {
  const { text } = scan.input;
  const last = scan.facts.trailers.at(-1);
  if (last && last.endLine0 === line0) {
    scan.facts.trailers[scan.facts.trailers.length - 1] = {
      ...last,
      value: `${last.value} ${text.slice(at, end).trim()}`.slice(0, 4000),
      valueSpan: { start: last.valueSpan.start, end },
      endLine0: line0 + 1,
    };
  }
  return LineKind.trailer;
}

/** A row of `git range-diff` output, or of an indented interdiff. */
function isRangeDiffRow(text: string, at: number, end: number, code: number): boolean {
  if (code === 0x20) return true;
  return /^(?:\d+|-):\s+(?:[0-9a-f]{4,40}|-+)\s+[!=<>]\s+(?:\d+|-):/.test(
    text.slice(at, Math.min(end, at + 160)),
  );
}

function dumpLine(
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
function dumpGoesOn(scan: Scan, line0: number): boolean {
  const dump = scan.dump;
  if (!dump) return false;
  const next = peek(scan, line0 + 1, dump.depth);
  return next !== -1 && dumpStrength(scan.input.text, next, scan.input.lines.contentEnd(line0 + 1)) >= 2;
}

function endDump(scan: Scan): void {
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

function endSignature(scan: Scan, line0: number): void {
  if (scan.signatureDepth === 0) {
    const { lines } = scan.input;
    let end = line0;
    while (end > scan.signatureStart0 + 1 && lines.kind(end - 1) === LineKind.blank) end--;
    scan.signature = {
      span: lines.spanOfLines(scan.signatureStart0, end),
      startLine0: scan.signatureStart0,
      endLine0: end,
    };
  }
  scan.signatureDepth = -1;
}

/** `| ` or `name> ` in two or more lines under this attribution-like line: a quote mark from here on. */
function findOddMark(scan: Scan, line0: number): void {
  const { text, lines, endLine0 } = scan.input;
  if (!endsAttribution(lines.lineText(line0))) return;
  let line = line0 + 1;
  while (line < endLine0 && line < line0 + 3 && lines.start(line) === lines.contentEnd(line)) line++;
  if (line + 1 >= endLine0) return;
  const start = lines.start(line);
  const length = oddMark(text, start, lines.contentEnd(line));
  if (length === 0) return;
  const mark = text.slice(start, start + length);
  if (text.startsWith(mark, lines.start(line + 1))) scan.oddMark = mark;
}

// --- MIME parts -----------------------------------------------------------------------------------------------------

/** A boundary line of one of the open multiparts: closes the part and reads the next one's header. */
function partSeparator(scan: Scan, line0: number, start: number, end: number): number {
  const { text, lines, endLine0 } = scan.input;
  if (text.charCodeAt(start + 1) !== 0x2d) return line0;
  const line = text.slice(start + 2, end).trimEnd();
  for (let open = scan.boundaries.length - 1; open >= 0; open--) {
    const boundary = scan.boundaries[open] ?? "";
    if (!line.startsWith(boundary)) continue;
    const isClose = line.length === boundary.length + 2 && line.endsWith("--");
    if (line.length !== boundary.length && !isClose) continue;
    closeContent(scan, line0);
    scan.boundaries.length = isClose ? open : open + 1;
    lines.kinds[line0] = LineKind.partSeparator;
    scan.encoding = "identity";
    if (isClose) return line0 + 1;
    const header = parseHeader(text, lines, line0 + 1, endLine0, { isPage: false });
    const head = readPartHead(text, header);
    startPart(scan, head, line0, header.endLine0);
    if (head.boundary && scan.boundaries.length < 100) scan.boundaries.push(head.boundary);
    return header.endLine0;
  }
  return line0;
}

/** What was open in the part before ends with it. */
function closeContent(scan: Scan, line0: number): void {
  endDump(scan);
  endStat(scan);
  endSignature(scan, line0);
  for (const state of scan.states) if (state) finishFile(scan.sink, state);
  scan.oddMark = "";
  scan.previousDepth = 0;
  endPart(scan, line0);
}

function startPart(scan: Scan, head: PartHead, startLine0: number, contentLine0: number): void {
  scan.part = { head, startLine0, contentLine0 };
  if (head.boundary) return;
  scan.encoding = head.encoding;
  scan.partCount++;
  const isText = head.contentType.startsWith("text/");
  if (isText) scan.encodings.add(head.encoding);
  if (head.isFlowed) scan.isFlowed = true;
  if (
    !isText &&
    head.encoding === "identity" &&
    !head.contentType.startsWith("message/") &&
    !/patch|diff/.test(head.contentType + head.name)
  )
    scan.encoding = "base64";
  if (scan.partCount > 1 && scan.inLog && scan.logEndLine0 === null) scan.inLog = false;
}

function endPart(scan: Scan, line0: number): void {
  const part = scan.part;
  scan.part = null;
  if (!part || part.head.boundary) return;
  const isBody = scan.partCount === 1 && part.head.contentType.startsWith("text/") && part.head.name === "";
  if (isBody) return;
  const { lines } = scan.input;
  scan.facts.attachments.push({
    kind: "attachment",
    span: lines.spanOfLines(part.startLine0, line0),
    startLine0: part.startLine0,
    endLine0: line0,
    contentLine0: Math.min(line0, part.contentLine0 + 1),
    name: part.head.name,
    contentType: part.head.contentType,
    disposition: part.head.disposition,
    encoding: part.head.encoding,
  });
}

/** `[-- Attachment #2: name --]` and `[-- Type: text/plain, Size: 6319 bytes --]` of a public-inbox page and of our decoded view. */
function pageAttachment(scan: Scan, line0: number, start: number, end: number): number {
  const { text, lines, endLine0 } = scan.input;
  closeContent(scan, line0);
  lines.kinds[line0] = LineKind.partSeparator;
  const line = text.slice(start, end);
  const name = /^\[-- Attachment #\d+: (.*?) ?--\]/.exec(line)?.[1] ?? "";
  let typeLine = name.startsWith("Type: ") ? line : "";
  let next = line0 + 1;
  if (next < endLine0 && text.startsWith("[-- Type: ", lines.start(next))) {
    typeLine = lines.lineText(next);
    lines.kinds[next] = LineKind.partSeparator;
    next++;
  }
  const contentType = /Type: ([\w.+-]+\/[\w.+-]+)/.exec(typeLine)?.[1] ?? "text/plain";
  const head: PartHead = {
    contentType: contentType.toLowerCase(),
    boundary: null,
    charset: "utf-8",
    name: name.startsWith("Type: ") ? "" : name,
    disposition: "attachment",
    encoding: "identity",
    isFlowed: false,
  };
  startPart(scan, head, line0, next - 1);
  return next;
}
