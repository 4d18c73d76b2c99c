import type { HeaderBlock } from "../model.js";
import { LineTable } from "../text/lineTable.js";
import { decodeCharset, isAscii } from "./decodeCharset.js";
import { parseHeader } from "./header.js";
import { type PartHead, readPartHead } from "./mime.js";

/** A message or one of its parts (RFC 2046). Offsets are those of the bytes, and of the text made of them. */
export interface MimePart {
  readonly head: PartHead;
  /** Its spans are offsets of `MimeTree.text`. */
  readonly header: HeaderBlock;
  /** Of the header block; of the boundary line above it, where there is one. */
  readonly start: number;
  readonly contentStart: number;
  /** Before the line end that belongs to the boundary below. */
  readonly contentEnd: number;
  readonly children: readonly MimePart[];
  /** Behind the closing boundary of a multipart; -1 where it was never closed. */
  readonly epilogueStart: number;
  /** A multipart or message that is nested too deep to be opened. */
  readonly isTooDeep: boolean;
}

export interface MimeTree {
  readonly bytes: Uint8Array;
  /**
   * One character for each byte: offsets of the bytes hold in it. Bytes that are not ASCII are not to be shown from it.
   * Of a message without parts its header alone.
   */
  readonly text: string;
  readonly root: MimePart;
  /** There were more than `maxParts`: the last one holds the rest. */
  readonly hasTooManyParts: boolean;
}

/** Parts within parts that are opened; mail has four or five. */
export const maxDepth = 32;
export const maxParts = 20_000;

interface OpenPart {
  readonly head: PartHead;
  readonly header: HeaderBlock;
  readonly start: number;
  readonly contentStart: number;
  contentEnd: number;
  readonly children: OpenPart[];
  epilogueStart: number;
  readonly isTooDeep: boolean;
  /** null where no boundary line is looked for. */
  boundary: string | null;
}

/**
 * The parts of a message, whose bytes these are (without the separator of an mbox). Never throws, linear in the bytes:
 * a boundary that is missing ends a part where the one around it ends, and where two have the same, the outer one counts.
 */
export function readMimeTree(bytes: Uint8Array): MimeTree {
  const headerEnd = endOfHeader(bytes);
  if (headerEnd < bytes.length) {
    // Most mail has no parts: its body needs no look.
    const { scan, root } = begin(bytes.subarray(0, headerEnd));
    if (root.head.boundary === null && !isMessageType(root.head)) {
      root.contentEnd = bytes.length;
      return { bytes, text: scan.text, root, hasTooManyParts: false };
    }
  }
  const { scan, root } = begin(bytes);
  const { lines, text } = scan;
  for (let line = lines.lineAt(root.contentStart); line < lines.count; line++) {
    if (isDashed(scan, line)) line = boundaryLine(scan, line) - 1;
  }
  closeDownTo(scan, 0, text.length);
  return { bytes, text, root, hasTooManyParts: scan.count >= maxParts };
}

// windows-1252 has a character for each byte.
const LATIN1 = new TextDecoder("windows-1252");

/** Opens the message itself. */
function begin(bytes: Uint8Array): { readonly scan: TreeScan; readonly root: OpenPart } {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = LATIN1.decode(bytes);
  const lines = new LineTable(text);
  const scan: TreeScan = { bytes, text, lines, open: [], count: 0 };
  let first = 0;
  if (!hasMark) while (first < lines.count - 1 && lines.start(first) === lines.contentEnd(first)) first++;
  return { scan, root: openPart(scan, lines.start(first), first, false) };
}

