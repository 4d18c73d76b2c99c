import { parseHeader } from "../mail/header.js";
import { type PartHead, readPartHead } from "../mail/mime.js";
import { readScrubbed, SCRUBBED_SEPARATOR } from "../mail/scrubbed.js";
import { LineKind } from "../model.js";
import { finishFile } from "../patch/diffScanner.js";
import { endStat } from "./diffstatRun.js";
import { endDump } from "./dumpRun.js";
import type { Scan } from "./scanState.js";
import { endSignature } from "./signatureRun.js";

/** A boundary line of one of the open multiparts: closes the part and reads the next one's header. */
export function partSeparator(scan: Scan, line0: number, start: number, end: number): number {
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
  scan.rangeDiff = null;
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
  scan.isFlowed = head.isFlowed;
  scan.hasFlowedText ||= head.isFlowed;
  if (
    !isText &&
    head.encoding === "identity" &&
    !head.contentType.startsWith("message/") &&
    !/patch|diff/.test(head.contentType + head.name)
  )
    scan.encoding = "base64";
  if (scan.partCount > 1 && scan.inLog && scan.logEndLine0 === null) scan.inLog = false;
}

export function endPart(scan: Scan, line0: number): void {
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
export function pageAttachment(scan: Scan, line0: number, start: number, end: number): number {
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
  // What stands below is text, whatever the part was.
  scan.encoding = "identity";
  if (!/^message\/(?:rfc822|global)$/.test(head.contentType) || lines.start(next) !== lines.contentEnd(next))
    return next;
  lines.kinds[next] = LineKind.blank;
  const header = parseHeader(text, lines, next + 1, endLine0, { isPage: false });
  return Math.min(endLine0, header.endLine0);
}

/**
 * `-------------- next part --------------` of a pipermail archive: the next part stands below as text, or a notice says
 * where the archive keeps it. Returns the next line to read; `line0` where the line is no such separator.
 */
export function nextPart(scan: Scan, line0: number, start: number, end: number): number {
  const { text, lines, endLine0 } = scan.input;
  if (text.slice(start, end).trimEnd() !== SCRUBBED_SEPARATOR) return line0;
  closeContent(scan, line0);
  lines.kinds[line0] = LineKind.partSeparator;
  // What stood above was the body: this one is an attachment, whether it has a name or none.
  scan.partCount = Math.max(1, scan.partCount);
  if (scan.inLog && scan.logEndLine0 === null) scan.inLog = false;
  const limit = lines.start(endLine0);
  const scrubbed = readScrubbed(text, Math.min(limit, lines.start(line0 + 1)), limit);
  if (!scrubbed) {
    const head: PartHead = {
      contentType: "text/plain",
      boundary: null,
      charset: "utf-8",
      name: "",
      disposition: "attachment",
      encoding: "identity",
      isFlowed: false,
    };
    startPart(scan, head, line0, line0);
    return line0 + 1;
  }
  const next = lines.lineAt(Math.max(start, scrubbed.end - 1)) + 1;
  for (let line = line0 + 1; line < next; line++)
    lines.kinds[line] = line === line0 + 1 ? LineKind.partSeparator : LineKind.headerField;
  scan.facts.attachments.push({
    kind: "attachment",
    span: lines.spanOfLines(line0, next),
    startLine0: line0,
    endLine0: next,
    contentLine0: next,
    name: scrubbed.name,
    contentType: scrubbed.contentType,
    disposition: "attachment",
    encoding: "identity",
    scrubbed: { url: scrubbed.url, urlSpan: scrubbed.urlSpan, sizeBytes: scrubbed.sizeBytes },
  });
  return next;
}
