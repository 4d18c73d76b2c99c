import { decodeCharset, isAscii, knownCharset, lineMap, type MappedText } from "./decodeCharset.js";
import { isEscapedCharset } from "./decodeEscaped.js";
import type { MimePart, MimeTree } from "./mimeTree.js";
import { composeMaps, type OffsetMap } from "./offsetMap.js";
import { decodeTransfer, type MappedBytes } from "./transferEncoding.js";

/** How a part without parts of its own is shown. */
export type PartView =
  /** Its text, in place. */
  | "text"
  /** What its HTML says as text, in place. */
  | "html"
  /** Its separator line only. */
  | "line";

/** One thing of the decoded view, in order. */
export type PlanItem =
  | {
      readonly kind: "part";
      readonly part: MimePart;
      /** 1-based: leaves, as public-inbox counts, but for the texts of messages within the message. */
      readonly number: number;
      /** The text of the message, or of one within it: it stands below its header, without a separator. */
      readonly isBody: boolean;
      /** The part is a whole message, whose header is shown above. */
      readonly isHeaded: boolean;
      readonly view: PartView;
      /** A sentence for the reader; null: nothing to say. */
      readonly note: string | null;
    }
  /** The header of a message within the message. */
  | {
      readonly kind: "message";
      readonly part: MimePart;
      readonly header: MimePart;
      readonly number: number;
      readonly isHeaded: boolean;
    }
  | { readonly kind: "note"; readonly at: number; readonly note: string }
  /** Text above the first boundary of a multipart or behind its closing one, which no reader of MIME shows. */
  | {
      readonly kind: "preamble" | "epilogue";
      readonly part: MimePart;
      readonly start: number;
      readonly end: number;
    };

/** HTML is turned into text up to here, in bytes of all parts of a message as they stand on disk. */
const maxHtmlBytes = 1_500_000;
/** Each is turned into text by itself, which takes a millisecond or more. */
const maxHtmlParts = 200;

const PATCH_NAME = /\.(?:patch|diff)$/i;
const TEXT_NAME = /\.(?:patch|diff|txt|log|eml|mbo?x|[chS]|rst|md|sh|py|dtsi?|ya?ml|config|cocci|rs)$/;
/** A second form of a text that also stands there in plain. */
const OTHER_FORM =
  /^(?:text\/(?:html|enriched|richtext|calendar|rtf|x-amp-html)|application\/|image\/|multipart\/related)/;

/** What the decoded view of a message shows, in order. */
export function planView(tree: MimeTree): readonly PlanItem[] {
  const planner: Planner = {
    tree,
    items: [],
    leaves: 0,
    isBodyNext: true,
    headed: new Set([tree.root]),
    htmlBytes: 0,
    htmlParts: 0,
  };
  planPart(planner, tree.root, false);
  if (tree.hasTooManyParts)
    planner.items.push({
      kind: "note",
      at: tree.bytes.length,
      note: "The message has more parts than are read: what is behind the last one stands in it.",
    });
  return planner.items;
}

interface Planner {
  readonly tree: MimeTree;
  readonly items: PlanItem[];
  leaves: number;
  /** No part was seen yet below the header of the message, or of the one within it. */
  isBodyNext: boolean;
  /** Whole messages. */
  readonly headed: Set<MimePart>;
  htmlBytes: number;
  htmlParts: number;
}

function planPart(planner: Planner, part: MimePart, isOtherForm: boolean): void {
  const { contentType } = part.head;
  planPreamble(planner, part);
  if (contentType === "multipart/encrypted") note(planner, part, ENCRYPTED);
  if (contentType === "multipart/alternative" && part.children.length > 0) {
    const chosen = chosenForm(planner.tree, part);
    for (const child of part.children)
      planPart(planner, child, isOtherForm || (child !== chosen && OTHER_FORM.test(child.head.contentType)));
  } else if (contentType.startsWith("message/") && part.children.length > 0) {
    const inner = part.children[0];
    if (inner === undefined) return;
    const isHeaded = planner.headed.has(part);
    planner.items.push({ kind: "message", part, header: inner, number: ++planner.leaves, isHeaded });
    planner.isBodyNext = true;
    planner.headed.add(inner);
    planPart(planner, inner, isOtherForm);
  } else if (part.children.length > 0)
    for (const child of part.children) planPart(planner, child, isOtherForm);
  else planLeaf(planner, part, isOtherForm);
  planEpilogue(planner, part);
}

