import { decodeBytes } from "../core/mail/encodedWords.js";
import { splitFields } from "../core/mail/mboxSplit.js";
import type { RawFields } from "./summary.js";

const LF = 10;

/** A field that is looked at. */
export interface LookedField {
  /** In lower case. */
  readonly name: string;
  /** Of a summary; null for one that only tells where messages end. */
  readonly field: keyof RawFields | null;
  readonly isOfSplit: boolean;
}

const fieldNames: ReadonlyMap<string, keyof RawFields> = new Map([
  ["subject", "subject"],
  ["from", "from"],
  ["date", "date"],
  ["message-id", "messageId"],
  ["in-reply-to", "inReplyTo"],
  ["references", "references"],
  ["content-type", "contentType"],
  ["list-id", "listId"],
  ["to", "to"],
  ["cc", "cc"],
]);
export const looked: readonly LookedField[] = [...new Set([...fieldNames.keys(), ...splitFields])].map(
  (name) => ({
    name,
    field: fieldNames.get(name) ?? null,
    isOfSplit: splitFields.has(name),
  }),
);
/** By the length of their names. */
const lookedOfLength: readonly (readonly LookedField[])[] = Array.from({ length: 20 }, (_, length) =>
  looked.filter(({ name }) => name.length === length),
);

/** Length of a field's name that has its colon right behind it; 0 where a closer look is needed. */
export function plainNameLength(data: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + 78);
  for (let at = start; at < limit; at++) {
    const byte = data[at] ?? 0;
    if (byte === 0x3a) return at - start;
    if (byte < 33 || byte > 126) return 0;
  }
  return 0;
}

/** The field whose name, of printable ASCII, stands there; null where it is none that is looked at. */
export function lookedField(data: Uint8Array, start: number, length: number): LookedField | null {
  const candidates = lookedOfLength[length];
  if (candidates === undefined) return null;
  for (const candidate of candidates) if (isName(data, start, candidate.name)) return candidate;
  return null;
}

function isName(data: Uint8Array, start: number, name: string): boolean {
  for (let at = 0; at < name.length; at++)
    if (((data[start + at] ?? 0) | 0x20) !== name.charCodeAt(at)) return false;
  return true;
}

/** Lines that follow one another, each decoded by itself where they are not ASCII. */
export function blockText(data: Uint8Array, start: number, end: number): string {
  if (isAscii(data, start, end)) return asBuffer(data).toString("latin1", start, end);
  let text = "";
  for (let at = start; at <= end; ) {
    const next = data.indexOf(LF, at);
    const lineEnd = next === -1 || next > end ? end : next;
    text += `${at === start ? "" : "\n"}${lineText(data, at, lineEnd)}`;
    at = lineEnd + 1;
  }
  return text;
}

function isAscii(data: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((data[at] ?? 0) >= 0x80) return false;
  return true;
}

export function lineText(data: Uint8Array, start: number, end: number): string {
  if (!isAscii(data, start, end)) return decodeBytes(data.subarray(start, end), "utf-8");
  return asBuffer(data).toString("latin1", start, end);
}

/** The same memory; what a file or zlib gives is a Buffer already. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
