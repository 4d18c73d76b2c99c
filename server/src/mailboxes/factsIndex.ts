import type { MessageFacts } from "../threads/facts.js";
import type { MessageSummary } from "../threads/model.js";
import { compareFile, type FileMark, fileEnds } from "./fileEnds.js";
import { type KeptFacts, keepFacts, recallFacts } from "./knownFacts.js";
import { smallestKept } from "./knownMailbox.js";
import type { MailboxCache } from "./mailboxCache.js";
import type { MailIndex } from "./mailIndex.js";
import { isMailStoreError, type MailboxStore } from "./mailStore.js";
import type { MessageSource } from "./messageSource.js";

/** Messages whose bodies are read, of all at hand. */
export interface FactsProgress {
  readonly done: number;
  readonly total: number;
  readonly isRunning: boolean;
}

export interface FactsParts {
  readonly mail: MailIndex;
  readonly store: MailboxStore;
  readonly cache: MailboxCache | undefined;
  /** The source that a file's messages are read from. Rejects with `MailStoreError`. */
  sourceOf(uri: string): Promise<MessageSource>;
  /** A message of an open document, as it stands in the editor; undefined where the document is not open. */
  openMessage(uri: string, index: number): Uint8Array | undefined;
  /** What a message's bytes tell (factsOfBytes.ts); null where they are no message. */
  makeFacts(bytes: Uint8Array): Promise<MessageFacts | null>;
  /** Milliseconds, for the length of slices. */
  now(): number;
  /** Gives others their turn. */
  rest(): Promise<void>;
  /** One of our own faults; never a mail's text. */
  warn(sentence: string): void;
}

/** What the bodies of all mail tell, read once a message, in the background. */
export interface FactsIndex {
  /** undefined: not read yet. */
  factsOf(message: MessageSummary): MessageFacts | undefined;
  /**
   * Reads what is not read yet, file after file, until all is read or `stop` is called; while it works, the same promise.
   * Never rejects. Called again after each change of the mail.
   */
  run(): Promise<void>;
  /** What a file's bodies told is of no worth any more: they may have changed below the same headers. */
  forget(uri: string): void;
  /** Ends the work; `run` goes on with it. */
  stop(): void;
  readonly progress: FactsProgress;
  /** Called when facts have come, and at the end: often, so a listener must hold itself back. */
  listen(listener: (progress: FactsProgress) => void): () => void;
}

/** Others wait no longer for their turn. */
const sliceMilliseconds = 10;
/** Listeners are told after so many messages at the latest. */
const tellEvery = 200;
/** With fewer missing, single messages are read instead of the whole file. */
const fewMissing = 20;

