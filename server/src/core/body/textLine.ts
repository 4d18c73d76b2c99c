import { fieldColon } from "../mail/header.js";
import { LineKind } from "../model.js";
import { indexOfWithin } from "../text/search.js";
import { diffstatLine } from "./diffstatRun.js";
import { dumpStrength } from "./dump.js";
import { dumpLine, endDump } from "./dumpRun.js";
import { findOddMark, isListingMark } from "./quoteLevel.js";
import { startsRangeDiff } from "./rangeDiff.js";
import type { Scan } from "./scanState.js";
import { isScissorsLine } from "./scissors.js";
import { isPatchInfo, trailerName } from "./trailers.js";

/** The kind of a line that is no diff. */
export function textKind(
  scan: Scan,
  line0: number,
  depth: number,
  code: number,
  at: number,
  end: number,
): LineKind {
  const { text, lines } = scan.input;
  if (scan.mayHaveInBodyHeader && depth === 0) {
    const inBody = inBodyHeader(scan, line0, at, end);
    if (inBody) return inBody;
  }
  if (code === 0x2d) {
    const dash = dashLine(scan, line0, depth, at, end);
    if (dash !== null) return dash;
  }
  if (scan.stat && code === 0x20) {
    // The next row of a diffstat: asked first, since a large patch has thousands of them.
    const stat = diffstatLine(scan, line0, depth, at, end);
    if (stat !== null) return stat;
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
  if (startsRangeDiff(scan, line0, depth, code, at, end)) return LineKind.rangeDiff;
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
  const last = scan.facts.inBodyFields.at(-1);
  if (last?.endLine0 === line0 && (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09)) {
    // A folded in-body header (mailinfo.c `check_inbody_header`).
    scan.facts.inBodyFields[scan.facts.inBodyFields.length - 1] = {
      ...last,
      valueSpan: { start: last.valueSpan.start, end },
      span: { start: last.span.start, end: lines.start(line0 + 1) },
      endLine0: line0 + 1,
    };
    scan.logStartLine0 = line0 + 1;
    return LineKind.headerContinuation;
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
  // Quoted-printable writes a blank at a line's end as `=20` (RFC 2045 §6.7).
  const isSignature = content === "-- " || (content === "--=20" && scan.encoding === "quoted-printable");
  if (isSignature || (content === "--" && isBareSignature(scan, line0, depth))) {
    endDump(scan);
    scan.signatureDepth = depth;
    scan.signatureStart0 = line0;
    return LineKind.signatureSeparator;
  }
  return isScissorsLine(content) ? LineKind.scissors : null;
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
