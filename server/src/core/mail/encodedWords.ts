import { indexOfWithin } from "../text/search.js";
import { decodeWindows1252 } from "./decodeCharset.js";

/**
 * RFC 2047 encoded words (`=?utf-8?q?J=C3=B6rg?=`) in a header value, decoded. Adjacent words of one charset are joined
 * as bytes first, since mailers split inside a character; white space between encoded words is dropped (§6.2). What
 * cannot be decoded stays as written. The result is meant for showing: offsets of the raw text do not hold in it.
 */
export function decodeEncodedWords(text: string): string {
  if (!text.includes("=?")) return text;
  let result = "";
  let at = 0;
  let charset = "";
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) result += decodeBytes(Uint8Array.from(bytes), charset);
    bytes = [];
  };
  for (;;) {
    const word = findWord(text, at);
    if (!word) break;
    const between = text.slice(at, word.start);
    const isGlue = bytes.length > 0 && between.trim() === "";
    if (!isGlue) {
      flush();
      result += between;
    } else if (word.charset !== charset) flush();
    charset = word.charset;
    for (const byte of word.bytes) bytes.push(byte);
    at = word.end;
  }
  flush();
  return result + text.slice(at);
}

/** One `=?charset?q?text?=` of a text. */
export interface EncodedWord {
  readonly start: number;
  readonly end: number;
  readonly charset: string;
  readonly bytes: readonly number[];
}

/** The first encoded word at or behind `from`, or null. */
export function findWord(text: string, from: number): EncodedWord | null {
  // The next end of a word, looked for once for all beginnings before it.
  let nextEnd = -1;
  for (let start = text.indexOf("=?", from); start !== -1; start = text.indexOf("=?", start + 2)) {
    const charsetEnd = indexOfWithin(text, "?", start + 2, start + 60);
    if (charsetEnd === -1) continue;
    const encoding = text.charAt(charsetEnd + 1).toLowerCase();
    if ((encoding !== "q" && encoding !== "b") || text.charAt(charsetEnd + 2) !== "?") continue;
    const payloadStart = charsetEnd + 3;
    if (nextEnd < payloadStart) nextEnd = text.indexOf("?=", payloadStart);
    if (nextEnd === -1) return null;
    // RFC 2047 ends a word at 75 characters; mailers write longer ones.
    if (nextEnd > payloadStart + 4000) continue;
    const payloadEnd = nextEnd;
    const payload = text.slice(payloadStart, payloadEnd);
    // RFC 2047 allows no white space in a word; a "=?" far away is not ours.
    if (/[\s]/.test(payload) && encoding === "b") continue;
    const charset = text
      .slice(start + 2, charsetEnd)
      .replace(/\*.*$/, "")
      .toLowerCase();
    return {
      start,
      end: payloadEnd + 2,
      charset,
      bytes: encoding === "q" ? qBytes(payload) : base64Bytes(payload),
    };
  }
  return null;
}

function qBytes(payload: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < payload.length; at++) {
    const code = payload.charCodeAt(at);
    const byte = code === 0x3d ? hexByte(payload, at + 1) : -1;
    if (byte !== -1) {
      bytes.push(byte);
      at += 2;
    } else if (code === 0x5f) bytes.push(0x20);
    else for (const byte of new TextEncoder().encode(payload.charAt(at))) bytes.push(byte);
  }
  return bytes;
}

/** The byte that the two hexadecimal digits at `at` stand for, or -1 where there are not two. */
export function hexByte(text: string, at: number): number {
  const digits = text.slice(at, at + 2);
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : -1;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a base64 text; characters outside the alphabet are passed over (RFC 2045 §6.8). */
export function base64Bytes(payload: string): number[] {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (let at = 0; at < payload.length; at++) {
    const value = BASE64.indexOf(payload.charAt(at));
    if (value < 0) continue;
    buffer = ((buffer << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
    }
  }
  return bytes;
}

/** Bytes in a named charset as text; an unknown charset is read as UTF-8, and where that fails as windows-1252. */
export function decodeBytes(bytes: Uint8Array, charset: string): string {
  for (const label of [charset, "utf-8"]) {
    try {
      const decoder = new TextDecoder(label, { fatal: true });
      if (decoder.encoding === "windows-1252") break;
      return decoder.decode(bytes);
    } catch {
      // an unknown label, or bytes that are not valid in it: try the next
    }
  }
  return decodeWindows1252(bytes);
}
