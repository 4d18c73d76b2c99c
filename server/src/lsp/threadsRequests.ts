import type { CancellationToken, Connection } from "vscode-languageserver";
import type { Message, ParseResult } from "../core/model.js";
import type { MailIndex } from "../mailboxes/mailIndex.js";
import { fileName, isMailStoreError, type MailStore } from "../mailboxes/mailStore.js";
import { defaultMailFileLimits, readMailFile, scanText } from "../mailboxes/readMailFile.js";
import { mailFileOf } from "../mailboxes/summary.js";
import type { ThreadOfParams, ThreadsShown } from "../protocol/threadOf.js";
import { filterMistake } from "../threads/filterMistake.js";
import type { Forest, ForestEntry } from "../threads/forest.js";
import { signature, type ThreadItem, threadItem } from "../threads/items.js";
import type { MessageSummary } from "../threads/model.js";
import type { DocumentStore } from "./documents.js";
import type { Facts } from "./factsService.js";
import type { Guard } from "./guard.js";
import type { Clock, Log, Timer } from "./host.js";
import type { Mailboxes } from "./mailboxRequests.js";
import type { ThreadsView, ThreadsViews } from "./threadsViews.js";

/** `patchMail/mailFiles`: all mail files of the workspace, as the client found them; what is not among them is gone. */
export interface MailFilesParams {
  readonly files: readonly string[];
}

