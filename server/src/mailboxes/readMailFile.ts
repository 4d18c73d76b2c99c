import type { ParseResult } from "../core/model.js";
import type { MailFile } from "../threads/model.js";
import { createHeaderScan } from "./headerScan.js";
import { fileName, type MailStore, MailStoreError } from "./mailStore.js";
import { defaultSourceLimits } from "./sourceLimits.js";
import { mailFileOf } from "./summary.js";

/** Sizes in bytes at which files are read in another way. */
export interface MailFileLimits {
  /** Up to here a file is parsed whole, so that saved archive pages and damaged mail are understood, too. */
  readonly parsedBytes: number;
  /** Up to here a file is parsed whole where a scan of header blocks finds nothing in it. */
  readonly parsedPageBytes: number;
  /** Above, it is not read at all. */
  readonly maxBytes: number;
  /** A file of more messages is not shown. */
  readonly maxMessages: number;
}

export const defaultMailFileLimits: MailFileLimits = {
  parsedBytes: 2 * 1024 * 1024,
  parsedPageBytes: 16 * 1024 * 1024,
  maxBytes: 150 * 1024 * 1024,
  maxMessages: defaultSourceLimits.messages,
};

/**
 * Reads one file for the threads. Rejects with `MailStoreError`, whose message is a sentence for the user, where the
 * file is too large, gone or not readable. Undefined where `isStopped` put an end to it.
 */
export async function readMailFile(
  uri: string,
  store: MailStore,
  parse: (text: string) => ParseResult,
  isStopped: () => boolean,
  limits: MailFileLimits = defaultMailFileLimits,
): Promise<MailFile | undefined> {
  const size = await store.size(uri);
  if (size > limits.maxBytes) {
    throw new MailStoreError(
      `${fileName(uri)} has ${megabytes(size)} MB, and Threads reads mailboxes of up to ${megabytes(limits.maxBytes)} MB by itself: Patch Mail: Open Mailbox… reads this one, too.`,
    );
  }
  if (size <= limits.parsedBytes) return await parseWhole(uri, store, parse, isStopped, size);
  const scanned = await scanHeaders(uri, store, isStopped, limits.maxMessages);
  // Pages saved from an archive begin with no header: only the parser makes sense of them.
  const isPage = scanned?.messages.length === 0 && size <= limits.parsedPageBytes;
  return isPage ? await parseWhole(uri, store, parse, isStopped, size) : scanned;
}

async function parseWhole(
  uri: string,
  store: MailStore,
  parse: (text: string) => ParseResult,
  isStopped: () => boolean,
  size: number,
): Promise<MailFile | undefined> {
  const decoder = new TextDecoder("utf-8");
  let text = "";
  let bytesRead = 0;
  await store.read(
    uri,
    (bytes) => {
      bytesRead += bytes.length;
      text += decoder.decode(bytes, { stream: true });
    },
    // A file that grows while it is read (or a pipe) must not fill the memory.
    () => isStopped() || bytesRead > 2 * size + 65_536,
  );
  if (isStopped()) return undefined;
  return mailFileOf(uri, parse(text + decoder.decode()).document);
}

async function scanHeaders(
  uri: string,
  store: MailStore,
  isStopped: () => boolean,
  maxMessages: number,
): Promise<MailFile | undefined> {
  const scan = createHeaderScan(uri);
  const isFull = (): boolean => scan.places.length > maxMessages;
  await store.read(
    uri,
    (bytes) => scan.push(bytes),
    () => isStopped() || isFull(),
  );
  if (isStopped()) return undefined;
  if (isFull()) {
    const count = maxMessages.toLocaleString("en-US");
    throw new MailStoreError(
      `${fileName(uri)} holds more than ${count} messages: Patch Mail: Open Mailbox… shows the first ones.`,
    );
  }
  const messages = scan.end();
  const { editorBytes, editorLines } = defaultSourceLimits;
  const isIndexOnly = scan.byteCount > editorBytes || scan.lineCount > editorLines;
  return { messages, told: [], ...(isIndexOnly ? { isIndexOnly } : {}) };
}

/** What a text that is too large to be parsed gives to the threads. */
export function scanText(uri: string, text: string): MailFile {
  const scan = createHeaderScan(uri);
  const encoder = new TextEncoder();
  const step = 1024 * 1024;
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + step, text.length);
    // Not between the two halves of a surrogate pair.
    const code = text.charCodeAt(end - 1);
    if (end < text.length && code >= 0xd800 && code <= 0xdbff) end++;
    scan.push(encoder.encode(text.slice(at, end)));
    at = end;
  }
  return { messages: scan.end(), told: [] };
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0);
}