/** Behind the first empty line that has a line above it; the end where there is none, or where CRs end lines. */
function endOfHeader(bytes: Uint8Array): number {
  let at = 0;
  while (bytes[at] === LF || bytes[at] === CR) at++;
  for (at = bytes.indexOf(LF, at); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return bytes.length;
}

const LF = 0x0a;
const CR = 0x0d;

interface TreeScan {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly lines: LineTable;
  /** From the outermost part to the innermost one that has not ended. */
  readonly open: OpenPart[];
  count: number;
}

function isDashed({ text, lines }: TreeScan, line0: number): boolean {
  const start = lines.starts[line0] ?? 0;
  return text.charCodeAt(start) === 0x2d && text.charCodeAt(start + 1) === 0x2d;
}

/** The open multipart whose boundary a line is: its place among the open parts, and whether the line closes it. */
function boundaryAt(
  { text, lines, open }: TreeScan,
  line0: number,
): { at: number; isClosing: boolean } | null {
  const start = lines.start(line0);
  const line = text.slice(start + 2, Math.min(lines.contentEnd(line0), start + 1000)).trimEnd();
  const closing = line.endsWith("--") ? line.slice(0, -2) : null;
  const at = open.findIndex(
    ({ boundary }) => boundary !== null && (boundary === line || (closing !== null && boundary === closing)),
  );
  return at === -1 ? null : { at, isClosing: open[at]?.boundary !== line };
}

/** Reads the line if it is a boundary of an open multipart; the next line to read. */
function boundaryLine(scan: TreeScan, line0: number): number {
  const { lines, open } = scan;
  const start = lines.start(line0);
  const found = boundaryAt(scan, line0);
  const parent = found ? open[found.at] : undefined;
  if (!found || parent === undefined) return line0 + 1;
  const { at, isClosing } = found;
  if (!isClosing && scan.count >= maxParts) return line0 + 1;
  closeDownTo(scan, at + 1, Math.max(parent.contentStart, lines.contentEnd(line0 - 1)));
  if (isClosing) {
    parent.boundary = null;
    parent.epilogueStart = lines.start(line0 + 1);
    return line0 + 1;
  }
  // Two boundary lines in a row: there is nothing between them.
  if (isDashed(scan, line0 + 1) && boundaryAt(scan, line0 + 1)) return line0 + 1;
  const part = openPart(scan, start, line0 + 1, parent.head.contentType === "multipart/digest");
  parent.children.push(part);
  return Math.max(line0 + 1, lines.lineAt(part.contentStart));
}

function closeDownTo(scan: TreeScan, depth: number, end: number): void {
  for (let part = scan.open[depth]; part !== undefined && scan.open.length > depth; ) {
    const last = scan.open.pop();
    if (last === undefined) return;
    last.contentEnd = Math.max(last.contentStart, end);
    part = scan.open[depth];
  }
}

/** Opens the part whose header begins at a line, and the message in it where it is one (RFC 2046 §5.2.1). */
function openPart(scan: TreeScan, start: number, headerLine0: number, isInDigest: boolean): OpenPart {
  const { text, lines, open } = scan;
  const header = parseHeader(text, lines, headerLine0, headerLimit(scan, headerLine0), { isPage: false });
  let contentLine0 = header.endLine0;
  if (
    contentLine0 < lines.count &&
    text.slice(lines.start(contentLine0), lines.contentEnd(contentLine0)).trim() === ""
  )
    contentLine0++;
  const head = partHead(scan, header, isInDigest);
  const contentStart = lines.start(contentLine0);
  const isMessage = isMessageType(head);
  const isContainer = head.boundary !== null || isMessage;
  const isTooDeep = isContainer && open.length >= maxDepth;
  const part: OpenPart = {
    head,
    header,
    start,
    contentStart,
    contentEnd: text.length,
    children: [],
    epilogueStart: -1,
    isTooDeep,
    boundary: isTooDeep || head.boundary === "" ? null : head.boundary,
  };
  scan.count++;
  open.push(part);
  if (isMessage && !isTooDeep && head.encoding === "identity" && contentLine0 < lines.count)
    part.children.push(openPart(scan, contentStart, contentLine0, false));
  return part;
}

const isMessageType = ({ contentType }: PartHead): boolean =>
  contentType === "message/rfc822" || contentType === "message/global";

/** The first line behind a header that is no more of it: an empty line, or a boundary (one with a colon looks like a field). */
function headerLimit(scan: TreeScan, headerLine0: number): number {
  const { lines } = scan;
  let line = headerLine0;
  for (; line < lines.count && lines.start(line) < lines.contentEnd(line); line++) {
    if (isDashed(scan, line) && boundaryAt(scan, line)) break;
  }
  return line;
}

function partHead(scan: TreeScan, header: HeaderBlock, isInDigest: boolean): PartHead {
  const { text, bytes } = scan;
  const { start, end } = header.span;
  const own = bytes.subarray(start, end);
  let head: PartHead;
  if (isAscii(own)) head = readPartHead(text, header);
  else {
    // Names in raw 8 bits: offsets differ, so the block is read again.
    const decoded = decodeCharset(own, "").text;
    const lines = new LineTable(decoded);
    head = readPartHead(decoded, parseHeader(decoded, lines, 0, lines.count, { isPage: false }));
  }
  const isTold = header.fields.some((field) => field.name.toLowerCase() === "content-type");
  return isInDigest && !isTold ? { ...head, contentType: "message/rfc822" } : head;
}
