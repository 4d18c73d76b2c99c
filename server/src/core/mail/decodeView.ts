import type { HeaderField } from "../model.js";
import { decodeCharset } from "./decodeCharset.js";
import { safeFileName } from "./decodeFileName.js";
import { decodeHeaderValue } from "./decodeHeader.js";
import { decodePart, decodeText, isPatchPart, type PlanItem } from "./decodePlan.js";
import { unflow, withLineFeeds } from "./flowed.js";
import { bodyText, keptText } from "./gitText.js";
import type { MimePart, MimeTree } from "./mimeTree.js";
import { appendThrough, composeMaps, type OffsetMap, OffsetMapBuilder } from "./offsetMap.js";

/** A message as it is read: one text, and the way back to its bytes. */
export interface DecodedView {
  /** LF line ends; ends in one. */
  readonly text: string;
  /** From the text to offsets of the message's bytes. */
  readonly map: OffsetMap;
}

/** What an adapter has made of parts: the text of HTML, the text of a charset that we do not know. */
export type GivenTexts = ReadonlyMap<MimePart, string>;

/** A part that may be saved. */
export interface DecodedAttachment {
  /** The number in its separator line. */
  readonly index: number;
  /** As the mail says, decoded; "" where it has none. */
  readonly name: string;
  /** Fit for a file system. */
  readonly safeName: string;
  readonly contentType: string;
  /** Without transfer encoding. */
  readonly sizeBytes: number;
  readonly isPatch: boolean;
}

/** Fields that are shown at the top, in this order; the others stand below, folded into one. */
const MAIN = [
  ...["from", "reply-to", "to", "cc", "bcc", "subject", "date"],
  ...["message-id", "in-reply-to", "references"],
];
const ADDRESSES = /^(?:from|reply-to|to|cc|bcc)$/;
const KEEPS_FOLDS = /^(?:from|reply-to|to|cc|bcc|references|in-reply-to)$/;
/** The name of the field that holds all others. */
export const otherFields = "Other-Fields";
/** Characters of one part that are shown in place, where nothing else is said. */
const maxShownInEditor = 8_000_000;

export interface ViewOptions {
  /** Not only the main fields of the header. */
  readonly hasAllFields?: boolean;
  /** Characters of one part that are shown in place; as many as an editor bears where nothing is said. */
  readonly maxShown?: number;
  /** As `git mailinfo` reads it: main fields and the text of the parts, nothing added, patches as `gitText` keeps them. The map leads nowhere. */
  readonly isForGit?: boolean;
}

/** The decoded view of a message by its plan. */
export function composeView(
  tree: MimeTree,
  plan: readonly PlanItem[],
  given: GivenTexts,
  { hasAllFields = true, maxShown = maxShownInEditor, isForGit = false }: ViewOptions = {},
): DecodedView {
  if (isForGit) return composeForGit(tree, plan, given);
  const writer = new ViewWriter(maxShown);
  writeHeader(writer, tree, tree.root, hasAllFields);
  for (const item of plan) writeItem(writer, tree, item, given);
  writer.endLine();
  return writer.build();
}

