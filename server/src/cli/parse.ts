import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "../core/parse.js";
import type { ParsedDocument } from "../features/feature.js";
import { isEncoded } from "../mailboxes/decodedMail.js";
import { viewInFile } from "../mailboxes/decodedMessage.js";
import { bytesAsText, type FindMessage, messagesInFile } from "../mailboxes/decodedSource.js";
import { emptyNote, type MailInput, unreadable } from "./mailInput.js";
import { inFile, type MessageReport, reportDocument } from "./report.js";

/**
 * What we see in a file or mailbox, given out message by message. Messages in base64 or quoted-printable, and those with
 * encoded attachments, are decoded first; where that fails their raw text is reported.
 *
 * @returns sentences: what could not be read, and why
 * @throws UnreadableFile
 */
export async function parseInput(
  file: string,
  input: MailInput,
  onReports: (reports: readonly MessageReport[]) => unknown,
): Promise<readonly string[]> {
  if (input.kind === "bytes") {
    if (input.bytes.length === 0) return [emptyNote(file)];
    await onReports(await parseBytes(file, uriOf(file), input.bytes));
    return [];
  }
  const { source } = input;
  const isOneFile = source.kind === "gzip" || source.kind === "file";
  try {
    const { notes } = await source.readAll(async (message) => {
      const { uri, index, bytes, isWholeFile } = message;
      const reports = await parseBytes(isOneFile ? file : nameBelow(file, uri), uri, bytes);
      await onReports(isWholeFile ? reports : reports.map((report) => inFile({ ...report, index }, message)));
    });
    return notes;
  } catch (error) {
    throw unreadable(file, error);
  }
}

const uriOf = (file: string): string => (file === "-" ? "untitled:-" : pathToFileURL(file).href);

/** A file of a folder, by the name that the folder was given. */
export function nameBelow(folder: string, uri: string): string {
  if (!uri.startsWith("file:")) return folder;
  return path.join(folder, path.relative(path.resolve(folder), fileURLToPath(uri)));
}

function parsedDocument(uri: string, text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri, version: 0, languageId: "patch-mail", text, model: document, problems };
}

async function parseBytes(file: string, uri: string, bytes: Uint8Array): Promise<MessageReport[]> {
  const raw = parsedDocument(uri, new TextDecoder().decode(bytes));
  const reports = reportDocument(file, raw, false);
  if (!raw.model.messages.some(isEncoded)) return reports;
  // The same messages in the bytes' own offsets.
  const { messages } = parse(bytesAsText(bytes)).document;
  const find = messagesInFile(bytes);
  const result: MessageReport[] = [];
  for (const [at, report] of reports.entries()) {
    const message = messages[at];
    const text = message && isEncoded(message) ? await decodedText(find, at) : null;
    const decoded = text === null ? undefined : reportDocument(file, parsedDocument(uri, text), true)[0];
    const { index, line, messageId } = report;
    result.push(decoded ? { ...decoded, index, line, messageId } : report);
  }
  return result;
}

async function decodedText(find: FindMessage, index: number): Promise<string | null> {
  try {
    const found = find(index);
    return found && (await viewInFile(found, { maxShown: Number.POSITIVE_INFINITY })).text;
  } catch {
    return null; // the raw text is still there to report
  }
}
