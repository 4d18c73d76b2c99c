import type { MailboxStore } from "./mailStore.js";

/** What is asked of a file to know it again: a digest of its first bytes, and one of its last. */
export interface FileEnds {
  /** Bytes of the file then. */
  readonly size: number;
  readonly head: string;
  readonly tail: string;
}

const endBytes = 4096;

/** The ends of the first `size` bytes of a file; null where it is shorter. Rejects with `MailStoreError`. */
export async function fileEnds(uri: string, size: number, store: MailboxStore): Promise<FileEnds | null> {
  const length = Math.min(endBytes, size);
  const head = await store.range(uri, 0, length);
  const tail = await store.range(uri, size - length, length);
  if (head.length < length || tail.length < length) return null;
  return { size, head: digest(head), tail: digest(tail) };
}

export function isSameEnds(a: FileEnds | null, b: FileEnds | null): boolean {
  return a !== null && b !== null && a.size === b.size && a.head === b.head && a.tail === b.tail;
}

/** Two sums of 32 bits each (FNV-1a, and one that multiplies by another prime): to tell changes, not to withstand an attack. */
function digest(bytes: Uint8Array): string {
  let one = 0x811c9dc5;
  let two = 0x9e3779b9;
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    two = Math.imul(two ^ byte, 0x85ebca6b) ^ (two >>> 13);
  }
  return `${(one >>> 0).toString(16)}-${(two >>> 0).toString(16)}`;
}
