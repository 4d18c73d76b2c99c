import type { ParseResult } from "../core/model.js";
import type { MailFile, MessageSummary } from "../threads/model.js";
import type { MailboxCache } from "./mailboxCache.js";
import type { MailboxStore } from "./mailStore.js";
import type { SourceLimits } from "./sourceLimits.js";

/**
 * Where messages come from: a file of one or more, plain or compressed, a Maildir, a folder of mail files, or what an
 * engine finds for a query (notmuch). Whatever knows summaries first, and bytes when asked, can be one: the threads see
 * no difference. A message is named by the file (or other place) that holds it and its number there.
 */
export interface MessageSource {
  /** Of the whole; of an engine's answer, one that holds the query. */
  readonly uri: string;
  readonly kind: SourceKind;
  /**
   * Finds all messages, reading header blocks only. Damage is no error: what came before it is found, and a note says
   * so. Undefined where `isStopped` put an end to it. Rejects with `MailStoreError` where nothing can be read.
   */
  scan(watch: ScanWatch): Promise<SourceScan | undefined>;
  /**
   * One message by what its summary says: file and 0-based place in it. Header and body as they were before they were
   * written into the mailbox: without separator, escapes taken back. Scans first where nothing was scanned yet, or where
   * the file has changed since. Rejects with `MailStoreError`.
   */
  read(uri: string, index: number, isStopped?: () => boolean): Promise<Uint8Array>;
  /**
   * All messages in order, one held at a time; a file is read twice, since what a message is may be proved behind it.
   * Damage ends it quietly, and a note says so. A text that is no mail comes as one message. The limit of messages holds
   * for compressed files.
   */
  readAll(
    onMessage: (message: SourceMessage) => void | Promise<void>,
    isStopped?: () => boolean,
  ): Promise<SourceEnd>;
}

export type SourceKind = "file" | "gzip" | "maildir" | "folder" | "notmuch";

export interface ScanWatch {
  /** Messages that are wanted, where the limits allow more. */
  readonly maxMessages?: number;
  isStopped?(): boolean;
  /** Bytes read, of all; for a folder, files. */
  onProgress?(done: number, total: number): void;
  /** Messages that are sure by now, in order; called from time to time. */
  onMessages?(messages: readonly MessageSummary[]): void;
}

export interface SourceEnd {
  /** Messages, also those without a header to show. */
  readonly messageCount: number;
  /** Sentences for the user: what could not be read, and why. */
  readonly notes: readonly string[];
  /** There is no mail, and nothing is wrong: what its note says is told once, and need not stand in a view. */
  readonly isEmpty?: true;
}

export interface SourceScan extends SourceEnd {
  /** What each file gives to the threads; for a mailbox in one file, that one. */
  readonly files: ReadonlyMap<string, MailFile>;
}

export interface SourceMessage {
  /** The file that holds it. */
  readonly uri: string;
  /** 0-based place in that file. */
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Lines of the file above the first one of `bytes`. */
  readonly line0: number;
  /** Those above its separator. */
  readonly separatorLine0: number;
  /** No header was found: it is the whole file, whatever that is. */
  readonly isWholeFile: boolean;
  /** Of a Maildir. */
  readonly flags: string;
}

export interface SourceParts {
  readonly store: MailboxStore;
  readonly limits: SourceLimits;
  /** Makes sense of saved archive pages; undefined: they are files without mail. */
  readonly parse: ((text: string) => ParseResult) | undefined;
  /** What was found in mailboxes in earlier sessions; undefined: nothing is kept. */
  readonly cache?: MailboxCache | undefined;
}
