import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "../core/parse.js";
import { LineTable } from "../core/text/lineTable.js";
import type { DiagnoseOptions } from "../diagnostics/diagnose.js";
import type { MailDiagnostic } from "../diagnostics/mailDiagnostic.js";
import { mailState, type StateOptions } from "../diagnostics/mailState.js";
import { type EarlierLookup, LEVELS, type Level } from "../diagnostics/rule.js";
import { encodedAs } from "../features/encodedAs.js";
import type { ParsedDocument } from "../features/feature.js";
import { bytesAsText, type MessageInFile, messagesInFile } from "../mailboxes/decodedSource.js";
import { noMail } from "../mailboxes/mboxSource.js";
import type { SourceMessage } from "../mailboxes/messageSource.js";
import { decodedView } from "./lintDecoded.js";
import { findingAt, type LintFinding } from "./lintFinding.js";
import type { Lint } from "./lintRepository.js";
import { createOnceForSeries, isAboutDocument, type MailAtHand } from "./lintThreads.js";
import { emptyNote, type MailInput, openInput, UnreadableFile, unreadable } from "./mailInput.js";
import { nameBelow } from "./parse.js";

export interface LintOptions {
  readonly settings: Pick<DiagnoseOptions, "levels" | "preset">;
  /** All that is linted together. */
  readonly mail: MailAtHand;
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
  /** A diff without a mail around it. */
  readonly isDiff: boolean;
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
      /** What a mailbox says of a diff that is looked at here. */
      const untrue = new Set<string>();
      for (const uri of scan?.files.keys() ?? []) {
        try {
          const inner = await openInput(fileURLToPath(uri));
          const told = await lintInput(nameBelow(file, uri), inner, options, (linted) => {
            if (linted.isDiff) untrue.add(noMail(uri, 1));
            return onLinted(linted);
          });
          notes.push(...told);
        } catch (error) {
          // One of many: mail programs move files at any time.
          if (!(error instanceof UnreadableFile)) throw error;
          notes.push(error.message);
        }
      }
      return [...(scan?.notes ?? []).filter((note) => !untrue.has(note)), ...notes];
    }
    const isNew = createOnceForSeries(options.mail.thread);
    const { notes } = await source.readAll(async (message) => {
      const { uri, bytes, isWholeFile } = message;
      if (isWholeFile) return void (await onLinted(await lintBytes(file, uri, bytes, options)));
      const linted = await lintBytes(file, uri, bytes, options, { message, isNew });
      await onLinted({ ...linted, findings: linted.findings.map((finding) => inFile(finding, message)) });
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

/** Of a message that was read alone out of its mailbox. */
interface Alone {
  readonly message: SourceMessage;
  isNew(document: ParsedDocument, found: MailDiagnostic): boolean;
}

async function lintBytes(
  file: string,
  uri: string,
  bytes: Uint8Array,
  options: LintOptions,
  alone?: Alone,
): Promise<Linted> {
  const document = parsedDocument(uri, new TextDecoder().decode(bytes));
  const state: StateOptions = {
    mailIs: options.mailIs ?? "auto",
    // Of a compressed standard input the messages would else be untitled.
    placeUri: uriOf(file),
    userAddresses: options.mailIs === "auto" ? await options.askUser(document) : null,
  };
  const asked: DiagnoseOptions = {
    ...options.settings,
    thread: options.mail.thread,
    least: options.least,
    limit,
  };
  const earlier = alone && { earlier: earlierThan(alone.message, options.mail) };
  const found = await options.rules(document, { ...asked, ...state, ...earlier });
  const given = { file, document, bytes, isAlone: alone !== undefined };
  const decoded = await decodedFindings(given, state, (view, its) =>
    options.rules(view, { ...asked, ...its }),
  );
  const findings: LintFinding[] = [];
  for (const each of found) {
    const message = document.model.messages[each.data.messageIndex];
    if (alone?.isNew(document, each) === false) continue;
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
  const { form, messages } = document.model;
  const isDiff = form === "diff" && messages.some(({ files }) => files.length > 0);
  return { messageCount, isDiff, findings: findings.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** The mails before a message in its file. */
function earlierThan({ uri, index }: SourceMessage, mail: MailAtHand): EarlierLookup {
  return (messageId) => {
    const first = mail.firstOf(uri, messageId);
    return first !== null && first.index < index ? first : null;
  };
}

/** One message, which need not be cut out of its file. */
function messageAlone(bytes: Uint8Array): (index: number) => MessageInFile | null {
  return (index) => (index === 0 ? { bytes, fileStart: 0, map: null, asItStands: null } : null);
}

/** In an editor it leads to the decoded view; here that was looked at. */
const isDecodedNotice = ({ code }: MailDiagnostic): boolean => code === "mail.encoded-body";

/** Of each message that is encoded and can be decoded, by its index. `ask`: the rules, with their settings. */
async function decodedFindings(
  { file, document, bytes, isAlone }: Given,
  state: StateOptions,
  ask: (view: ParsedDocument, state: StateOptions) => Promise<readonly MailDiagnostic[]>,
): Promise<ReadonlyMap<number, readonly LintFinding[]>> {
  const result = new Map<number, readonly LintFinding[]>();
  const { text, uri, model } = document;
  if (model.form !== "mail") return result;
  const encoded = model.messages.filter((message) => {
    const form = encodedAs(text, message);
    return form !== null && form !== "encrypted";
  });
  if (encoded.length === 0) return result;
  const find = isAlone ? messageAlone(bytes) : messagesInFile(bytes);
  let places: LineTable | null = null;
  for (const message of encoded) {
    const { state: mailIs } = mailState(document, message, state);
    const view = await decodedView(find, message.index);
    if (view === null) continue;
    const decoded = parsedDocument(uri, view.text);
    const own: LintFinding[] = [];
    for (const each of await ask(decoded, { mailIs })) {
      // What is said of series and threads is said of the file's messages.
      if (isAboutDocument(each.code)) continue;
      places ??= new LineTable(bytesAsText(bytes));
      own.push({
        ...findingAt(file, decoded, each),
        ...view.placeOf(decoded, each, places),
        messageNumber: message.index + 1,
        decoded: true,
      });
    }
    result.set(message.index, own);
  }
  return result;
}

/** What is looked at. */
interface Given {
  /** As the user names it. */
  readonly file: string;
  readonly document: ParsedDocument;
  readonly bytes: Uint8Array;
  /** The bytes are those of one message, not of its file. */
  readonly isAlone: boolean;
}

function parsedDocument(uri: string, text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri, version: 0, languageId: "patch-mail", text, model: document, problems };
}

const isWanted = ({ level }: LintFinding, { least }: LintOptions): boolean =>
  LEVELS.indexOf(level) <= LEVELS.indexOf(least);
