import { decodeCharset, isAscii } from "./decodeCharset.js";

/*
 * Text of a mail as git takes it. `git mailinfo` reads the log in the mail's charset and leaves the patch as bytes, and its
 * lines end at LF alone. So that one text can be parsed and still gives those bytes, a CR without LF and bytes that are no
 * UTF-8 are single low surrogates, U+DC00 + byte (as Python's `surrogateescape`): no decoder makes such text of anything.
 */

const escapeBase = 0xdc00;

/** A patch's bytes as text; `gitBytes` gives the same bytes. A line that is not valid UTF-8 has all its bytes kept one by one. */
function patchText(bytes: Uint8Array): string {
  const whole = utf8(bytes);
  if (whole !== null) return keepCr(whole);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lf = bytes.indexOf(10, at);
    const end = lf === -1 ? bytes.length : lf + 1;
    lines.push(lineText(bytes.subarray(at, end)));
    at = end;
  }
  return keepCr(lines.join(""));
}

/** A body or part: its log in `charset`, the patch in it as bytes. `isInPatch`: the patch began in a part above. */
export function bodyText(
  bytes: Uint8Array,
  charset: string,
  isInPatch: boolean,
): { readonly text: string; readonly isInPatch: boolean } {
  const start = isInPatch ? 0 : patchStart(bytes);
  const log = start === 0 ? "" : keptText(decodeCharset(bytes.subarray(0, start), charset).text);
  return { text: log + patchText(bytes.subarray(start)), isInPatch: start < bytes.length || isInPatch };
}

/** Text out of a decoder, its CRs kept. */
export const keptText = (text: string): string => keepCr(text.replace(/\p{Cs}/gu, "\ufffd"));

/** The bytes of such a text. */
export function gitBytes(text: string): Uint8Array {
  const encoder = new TextEncoder();
  if (!isKept(text)) return encoder.encode(text);
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  let from = 0;
  for (const { 0: kept, index } of text.matchAll(/[\udc0d\udc80-\udcff]/gu)) {
    length += encoder.encodeInto(text.slice(from, index), bytes.subarray(length)).written;
    bytes[length++] = kept.charCodeAt(0) & 0xff;
    from = index + 1;
  }
  length += encoder.encodeInto(text.slice(from), bytes.subarray(length)).written;
  return bytes.slice(0, length);
}

/** For a stream: the text itself where it is all there is. */
export const textOrBytes = (text: string): string | Uint8Array => (isKept(text) ? gitBytes(text) : text);

/** Such a text for a reader or the clipboard, who take no bytes: those that are no UTF-8 as Latin-1. */
export function readerText(text: string): { readonly text: string; readonly isOther: boolean } {
  if (!isKept(text)) return { text, isOther: false };
  const shown = text.replace(/[\udc0d\udc80-\udcff]/gu, (kept) =>
    String.fromCharCode(kept.charCodeAt(0) & 0xff),
  );
  return { text: shown, isOther: /[\udc80-\udcff]/u.test(text) };
}

/** A line without LF holds a CR, at its end or before. */
export const hasCr = (row: string): boolean => /[\r\udc0d]/u.test(row);

/** Offset of the line from which on `git mailinfo` takes everything for the patch (mailinfo.c, `patchbreak`); the length where there is none. */
function patchStart(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at];
    if ((first === 0x64 || first === 0x49 || first === 0x2d) && isBreak(bytes, at)) return at;
    const lf = bytes.indexOf(10, at);
    if (lf === -1) break;
    at = lf + 1;
  }
  return bytes.length;
}

function isBreak(bytes: Uint8Array, at: number): boolean {
  const starts = (text: string): boolean => {
    for (let each = 0; each < text.length; each++)
      if (bytes[at + each] !== text.charCodeAt(each)) return false;
    return true;
  };
  if (starts("diff -") || starts("Index: ")) return true;
  if (!starts("---")) return false;
  if (bytes[at + 3] === 0x20 && !isSpace(bytes[at + 4])) return true;
  let end = at + 3;
  while (end < bytes.length && bytes[end] !== 10 && isSpace(bytes[end])) end++;
  return bytes[end] === 10;
}

const isSpace = (byte: number | undefined): boolean =>
  byte === undefined || byte === 0x20 || (byte >= 9 && byte <= 13);

/** Beside a kept one no surrogate stands alone. */
const isKept = (text: string): boolean => /[\udc0d\udc80-\udcff]/u.test(text);

const keepCr = (text: string): string =>
  text.includes("\r") ? text.replace(/\r(?!\n)/g, String.fromCharCode(escapeBase + 13)) : text;

function lineText(bytes: Uint8Array): string {
  const whole = isAscii(bytes) ? null : utf8(bytes);
  if (whole !== null) return whole;
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte < 0x80 ? byte : escapeBase + byte);
  return text;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
