import { type Attribution, LineKind } from "../model.js";
import { finishFile, finishHunk } from "../patch/diffScanner.js";
import { endsAttribution, readAttribution, startsAttribution } from "./attribution.js";
import { oddMark, readQuotePrefix } from "./quotePrefix.js";
import type { Scan } from "./scanState.js";

export function readDepth(scan: Scan, start: number, end: number, first: number): void {
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
  if (isListingMark(scan, start, end) || (scan.input.isReport && text.startsWith(">> ", start))) return;
  readQuotePrefix(text, start, end, prefix);
}

/** `> 2158<TAB>code`: the marked line of a robot's listing. */
export function isListingMark(scan: Scan, start: number, end: number): boolean {
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
export function levelChanged(scan: Scan, line0: number, depth: number): void {
  const before = scan.states[scan.previousDepth];
  if (before && scan.previousDepth > 0 && before.isDamaged) finishHunk(scan.sink, before);
  if (depth > scan.previousDepth) {
    const attribution = attributionAbove(scan, line0, depth);
    if (attribution) {
      scan.facts.attributions.push(attribution);
      scan.rangeDiff = null;
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

/** `| ` or `name> ` in two or more lines under this attribution-like line: a quote mark from here on. */
export function findOddMark(scan: Scan, line0: number): void {
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
