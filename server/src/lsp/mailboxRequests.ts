import { type CancellationToken, type Connection, ErrorCodes, ResponseError } from "vscode-languageserver";
import { decodeBytes } from "../core/mail/encodedWords.js";
import type { ParseResult } from "../core/model.js";
import { encodedAs } from "../features/encodedAs.js";
import type { MailboxCache } from "../mailboxes/mailboxCache.js";
import type { MailIndex } from "../mailboxes/mailIndex.js";
import { mailSourceAt } from "../mailboxes/mailSourceAt.js";
import { fileName, isMailStoreError, type MailboxStore, MailStoreError } from "../mailboxes/mailStore.js";
import { type MessageSource, type SourceKind, type SourceScan } from "../mailboxes/messageSource.js";
import { type Notmuch, notmuchSource, notmuchUri } from "../mailboxes/notmuchSource.js";
import type { SourceLimits } from "../mailboxes/sourceLimits.js";
import { refusal } from "../protocol/refusal.js";
import type { MessageSummary } from "../threads/model.js";
import type { Guard } from "./guard.js";
import type { Clock } from "./host.js";
import { hasId, nameOf } from "./messageName.js";

/** `patchMail/openMailbox`: adds a file, a Maildir or a folder of mail to the threads; again: reads it anew. */
export interface OpenMailboxParams {
  readonly uri: string;
}

/** `patchMail/openNotmuch`: adds what notmuch finds; again with the same query: searches anew. Answers as openMailbox. */
export interface OpenNotmuchParams {
  /** notmuch-search-terms(7), as the user wrote it. */
  readonly query: string;
}

export interface OpenMailboxResult {
  readonly uri: string;
  /** The last part of its path; of a search its query. */
  readonly name: string;
  readonly kind: SourceKind;
  /** Messages, also those without a header to show. */
  readonly messageCount: number;
  /** Compressed, or too large for an editor: open its messages by `patchMail/message`, not the file. */
  readonly isIndexOnly: boolean;
  /** Sentences for the user: what could not be read, and why. */
  readonly notes: readonly string[];
}

/** `patchMail/mailboxProgress`, a notification while `patchMail/openMailbox` is being answered. */
export interface MailboxProgress {
  readonly uri: string;
  /** Bytes, of a folder files. */
  readonly done: number;
  /** 0: not known (a compressed file). */
  readonly total: number;
  readonly messageCount: number;
}

/** `patchMail/closeMailbox`: takes it out of the threads again. */
export interface CloseMailboxParams {
  readonly uri: string;
}

/** `patchMail/message`: one message of a file, by its place or its id; with both, the id decides. */
export interface MessageParams {
  /** The file that holds it, as in a row of the threads. */
  readonly uri: string;
  /** 0-based place in the file. */
  readonly ordinal?: number;
  /** Without brackets. */
  readonly messageId?: string;
}

export interface MessageResult {
  readonly uri: string;
  readonly ordinal: number;
  /** Header and body, as the message was before it went into the mailbox: UTF-8, or else Windows-1252. */
  readonly text: string;
  /** What keeps its text from being read as it stands (features/messages.ts); else null. */
  readonly encodedAs: string | null;
  /** Out of its subject, safe as the name of a file, with `.eml`. */
  readonly name: string;
}

export interface MailboxServices {
  readonly connection: Connection;
  readonly mail: MailIndex;
  /** undefined: this host reads no mailboxes. */
  readonly store: MailboxStore | undefined;
  readonly parse: (text: string) => ParseResult;
  /** undefined: nothing is kept for the next session. */
  readonly cache?: MailboxCache | undefined;
  /** undefined: this host runs no notmuch. */
  readonly notmuch?: Notmuch | undefined;
  /** Whether programs may run. */
  trusted(): boolean;
  readonly clock: Clock;
  readonly guard: Guard;
  /** As the settings say for a mailbox. */
  limits(uri: string): Promise<SourceLimits>;
}

export const mailboxMethods = [
  "patchMail/openMailbox",
  "patchMail/openNotmuch",
  "patchMail/closeMailbox",
  "patchMail/message",
] as const;

