import type { Connection } from "vscode-languageserver";
import { createFactsIndex, type FactsIndex, type FactsProgress } from "../mailboxes/factsIndex.js";
import type { MailboxCache } from "../mailboxes/mailboxCache.js";
import type { MailIndex } from "../mailboxes/mailIndex.js";
import type { MailboxStore } from "../mailboxes/mailStore.js";
import type { FactsOf, MessageFacts } from "../threads/facts.js";
import { type DocumentStore, openMessageBytes } from "./documents.js";
import type { Guard } from "./guard.js";
import type { Clock, Log, Timer } from "./host.js";
import type { Mailboxes } from "./mailboxRequests.js";

/** `patchMail/factsProgress`, a notification while bodies are read in the background, at most twice a second. */
export type FactsProgressParams = FactsProgress;

export interface FactsServices {
  readonly connection: Connection;
  readonly mail: MailIndex;
  readonly documents: DocumentStore;
  readonly mailboxes: Mailboxes;
  readonly store: MailboxStore;
  readonly cache: MailboxCache | undefined;
  readonly clock: Clock;
  readonly guard: Guard;
  readonly log: Log;
  /** What a message's bytes tell; null where they are no message. */
  makeFacts(bytes: Uint8Array): Promise<MessageFacts | null>;
}

export const factsMethods = ["patchMail/readBodies", "patchMail/stopReadingBodies"] as const;

/** The handlers, by method. */
export interface FactsRequests {
  /** Goes on with what `patchMail/stopReadingBodies` has ended; answers at once. */
  "patchMail/readBodies"(): null;
  "patchMail/stopReadingBodies"(): null;
}

export interface Facts {
  readonly requests: FactsRequests;
  readonly factsOf: FactsOf;
  readonly progress: FactsProgress;
  /** Somebody shows threads: bodies are worth reading from now on. */
  wanted(): void;
  /** A file has changed on the disk: the same header may stand above another body. */
  fileChanged(uri: string): void;
  /** Told at most twice a second, and when all is read. Returns what ends that. */
  listen(listener: (progress: FactsProgress) => void): () => void;
  dispose(): void;
}

/** The tree is shown first: the work begins when the mail has not changed for so long. */
const quietMilliseconds = 300;
const tellMilliseconds = 500;

/** Keeps the facts of all mail at hand up to date, once a client shows threads. */
export function createFacts(services: FactsServices): Facts {
  const { mail, documents, clock, guard, connection } = services;
  const listeners = new Set<(progress: FactsProgress) => void>();
  const index = createIndex(services);
  let isWanted = false;
  let isStoppedByUser = false;
  let runTimer: Timer | null = null;
  let tellTimer: Timer | null = null;
  let lastTold = Number.NEGATIVE_INFINITY;

  const runSoon = (): void => {
    if (!isWanted || isStoppedByUser) return;
    runTimer?.cancel();
    runTimer = clock.schedule(quietMilliseconds, () => {
      runTimer = null;
      guard.run("bodies", {}, () => index.run());
    });
  };
  const tell = (): void => {
    tellTimer = null;
    lastTold = clock.now();
    const { progress } = index;
    for (const listener of [...listeners]) guard.run("bodies", {}, () => listener(progress));
    guard.run("patchMail/factsProgress", {}, () =>
      connection.sendNotification("patchMail/factsProgress", progress),
    );
  };
  const forgetIndex = index.listen(() => {
    tellTimer ??= clock.schedule(Math.max(0, lastTold + tellMilliseconds - clock.now()), tell);
  });
  const forgetMail = mail.listen(runSoon);
  documents.listen((event, uri) => {
    // An opened document is as its file.
    if (event === "open" || mail.messagesOf(uri).length === 0) return;
    index.forget(uri);
    runSoon();
  });

  return {
    requests: {
      "patchMail/readBodies"() {
        isWanted = true;
        isStoppedByUser = false;
        runSoon();
        return null;
      },
      "patchMail/stopReadingBodies"() {
        isStoppedByUser = true;
        runTimer?.cancel();
        index.stop();
        return null;
      },
    },
    factsOf: index.factsOf,
    get progress() {
      return index.progress;
    },
    wanted() {
      if (isWanted) return;
      isWanted = true;
      runSoon();
    },
    fileChanged(uri) {
      // With places in bytes, another body has other places, or the cache's digests tell.
      if (mail.messagesOf(uri)[0]?.byteStart === undefined) index.forget(uri);
      runSoon();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      forgetIndex();
      forgetMail();
      runTimer?.cancel();
      tellTimer?.cancel();
      index.stop();
    },
  };
}

function createIndex(services: FactsServices): FactsIndex {
  const { mail, store, cache, documents, mailboxes, clock, log, makeFacts } = services;
  return createFactsIndex({
    mail,
    store,
    cache,
    makeFacts,
    sourceOf: (uri) => mailboxes.source(uri),
    openMessage: (uri, at) => openMessageBytes(documents, uri, at),
    now: () => clock.now(),
    rest: () => new Promise((resolve) => void clock.schedule(0, resolve)),
    warn: (sentence) => log.warn(sentence),
  });
}