const ENCRYPTED = "This message is encrypted. Patch Mail does not open it.";

function planLeaf(planner: Planner, part: MimePart, isOtherForm: boolean): void {
  const view = isOtherForm ? "line" : leafView(planner, part);
  const isBody = planner.isBodyNext && view !== "line" && part.head.name === "";
  planner.isBodyNext = false;
  if (!isBody || planner.leaves === 0) planner.leaves++;
  const isHeaded = planner.headed.has(part);
  const note = leafNote(part, view);
  planner.items.push({ kind: "part", part, number: planner.leaves, isBody, isHeaded, view, note });
}

function leafNote(part: MimePart, view: PartView): string | null {
  const { contentType } = part.head;
  if (part.isTooDeep) return "This part is nested deeper than parts are opened: its raw text has it.";
  if (/^application\/(?:x-)?pkcs7-mime$/.test(contentType))
    return "This is an S/MIME envelope, encrypted or signed. Patch Mail does not open it.";
  if (contentType === "message/partial")
    return "This is one piece of a longer message; it is shown as it stands.";
  if (contentType === "message/external-body")
    return "This part only says where its content is. Nothing is fetched.";
  if (contentType.startsWith("multipart/") && view === "text")
    return "No parts were found in this multipart: it is shown as it stands.";
  return null;
}

function leafView(planner: Planner, part: MimePart): PartView {
  const { head } = part;
  const { contentType } = head;
  if (part.isTooDeep) return "line";
  if (contentType === "text/html" || contentType === "application/xhtml+xml") {
    planner.htmlBytes += part.contentEnd - part.contentStart;
    planner.htmlParts++;
    return planner.htmlBytes <= maxHtmlBytes && planner.htmlParts <= maxHtmlParts ? "html" : "line";
  }
  if (contentType === "text/rtf") return "line";
  return isTextual(part) && !hasNul(planner.tree, part) ? "text" : "line";
}

function isTextual({ head: { contentType, name } }: MimePart): boolean {
  return (
    contentType.startsWith("text/") ||
    contentType.startsWith("message/") ||
    // A multipart without parts: its text is all there is.
    contentType.startsWith("multipart/") ||
    /patch|diff|^application\/(?:mbox|x-sh|x-shellscript)$/.test(contentType) ||
    (TEXT_NAME.test(name) && !/^(?:image|audio|video|font)\//.test(contentType))
  );
}

/** Whether an attachment is a patch by its name or type. */
export function isPatchPart({ head: { contentType, name } }: MimePart): boolean {
  return PATCH_NAME.test(name) || /^(?:text|application)\/(?:x-)?(?:patch|diff)$/.test(contentType);
}

/** Bytes that are no text, whatever the header says. UTF-16 and UTF-32 have them by right. */
function hasNul(tree: MimeTree, part: MimePart): boolean {
  const { charset } = part.head;
  if (knownCharset(charset)?.startsWith("utf-16") || isEscapedCharset(charset)) return false;
  // The beginning tells: it is decoded twice, so it is short.
  const end = Math.min(part.contentEnd, part.contentStart + 8192);
  const { bytes } = decodeTransfer(tree.bytes, part.contentStart, end, part.head.encoding, false);
  return bytes.includes(0) && !part.head.contentType.startsWith("text/plain");
}

/** The form of a multipart/alternative that is read: plain text where it says something. */
function chosenForm(tree: MimeTree, part: MimePart): MimePart | undefined {
  const { children } = part;
  const plain = children.find((child) => holdsPlainText(tree, child, 0));
  if (plain) return plain;
  return (
    children.find(({ head }) => !/^(?:application\/|text\/plain$)/.test(head.contentType)) ?? children[0]
  );
}

function holdsPlainText(tree: MimeTree, part: MimePart, depth: number): boolean {
  const { contentType } = part.head;
  if (contentType === "text/plain") return !isBlankPart(tree, part);
  const first = part.children[0];
  return contentType.startsWith("multipart/") && first !== undefined && depth < 8
    ? holdsPlainText(tree, first, depth + 1)
    : false;
}

function isBlankPart(tree: MimeTree, part: MimePart): boolean {
  const size = part.contentEnd - part.contentStart;
  if (size > 2000) return false;
  return isBlank(decodePart(tree, part).bytes);
}

const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0x20 || (byte >= 9 && byte <= 13) || byte === 0xa0 || byte === 0xc2);

