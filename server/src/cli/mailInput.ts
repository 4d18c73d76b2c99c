import { open, readFile, stat } from "node:fs/promises";
import { parse } from "../core/parse.js";
import { MailStoreError } from "../mailboxes/mailStore.js";
import { type MessageSource, packedAs } from "../mailboxes/messageSource.js";
import { openSource, sourceOfBytes } from "../mailboxes/openSource.js";
import { defaultSourceLimits } from "../mailboxes/sourceLimits.js";

/** What the command line reads: a file at hand, or a mailbox whose messages are given out one by one. */
export type MailInput =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "source"; readonly source: MessageSource };

/** Above, a file is streamed: node's strings end at half a gigabyte. */
const maxBytes = 400 * 1024 * 1024;

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
    if (file === "-") {
      const bytes = await readStandardInput();
      if (packedAs(bytes) === null) return { kind: "bytes", bytes };
      return {
        kind: "source",
        source: await sourceOfBytes(bytes, "untitled:/-", defaultSourceLimits, parse),
      };
    }
    const facts = await stat(file);
    const isPlain = facts.isFile() && facts.size <= maxBytes && packedAs(await firstBytes(file)) === null;
    // A pipe (`<(…)`) is neither file nor folder, and read to its end.
    if (isPlain || !(facts.isFile() || facts.isDirectory())) {
      const bytes = await readFile(file);
      // A pipe does not tell its size before.
      if (bytes.length > maxBytes) throw tooLarge(file);
      return { kind: "bytes", bytes };
    }
    return { kind: "source", source: await openSource(file, defaultSourceLimits, parse) };
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** What went wrong, as a sentence that names the file; other errors as they are. */
export function unreadable(file: string, error: unknown): unknown {
  if (error instanceof MailStoreError) return new UnreadableFile(error.message);
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
