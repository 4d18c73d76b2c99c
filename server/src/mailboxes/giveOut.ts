import type { FromEscape } from "../core/mail/mboxSeparator.js";
import type { MessagePlace } from "./headerScan.js";

const LF = 10;
const CR = 13;
const GT = 0x3e;
const FROM = [0x46, 0x72, 0x6f, 0x6d, 0x20];

/**
 * A message as it was before it was written into its mailbox: the escapes of `From ` lines taken back as the mailbox'
 * dialect asks, the empty line of the mbox left out. `raw` are the bytes at its place; may be returned as they are.
 */
export function giveOut(raw: Uint8Array, place: MessagePlace): Uint8Array {
  const { bytes, escape } = ownBytes(raw, place);
  return escape === "none" ? bytes : unescapeFrom(bytes, escape === "mboxrd");
}

/** The message without the empty line of the mbox, and the escapes that are still in it. */
export function ownBytes(
  raw: Uint8Array,
  place: Pick<MessagePlace, "escape" | "hasEmptyLine" | "hasTrueLength">,
): { readonly bytes: Uint8Array; readonly escape: FromEscape } {
  const bytes = place.hasEmptyLine ? withoutEmptyLine(raw) : raw;
  // A text with bare `From ` lines whose end Content-Length told was never escaped (mboxcl2).
  return { bytes, escape: place.hasTrueLength && hasBareFrom(bytes) ? "none" : place.escape };
}

/** Takes one `>` away from lines that begin with `>From `; with `isRd` from `>>From ` and deeper ones, too. */
export function unescapeFrom(bytes: Uint8Array, isRd: boolean): Uint8Array {
  let out: Uint8Array | null = null;
  let length = 0;
  let copied = 0;
  const copyTo = (end: number): void => {
    out ??= new Uint8Array(bytes.length);
    out.set(bytes.subarray(copied, end), length);
    length += end - copied;
  };
  for (let start = bytes.indexOf(GT); start !== -1; start = bytes.indexOf(GT, start + 1)) {
    if (start > 0 && bytes[start - 1] !== LF) continue;
    let at = start + 1;
    while (isRd && bytes[at] === GT) at++;
    if (!isFrom(bytes, at)) continue;
    copyTo(start);
    copied = start + 1;
  }
  if (copied === 0) return bytes;
  copyTo(bytes.length);
  return out === null ? bytes : (out as Uint8Array).subarray(0, length);
}

function isFrom(bytes: Uint8Array, at: number): boolean {
  for (const [place, byte] of FROM.entries()) if (bytes[at + place] !== byte) return false;
  return true;
}

function hasBareFrom(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x46); at !== -1; at = bytes.indexOf(0x46, at + 1)) {
    if (at > 0 && bytes[at - 1] === LF && isFrom(bytes, at)) return true;
  }
  return false;
}

/** Without the last line where it is empty, unless it is the one that ends the header. */
function withoutEmptyLine(bytes: Uint8Array): Uint8Array {
  const size = lineEndBefore(bytes, bytes.length);
  if (size === 0) return bytes;
  const shorter = bytes.subarray(0, bytes.length - size);
  const before = lineEndBefore(shorter, shorter.length);
  if (before === 0) return bytes;
  return headerEnd(bytes) >= bytes.length ? bytes : shorter;
}

/** Length of the line end that stands before an offset. */
function lineEndBefore(bytes: Uint8Array, offset: number): number {
  if (bytes[offset - 1] !== LF) return 0;
  return bytes[offset - 2] === CR ? 2 : 1;
}

/** Offset behind the first empty line. */
function headerEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return bytes.length;
}