/** "This is a multi-part message in MIME format.", and the like: for readers that know no MIME. */
const FOR_OLD_READERS = /^\s*(?:this is an? |if you can read this|content-type: )/i;

function planPreamble(planner: Planner, part: MimePart): void {
  const [first] = part.children;
  if (first === undefined || !part.head.contentType.startsWith("multipart/")) return;
  const { contentStart: start } = part;
  const { start: end } = first;
  const { tree } = planner;
  if (start >= end || isBlank(tree.bytes.subarray(start, end))) return;
  if (FOR_OLD_READERS.test(tree.text.slice(start, Math.min(end, start + 200)))) return;
  planner.items.push({ kind: "preamble", part, start, end });
}

function planEpilogue(planner: Planner, part: MimePart): void {
  const { epilogueStart: start, contentEnd: end } = part;
  if (start === -1 || start >= end || isBlank(planner.tree.bytes.subarray(start, end))) return;
  planner.items.push({ kind: "epilogue", part, start, end });
}

function note(planner: Planner, part: MimePart, sentence: string): void {
  planner.items.push({ kind: "note", at: part.contentStart, note: sentence });
}

/** The part's bytes without their transfer encoding; the map leads to the message's bytes. */
export function decodePart(tree: MimeTree, part: MimePart): MappedBytes {
  // A message or multipart has no encoding of its own (RFC 2045 §6.4), unless nothing could be read in it.
  const { encoding, contentType } = part.head;
  const isWhole = part.children.length > 0 && /^(?:multipart|message)\//.test(contentType);
  const isText = contentType.startsWith("text/");
  return decodeTransfer(
    tree.bytes,
    part.contentStart,
    part.contentEnd,
    isWhole ? "identity" : encoding,
    isText,
  );
}

/** The charset of a part when an adapter must help, since `TextDecoder` does not know it; null where it must not. */
export function foreignCharset(part: MimePart, bytes: Uint8Array): string | null {
  const { charset } = part.head;
  return FOREIGN.test(charset) && !(isAscii(bytes) && !/^utf-?7/.test(charset)) ? charset : null;
}

/** Charsets of mail that iconv has and the Encoding standard does not. */
const FOREIGN =
  /^(?:utf-?7|cp\d{3,4}|ibm-?\d{3}|mac[a-z]{4,}|koi8-(?:ru|t)|viscii|tcvn|tcvn-5712|armscii-8|georgian-\w+|hp-?roman8)$/;

export interface DecodedText {
  readonly text: string;
  readonly map: OffsetMap;
  /** A sentence on the transfer encoding; null: nothing to say. */
  readonly damage: string | null;
  /** As what the text was read, since nobody knows its charset; else null. */
  readonly guess: MappedText["guess"] | null;
}

/** The text of a part; the map leads to the message's bytes. `foreign`: its text, where an adapter has decoded it. */
export function decodeText(tree: MimeTree, part: MimePart, foreign: string | null): DecodedText {
  const { bytes, map, damage } = decodePart(tree, part);
  const inner =
    foreign === null
      ? decodeCharset(bytes, part.head.charset)
      : { text: foreign, map: lineMap(bytes, foreign) };
  const { text, guess = null } = inner;
  return { text, map: inner.map ? composeMaps(inner.map, map) : map, damage, guess };
}