/** The handlers, by method. */
export interface MailboxRequests {
  "patchMail/openMailbox"(params: OpenMailboxParams, token: CancellationToken): Promise<OpenMailboxResult>;
  "patchMail/openNotmuch"(params: OpenNotmuchParams, token: CancellationToken): Promise<OpenMailboxResult>;
  "patchMail/closeMailbox"(params: CloseMailboxParams): null;
  "patchMail/message"(params: MessageParams, token: CancellationToken): Promise<MessageResult>;
}

export interface Mailboxes {
  readonly requests: MailboxRequests;
  /** Whether a file is in the threads because a mailbox was opened: no list of workspace files takes it away. */
  owns(uri: string): boolean;
  /** Whether it was opened itself. */
  isOpen(uri: string): boolean;
  /** Whether it was to be opened, also where that was stopped: the user knows of it. */
  wasAskedFor(uri: string): boolean;
  /** Calls back when `wasAskedFor` holds for another one. */
  whenAsked(listener: () => void): void;
  /** Reads a mailbox in one file anew. Undefined where it was stopped. Rejects with `MailStoreError`. */
  scan(uri: string, isStopped: () => boolean): Promise<SourceScan | undefined>;
  /**
   * Reads the opened folders anew that hold one of these files: only what is new in them. Gives the other files back.
   * Never rejects.
   */
  refreshFolders(uris: readonly string[], isStopped: () => boolean): Promise<readonly string[]>;
  /** The source that a file's messages are read from. Rejects with `MailStoreError`. */
  source(uri: string): Promise<MessageSource>;
  /** What is said about the opened mailboxes, for the view. */
  notes(): readonly string[];
  /** The bytes of one message, for other requests. Rejects with `MailStoreError`. */
  message(uri: string, index: number, isStopped: () => boolean): Promise<Uint8Array>;
}

/** Between two notifications. */
const progressMilliseconds = 100;
/** The first messages are shown when there are so many, and again each time they have doubled. */
const firstShown = 200;
/** Sources of files that no one opened as a mailbox, kept for the next message. */
const maxLoose = 4;

interface Opened {
  readonly source: MessageSource;
  /** Files that it has put into the index. */
  readonly files: Set<string>;
  notes: readonly string[];
}

