import { open, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parse } from "../core/parse.js";
import { packedAs } from "../mailboxes/mailSourceAt.js";
import { isMailStoreError } from "../mailboxes/mailStore.js";
import { type MessageSource } from "../mailboxes/messageSource.js";
import { openSource, sourceOfBytes } from "../mailboxes/openSource.js";
import { defaultSourceLimits, type SourceLimits } from "../mailboxes/sourceLimits.js";

/** What the command line reads: a small file at hand, or a mailbox whose messages are given out one by one. */
export type MailInput =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "source"; readonly source: MessageSource };

/** Above, a file is streamed. */
const maxWholeBytes = 16 * 1024 * 1024;
/** What is held at once, at most: node's strings end at half a gigabyte. */
const maxBytes = 400 * 1024 * 1024;
/** Without a user who waits for a view, a message may be as large as a string can be. */
const limits: SourceLimits = { ...defaultSourceLimits, messageBytes: maxBytes };

/** Says in a sentence why a file could not be read. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/**
 * Opens a file of mail, plain or gzip, a Maildir or a folder of mail files; `-` is standard input.
 * @throws UnreadableFile
 */
export async function openInput(file: string): Promise<MailInput> {
  try {
    if (file === "-") return await inputOfBytes(await readStandardInput(), file);
    const facts = await stat(file);
    // A pipe (`<(…)`) is neither file nor folder, and read to its end.
    if (!facts.isFile() && !facts.isDirectory()) {
      const bytes = await readFile(file);
      // It does not tell its size before.
      if (bytes.length > maxBytes) throw tooLarge(file);
      return await inputOfBytes(bytes, file);
    }
    const isSmall =
      facts.isFile() && facts.size <= maxWholeBytes && packedAs(await firstBytes(file)) === null;
    if (isSmall) return { kind: "bytes", bytes: await readFile(file) };
    return { kind: "source", source: await openSource(file, limits, parse) };
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function inputOfBytes(bytes: Uint8Array, file: string): Promise<MailInput> {
  if (bytes.length <= maxWholeBytes && packedAs(bytes) === null) return { kind: "bytes", bytes };
  const name = file === "-" ? "standard input" : path.basename(file);
  const uri = `untitled:/${encodeURIComponent(name)}`;
  return { kind: "source", source: await sourceOfBytes(bytes, uri, limits, parse) };
}

/** Said of a file that holds nothing at all. */
export const emptyNote = (file: string): string =>
  file === "-" ? "Standard input is empty." : `${file} is empty.`;

/** What went wrong, as a sentence that names the file; other errors as they are. */
export function unreadable(file: string, error: unknown): unknown {
  if (isMailStoreError(error)) return new UnreadableFile(error.message);
  if (!(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  return new UnreadableFile(`${file}: ${REASONS[code] ?? `it cannot be read (${code})`}.`);
}

const tooLarge = (file: string): UnreadableFile =>
  new UnreadableFile(`${file} is larger than 400 MB: too large to be read in one go.`);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "you may not read it",
};

async function firstBytes(file: string): Promise<Uint8Array> {
  const opened = await open(file, "r");
  try {
    const bytes = new Uint8Array(6);
    const { bytesRead } = await opened.read(bytes, 0, 6, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await opened.close();
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin) {
    const bytes = Buffer.from(piece as Uint8Array);
    length += bytes.length;
    if (length > maxBytes) throw tooLarge("Standard input");
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
