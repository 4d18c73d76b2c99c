import type { MailLookup } from "../features/feature.js";
import { createForest, type Forest } from "../threads/forest.js";
import { buildThreads, defaultThreadOptions, type ThreadOptions } from "../threads/jwz.js";
import type { MailFile, MessageSummary, ThreadNode, ToldMessage } from "../threads/model.js";
import { compareText } from "../threads/order.js";
import { resolveTold } from "../threads/overview.js";

/**
 * All mail that is at hand: files of the workspace, and open documents, which stand before the file of the same URI.
 * Threads are made at the first question after a change, once.
 */
export interface MailIndex extends MailLookup {
  /** Adds a file on the disk, or replaces what was known of it. */
  setFile(uri: string, file: MailFile): void;
  /** As `setFile` for each; listeners are told once. */
  setFiles(files: ReadonlyMap<string, MailFile>): void;
  removeFile(uri: string): void;
  fileUris(): readonly string[];
  /** Of files and open documents, in order. */
  uris(): readonly string[];
  /** Puts an open document in front of the file of that URI. */
  setDocument(uri: string, file: MailFile): void;
  removeDocument(uri: string): void;
  hasDocument(uri: string): boolean;
  /** What is known of a file or document. */
  messagesOf(uri: string): readonly MessageSummary[];
  /** Whether the messages of a file are read one by one, since no editor takes it. */
  isIndexOnly(uri: string): boolean;
  /** The threads, and ways to find a place in them. */
  forest(): Forest;
  /** How threads are made from now on. */
  setThreadOptions(options: ThreadOptions): void;
  /** Called after each change; returns what ends that. */
  listen(listener: () => void): () => void;
}

/** Messages that `newest` looks at: a mailbox has half a million. */
const maxSeen = 50_000;

const nothing: MailFile = { messages: [], told: [] };

export function createMailIndex(): MailIndex {
  const files = new Map<string, MailFile>();
  const documents = new Map<string, MailFile>();
  const listeners = new Set<() => void>();
  let options = defaultThreadOptions;
  let forest: Forest | null = null;
  let byId: Map<string, MessageSummary[]> | null = null;

  const current = (uri: string): MailFile => documents.get(uri) ?? files.get(uri) ?? nothing;
  let isHeldBack = false;
  let hasChanged = false;
  const changed = (): void => {
    if (isHeldBack) {
      hasChanged = true;
      return;
    }
    forest = null;
    byId = null;
    for (const listener of [...listeners]) listener();
  };
  /** After a change of a map: tells of it, unless all is as before. Then the summaries stay the same objects, too. */
  const settle = (uri: string, before: MailFile): void => {
    const now = current(uri);
    if (now === before) return;
    if (!isSameFile(now, before)) changed();
    else if (now !== nothing) (documents.has(uri) ? documents : files).set(uri, before);
  };
  const put = (map: Map<string, MailFile>, uri: string, file: MailFile): void => {
    const before = current(uri);
    map.set(uri, file);
    settle(uri, before);
  };
  const take = (map: Map<string, MailFile>, uri: string): void => {
    const before = current(uri);
    if (map.delete(uri)) settle(uri, before);
  };
  const uris = (): string[] => [...new Set([...files.keys(), ...documents.keys()])].sort(compareText);
  const allMessages = (): MessageSummary[] => uris().flatMap((uri) => current(uri).messages);
  const lookup = (): Map<string, MessageSummary[]> => {
    if (byId === null) {
      byId = new Map();
      for (const message of allMessages()) {
        const list = byId.get(message.messageId);
        if (list) list.push(message);
        else byId.set(message.messageId, [message]);
      }
    }
    return byId;
  };
  const make = (): Forest => {
    if (forest === null) {
      const messages = allMessages();
      const told: ToldMessage[] = uris().flatMap((uri) => current(uri).told);
      forest = createForest(buildThreads({ messages, told: resolveTold(messages, told) }, options));
    }
    return forest;
  };

  return {
    setFile: (uri, file) => put(files, uri, file),
    setFiles(many) {
      isHeldBack = true;
      hasChanged = false;
      for (const [uri, file] of many) put(files, uri, file);
      isHeldBack = false;
      if (hasChanged) changed();
    },
    removeFile: (uri) => take(files, uri),
    fileUris: () => [...files.keys()],
    uris,
    setDocument: (uri, file) => put(documents, uri, file),
    removeDocument: (uri) => take(documents, uri),
    hasDocument: (uri) => documents.has(uri),
    messagesOf: (uri) => current(uri).messages,
    isIndexOnly: (uri) => !documents.has(uri) && files.get(uri)?.isIndexOnly === true,
    forest: make,
    setThreadOptions(wanted) {
      if (wanted.bySubject === options.bySubject) return;
      options = wanted;
      changed();
    },
    byArchiveUrl(url) {
      const wanted = comparableUrl(url);
      return [...documents.values()].flatMap(({ messages }) =>
        messages.filter(({ archivedAt }) => archivedAt !== undefined && comparableUrl(archivedAt) === wanted),
      );
    },
    byMessageId: (messageId) => lookup().get(messageId) ?? [],
    thread(messageId) {
      const message = lookup().get(messageId)?.[0];
      const entry = message === undefined ? undefined : make().entryOf(message);
      return entry === undefined ? [] : messagesBelow(make().rootOf(entry).node);
    },
    newest(limit, holds) {
      const found: MessageSummary[] = [];
      let seen = 0;
      for (const { node } of make().roots) {
        if (found.length >= limit || seen >= maxSeen) break;
        const messages = messagesBelow(node);
        seen += messages.length;
        found.push(...messages.filter(holds));
      }
      return found.slice(0, limit);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Without scheme, `www.` and the last slash. */
const comparableUrl = (url: string): string => url.replace(/^https?:\/\/(?:www\.)?/, "").replace(/\/$/, "");

function isSameFile(a: MailFile, b: MailFile): boolean {
  return (
    a.messages.length === b.messages.length &&
    a.told.length === b.told.length &&
    a.isIndexOnly === b.isIndexOnly &&
    a.messages.every((message, at) => isSame(message, b.messages[at])) &&
    isSame(a.told, b.told)
  );
}

/** Of a mailbox that has grown nearly all are the very same. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** All messages at hand of a thread, parents before replies, in reading order. */
function messagesBelow(root: ThreadNode): MessageSummary[] {
  const result: MessageSummary[] = [];
  const stack: ThreadNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.message !== null) result.push(node.message);
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child !== undefined) stack.push(child);
    }
  }
  return result;
}
