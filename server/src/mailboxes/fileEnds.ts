import type { MailboxStore, MailPlace } from "./mailStore.js";

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

/** A file as it was once. */
export interface FileMark {
  /** Before it was read (`MailPlace.stamp`). */
  readonly stamp: string;
  readonly ends: FileEnds | null;
}

/**
 * How a file as it was stands to the file as it is now: the same, the same with bytes added, or another. Rejects with
 * `MailStoreError`.
 */
export async function compareFile(
  uri: string,
  { stamp, ends }: FileMark,
  now: MailPlace,
  store: MailboxStore,
): Promise<"same" | "grown" | "other"> {
  if (ends === null || now.size < ends.size) return "other";
  if (now.size === ends.size && now.stamp !== stamp) return "other";
  const current = await fileEnds(uri, ends.size, store);
  if (current === null || current.head !== ends.head || current.tail !== ends.tail) return "other";
  return now.size === ends.size ? "same" : "grown";
}

/** Whether a value out of a cache has that form. */
export function isEnds(value: unknown): value is FileEnds {
  if (typeof value !== "object" || value === null) return false;
  const { size, head, tail } = value as Partial<Record<keyof FileEnds, unknown>>;
  return (
    Number.isSafeInteger(size) && Number(size) >= 0 && typeof head === "string" && typeof tail === "string"
  );
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