/** `patchMail/mailFilesChanged`: what a watcher has seen. */
export interface MailFilesChangedParams {
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

export interface MailFilesResult {
  readonly messageCount: number;
}

/** `patchMail/mailFilesProgress`, a notification while `patchMail/mailFiles` is being answered. */
export interface MailFilesProgress {
  readonly done: number;
  readonly total: number;
}

/** `patchMail/threads`: the roots. */
export interface ThreadsParams extends ThreadsShown {
  /** Roots that are wanted at most, from the newest. */
  readonly limit?: number;
}

export interface ThreadsResult {
  readonly roots: readonly ThreadItem[];
  /** Threads that the filter leaves. */
  readonly total: number;
  /** Threads without the filter. */
  readonly threadCount: number;
  readonly messageCount: number;
  /** Messages that the filter asks for; null without a filter. */
  readonly matchCount: number | null;
  /** The filter asks for messages: rows are open down to them. Else it asks for threads as a whole. */
  readonly asksForMessages: boolean;
  /** What is wrong with the filter, a sentence for the user; null where nothing is. */
  readonly filterMistake: string | null;
  /** Sentences for the user: files that could not be read, and why. */
  readonly notes: readonly string[];
}

/** `patchMail/threadChildren` */
export interface ThreadChildrenParams extends ThreadsShown {
  readonly id: string;
}

/** `patchMail/threadsChanged`, a notification, at most twice a second. */
export interface ThreadsChanged {
  /** The list of roots has changed: ask for it again. */
  readonly roots: boolean;
  /** Roots whose row, or a row below, has changed; each as it is now. */
  readonly changed: readonly ThreadItem[];
}

/** What the requests are made of; given by startServer. */
export interface ThreadsServices {
  readonly connection: Connection;
  readonly documents: DocumentStore;
  readonly mail: MailIndex;
  readonly store: MailStore;
  readonly parse: (text: string) => ParseResult;
  readonly clock: Clock;
  readonly guard: Guard;
  readonly log: Log;
  readonly views: ThreadsViews;
  /** undefined: this host opens no mailboxes. */
  readonly mailboxes?: Mailboxes | undefined;
  /** undefined: bodies are not read in the background. */
  readonly facts?: Facts | undefined;
}

/** Between two notifications: the view is drawn again at most twice a second. */
const notifyMilliseconds = 500;
const progressMilliseconds = 100;
/** After an edit, before the document is looked at again. */
const editMilliseconds = 200;
/** Messages that are kept of all files together, about 100 MB of memory. */
const maxMessages = 200_000;
const maxNotes = 20;

/** What the client was told last, to find what has changed since. */
interface Shown {
  readonly params: ThreadsShown;
  readonly limit: number;
  readonly total: number;
  readonly messageCount: number;
  readonly notes: string;
  /** Signature of each root, in the order shown. */
  readonly signatures: ReadonlyMap<string, number>;
}

export const threadsMethods = [
  "patchMail/mailFiles",
  "patchMail/mailFilesChanged",
  "patchMail/threads",
  "patchMail/threadChildren",
  "patchMail/threadOf",
] as const;

type Handler<Params, Result> = (params: Params, token: CancellationToken) => Result | Promise<Result>;

/** The handlers of the Threads view's requests, by method. */
export interface ThreadsRequests {
  readonly "patchMail/mailFiles": Handler<MailFilesParams, MailFilesResult>;
  readonly "patchMail/mailFilesChanged": Handler<MailFilesChangedParams, MailFilesResult>;
  readonly "patchMail/threads": Handler<ThreadsParams, ThreadsResult>;
  readonly "patchMail/threadChildren": Handler<ThreadChildrenParams, ThreadItem[]>;
  readonly "patchMail/threadOf": Handler<ThreadOfParams, ThreadItem[]>;
}

export interface Threads {
  readonly requests: ThreadsRequests;
  dispose(): void;
}

/** Answers the requests of the Threads view and keeps the index up to date with files and open documents. */
export function createThreads(services: ThreadsServices): Threads {
  const { connection, mail, clock, guard, mailboxes, views } = services;
  const notes = new Map<string, string>();
  // What a workspace file could not give by itself is no news once its mailbox was opened.
  const isNews = (uri: string): boolean => mailboxes?.wasAskedFor(uri) !== true;
  const allNotes = (): string[] => [
    ...(mailboxes?.notes() ?? []),
    ...[...notes].flatMap(([uri, note]) => (isNews(uri) ? note : [])),
  ];
  const item = (entry: ForestEntry): ThreadItem => threadItem(entry, views.rows);
  let shown: Shown | null = null;
  let notifyTimer: Timer | null = null;
  let lastNotified = Number.NEGATIVE_INFINITY;

  const show = (params: ThreadsShown, limit: number): { shown: Shown; view: ThreadsView } => {
    const view = views.of(params);
    const roots = view.forest.roots.slice(0, limit);
    return {
      view,
      shown: {
        params,
        limit,
        total: view.forest.roots.length,
        messageCount: view.source.messageCount,
        notes: allNotes().join("\n"),
        signatures: new Map(roots.map((root) => [root.id, signature(view.forest, root, views.rows)])),
      },
    };
  };
  const notify = (): void => {
    notifyTimer = null;
    lastNotified = clock.now();
    // A client that never asked does not show threads.
    if (shown === null) return;
    const before = shown;
    const { shown: after, view: now } = show(before.params, before.limit);
    shown = after;
    const change = difference(before, after, now.forest, item);
    if (!change.roots && change.changed.length === 0) return;
    guard.run("patchMail/threadsChanged", {}, () =>
      connection.sendNotification("patchMail/threadsChanged", change),
    );
  };
  const changed = (): void => {
    if (notifyTimer !== null) return;
    const wait = Math.max(0, lastNotified + notifyMilliseconds - clock.now());
    notifyTimer = clock.schedule(wait, () => guard.run("threads", {}, notify));
  };
  const forgetMail = mail.listen(changed);
  mailboxes?.whenAsked(changed);
  const forgetViews = views.listen(changed);
  const following = followDocuments(services);

  const threads = (params: ThreadsParams): ThreadsResult => {
    const limit = Math.max(1, params.limit ?? Number.MAX_SAFE_INTEGER);
    const result = show(params, limit);
    shown = result.shown;
    services.facts?.wanted();
    const { forest, source, matchCount, asksForMessages } = result.view;
    return {
      roots: forest.roots.slice(0, limit).map(item),
      total: forest.roots.length,
      threadCount: source.roots.length,
      messageCount: source.messageCount,
      matchCount,
      asksForMessages,
      filterMistake: filterMistake(params.filter ?? ""),
      notes: allNotes().slice(0, maxNotes),
    };
  };
  const threadChildren = (params: ThreadChildrenParams): ThreadItem[] => {
    const { forest } = views.of(params);
    const entry = forest.entry(params.id);
    return entry === undefined ? [] : forest.childrenOf(entry).map(item);
  };
  const threadOf = (params: ThreadOfParams): ThreadItem[] => {
    const message = messageAt(services, params);
    const { forest } = views.of(params);
    const entry = message === undefined ? undefined : forest.entryOf(message);
    return entry === undefined ? [] : forest.pathTo(entry).map(item);
  };
  return {
    requests: {
      ...fileRequests({ services, notes, changed }),
      "patchMail/threads": threads,
      "patchMail/threadChildren": threadChildren,
      "patchMail/threadOf": threadOf,
    },
    dispose() {
      forgetMail();
      forgetViews();
      notifyTimer?.cancel();
      following.cancel();
    },
  };
}

/** The root list counts as changed where roots come, go or change places, or a number that the view shows differs. */
function difference(
  before: Shown,
  after: Shown,
  forest: Forest,
  item: (entry: ForestEntry) => ThreadItem,
): ThreadsChanged {
  const roots =
    before.total !== after.total ||
    before.messageCount !== after.messageCount ||
    before.notes !== after.notes ||
    [...before.signatures.keys()].join("\n\n") !== [...after.signatures.keys()].join("\n\n");
  const changed: ThreadItem[] = [];
  for (const [id, value] of after.signatures) {
    const known = before.signatures.get(id);
    const entry = forest.entry(id);
    if (known !== undefined && known !== value && entry !== undefined) changed.push(item(entry));
  }
  return { roots, changed };
}

/** Open documents stand before the files of the same URI, edits included. */
function followDocuments({ documents, mail, clock, guard }: ThreadsServices): Timer {
  const timers = new Map<string, Timer>();
  const update = (uri: string): void => {
    timers.delete(uri);
    const analysis = documents.analysis(uri);
    if (analysis === undefined) return;
    if (analysis.notice === null) mail.setDocument(uri, mailFileOf(uri, analysis.parsed.model));
    // Of an oversized document only the beginning is parsed; its file, if it is one of the workspace's, is known whole.
    else if (mail.messagesOf(uri).length === 0 || mail.hasDocument(uri)) {
      mail.setDocument(uri, scanText(uri, documents.text(uri) ?? ""));
    }
  };
  const later = (uri: string, milliseconds: number): void => {
    timers.get(uri)?.cancel();
    timers.set(
      uri,
      clock.schedule(milliseconds, () => guard.run("threads of a document", { uri }, () => update(uri))),
    );
  };
  documents.listen((event, uri) => {
    // Our own virtual documents are copies of mail that is there already.
    if (uri.startsWith("patch-mail:") || uri.startsWith("git:")) return;
    if (event !== "close") return later(uri, event === "open" ? 0 : editMilliseconds);
    timers.get(uri)?.cancel();
    timers.delete(uri);
    mail.removeDocument(uri);
  });
  return {
    cancel() {
      for (const timer of timers.values()) timer.cancel();
    },
  };
}

interface FileServices {
  readonly services: ThreadsServices;
  /** Sentences for the user, by file. */
  readonly notes: Map<string, string>;
  /** What the view shows may have changed. */
  changed(): void;
}

/** The client names files; they are read one after the other, others getting their turn between two pieces. */
function fileRequests(
  files: FileServices,
): Pick<ThreadsRequests, "patchMail/mailFiles" | "patchMail/mailFilesChanged"> {
  const { services, notes, changed } = files;
  const { connection, mail, clock, guard } = services;
  // A mailbox that was opened has been read already, and stays until it is closed.
  const isOwned = (uri: string): boolean => services.mailboxes?.owns(uri) ?? false;
  let round = 0;

  const readAll = async (
    uris: readonly string[],
    isStopped: () => boolean,
    onProgress: (done: number) => void,
  ): Promise<void> => {
    let held = mail.forest().messageCount;
    for (const [done, uri] of uris.entries()) {
      if (isStopped()) return;
      if (held > maxMessages) {
        notes.set(
          "",
          `Threads holds ${maxMessages.toLocaleString("en-US")} messages at most: the other files are left out.`,
        );
        changed();
        return;
      }
      held += await readOne(files, uri, isStopped);
      onProgress(done + 1);
    }
  };
  const forget = (uri: string): void => {
    notes.delete(uri);
    mail.removeFile(uri);
  };

  const mailFiles = async (params: MailFilesParams, token: CancellationToken): Promise<MailFilesResult> => {
    const own = ++round;
    notes.clear();
    const named = new Set(params.files);
    for (const uri of mail.fileUris()) if (!named.has(uri) && !isOwned(uri)) forget(uri);
    let told = 0;
    const tell = (done: number): void => {
      const now = clock.now();
      if (now - told < progressMilliseconds && done < named.size) return;
      told = now;
      const progress: MailFilesProgress = { done, total: named.size };
      guard.run("patchMail/mailFilesProgress", {}, () =>
        connection.sendNotification("patchMail/mailFilesProgress", progress),
      );
    };
    await readAll(
      [...named].filter((uri) => !isOwned(uri)),
      () => token.isCancellationRequested || own !== round,
      tell,
    );
    changed();
    return { messageCount: mail.forest().messageCount };
  };
  const mailFilesChanged = async (
    params: MailFilesChangedParams,
    token: CancellationToken,
  ): Promise<MailFilesResult> => {
    const isStopped = (): boolean => token.isCancellationRequested;
    const refresh = async (uris: readonly string[]): Promise<readonly string[]> =>
      (await services.mailboxes?.refreshFolders(uris, isStopped)) ?? uris;
    const known = new Set(params.deleted);
    const others = new Set(await refresh([...known, ...new Set(params.changed)]));
    for (const uri of known) if (others.delete(uri)) forget(uri);
    await readAll([...others], isStopped, () => undefined);
    for (const uri of others) services.facts?.fileChanged(uri);
    changed();
    return { messageCount: mail.forest().messageCount };
  };
  return { "patchMail/mailFiles": mailFiles, "patchMail/mailFilesChanged": mailFilesChanged };
}

const isOpen = (mailboxes: Mailboxes | undefined, uri: string): boolean => mailboxes?.isOpen(uri) ?? false;

/** Scanned rather than parsed: the mailbox' own source knows what of it is known already. */
async function isLarge(store: MailStore, uri: string): Promise<boolean> {
  const size = await store.size(uri);
  return size > defaultMailFileLimits.parsedBytes && size <= defaultMailFileLimits.maxBytes;
}

/** Reads one file into the index; the number of its messages. What cannot be read becomes a note. */
async function readOne(
  { services: { mail, store, parse, log, mailboxes }, notes }: FileServices,
  uri: string,
  isStopped: () => boolean,
): Promise<number> {
  try {
    const isWhole =
      mailboxes !== undefined && (mailboxes.isOpen(uri) || /\.gz$/i.test(uri) || (await isLarge(store, uri)));
    const scan = isWhole ? await mailboxes.scan(uri, isStopped) : undefined;
    const file = isWhole ? scan?.files.get(uri) : await readMailFile(uri, store, parse, isStopped);
    if (file === undefined) return 0;
    notes.delete(uri);
    const [note] = scan?.notes ?? [];
    if (note !== undefined && !isOpen(mailboxes, uri)) notes.set(uri, note);
    mail.setFile(uri, file);
    return file.messages.length;
  } catch (error) {
    mail.removeFile(uri);
    // Only our own errors are for the user; another one is a fault of ours, and its message may hold mail.
    notes.set(uri, isMailStoreError(error) ? error.message : `${fileName(uri)} could not be read.`);
    log.warn(`threads: ${uri} was not read: ${error instanceof Error ? error.name : typeof error}`);
    return 0;
  }
}

/** The message of the index that stands at a place of a file. */
export function messageAt(
  { documents, mail }: Pick<ThreadsServices, "documents" | "mail">,
  params: ThreadOfParams,
): MessageSummary | undefined {
  const { uri } = params.textDocument;
  const messages = mail.messagesOf(uri);
  if (messages.length === 0) return undefined;
  if (params.ordinal !== undefined) return messages.find(({ index }) => index === params.ordinal);
  const analysis = documents.analysis(uri);
  if (analysis !== undefined && analysis.notice === null) {
    // On a flattened page several messages may touch one line: the offset decides.
    const { model } = analysis.parsed;
    const offset = model.lines.offsetAt(params.position);
    const index = lastStarting(model.messages, offset, (message: Message) => message.span.start)?.index;
    return messages.find((message) => message.index === index);
  }
  // The separator line above the first header line belongs to the message, too.
  return lastStarting(messages, params.position.line, (message) => message.line0 - 1);
}

function lastStarting<T>(sorted: readonly T[], place: number, start: (item: T) => number): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = sorted[middle];
    if (item !== undefined && start(item) <= place) low = middle + 1;
    else high = middle;
  }
  return sorted[Math.max(0, low - 1)];
}