/** Answers the requests about whole mailboxes. They are read, and never written. */
export function createMailboxes(services: MailboxServices): Mailboxes {
  const { mail, store, parse, guard } = services;
  const opened = new Map<string, Opened>();
  const opening = new Map<string, object>();
  const askedFor = new Set<string>();
  const askListeners: (() => void)[] = [];
  /** In order of last use. */
  const loose = new Map<string, MessageSource>();

  const storeAtHand = (): MailboxStore => {
    if (store === undefined) throw refusal("Mailboxes cannot be read here: they need files on a disk.");
    return store;
  };
  const newSource = async (uri: string): Promise<MessageSource> =>
    mailSourceAt(uri, storeAtHand(), await services.limits(uri), parse, services.cache);
  const close = (uri: string): void => {
    opening.delete(uri);
    const known = opened.get(uri);
    opened.delete(uri);
    if (known === undefined) return;
    for (const file of known.files) if (!owns(file)) mail.removeFile(file);
  };
  const owns = (uri: string): boolean => {
    if (opened.has(uri)) return true;
    for (const { files } of opened.values()) if (files.has(uri)) return true;
    return false;
  };
  const open = async (
    uri: string,
    name: string,
    findSource: () => Promise<MessageSource>,
    token: CancellationToken,
  ): Promise<OpenMailboxResult> => {
    const own = {};
    if (!askedFor.has(uri)) {
      askedFor.add(uri);
      for (const listener of askListeners) listener();
    }
    opening.set(uri, own);
    const isStopped = (): boolean => token.isCancellationRequested || opening.get(uri) !== own;
    try {
      const source = await findSource();
      if (isStopped()) throw stopped(uri);
      close(uri);
      opening.set(uri, own);
      const current: Opened = { source, files: new Set(), notes: [] };
      opened.set(uri, current);
      const show = showing(services, uri, current, source.kind === "file" || source.kind === "gzip");
      const scan = await source.scan({ isStopped, onProgress: show.onProgress, onMessages: show.onMessages });
      if (scan === undefined || isStopped()) {
        if (opened.get(uri) === current) close(uri);
        throw stopped(uri);
      }
      show.end();
      let isIndexOnly = false;
      mail.setFiles(scan.files);
      for (const [file, found] of scan.files) {
        current.files.add(file);
        isIndexOnly ||= found.isIndexOnly === true;
      }
      current.notes = lastingNotes(scan);
      const { kind } = source;
      const { messageCount, notes } = scan;
      return { uri, name, kind, messageCount, isIndexOnly, notes };
    } catch (error) {
      if (isMailStoreError(error)) close(uri);
      throw error;
    } finally {
      if (opening.get(uri) === own) opening.delete(uri);
    }
  };
  const openFile = (uri: string, token: CancellationToken): Promise<OpenMailboxResult> =>
    open(uri, fileName(uri), () => newSource(uri), token);
  const openSearch = (query: string, token: CancellationToken): Promise<OpenMailboxResult> => {
    const { notmuch } = services;
    if (notmuch === undefined) throw refusal("notmuch does not run here.");
    if (!services.trusted()) throw refusal(sentences.untrusted);
    const uri = notmuchUri(query);
    const findSource = async (): Promise<MessageSource> =>
      notmuchSource(query, notmuch, {
        store: storeAtHand(),
        limits: await services.limits(uri),
        parse: undefined,
      });
    return open(uri, `notmuch: ${query}`, findSource, token);
  };
  /** The source that a file's messages are read from. */
  const sourceOf = async (uri: string): Promise<MessageSource> => {
    const direct = opened.get(uri);
    if (direct !== undefined) return direct.source;
    for (const { files, source } of opened.values()) if (files.has(uri)) return source;
    const known = loose.get(uri) ?? (await newSource(uri));
    loose.delete(uri);
    loose.set(uri, known);
    const [oldest] = loose.keys();
    if (loose.size > maxLoose && oldest !== undefined) loose.delete(oldest);
    return known;
  };
  const bytesOf = async (uri: string, index: number, isStopped: () => boolean): Promise<Uint8Array> =>
    (await sourceOf(uri)).read(uri, index, isStopped);

  const message = async (params: MessageParams, token: CancellationToken): Promise<MessageResult> => {
    const { uri, messageId } = params;
    const isStopped = (): boolean => token.isCancellationRequested;
    let ordinal = params.ordinal ?? 0;
    let text = decodeBytes(await bytesOf(uri, ordinal, isStopped).catch(forMissing(messageId)), "utf-8");
    if (messageId !== undefined && !hasId(text, messageId)) {
      // Another place than the asker knew: the file has changed, or only the id was given.
      ordinal = await placeOf(await sourceOf(uri), uri, messageId, isStopped);
      text = decodeBytes(await bytesOf(uri, ordinal, isStopped), "utf-8");
    }
    const { document } = parse(text);
    const [first] = document.messages;
    const encoded = first === undefined ? null : encodedAs(text, first);
    return { uri, ordinal, text, encodedAs: encoded, name: nameOf(text) };
  };

  return {
    requests: {
      "patchMail/openMailbox": (params, token) => openFile(needUri(params, "patchMail/openMailbox"), token),
      "patchMail/openNotmuch"(params, token) {
        if (typeof params.query === "string") return openSearch(params.query, token);
        throw new ResponseError(ErrorCodes.InvalidParams, "patchMail/openNotmuch needs query");
      },
      "patchMail/closeMailbox"(params) {
        close(needUri(params, "patchMail/closeMailbox"));
        return null;
      },
      "patchMail/message"(params, token) {
        needUri(params, "patchMail/message");
        const { ordinal, messageId } = params;
        const isPlace = ordinal === undefined || (Number.isInteger(ordinal) && ordinal >= 0);
        if (!isPlace || (ordinal === undefined && typeof messageId !== "string")) {
          throw new ResponseError(ErrorCodes.InvalidParams, "patchMail/message needs ordinal or messageId");
        }
        return message(params, token);
      },
    },
    owns,
    isOpen: (uri) => opened.has(uri),
    wasAskedFor: (uri) => askedFor.has(uri) || owns(uri),
    whenAsked: (listener) => void askListeners.push(listener),
    async scan(uri, isStopped) {
      const scan = await (await sourceOf(uri)).scan({ isStopped });
      const current = opened.get(uri);
      if (current !== undefined && scan !== undefined) current.notes = lastingNotes(scan);
      return scan;
    },
    async refreshFolders(uris, isStopped) {
      const others: string[] = [];
      const changed = new Map<string, Opened>();
      for (const uri of uris) {
        const home = folderOf(uri);
        if (home === undefined) others.push(uri);
        else changed.set(home[0], home[1]);
      }
      for (const [uri, current] of changed) {
        const scan = await current.source.scan({ isStopped }).catch((error: unknown) => {
          if (!isMailStoreError(error)) throw error;
          current.notes = [error.message];
          return undefined;
        });
        if (scan === undefined || opened.get(uri) !== current) continue;
        current.notes = scan.notes;
        for (const file of current.files) {
          if (scan.files.has(file)) continue;
          current.files.delete(file);
          if (!owns(file)) mail.removeFile(file);
        }
        mail.setFiles(scan.files);
        for (const file of scan.files.keys()) current.files.add(file);
      }
      return others;
    },
    source: sourceOf,
    notes: () => [...opened.values()].flatMap(({ notes }) => notes),
    message: bytesOf,
  };

  /** The opened folder in which a file is, or would be. */
  function folderOf(uri: string): readonly [string, Opened] | undefined {
    for (const entry of opened) {
      const [folder, { source }] = entry;
      const isFolder = source.kind === "maildir" || source.kind === "folder";
      if (isFolder && uri.startsWith(folder.endsWith("/") ? folder : `${folder}/`)) return entry;
    }
    return undefined;
  }
  /** With an id to look for, a place that is gone is no failure yet. */
  function forMissing(messageId: string | undefined): (error: unknown) => Uint8Array {
    return (error) => {
      if (messageId === undefined || !isMailStoreError(error)) throw error;
      return new Uint8Array(0);
    };
  }
  function showing(
    { clock, connection }: MailboxServices,
    uri: string,
    current: Opened,
    isOneFile: boolean,
  ): {
    onProgress(done: number, total: number): void;
    onMessages(messages: readonly MessageSummary[]): void;
    end(): void;
  } {
    const messages: MessageSummary[] = [];
    let next = firstShown;
    let told = clock.now();
    let last: MailboxProgress = { uri, done: 0, total: 0, messageCount: 0 };
    const send = (): void =>
      guard.run("patchMail/mailboxProgress", {}, () =>
        connection.sendNotification("patchMail/mailboxProgress", last),
      );
    return {
      onProgress(done, total) {
        last = { uri, done, total, messageCount: messages.length };
        const now = clock.now();
        if (now - told < progressMilliseconds) return;
        told = now;
        send();
      },
      onMessages(more) {
        for (const each of more) messages.push(each);
        if (!isOneFile || messages.length < next) return;
        next = messages.length * 2;
        current.files.add(uri);
        // Not yet the whole: what an editor makes of the file is known at the end.
        mail.setFile(uri, { messages: [...messages], told: [], isIndexOnly: true });
      },
      end() {
        last = { ...last, total: last.done, messageCount: messages.length };
        send();
      },
    };
  }
}

/** That a mailbox is empty is told when it is opened; above the threads it would stand until the mailbox is closed. */
const lastingNotes = ({ notes, isEmpty }: SourceScan): readonly string[] => (isEmpty === true ? [] : notes);

function needUri(params: { readonly uri: string }, method: string): string {
  if (typeof params.uri === "string") return params.uri;
  throw new ResponseError(ErrorCodes.InvalidParams, `${method} needs uri`);
}

const sentences = {
  untrusted:
    "notmuch does not run in an untrusted workspace. Trust the workspace to search your mail from here.",
} as const;
const stopped = (uri: string): Error => refusal(`Opening ${fileName(uri)} was stopped.`);

async function placeOf(
  source: MessageSource,
  uri: string,
  messageId: string,
  isStopped: () => boolean,
): Promise<number> {
  const scan = await source.scan({ isStopped });
  const found = scan?.files.get(uri)?.messages.find((message) => message.messageId === messageId);
  if (found === undefined) throw new MailStoreError(`${fileName(uri)} does not hold this message any more.`);
  return found.index;
}
