import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ParseResult } from "../core/model.js";
import type { MailboxCache } from "./mailboxCache.js";
import { mailSourceAt } from "./mailSourceAt.js";
import { type MailboxStore, MailStoreError } from "./mailStore.js";
import { type MessageSource } from "./messageSource.js";
import { gunzip, packedBytes } from "./nodeGunzip.js";
import { createNodeMailStore } from "./nodeMailStore.js";
import { createNodeNotmuch } from "./nodeNotmuch.js";
import { notmuchSource } from "./notmuchSource.js";
import { defaultSourceLimits, type SourceLimits } from "./sourceLimits.js";

/**
 * The messages at a path of this machine's disk: an mbox or a single mail, plain or gzip, a Maildir, or a folder of mail
 * files. `readAll` gives them in order without holding more than one. With `parse`, `scan` understands saved archive
 * pages, too; a `cache` keeps what was found for the next time. Rejects with `MailStoreError`, whose message is a sentence for the user.
 *
 *     const source = await openSource("t.mbox.gz");
 *     const { notes } = await source.readAll(({ uri, index, bytes }) => { … });
 */
export async function openSource(
  path: string,
  limits: SourceLimits = defaultSourceLimits,
  parse?: (text: string) => ParseResult,
  cache?: MailboxCache,
): Promise<MessageSource> {
  return mailSourceAt(pathToFileURL(resolve(path)).href, createNodeMailStore(), limits, parse, cache);
}

/**
 * The messages that this machine's notmuch finds for a query, which must be the user's own words. `scan` rejects with
 * `MailStoreError` where notmuch is missing or refuses.
 */
export function openNotmuchSource(query: string, limits: SourceLimits = defaultSourceLimits): MessageSource {
  return notmuchSource(query, createNodeNotmuch(), {
    store: createNodeMailStore(),
    limits,
    parse: undefined,
  });
}

/**
 * The same for bytes at hand (standard input), plain or gzip. `uri` is what the messages carry; its last part is the
 * name in sentences.
 */
export async function sourceOfBytes(
  bytes: Uint8Array,
  uri = "untitled:/standard%20input",
  limits: SourceLimits = defaultSourceLimits,
  parse?: (text: string) => ParseResult,
): Promise<MessageSource> {
  return mailSourceAt(uri, memoryStore(bytes), limits, parse);
}

/** Bytes as the only file there is. */
function memoryStore(bytes: Uint8Array): MailboxStore {
  const piece = 1024 * 1024;
  return {
    look: async () => ({ kind: "file", size: bytes.length, stamp: "" }),
    size: async () => bytes.length,
    list: () => Promise.reject(new MailStoreError("There is no folder here.")),
    range: async (_uri, start, length) => bytes.subarray(start, start + length),
    async read(_uri, onBytes, isStopped, start = 0) {
      for (let at = start; at < bytes.length && !isStopped(); at += piece)
        await onBytes(bytes.subarray(at, at + piece));
    },
    unpack: (_uri, onBytes, isStopped, maxBytes) => gunzip(packedBytes(bytes), onBytes, isStopped, maxBytes),
  };
}
