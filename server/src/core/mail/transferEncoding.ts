import { identityMap, type OffsetMap, OffsetMapBuilder } from "./offsetMap.js";

/** Bytes made of other bytes; `map` leads back to them. */
export interface MappedBytes {
  readonly bytes: Uint8Array;
  readonly map: OffsetMap;
  /** What the reader must know of damage, as a sentence; null for sound data. */
  readonly damage: string | null;
}

const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;

/**
 * `[start, end)` of a message's bytes with a transfer encoding undone (RFC 2045 §6); offsets of the map are the
 * message's. `isText`: what is no base64 may be text that somebody has put there, and is kept.
 */
export function decodeTransfer(
  bytes: Uint8Array,
  start: number,
  end: number,
  encoding: "identity" | "quoted-printable" | "base64",
  isText: boolean,
): MappedBytes {
  if (encoding === "base64") return decodeBase64(bytes, start, end, isText);
  if (encoding === "quoted-printable") return decodeQuotedPrintable(bytes, start, end);
  return { bytes: bytes.subarray(start, end), map: identityMap(end - start, start), damage: null };
}

/**
 * RFC 2045 §6.7. As Python and git, it leaves blanks at line ends alone, and takes what is no escape for text, so a
 * part that is not quoted-printable at all stays readable.
 */
export function decodeQuotedPrintable(bytes: Uint8Array, start: number, end: number): MappedBytes {
  const out = new Uint8Array(end - start);
  const builder = new OffsetMapBuilder();
  let length = 0;
  let at = start;
  const take = (to: number): void => {
    out.set(bytes.subarray(at, to), length);
    builder.add(to - at, at, to);
    length += to - at;
    at = to;
  };
  while (at < end) {
    const found = bytes.indexOf(EQUALS, at);
    if (found === -1 || found >= end) {
      take(end);
      break;
    }
    take(found);
    const soft = softBreakEnd(bytes, at, end);
    if (soft !== -1) {
      at = soft;
      continue;
    }
    const high = at + 2 < end ? hexValue(bytes[at + 1] ?? 0) : -1;
    const low = high === -1 ? -1 : hexValue(bytes[at + 2] ?? 0);
    if (low === -1) {
      take(at + 1);
      continue;
    }
    out[length++] = high * 16 + low;
    builder.add(1, at, at + 3);
    at += 3;
  }
  return { bytes: out.subarray(0, length), map: builder.build(), damage: null };
}

/** Offset behind a soft line break (`=`, blanks added on the way, a line end) at `at`, or -1. */
function softBreakEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  // Blanks that a gateway added; bounded, or a line of "= = =" would be searched again and again.
  while (next < end && next < at + 80 && isBlank(bytes[next] ?? 0)) next++;
  if (next >= end) return end;
  if (bytes[next] === CR) next++;
  else if (bytes[next] !== LF) return -1;
  if (next < end && bytes[next] === LF) next++;
  return next;
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09;

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const upper = byte & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}

/** Value of each byte of the base64 alphabet; 64 for any other. */
const VALUES = (() => {
  const values = new Uint8Array(256).fill(64);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;
  return values;
})();

/**
 * RFC 2045 §6.8. Bytes outside the alphabet are passed over. With `isText`, a line that is plainly no base64 (a mailing
 * list's footer below the data, or a text that is not encoded at all) ends the data: from there on the bytes stand as
 * they are.
 */