export function createFactsIndex(parts: FactsParts): FactsIndex {
  const { mail, store, cache, makeFacts, now, rest } = parts;
  // By summary: what changes has a new one, and what goes takes its facts with it.
  const facts = new WeakMap<MessageSummary, MessageFacts>();
  const failed = new WeakSet<MessageSummary>();
  const listeners = new Set<(progress: FactsProgress) => void>();
  const recalled = new Set<string>();
  let running: Promise<void> | null = null;
  let isStopped = false;
  let isAskedAgain = false;
  let done = 0;
  let total = 0;
  let untold = 0;
  let sliceStart = 0;

  const isMissing = (message: MessageSummary): boolean => !facts.has(message) && !failed.has(message);
  const progress = (): FactsProgress => ({ done, total, isRunning: running !== null });
  const tell = (): void => {
    untold = 0;
    for (const listener of [...listeners]) listener(progress());
  };
  const breathe = async (): Promise<void> => {
    if (now() - sliceStart < sliceMilliseconds) return;
    if (untold >= tellEvery) tell();
    await rest();
    sliceStart = now();
  };
  const add = async (message: MessageSummary, bytes: Uint8Array): Promise<void> => {
    try {
      const made = await makeFacts(bytes);
      if (made === null) failed.add(message);
      else facts.set(message, made);
    } catch (error) {
      // A fault of ours in one message leaves the others alone.
      failed.add(message);
      parts.warn(
        `facts: ${message.uri} #${message.index}: ${error instanceof Error ? error.name : typeof error}`,
      );
    }
    done++;
    untold++;
    await breathe();
  };
  const readFile = async (uri: string, missing: readonly MessageSummary[]): Promise<void> => {
    if (mail.hasDocument(uri)) {
      for (const message of missing) {
        if (isStopped) return;
        const bytes = parts.openMessage(uri, message.index);
        if (bytes !== undefined) await add(message, bytes);
      }
      return;
    }
    const source = await parts.sourceOf(uri);
    if (missing.length <= fewMissing) {
      for (const message of missing) {
        if (isStopped) return;
        await add(message, await source.read(uri, message.index, () => isStopped));
      }
      return;
    }
    const byIndex = new Map(missing.map((message) => [message.index, message]));
    await source.readAll(
      (given) => {
        const message = given.uri === uri ? byIndex.get(given.index) : undefined;
        return message === undefined ? undefined : add(message, given.bytes);
      },
      () => isStopped,
    );
  };
  /** Facts that an earlier session has kept. */
  const recall = async (uri: string, messages: readonly MessageSummary[]): Promise<void> => {
    if (cache === undefined || recalled.has(uri)) return;
    recalled.add(uri);
    const kept = await recallFacts(uri, cache);
    if (kept === null) return;
    const state = await compareFile(uri, kept.mark, await store.look(uri), store);
    if (state === "other") return;
    for (const message of messages) {
      const found = isMissing(message) ? known(kept, message) : undefined;
      if (found === undefined) continue;
      facts.set(message, found);
      done++;
      untold++;
    }
  };
  const keep = async (uri: string, mark: FileMark | null): Promise<void> => {
    if (cache === undefined || mark?.ends == null || isStopped) return;
    if ((await store.look(uri)).stamp !== mark.stamp) return;
    keepFacts(uri, mark, mail.messagesOf(uri), (message) => facts.get(message), cache);
  };
  /** The file before it is read; null where its facts are not worth a place in the cache. */
  const markOf = async (uri: string): Promise<FileMark | null> => {
    const { kind, size, stamp } = await store.look(uri);
    if (cache === undefined || kind !== "file" || size < smallestKept) return null;
    return { stamp, ends: await fileEnds(uri, size, store) };
  };
  const work = async (): Promise<void> => {
    sliceStart = now();
    for (const uri of mail.uris()) {
      if (isStopped) return;
      const messages = mail.messagesOf(uri);
      if (!messages.some(isMissing)) continue;
      try {
        const mark = mail.hasDocument(uri) ? null : await markOf(uri);
        if (mark !== null) await recall(uri, messages);
        const missing = messages.filter(isMissing);
        if (missing.length === 0) continue;
        await readFile(uri, missing);
        await keep(uri, mark);
      } catch (error) {
        // It changed or went while it was read: who watches it will tell, and its messages then are others.
        if (!isMailStoreError(error)) parts.warn(`facts: ${uri} was not read`);
      }
      // What the file did not give is not asked for again.
      if (!isStopped) for (const message of messages) if (isMissing(message)) failed.add(message);
      await breathe();
    }
  };
  const count = (): void => {
    done = 0;
    total = 0;
    for (const uri of mail.uris()) {
      for (const message of mail.messagesOf(uri)) {
        total++;
        if (!isMissing(message)) done++;
      }
    }
  };
  const runAll = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      count();
      if (done < total) await work();
    } while (isAskedAgain && !isStopped);
    running = null;
    count();
    tell();
  };

  return {
    factsOf: (message) => facts.get(message),
    run() {
      isStopped = false;
      isAskedAgain = true;
      running ??= rest().then(runAll);
      return running;
    },
    forget(uri) {
      for (const message of mail.messagesOf(uri)) {
        facts.delete(message);
        failed.delete(message);
      }
      if (running !== null) isAskedAgain = true;
    },
    stop() {
      isStopped = true;
    },
    get progress() {
      return progress();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function known({ rows }: KeptFacts, message: MessageSummary): MessageFacts | undefined {
  const row = rows.get(message.index);
  const isSame =
    row !== undefined && row.messageId === message.messageId && row.start === (message.byteStart ?? -1);
  return isSame && row.length === (message.byteLength ?? -1) ? row.facts : undefined;
}
