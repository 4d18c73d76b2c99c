import type { ParseResult } from "../core/model.js";
import { filesSource, folderListing } from "./filesSource.js";
import type { MailboxCache } from "./mailboxCache.js";
import { fileName, type MailboxStore, MailStoreError } from "./mailStore.js";
import { mboxSource } from "./mboxSource.js";
import type { MessageSource, SourceParts } from "./messageSource.js";
import { defaultSourceLimits, type SourceLimits } from "./sourceLimits.js";

/** The source at a URI; looks what is there. Rejects with `MailStoreError`. */
export async function mailSourceAt(
  uri: string,
  store: MailboxStore,
  limits: SourceLimits = defaultSourceLimits,
  parse?: (text: string) => ParseResult,
  cache?: MailboxCache,
): Promise<MessageSource> {
  const parts: SourceParts = { store, limits, parse, cache };
  const place = await store.look(uri);
  if (place.kind === "folder") {
    const entries = await store.list(uri);
    const isMaildir = ["cur", "new"].every((name) =>
      entries.some((entry) => entry.isFolder && entry.name === name),
    );
    return filesSource(uri, folderListing(uri, isMaildir, parts), parts);
  }
  const packed = packedAs(await store.range(uri, 0, 6));
  if (packed !== null && packed !== "gzip") {
    throw new MailStoreError(
      `${fileName(uri)} is packed with ${packed}, which is not read here: unpack it first.`,
    );
  }
  return mboxSource(uri, packed === "gzip", parts);
}

/** With what a file is packed, as its first bytes say. */
export function packedAs(bytes: Uint8Array): "gzip" | "xz" | "bzip2" | "zstd" | "zip" | "lzip" | null {
  const begins = (...magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  if (begins(0x1f, 0x8b)) return "gzip";
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return "xz";
  if (begins(0x42, 0x5a, 0x68) && (bytes[3] ?? 0) >= 0x31 && (bytes[3] ?? 0) <= 0x39) return "bzip2";
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) return "zstd";
  if (begins(0x50, 0x4b, 3, 4)) return "zip";
  if (begins(0x4c, 0x5a, 0x49, 0x50)) return "lzip";
  return null;
}
