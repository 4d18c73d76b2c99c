import { decodeEscaped } from "./decodeEscaped.js";
import { type OffsetMap, OffsetMapBuilder } from "./offsetMap.js";

/** A text made of bytes; `map` leads from its UTF-16 code units to them, and null means one byte each. */
export interface MappedText {
  readonly text: string;
  readonly map: OffsetMap | null;
  /** As what the bytes were read, where the name of their charset says nothing to us and they are no plain ASCII. */
  readonly guess?: "UTF-8" | "windows-1252";
}

const WINDOWS_1252 = new TextDecoder("windows-1252");

/**
 * Bytes in a named charset as text. ASCII, no name, and names that nobody knows (`yes`, `y`, `unknown-8bit`) are read as
 * UTF-8 where the bytes are valid, else as windows-1252. Bytes that are not valid in the charset are tried as UTF-8, and
 * where that fails, too, each of them becomes U+FFFD.
 */
export function decodeCharset(bytes: Uint8Array, charset: string): MappedText {
  const escaped = decodeEscaped(bytes, charset);
  if (escaped !== null) return { text: escaped, map: lineMap(bytes, escaped) };
  const name = knownCharset(charset);
  if (name === null && !isAsciiName(charset) && !isPlain(bytes)) return guessed(bytes);
  if (!STATEFUL.test(name ?? "") && !name?.startsWith("utf-16") && isAscii(bytes))
    return { text: WINDOWS_1252.decode(bytes), map: null };
  if (name === null || name === "utf-8") {
    const text = decoded(bytes, "utf-8", true);
    if (text !== null) return { text, map: utf8Map(bytes, text) };
    if (name === null) return { text: decodeWindows1252(bytes), map: null };
    const lossy = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { text: lossy, map: lineMap(bytes, lossy) };
  }
  if (name === "windows-1252") return { text: decodeWindows1252(bytes), map: null };
  const text = decoded(bytes, name, true);
  if (text === null) {
    const asUtf8 = decoded(bytes, "utf-8", true);
    if (asUtf8 !== null) return { text: asUtf8, map: utf8Map(bytes, asUtf8) };
  }
  const found = text ?? new TextDecoder(name).decode(bytes);
  return { text: found, map: found.length === bytes.length ? null : lineMap(bytes, found) };
}

function guessed(bytes: Uint8Array): MappedText {
  const text = decoded(bytes, "utf-8", true);
  return text === null
    ? { text: decodeWindows1252(bytes), map: null, guess: "windows-1252" }
    : { text, map: utf8Map(bytes, text), guess: "UTF-8" };
}

/** ASCII without the control characters by which charsets of 7 bits escape. */
const isPlain = (bytes: Uint8Array): boolean =>
  isAscii(bytes) && !bytes.includes(0x1b) && !bytes.includes(0x0e) && !bytes.includes(0);

/** The text of a file that begins with the byte order mark of UTF-16, without the mark: one code unit for two bytes behind it. Else null. */
export function decodeUtf16File(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const label =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  return label && new TextDecoder(label, { ignoreBOM: true }).decode(bytes.subarray(utf16MarkBytes));
}

/** Length of that mark. */
export const utf16MarkBytes = 2;

/** What windows-1252 has at 0x80 … 0x9f. Node's decoder gives the C1 control characters of ISO 8859-1 there. */
const C1 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** Bytes as windows-1252, which has a character for each of them, and which ISO 8859-1 means in mail. */
export function decodeWindows1252(bytes: Uint8Array): string {
  const text = WINDOWS_1252.decode(bytes);
  return text.replace(/[\u0080-\u009f]/g, (character) => C1.charAt(character.charCodeAt(0) - 0x80));
}

const STATEFUL = /^(?:iso-2022-|utf-7|hz-)/;
/** Names that `TextDecoder` takes for something else than what mail means by them. */
const ASCII_NAMES = /^(?:us-ascii|ascii|ansi_x3\.4-1968|x-unknown|unknown|unknown-8bit|x-user-defined|)$/;

const isAsciiName = (charset: string): boolean => ASCII_NAMES.test(charset.trim().toLowerCase().slice(0, 60));

/** The name by which `TextDecoder` knows a charset; null for ASCII and for names that it does not know. */
export function knownCharset(charset: string): string | null {
  if (isAsciiName(charset)) return null;
  const name = charset.trim().toLowerCase().slice(0, 60);
  // iso8859-15 and windows1252 stand in real mail.
  for (const label of [
    name,
    name.replace(/^iso[-_]?8859[-_]?/, "iso-8859-"),
    name.replace(/^(?:cp|windows|win)[-_]?(?=125)/, "windows-"),
  ]) {
    try {
      const known = new TextDecoder(label).encoding;
      // What the Encoding standard maps to an error on purpose (iso-2022-kr).
      return known === "replacement" ? null : known;
    } catch {
      // Unknown: the next spelling.
    }
  }
  return null;
}

function decoded(bytes: Uint8Array, label: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(label, { fatal, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Whether bytes are all ASCII. */
export function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) >= 0x80) return false;
  return true;
}

/** Rows for valid UTF-8: one for each run of characters of one size. */
function utf8Map(bytes: Uint8Array, text: string): OffsetMap {
  const builder = new OffsetMapBuilder();
  let byte = 0;
  let unit = 0;
  while (unit < text.length) {
    const from = unit;
    const fromByte = byte;
    const size = utf8Size(bytes[byte] ?? 0);
    const units = size === 4 ? 2 : 1;
    while (unit < text.length && utf8Size(bytes[byte] ?? 0) === size) {
      unit += units;
      byte += size;
    }
    builder.add(unit - from, fromByte, byte);
  }
  return builder.build();
}

const utf8Size = (lead: number): number => (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

/** Rows for any other text: one for each line where both have as many, else one. Inside, places are interpolated. */
export function lineMap(bytes: Uint8Array, text: string): OffsetMap {
  const builder = new OffsetMapBuilder();
  let byte = 0;
  let unit = 0;
  for (;;) {
    const nextUnit = text.indexOf("\n", unit);
    const nextByte = bytes.indexOf(10, byte);
    if (nextUnit === -1 || nextByte === -1) break;
    builder.add(nextUnit - unit, byte, nextByte);
    builder.add(1, nextByte, nextByte + 1);
    unit = nextUnit + 1;
    byte = nextByte + 1;
  }
  builder.add(text.length - unit, byte, bytes.length);
  return builder.build();
}
