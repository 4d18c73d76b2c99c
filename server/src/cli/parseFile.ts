import { readFile, stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { parse } from "../core/parse.js";
import type { ParsedDocument } from "../features/feature.js";
import { isEncoded } from "../mailboxes/decodedMail.js";
import { bytesAsText, decodedMessage } from "../mailboxes/decodedMessage.js";
import { type MessageReport, reportDocument } from "./report.js";

/** Node's strings end at half a gigabyte. */
const MAX_BYTES = 400 * 1024 * 1024;

/** Says in a sentence why a file could not be read. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/** Reads a file; `-` is standard input. @throws UnreadableFile */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    if (file === "-") return await readStandardInput();
    const facts = await stat(file);
    if (facts.isDirectory()) throw new UnreadableFile(`${file} is a folder, not a file.`);
    if (facts.size > MAX_BYTES) throw tooLarge(file);
    const bytes = await readFile(file);
    // A pipe does not tell its size before.
    if (bytes.length > MAX_BYTES) throw tooLarge(file);
    return bytes;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = REASONS[code] ?? `it cannot be read (${code || "unknown error"})`;
    throw new UnreadableFile(`${file}: ${reason}.`);
  }
}

const tooLarge = (file: string): UnreadableFile =>
  new UnreadableFile(`${file} is larger than 400 MB: too large to be read in one go.`);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "you may not read it",
  EISDIR: "it is a folder, not a file",
};

async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin) {
    const bytes = Buffer.from(piece as Uint8Array);
    length += bytes.length;
    if (length > MAX_BYTES) throw tooLarge("Standard input");
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

export function parsedDocument(uri: string, text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri, version: 0, languageId: "patch-mail", text, model: document, problems };
}

/**
 * What we see in a file. Messages in base64 or quoted-printable, and those with encoded attachments, are decoded first;
 * where that fails their raw text is reported.
 */
export async function parseFile(file: string, bytes: Uint8Array): Promise<MessageReport[]> {
  const uri = file === "-" ? "untitled:-" : pathToFileURL(file).href;
  const raw = parsedDocument(uri, new TextDecoder().decode(bytes));
  const reports = reportDocument(file, raw, false);
  if (!raw.model.messages.some(isEncoded)) return reports;
  // The same messages in the bytes' own offsets.
  const byteDocument = parse(bytesAsText(bytes)).document;
  const result: MessageReport[] = [];
  for (const [at, report] of reports.entries()) {
    const message = byteDocument.messages[at];
    if (!message || !isEncoded(message)) {
      result.push(report);
      continue;
    }
    const text = await decodedText(bytes, at);
    const decoded = text === null ? undefined : reportDocument(file, parsedDocument(uri, text), true)[0];
    result.push(
      decoded ? { ...decoded, index: report.index, line: report.line, messageId: report.messageId } : report,
    );
  }
  return result;
}

async function decodedText(bytes: Uint8Array, index: number): Promise<string | null> {
  try {
    return await decodedMessage(bytes, index);
  } catch {
    return null; // the raw text is still there to report
  }
}