export function decodeBase64(bytes: Uint8Array, start: number, end: number, isText: boolean): MappedBytes {
  const out = new Uint8Array(end - start + 1);
  const builder = new OffsetMapBuilder();
  let length = 0;
  /** Of the characters since the last whole byte triple. */
  let accumulator = 0;
  let digits = 0;
  let quantumStart = start;
  /** Of the row that is being filled. */
  let rowStart = start;
  let rowLength = 0;
  let lastEnd = start;
  let damage: string | null = null;
  let isLineStart = true;
  const endRow = (next: number): void => {
    builder.add(length - rowLength, rowStart, lastEnd);
    rowLength = length;
    rowStart = digits > 0 ? quantumStart : next;
  };
  let at = start;
  for (; at < end; at++) {
    if (isText && isLineStart && digits === 0 && isForeignLine(bytes, at, end)) break;
    isLineStart = false;
    if (digits === 0 && at + 3 < end) {
      // The usual case, four digits at once; bit 6 marks what is no digit.
      const first = VALUES[bytes[at] ?? 0] ?? 64;
      const second = VALUES[bytes[at + 1] ?? 0] ?? 64;
      const third = VALUES[bytes[at + 2] ?? 0] ?? 64;
      const fourth = VALUES[bytes[at + 3] ?? 0] ?? 64;
      if (((first | second | third | fourth) & 64) === 0) {
        out[length] = (first << 2) | (second >> 4);
        out[length + 1] = (second << 4) | (third >> 2);
        out[length + 2] = (third << 6) | fourth;
        length += 3;
        at += 3;
        lastEnd = at + 1;
        continue;
      }
    }
    const byte = bytes[at] ?? 0;
    const value = VALUES[byte] ?? 64;
    if (value < 64) {
      if (digits === 0) quantumStart = at;
      accumulator = (accumulator << 6) | value;
      if (++digits < 4) continue;
      out[length] = accumulator >> 16;
      out[length + 1] = accumulator >> 8;
      out[length + 2] = accumulator;
      length += 3;
      digits = 0;
      accumulator = 0;
      lastEnd = at + 1;
    } else if (byte === LF || byte === CR) {
      if (length > rowLength) endRow(at + 1);
      else if (digits === 0) rowStart = at + 1;
      isLineStart = true;
    } else if (byte === EQUALS && digits > 0) {
      length = putRest(out, length, accumulator, digits);
      if (digits > 1) lastEnd = at + 1;
      digits = 0;
      accumulator = 0;
      endRow(at + 1);
    }
  }
  if (digits > 0) {
    length = putRest(out, length, accumulator, digits);
    if (digits > 1) lastEnd = end;
    digits = 0;
    damage = "The base64 data breaks off in the middle.";
  }
  endRow(at);
  if (at >= end) return { bytes: out.subarray(0, length), map: builder.build(), damage };
  const isPlain = length === 0;
  const line = out[length - 1];
  if (!isPlain && line !== LF) {
    out[length++] = LF;
    builder.add(1, at, at);
  }
  // The rest takes no more room than it had: base64 has shrunk what stood before.
  const whole = new Uint8Array(length + end - at);
  whole.set(out.subarray(0, length));
  whole.set(bytes.subarray(at, end), length);
  builder.add(end - at, at, end);
  return {
    bytes: whole,
    map: builder.build(),
    damage: isPlain ? "The header says base64, but the text is not: it is shown as it stands." : damage,
  };
}

/** Writes the bytes of an incomplete quantum of two or three digits; the new length. */
function putRest(out: Uint8Array, length: number, accumulator: number, digits: number): number {
  if (digits === 3) {
    out[length] = accumulator >> 10;
    out[length + 1] = accumulator >> 2;
    return length + 2;
  }
  if (digits < 2) return length;
  out[length] = accumulator >> 4;
  return length + 1;
}

/** Whether a line holds blanks between other characters, or much that base64 does not have. */
function isForeignLine(bytes: Uint8Array, at: number, end: number): boolean {
  let foreign = 0;
  let size = 0;
  let hasGap = false;
  let blanks = 0;
  for (let next = at; next < end && size < 100; next++) {
    const byte = bytes[next] ?? 0;
    if (byte === LF || byte === CR) break;
    if (isBlank(byte)) {
      if (++blanks > 200) break;
      continue;
    }
    if (blanks > 0 && size > 0) hasGap = true;
    blanks = 0;
    size++;
    if ((VALUES[byte] ?? 64) === 64 && byte !== EQUALS) foreign++;
  }
  return hasGap || foreign * 4 > size;
}
