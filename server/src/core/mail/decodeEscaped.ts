/** Charsets of mail that neither `TextDecoder` nor an adapter knows, and that are little work. */

const ESC = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const TILDE = 0x7e;
const LF = 10;

/** Whether `decodeEscaped` knows a charset by this name (lower case). */
export function isEscapedCharset(charset: string): boolean {
  return decoderOf(charset) !== null;
}

/**
 * Bytes as text in HZ (RFC 1843), ISO-2022-KR (RFC 1557), ISO-2022-CN (RFC 1922, of it GB 2312) or UTF-32; null for
 * other charsets, and where something stands in them that is not known here.
 */
export function decodeEscaped(bytes: Uint8Array, charset: string): string | null {
  return decoderOf(charset)?.(bytes) ?? null;
}

function decoderOf(charset: string): ((bytes: Uint8Array) => string | null) | null {
  switch (charset.trim().toLowerCase()) {
    case "hz":
    case "hz-gb-2312":
      return hz;
    case "iso-2022-kr":
    case "csiso2022kr":
      return (bytes) => shifted(bytes, "euc-kr", 0x43);
    case "iso-2022-cn":
    case "csiso2022cn":
      return (bytes) => shifted(bytes, "gbk", 0x41);
    case "utf-32":
    case "utf32":
    case "ucs-4":
    case "iso-10646-ucs-4":
      return (bytes) => utf32(bytes, null);
    case "utf-32le":
    case "utf-32be":
      return (bytes) => utf32(bytes, /le$/i.test(charset.trim()));
    default:
      return null;
  }
}

/** `~{` … `~}` hold pairs of GB 2312 in 7 bits; `~~` is a tilde, `~` at the end of a line joins it with the next. */
function hz(bytes: Uint8Array): string {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let isGb = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    // A line always ends in ASCII.
    if (byte === LF) isGb = false;
    if (isGb && byte === TILDE && next === 0x7d) {
      isGb = false;
      at++;
    } else if (isGb && byte > 0x20 && next !== undefined && next > 0x20) {
      out[length++] = byte | 0x80;
      out[length++] = next | 0x80;
      at++;
    } else if (!isGb && byte === TILDE && (next === 0x7b || next === TILDE || next === LF)) {
      if (next === 0x7b) isGb = true;
      else if (next === TILDE) out[length++] = TILDE;
      at++;
    } else out[length++] = byte;
  }
  return new TextDecoder("gbk").decode(out.subarray(0, length));
}

/** Text between SO and SI is that of a set which `ESC $ ) final` names, in 7 bits. */
function shifted(bytes: Uint8Array, label: string, final: number): string | null {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let isShifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === ESC) {
      if (bytes[at + 1] !== 0x24 || bytes[at + 2] !== 0x29 || bytes[at + 3] !== final) return null;
      at += 3;
    } else if (byte === SHIFT_OUT) isShifted = true;
    else if (byte === SHIFT_IN) isShifted = false;
    else {
      if (byte === LF) isShifted = false;
      out[length++] = isShifted && byte > 0x20 ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder(label, { ignoreBOM: true }).decode(out.subarray(0, length));
}

/** Without a name that says so, a byte order mark tells the order, else the zeros do. */
function utf32(bytes: Uint8Array, isLittle: boolean | null): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLE = isLittle ?? (bytes.length >= 4 && bytes[3] === 0 && bytes[0] !== 0);
  const pieces: string[] = [];
  let codes: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, isLE);
    // Other bytes under that name.
    if (code > 0x10ffff) return null;
    codes.push(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
    if (codes.length < 4096) continue;
    pieces.push(String.fromCodePoint(...codes));
    codes = [];
  }
  pieces.push(String.fromCodePoint(...codes));
  if (bytes.length % 4 !== 0) pieces.push("\u{FFFD}");
  return pieces.join("");
}