/** See `ViewOptions.isForGit`. */
function composeForGit(tree: MimeTree, plan: readonly PlanItem[], given: GivenTexts): DecodedView {
  const writer = new ViewWriter(Number.POSITIVE_INFINITY);
  // As it was sent: whoever reads the text decodes it, once.
  for (const { name, span } of tree.root.header.fields) {
    if (!MAIN.includes(name.toLowerCase())) continue;
    const row = decodeCharset(tree.bytes.subarray(span.start, span.end), "").text;
    writer.put(withLineFeeds(row.replace(/\r(?!\n)/g, " ")).text, span.start, span.end);
    writer.endLine();
  }
  writer.put("\n", tree.root.contentStart, tree.root.contentStart);
  let isInPatch = false;
  for (const item of plan) {
    if (item.kind === "message") writeItem(writer, tree, item, given);
    if (item.kind !== "part" || item.view === "line") continue;
    const { part } = item;
    const { head, contentStart: at } = part;
    const own = given.get(part);
    let text: string;
    if (item.view === "html") text = own === undefined ? "" : `${withLineFeeds(own).text.trim()}\n`;
    else if (own !== undefined) text = keptText(own);
    else ({ text, isInPatch } = bodyText(decodePart(tree, part).bytes, head.charset, isInPatch));
    if (item.view === "text" && head.isFlowed && head.contentType.startsWith("text/plain"))
      text = unflow(withLineFeeds(text).text, head.deletesSpace === true).text;
    writer.put(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, at, at);
    // To git the line end above a boundary is text; there is none in base64.
    if (part !== tree.root && head.encoding !== "base64") writer.put("\n", at, at);
    writer.endLine();
  }
  writer.endLine();
  return writer.build();
}

/** All parts that may be saved: everything but the text that is read first, unless the view does not show all of it. */
export function attachmentsOf(tree: MimeTree, plan: readonly PlanItem[]): DecodedAttachment[] {
  const found: DecodedAttachment[] = [];
  for (const item of plan) {
    if (item.kind !== "part" && item.kind !== "message") continue;
    const isBody = item.kind === "part" && item.isBody;
    // A body is short of it in nearly all mail: nothing is decoded to find that out.
    if (isBody && item.part.contentEnd - item.part.contentStart <= maxShownInEditor) continue;
    const sizeBytes = decodePart(tree, item.part).bytes.length;
    if (isBody && sizeBytes <= maxShownInEditor) continue;
    const { name, contentType } = item.part.head;
    const isMessage = contentType.startsWith("message/");
    found.push({
      index: item.number,
      name,
      safeName: safeFileName(
        name,
        `part-${item.number}${isMessage ? ".eml" : (EXTENSIONS[contentType] ?? "")}`,
      ),
      contentType,
      sizeBytes,
      isPatch: isPatchPart(item.part),
    });
  }
  return found;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "text/plain": ".txt",
  "text/html": ".html",
  "text/x-patch": ".patch",
  "text/x-diff": ".diff",
  "text/x-csrc": ".c",
  "application/pgp-signature": ".asc",
  "image/png": ".png",
  "image/jpeg": ".jpg",
  "image/gif": ".gif",
  "application/pdf": ".pdf",
};

/** Text and rows of its map, from the front. */
class ViewWriter {
  private readonly pieces: string[] = [];
  private readonly map = new OffsetMapBuilder();
  /** Last two characters. */
  private tail = "";

  /** `maxShown`: characters of one part. */
  constructor(readonly maxShown: number) {}

  /** Text that stands for `[rawStart, rawEnd)`. */
  put(text: string, rawStart: number, rawEnd: number): void {
    if (text === "") return;
    this.pieces.push(text);
    this.map.add(text.length, rawStart, rawEnd);
    this.tail = (this.tail + text.slice(-2)).slice(-2);
  }

  /** `[start, end)` of a text, whose map leads through `inner` to the bytes. */
  putMapped(text: string, start: number, end: number, map: OffsetMap, inner: OffsetMap | null): void {
    if (end <= start) return;
    const piece = text.slice(start, end);
    this.pieces.push(piece);
    appendThrough(this.map, map, start, end, inner);
    this.tail = (this.tail + piece.slice(-2)).slice(-2);
  }

  endLine(at?: number): void {
    if (this.tail !== "" && !this.tail.endsWith("\n")) this.put("\n", at ?? this.last, at ?? this.last);
  }

  /** An empty line above what follows. */
  blankLine(at: number): void {
    this.endLine(at);
    if (this.tail !== "" && this.tail !== "\n\n") this.put("\n", at, at);
  }

  build(): DecodedView {
    return { text: this.pieces.join(""), map: this.map.build() };
  }

  private get last(): number {
    return this.map.lastRaw;
  }
}

