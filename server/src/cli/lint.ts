import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "../core/parse.js";
import { LineTable } from "../core/text/lineTable.js";
import type { DiagnoseOptions } from "../diagnostics/diagnose.js";
import type { MailDiagnostic } from "../diagnostics/mailDiagnostic.js";
import { mailState, type StateOptions } from "../diagnostics/mailState.js";
import { LEVELS, type Level } from "../diagnostics/rule.js";
import { encodedAs } from "../features/encodedAs.js";
import type { ParsedDocument } from "../features/feature.js";
import { bytesAsText, messagesInFile } from "../mailboxes/decodedSource.js";
import type { SourceMessage } from "../mailboxes/messageSource.js";
import { decodedView } from "./lintDecoded.js";
import { findingAt, type LintFinding } from "./lintFinding.js";
import type { Lint } from "./lintRepository.js";
import { createOnceForSeries, isAboutDocument } from "./lintThreads.js";
import { emptyNote, type MailInput, openInput, UnreadableFile, unreadable } from "./mailInput.js";
import { nameBelow } from "./parse.js";

export interface LintOptions {
  readonly settings: Pick<DiagnoseOptions, "levels" | "preset" | "thread">;
  readonly mailIs: StateOptions["mailIs"];
  /** The least level that is wanted. */
  readonly least: Exclude<Level, "off">;
  /** Addresses of git's user, for a document that may be a draft of theirs. */
  askUser(document: ParsedDocument): Promise<readonly string[] | null>;
  /** The rules; with a repository or without. */
  readonly rules: Lint;
}

/** What came of one message, or of one small file with all its messages. */
export interface Linted {
  readonly messageCount: number;
  /** In the order of the file. */
  readonly findings: readonly LintFinding[];
}

/**
 * The rules over a file, Maildir or folder. A file of up to 16 MB is looked at as an editor does; a larger or compressed
 * one message by message, so that it may be larger than the memory.
 *
 * @returns sentences: what could not be read, and why
 * @throws UnreadableFile
 */
export async function lintInput(
  file: string,
  input: MailInput,
  options: LintOptions,
  onLinted: (linted: Linted) => unknown,
): Promise<readonly string[]> {
  if (input.kind === "bytes") {
    if (input.bytes.length === 0) return [emptyNote(file)];
    await onLinted(await lintBytes(file, uriOf(file), input.bytes, options));
    return [];
  }
  const { source } = input;
  try {
    if (source.kind === "folder" || source.kind === "maildir") {
      const scan = await source.scan({});
      const notes: string[] = [];
      for (const uri of scan?.files.keys() ?? []) {
        try {
          const inner = await openInput(fileURLToPath(uri));
          notes.push(...(await lintInput(nameBelow(file, uri), inner, options, onLinted)));
        } catch (error) {
          // One of many: mail programs move files at any time.
          if (!(error instanceof UnreadableFile)) throw error;
          notes.push(error.message);
        }
      }
      return [...(scan?.notes ?? []), ...notes];
    }
    const isNew = createOnceForSeries(options.settings.thread);
    const { notes } = await source.readAll(async (message) => {
      const { findings, messageCount } = await lintBytes(file, message.uri, message.bytes, options, isNew);
      const placed = message.isWholeFile ? findings : findings.map((finding) => inFile(finding, message));
      await onLinted({ messageCount, findings: placed });
    });
    return notes;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Files by their own URI; what stands in none is not taken for an untitled document, which would be a draft. */
const uriOf = (file: string): string => pathToFileURL(file === "-" ? "standard input" : file).href;

/** A finding of a message that was read alone, with the line that it has in its file. */
function inFile(finding: LintFinding, { index, line0 }: SourceMessage): LintFinding {
  const { line, endLine } = finding;
  return { ...finding, messageNumber: index + 1, line: line + line0, endLine: endLine + line0 };
}

const limit = Number.POSITIVE_INFINITY;

type IsNew = (document: ParsedDocument, found: MailDiagnostic) => boolean;

async function lintBytes(
  file: string,
  uri: string,
  bytes: Uint8Array,
  options: LintOptions,
  isNew?: IsNew,
): Promise<Linted> {
  const document = parsedDocument(uri, new TextDecoder().decode(bytes));
  const state: StateOptions = {
    mailIs: options.mailIs ?? "auto",
    userAddresses: options.mailIs === "auto" ? await options.askUser(document) : null,
  };
  const found = await options.rules(document, { ...options.settings, ...state, limit });
  const decoded = await decodedFindings(file, document, bytes, options, state);
  const findings: LintFinding[] = [];
  for (const each of found) {
    const message = document.model.messages[each.data.messageIndex];
    if (isNew?.(document, each) === false) continue;
    // Of the encoded text only its header can be judged.
    const own = decoded.get(each.data.messageIndex);
    const isBody = message !== undefined && each.range.start.line >= message.bodyLine0;
    if (own !== undefined && (isBody || isDecodedNotice(each) || own.some(({ rule }) => rule === each.code)))
      continue;
    const finding = findingAt(file, document, each);
    if (isWanted(finding, options)) findings.push(finding);
  }
  const quotedCrlf = new Set(
    found.filter(({ code }) => code === "mail.quoted-crlf").map(({ data }) => data.messageIndex),
  );
  for (const [messageIndex, own] of decoded)
    for (const finding of own) {
      // The same CRs, and what is said of the mail tells what to do about them.
      if (finding.rule === "patch.dos-line-endings" && quotedCrlf.has(messageIndex)) continue;
      if (isWanted(finding, options)) findings.push(finding);
    }
  const messageCount = document.model.messages.length;
  return { messageCount, findings: findings.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** In an editor it leads to the decoded view; here that was looked at. */
const isDecodedNotice = ({ code }: MailDiagnostic): boolean => code === "mail.encoded-body";

/** Of each message that is encoded and can be decoded, by its index. */
async function decodedFindings(
  file: string,
  { text, uri, model }: ParsedDocument,
  bytes: Uint8Array,
  options: LintOptions,
  state: StateOptions,
): Promise<ReadonlyMap<number, readonly LintFinding[]>> {
  const result = new Map<number, readonly LintFinding[]>();
  if (model.form !== "mail") return result;
  const { messages } = model;
  const encoded = messages.filter((message) => {
    const form = encodedAs(text, message);
    return form !== null && form !== "encrypted";
  });
  if (encoded.length === 0) return result;
  const find = messagesInFile(bytes);
  const places = new LineTable(bytesAsText(bytes));
  for (const message of encoded) {
    const raw: ParsedDocument = { uri, version: 0, languageId: "patch-mail", text, model, problems: [] };
    const { state: mailIs } = mailState(raw, message, state);
    const view = await decodedView(find, message.index);
    if (view === null) continue;
    const document = parsedDocument(uri, view.text);
    const found = await options.rules(document, { ...options.settings, mailIs, limit });
    // What is said of series and threads is said of the file's messages.
    const own = found.filter(({ code }) => !isAboutDocument(code));
    result.set(
      message.index,
      own.map((each) => ({
        ...findingAt(file, document, each),
        ...view.placeOf(document, each, places),
        messageNumber: message.index + 1,
        decoded: true,
      })),
    );
  }
  return result;
}

function parsedDocument(uri: string, text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri, version: 0, languageId: "patch-mail", text, model: document, problems };
}

const isWanted = ({ level }: LintFinding, { least }: LintOptions): boolean =>
  LEVELS.indexOf(level) <= LEVELS.indexOf(least);
