import { type DiffFile, LineKind, type Problem } from "../model.js";
import {
  binaryDataLine,
  type DiffState,
  extendedHeaderLine,
  finishFile,
  inHunk,
  newDiffState,
  problem,
  runHunks,
} from "../patch/diffScanner.js";
import { diffLine, fileLine, isPastHunk } from "./diffLine.js";
import { endStat } from "./diffstatRun.js";
import { dumpGoesOn, endDump } from "./dumpRun.js";
import { endPart, nextPart, pageAttachment, partSeparator } from "./parts.js";
import { levelChanged, readDepth } from "./quoteLevel.js";
import { inRangeDiff } from "./rangeDiff.js";
import { endsSoftly, inRunningHunk, takeWithLineBefore } from "./runningHunk.js";
import { type BodyFacts, type BodyInput, MAX_DIFF_DEPTH, type Scan } from "./scanState.js";
import { endSignature } from "./signatureRun.js";
import { textKind } from "./textLine.js";
import { isWrappedRest, takeWrapped } from "./wrappedLine.js";

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
    hasFlowedText: input.head.isFlowed,
    isDiffFlowed: null,
    inLog: !input.isBare,
    logStartLine0: input.startLine0,
    logEndLine0: null,
    mayHaveInBodyHeader: true,
    signatureDepth: -1,
    signatureStart0: 0,
    signature: null,
    dump: null,
    stat: null,
    wrappedName: { line0: -1, at: 0 },
    rangeDiff: null,
    oddMark: "",
    previousDepth: 0,
    hasQuotes: false,
    reach: { hunkLine0: -1, endLine0: -1 },
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
    isFlowed: scan.isDiffFlowed ?? scan.hasFlowedText,
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
    const next = runHunks(scan.sink, own, line0, scan.input.endLine0);
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
  if (first === 0x2d && text.startsWith("-------------- next part", start)) {
    const next = nextPart(scan, line0, start, end);
    if (next > line0) return next;
  }
  if (line0 === scan.wrappedName.line0) {
    takeWrapped(scan, line0, scan.wrappedName.at, LineKind.diffExtended);
    return line0 + 1;
  }
  readDepth(scan, start, end, first);
  const depth = scan.prefix.depth;
  if (scan.previousDepth > 0 && isWrappedRest(scan, line0, end)) return line0 + 1;
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
  const { rangeDiff } = scan;
  if (rangeDiff !== null && rangeDiff.depth === depth && inRangeDiff(scan, rangeDiff, line0, code, at, end))
    return;
  if (code === -1 || isBlank(text, at, end)) {
    lines.kinds[line0] = LineKind.blank;
    if (scan.dump && !dumpGoesOn(scan, line0)) endDump(scan);
    if (scan.stat && scan.stat.summary) endStat(scan);
    return;
  }
  if (scan.dump && scan.dump.depth !== depth) endDump(scan);
  if (scan.stat && scan.stat.depth !== depth) endStat(scan);
  if (scan.signatureDepth >= 0 && scan.signatureDepth !== depth) endSignature(scan, line0);
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

function isBlank(text: string, at: number, end: number): boolean {
  for (let offset = at; offset < end; offset++) {
    const c = text.charCodeAt(offset);
    if (c !== 0x20 && c !== 0x09 && c !== 0x0c && c !== 0xa0) return false;
  }
  return true;
}

// --- MIME parts -----------------------------------------------------------------------------------------------------
