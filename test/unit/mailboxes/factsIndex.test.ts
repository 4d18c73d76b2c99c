import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createFactsIndex,
  type FactsIndex,
  type FactsProgress,
} from "../../../server/src/mailboxes/factsIndex.js";
import { createMailIndex, type MailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { mailSourceAt } from "../../../server/src/mailboxes/mailSourceAt.js";
import { type MessageSource } from "../../../server/src/mailboxes/messageSource.js";
import { createNodeMailboxCache } from "../../../server/src/mailboxes/nodeMailboxCache.js";
import { createNodeMailStore } from "../../../server/src/mailboxes/nodeMailStore.js";
import type { MessageFacts } from "../../../server/src/threads/facts.js";
import { mailbox, mailText } from "./mails.js";

let folder = "";
let file = "";
const uri = (): string => pathToFileURL(file).href;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-facts-"));
  file = path.join(folder, "list.mbox");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filler = "A line of text that fills the mailbox a little.\n".repeat(120);
const numbered = (from: number, count: number, word = "bodyword"): string[] =>
  Array.from({ length: count }, (_, at) =>
    mailText(
      {
        From: "Ada <ada@example.org>",
        Subject: `Mail ${from + at}`,
        "Message-ID": `<mail-${from + at}@example.org>`,
      },
      `${word}-${from + at}\n${filler}`,
    ),
  );

/** A stand-in that tells one word of the body. */
function factsOf(bytes: Uint8Array): MessageFacts | null {
  const word = /\n\n(\w+-\d+)\n/.exec(new TextDecoder().decode(bytes))?.[1];
  if (word === undefined) return null;
  return {
    trailers: [],
    patch: null,
    results: [],
    comments: [],
    changeId: word,
    baseCommit: null,
    recipients: "",
    anchor: null,
    quoted: null,
    isDecoded: false,
  };
}

interface Room {
  readonly mail: MailIndex;
  readonly index: FactsIndex;
  readonly read: string[];
  readonly warned: string[];
  readonly told: FactsProgress[];
  /** Turns that others got. */
  turns(): number;
  load(): Promise<void>;
  idle(): Promise<void>;
  words(): (string | null | undefined)[];
}

function room(
  options: { readonly make?: (bytes: Uint8Array) => MessageFacts | null; hasCache?: boolean } = {},
): Room {
  const { make = factsOf, hasCache = false } = options;
  const store = createNodeMailStore();
  const cache = hasCache ? createNodeMailboxCache(path.join(folder, "cache"), "1") : undefined;
  const mail = createMailIndex();
  const sources = new Map<string, MessageSource>();
  const read: string[] = [];
  const warned: string[] = [];
  const told: FactsProgress[] = [];
  let turns = 0;
  let time = 0;
  const sourceOf = async (wanted: string): Promise<MessageSource> => {
    const source = sources.get(wanted) ?? (await mailSourceAt(wanted, store, undefined, undefined, cache));
    sources.set(wanted, source);
    return source;
  };
  const index = createFactsIndex({
    mail,
    store,
    cache,
    sourceOf,
    openMessage: () => undefined,
    async makeFacts(bytes) {
      // Each message takes a while.
      time += 3;
      const made = make(bytes);
      read.push(made?.changeId ?? "?");
      return made;
    },
    now: () => time,
    rest: () =>
      new Promise((resolve) => {
        turns++;
        setImmediate(resolve);
      }),
    warn: (sentence) => warned.push(sentence),
  });
  index.listen((progress) => told.push(progress));
  return {
    mail,
    index,
    read,
    warned,
    told,
    turns: () => turns,
    async load() {
      const scan = await (await sourceOf(uri())).scan({});
      if (scan !== undefined) mail.setFiles(scan.files);
    },
    idle: async () => cache?.idle(),
    words: () => mail.messagesOf(uri()).map((message) => index.factsOf(message)?.changeId),
  };
}

const expected = (count: number, word = "bodyword"): string[] =>
  Array.from({ length: count }, (_, at) => `${word}-${at}`);

describe("bodies read in the background", () => {
  it("are read once each, others getting their turn, and the end is told", async () => {
    writeFileSync(file, mailbox(numbered(0, 60)));
    const { load, index, read, turns, told, words } = room();
    await load();
    const run = index.run();
    expect(index.run()).toBe(run);
    expect(index.progress.isRunning).toBe(true);
    await run;
    expect(words()).toEqual(expected(60));
    expect(read).toHaveLength(60);
    // 180 ms of work in slices of 10.
    expect(turns()).toBeGreaterThan(12);
    expect(told.at(-1)).toEqual({ done: 60, total: 60, isRunning: false });
    await index.run();
    expect(read).toHaveLength(60);
  });

  it("stop when asked, and go on where they were", async () => {
    writeFileSync(file, mailbox(numbered(0, 60)));
    const { load, index, read, words } = room({
      make(bytes) {
        if (read.length === 25) index.stop();
        return factsOf(bytes);
      },
    });
    await load();
    await index.run();
    expect(read.length).toBeGreaterThanOrEqual(26);
    expect(read.length).toBeLessThan(40);
    expect(index.progress).toMatchObject({ total: 60, isRunning: false });
    await index.run();
    expect(words()).toEqual(expected(60));
    expect(new Set(read).size).toBe(60);
  });

  it("of appended mail are read alone", async () => {
    writeFileSync(file, mailbox(numbered(0, 60)));
    const { load, index, read, words } = room();
    await load();
    await index.run();
    appendFileSync(file, mailbox(numbered(60, 2)));
    await load();
    await index.run();
    expect(words()).toEqual(expected(62));
    // The last message of before may have been cut: it is read again.
    expect(read.length).toBeLessThanOrEqual(63);
  });

  it("are kept for the next session, and not believed of another file", async () => {
    writeFileSync(file, mailbox(numbered(0, 60)));
    const first = room({ hasCache: true });
    await first.load();
    await first.index.run();
    await first.idle();
    const second = room({ hasCache: true });
    await second.load();
    await second.index.run();
    expect(second.words()).toEqual(expected(60));
    expect(second.read).toEqual([]);
    await second.idle();
    writeFileSync(file, mailbox(numbered(0, 60, "other")));
    const third = room({ hasCache: true });
    await third.load();
    await third.index.run();
    expect(third.words()).toEqual(expected(60, "other"));
    await third.idle();
    appendFileSync(file, mailbox(numbered(60, 1, "other")));
    const fourth = room({ hasCache: true });
    await fourth.load();
    await fourth.index.run();
    expect(fourth.words()).toEqual(expected(61, "other"));
    expect(fourth.read.length).toBeLessThanOrEqual(2);
  });

  it("that make a fault of ours leave the others alone, and are not tried again", async () => {
    writeFileSync(file, mailbox(numbered(0, 30)));
    const { load, index, read, warned, words } = room({
      make(bytes) {
        const facts = factsOf(bytes);
        if (facts?.changeId === "bodyword-7") throw new TypeError("its text is not told");
        return facts?.changeId === "bodyword-8" ? null : facts;
      },
    });
    await load();
    await index.run();
    await index.run();
    expect(words().filter((word) => word === undefined)).toHaveLength(2);
    expect(read).toHaveLength(29);
    expect(warned).toEqual([`facts: ${uri()} #7: TypeError`]);
  });

  it("of a mailbox that goes while it is read end quietly", async () => {
    writeFileSync(file, mailbox(numbered(0, 60)));
    const { load, index, told, warned } = room();
    await load();
    rmSync(file);
    await index.run();
    expect(told.at(-1)).toEqual({ done: 60, total: 60, isRunning: false });
    expect(warned).toEqual([]);
  });

  it("are read again when a file's bodies may have changed", async () => {
    writeFileSync(file, mailbox(numbered(0, 30)));
    const { load, index, words } = room();
    await load();
    await index.run();
    writeFileSync(file, mailbox(numbered(0, 30, "wordbody")));
    await load();
    index.forget(uri());
    await index.run();
    expect(words()).toEqual(expected(30, "wordbody"));
  });
});
