import { decodeUtf16File, utf16MarkBytes } from "../core/mail/decodeCharset.js";
import type { DecodedView } from "../core/mail/decodeView.js";
import { toDecoded, toRaw } from "../core/mail/offsetMap.js";
import { LineTable, type Position } from "../core/text/lineTable.js";
import type { MessageInFile } from "./decodedSource.js";

const LF = 10;
const CR = 13;

/** A place in the decoded view, for one in the raw file as an editor shows it. Places outside of the message are clamped. */
export function toDecodedPosition(
  fileBytes: Uint8Array,
  message: MessageInFile,
  view: DecodedView,
  position: Position,
): Position {
  const raw = offsetOfPosition(fileBytes, position) - message.fileStart;
  const offset = Math.max(0, Math.min(raw, fileBytes.length - message.fileStart));
  const own = message.map ? toDecoded(message.map, offset) : offset;
  return positionIn(view.text, toDecoded(view.map, own));
}

/** A place in the raw file as an editor shows it, for one in the decoded view. */
export function toRawPosition(
  fileBytes: Uint8Array,
  message: MessageInFile,
  view: DecodedView,
  position: Position,
): Position {
  return rawPositionOf(fileBytes, message, toRaw(view.map, new LineTable(view.text).offsetAt(position)));
}

/** The place in the raw file for an offset of the message's own bytes. */
export function rawPositionOf(fileBytes: Uint8Array, message: MessageInFile, own: number): Position {
  const offset = message.map ? toRaw(message.map, own) : own;
  return positionOfOffset(fileBytes, message.fileStart + offset);
}

function positionIn(text: string, offset: number): Position {
  // Not between the two halves of a surrogate pair.
  const code = text.charCodeAt(offset);
  const isHalf = code >= 0xdc00 && code <= 0xdfff && offset > 0;
  return new LineTable(text).positionAt(isHalf ? offset - 1 : offset);
}

/** Line and character, as an editor that reads the bytes as UTF-8 counts them; a line ends at LF, CRLF or a lone CR. */
export function positionOfOffset(bytes: Uint8Array, offset: number): Position {
  const utf16 = decodeUtf16File(bytes);
  if (utf16 !== null) return new LineTable(utf16).positionAt(Math.max(0, (offset - utf16MarkBytes) >> 1));
  const end = Math.max(0, Math.min(offset, bytes.length));
  let line = 0;
  let lineStart = 0;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at];
    if (byte !== LF && (byte !== CR || bytes[at + 1] === LF)) continue;
    line++;
    lineStart = at + 1;
  }
  return { line, character: unitsIn(bytes, lineStart, end) };
}

/** UTF-16 code units that an editor shows for bytes; a byte order mark at the start of the file is not shown. */
function unitsIn(bytes: Uint8Array, start: number, end: number): number {
  return new TextDecoder("utf-8", { ignoreBOM: start > 0 }).decode(bytes.subarray(start, end)).length;
}

/** The byte at a line and character; a character behind the line's end means its end. */
export function offsetOfPosition(bytes: Uint8Array, position: Position): number {
  const utf16 = decodeUtf16File(bytes);
  if (utf16 !== null) return utf16MarkBytes + 2 * new LineTable(utf16).offsetAt(position);
  let line = 0;
  let lineStart = 0;
  for (let at = 0; at < bytes.length && line < position.line; at++) {
    const byte = bytes[at];
    if (byte !== LF && (byte !== CR || bytes[at + 1] === LF)) continue;
    line++;
    lineStart = at + 1;
  }
  if (line < position.line) return bytes.length;
  let lineEnd = lineStart;
  while (lineEnd < bytes.length && bytes[lineEnd] !== LF && bytes[lineEnd] !== CR) lineEnd++;
  return offsetInLine(bytes, lineStart, lineEnd, position.character);
}

/** The longest beginning of a line that shows at most so many code units. */
function offsetInLine(bytes: Uint8Array, start: number, end: number, units: number): number {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: start > 0 });
  let shown = 0;
  let isAscii = true;
  for (let at = start; at < end; at++) {
    if (shown >= units) return at;
    // A line of data may be long, and nearly all of them are ASCII.
    isAscii &&= (bytes[at] ?? 0) < 0x80;
    if (isAscii) shown++;
    else shown += decoder.decode(bytes.subarray(at, at + 1), { stream: true }).length;
  }
  return end;
}