function writeHeader(writer: ViewWriter, tree: MimeTree, message: MimePart, hasOthers: boolean): void {
  const { text, bytes } = tree;
  const { fields } = message.header;
  const others: HeaderField[] = [];
  const rows: { order: number; field: HeaderField }[] = [];
  for (const field of fields) {
    const order = MAIN.indexOf(field.name.toLowerCase());
    if (order === -1) others.push(field);
    else rows.push({ order, field });
  }
  rows.sort((a, b) => a.order - b.order);
  for (const { field } of rows) {
    const { nameSpan, valueSpan } = field;
    writer.put(`${field.name}: `, nameSpan.start, valueSpan.start);
    const key = field.name.toLowerCase();
    const form = { keepsFolds: KEEPS_FOLDS.test(key), isAddresses: ADDRESSES.test(key) };
    const value = decodeHeaderValue(text, bytes, valueSpan.start, valueSpan.end, form);
    if (value.map) writer.putMapped(value.text, 0, value.text.length, value.map, null);
    writer.put("\n", valueSpan.end, field.span.end);
  }
  if (hasOthers && others.length > 0) {
    const at = others[0]?.span.start ?? 0;
    writer.put(`${otherFields}: ${others.length}, as they were sent\n`, at, at);
    for (const field of others) writeRawField(writer, tree, field);
  }
  if (fields.length > 0) {
    const { end } = message.header.span;
    writer.put("\n", end, Math.max(end, message.contentStart));
  }
}

const NEEDS_DECODING = /[\r\u0080-\uffff]/;

/** A field as it stands, each line indented, so that all of them are one folded field. */
function writeRawField(writer: ViewWriter, tree: MimeTree, field: HeaderField): void {
  const { start, end } = field.span;
  for (let at = start; at < end; ) {
    const found = tree.bytes.indexOf(10, at);
    const lineEnd = found === -1 || found >= end ? end : found;
    const next = lineEnd < end ? lineEnd + 1 : end;
    const contentEnd = lineEnd > at && tree.bytes[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd;
    const asciiLine = tree.text.slice(at, contentEnd);
    const line = NEEDS_DECODING.test(asciiLine)
      ? decodeCharset(tree.bytes.subarray(at, contentEnd), "").text.replace(/[\r\u2028\u2029]/g, " ")
      : asciiLine;
    if (line.trim() !== "") {
      writer.put(" ", at, at);
      writer.put(line, at, contentEnd);
      writer.put("\n", contentEnd, next);
    }
    at = next;
  }
}

function writeItem(writer: ViewWriter, tree: MimeTree, item: PlanItem, given: GivenTexts): void {
  switch (item.kind) {
    case "note":
      writer.blankLine(item.at);
      writer.put(`[-- ${item.note} --]\n`, item.at, item.at);
      return;
    case "preamble":
    case "epilogue": {
      const where = item.kind === "preamble" ? "above the first part" : "behind the last part";
      writer.blankLine(item.start);
      writer.put(`[-- Text ${where}: --]\n\n`, item.start, item.start);
      const text = decodeCharset(tree.bytes.subarray(item.start, item.end), "");
      const map = new OffsetMapBuilder();
      if (text.map) appendShifted(map, text.map, item.start);
      else map.add(text.text.length, item.start, item.end);
      writeText(writer, text.text, map.build(), "the raw text has them");
      return;
    }
    case "message":
      writeSeparator(writer, tree, item);
      writeHeader(writer, tree, item.header, false);
      return;
    case "part": {
      if (!item.isBody) writeSeparator(writer, tree, item);
      else if (item.note)
        writer.put(`[-- ${item.note} --]\n\n`, item.part.contentStart, item.part.contentStart);
      if (item.view !== "line") writeContent(writer, tree, item, given);
      return;
    }
    default: {
      const never: never = item;
      return never;
    }
  }
}

function appendShifted(builder: OffsetMapBuilder, map: OffsetMap, shift: number): void {
  for (let row = 0; row < map.count; row++) {
    const length = (map.decodedStarts[row + 1] ?? 0) - (map.decodedStarts[row] ?? 0);
    builder.add(length, (map.rawStarts[row] ?? 0) + shift, (map.rawEnds[row] ?? 0) + shift);
  }
}

/** The separator lines that public-inbox writes, which the parser knows. */
function writeSeparator(
  writer: ViewWriter,
  tree: MimeTree,
  item: Extract<PlanItem, { kind: "part" | "message" }>,
): void {
  const { contentStart } = item.part;
  const { name, contentType } = item.part.head;
  // The header of a whole message stands above already: one raw place has one place in the view.
  const start = item.isHeaded ? contentStart : item.part.start;
  const shown = shownName(name).trim();
  writer.blankLine(start);
  const size = decodePart(tree, item.part).bytes.length;
  writer.put(`[-- Attachment #${item.number}${shown === "" ? "" : `: ${shown}`} --]\n`, start, contentStart);
  writer.put(`[-- Type: ${contentType}, Size: ${size} bytes --]\n`, contentStart, contentStart);
  if (item.kind === "part" && item.note) writer.put(`[-- ${item.note} --]\n`, contentStart, contentStart);
  writer.put("\n", contentStart, contentStart);
}

/** A name that lies: control characters and brackets would end the separator line. */
const shownName = (name: string): string =>
  name.slice(0, 300).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}[\]]|--/gu, "_");

const SOURCE = "This HTML could not be turned into text: its source follows.";

function writeContent(
  writer: ViewWriter,
  tree: MimeTree,
  item: Extract<PlanItem, { kind: "part" }>,
  given: GivenTexts,
): void {
  const { part } = item;
  const { contentStart, contentEnd, head } = part;
  const rest = `save attachment #${item.number} to read them`;
  const own = given.get(part) ?? null;
  if (item.view === "html" && own !== null) {
    const text = `${withLineFeeds(own).text.trim()}\n`;
    writer.put(text.slice(0, writer.maxShown), contentStart, contentEnd);
    return;
  }
  if (item.view === "html") writer.put(`[-- ${SOURCE} --]\n\n`, contentStart, contentStart);
  const { text, map, damage, guess } = decodeText(tree, part, item.view === "html" ? null : own);
  if (head.isFlowed && head.contentType.startsWith("text/plain")) {
    const lf = withLineFeeds(text);
    const inner = lf.map ? composeMaps(lf.map, map) : map;
    const flowed = unflow(lf.text, head.deletesSpace === true);
    writeMappedText(writer, flowed.text, flowed.map, inner, rest);
  } else writeText(writer, text, map, rest);
  // Below the text: above it, a patch's own `From:` would not be its first line.
  const charset = `The charset "${shownName(head.charset)}" is not known: the text is read as ${guess}.`;
  for (const sentence of [damage, guess === null ? null : charset]) {
    if (sentence === null) continue;
    writer.blankLine(contentEnd);
    writer.put(`[-- ${sentence} --]\n`, contentEnd, contentEnd);
  }
}

/** A text with any line ends; the map leads to the bytes. */
function writeText(writer: ViewWriter, text: string, map: OffsetMap, rest: string): void {
  const lf = withLineFeeds(text);
  if (lf.map) writeMappedText(writer, lf.text, lf.map, map, rest);
  else writeMappedText(writer, text, map, null, rest);
}

/** `rest`: where the characters are that are too many to be shown. */
function writeMappedText(
  writer: ViewWriter,
  text: string,
  map: OffsetMap,
  inner: OffsetMap | null,
  rest: string,
): void {
  // A byte order mark at the start of a part is no text.
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const end = Math.min(text.length, writer.maxShown);
  writer.putMapped(text, start, end, map, inner);
  writer.endLine();
  if (end < text.length) {
    writer.put("\n", 0, 0);
    writer.put(`[-- ${text.length - end} more characters are not shown: ${rest} --]\n`, 0, 0);
  }
}
