import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mailSourceAt } from "../../../server/src/mailboxes/mailSourceAt.js";
import type { MailboxStore } from "../../../server/src/mailboxes/mailStore.js";
import { type MessageSource } from "../../../server/src/mailboxes/messageSource.js";
import { createNodeMailboxCache } from "../../../server/src/mailboxes/nodeMailboxCache.js";
import { createNodeMailStore } from "../../../server/src/mailboxes/nodeMailStore.js";
import { fromColumns } from "../../../server/src/mailboxes/summaryColumns.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { cover, mailbox, mailText, patch, reply } from "./mails.js";

let folder = "";
let file = "";
let cacheFolder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-cache-"));
  file = path.join(folder, "list.mbox");
  cacheFolder = path.join(folder, "cache");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filler = "A line of text that fills the mailbox a little.\n".repeat(120);
const numbered = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    mailText(
      {
        From: `Person ${(from + at) % 7} <person@example.org>`,
        Subject: `Mail ${from + at}`,
        "Message-ID": `<mail-${from + at}@example.org>`,
        ...(at > 0 ? { "In-Reply-To": `<mail-${from + at - 1}@example.org>` } : {}),
      },
      filler,
    ),
  );
/** Large enough to be kept. */
const large = mailbox(numbered(0, 60));

/** A store that counts what is read. */
function countingStore(): { readonly store: MailboxStore; bytes(): number } {
  const store = createNodeMailStore();
  let count = 0;
  return {
    bytes: () => count,
    store: {
      ...store,
      read: (uri, onBytes, isStopped, start) =>
        store.read(
          uri,
          (bytes) => {
            count += bytes.length;
            return onBytes(bytes);
          },
          isStopped,
          start,
        ),
      async range(uri, start, length) {
        count += length;
        return store.range(uri, start, length);
      },
    },
  };
}

interface Session {
  readonly source: MessageSource;
  readonly messages: readonly MessageSummary[];
  readonly notes: readonly string[];
  /** Bytes of mail that were read. */
  readonly bytes: number;
}

/** As a new process that reads the mailbox with the cache. */
async function session(target = file, warn: (sentence: string) => void = () => undefined): Promise<Session> {
  const cache = createNodeMailboxCache(cacheFolder, "1.0", warn);
  const counting = countingStore();
  const source = await mailSourceAt(pathToFileURL(target).href, counting.store, undefined, undefined, cache);
  const scan = await source.scan({});
  await cache.idle();
  const messages = [...(scan?.files.values() ?? [])].flatMap((one) => one.messages);
  return { source, messages, notes: scan?.notes ?? [], bytes: counting.bytes() };
}

/** Without any cache: what the cache may not change. */
async function plain(target = file): Promise<readonly MessageSummary[]> {
  const source = await mailSourceAt(pathToFileURL(target).href, createNodeMailStore());
  return [...((await source.scan({}))?.files.values() ?? [])].flatMap((one) => one.messages);
}

const cacheFiles = (): string[] => readdirSync(cacheFolder).map((name) => path.join(cacheFolder, name));
const onlyCacheFile = (): string => {
  const [only = "", ...others] = cacheFiles();
  expect(others).toEqual([]);
  return only;
};

describe("the cache of a mailbox", () => {
  it("gives the same summaries and messages, reading the file's ends alone", async () => {
    writeFileSync(file, large);
    const first = await session();
    const second = await session();
    expect(first.bytes).toBeGreaterThan(large.length);
    expect(second.bytes).toBeLessThan(20_000);
    expect(second.messages).toEqual(await plain());
    expect(second.messages).toHaveLength(60);
    const [, , third] = second.messages;
    const bytes = await second.source.read(pathToFileURL(file).href, third?.index ?? -1);
    expect(new TextDecoder().decode(bytes)).toBe(numbered(0, 60)[2]);
  });

  it("is one file for a mailbox, and none for a small one", async () => {
    writeFileSync(file, mailbox([cover, patch, reply]));
    expect((await session()).messages).toHaveLength(3);
    expect(() => cacheFiles()).toThrow(/ENOENT/);
    writeFileSync(file, large);
    await session();
    expect(onlyCacheFile()).toMatch(/\.cache$/);
  });

  it("reads what was appended from the last sure message on", async () => {
    writeFileSync(file, large);
    await session();
    appendFileSync(file, mailbox(numbered(60, 3)));
    const grown = await session();
    expect(grown.bytes).toBeLessThan(0.15 * large.length);
    expect(grown.messages).toEqual(await plain());
    expect(grown.messages).toHaveLength(63);
  });

  it("reads a mailbox that grows within a session from where it ended", async () => {
    writeFileSync(file, large);
    const { store, bytes } = countingStore();
    const source = await mailSourceAt(pathToFileURL(file).href, store);
    await source.scan({});
    const before = bytes();
    appendFileSync(file, mailbox(numbered(60, 1)));
    const shown: number[] = [];
    const scan = await source.scan({ onMessages: (messages) => shown.push(messages.length) });
    expect(bytes() - before).toBeLessThan(0.15 * large.length);
    expect([...(scan?.files.values() ?? [])][0]?.messages).toEqual(await plain());
    expect(shown.reduce((sum, count) => sum + count, 0)).toBe(61);
  });

  it("finds the same as a whole scan wherever the mailbox was cut when it was kept", async () => {
    const boundary = "=-cut-here";
    const multipart = mailText(
      {
        Received: "from a.example.org by b.example.org; Mon, 9 Mar 2026 10:02:00 +0100",
        From: "Eva <eva@example.org>",
        Subject: "A mailbox inside",
        "Message-ID": "<multipart@example.org>",
        "Content-Type": `multipart/mixed; boundary="${boundary}"`,
      },
      `--${boundary}\n\nFrom bo@example.com Mon Mar  9 10:17:29 2026\n${reply}\n--${boundary}--\n`,
    );
    const mails = [...numbered(0, 58), multipart, ...numbered(58, 2)];
    for (const separator of [
      "From mboxrd@z Thu Jan  1 00:00:00 1970",
      "From anna@example.org Mon Mar  9 10:17:29 2026",
    ]) {
      const whole = Buffer.from(mailbox(mails, separator));
      const least = 262_144;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: least, max: whole.length - 1 }), async (cut) => {
          rmSync(cacheFolder, { recursive: true, force: true });
          writeFileSync(file, whole.subarray(0, cut));
          await session();
          appendFileSync(file, whole.subarray(cut));
          expect((await session()).messages).toEqual(await plain());
        }),
        { numRuns: 40 },
      );
    }
  }, 60_000);

  it("is not believed when the file is another one of that size, or shorter, or of another time", async () => {
    writeFileSync(file, large);
    await session();
    const renamed = large.replaceAll("Subject: Mail", "Subject: Post");
    writeFileSync(file, renamed);
    expect((await session()).messages[0]?.subject).toBe("Post 0");
    truncateSync(file, 300_000);
    expect((await session()).messages).toEqual(await plain());
    // Another beginning, and longer: not the same file that has grown.
    writeFileSync(file, mailbox(numbered(500, 70)));
    expect((await session()).messages[0]?.messageId).toBe("mail-500@example.org");
    utimesSync(file, 1, 1);
    expect((await session()).bytes).toBeGreaterThan(large.length);
  });

  it("is thrown away when it is damaged, cut short or of another version", async () => {
    writeFileSync(file, large);
    const expected = await plain();
    for (const damage of [
      (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
      (bytes: Buffer) => Buffer.alloc(0, bytes),
      (bytes: Buffer) => Buffer.from(bytes.toString("utf8").replace("cache 1 1.0 ", "cache 1 0.9 ")),
      (bytes: Buffer) => Buffer.from(bytes.toString("utf8").replace("mail-3@", "mail-X@")),
      () => Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) & 0xff)),
      () => Buffer.from("patch-mail cache 1 1.0 \n{}"),
    ]) {
      await session();
      const kept = onlyCacheFile();
      writeFileSync(kept, damage(readFileSync(kept)));
      const again = await session();
      expect(again.bytes).toBeGreaterThan(large.length);
      expect(again.messages).toEqual(expected);
    }
  });

  it("takes no columns that are not sound", () => {
    fc.assert(
      fc.property(
        fc.record({
          texts: fc.array(fc.oneof(fc.string(), fc.integer())),
          lists: fc.array(fc.array(fc.integer({ min: -1, max: 3 }))),
          rows: fc.array(fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constant(null)), { maxLength: 28 }),
        }),
        (columns) => {
          for (const message of fromColumns(columns) ?? []) {
            expect(typeof message.messageId).toBe("string");
            expect(Array.isArray(message.references)).toBe(true);
          }
        },
      ),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void fromColumns(value)));
  });

  it("does without where its folder cannot be written, and says so once", async () => {
    writeFileSync(file, large);
    // A file where the folder should be: not even root writes there.
    writeFileSync(cacheFolder, "");
    const told: string[] = [];
    const cache = createNodeMailboxCache(cacheFolder, "1.0", (sentence) => told.push(sentence));
    cache.save("a", () => "one");
    cache.save("b", () => "two");
    await cache.idle();
    expect(told).toEqual(["The index of mailboxes is not kept: EEXIST."]);
    expect((await session()).messages).toHaveLength(60);
  });

  it("leaves no half-written files, and not more files than it may", async () => {
    const cache = createNodeMailboxCache(cacheFolder, "1.0", undefined, 5);
    for (let at = 0; at < 41; at++) cache.save(`key ${at}`, () => `text ${at}`);
    await cache.idle();
    const names = cacheFiles();
    expect(names.length).toBeLessThanOrEqual(5 + 20);
    expect(names.filter((name) => !name.endsWith(".cache"))).toEqual([]);
    expect(await cache.load("key 40")).toBe("text 40");
    expect(await cache.load("key 0")).toBeNull();
  });
});

describe("a mailbox that changes while it is read", () => {
  const interrupted = (change: () => void): MailboxStore => {
    const store = createNodeMailStore();
    let isDone = false;
    return {
      ...store,
      read: (uri, onBytes, isStopped, start) =>
        store.read(
          uri,
          (bytes) => {
            if (!isDone) change();
            isDone = true;
            return onBytes(bytes);
          },
          isStopped,
          start,
        ),
    };
  };

  it("is read as it was, and told to have changed; the next time it is read anew", async () => {
    writeFileSync(file, large);
    const cache = createNodeMailboxCache(cacheFolder, "1.0");
    const store = interrupted(() => appendFileSync(file, mailbox(numbered(60, 5))));
    const source = await mailSourceAt(pathToFileURL(file).href, store, undefined, undefined, cache);
    const scan = await source.scan({});
    expect(scan?.notes).toEqual(["list.mbox has changed while it was read: open it again to see all of it."]);
    const again = await source.scan({});
    expect(again?.notes).toEqual([]);
    expect([...(again?.files.values() ?? [])][0]?.messages).toEqual(await plain());
  });

  it("that disappears is told in a sentence", async () => {
    writeFileSync(file, large);
    const store = interrupted(() => renameSync(file, `${file}.gone`));
    const source = await mailSourceAt(pathToFileURL(file).href, store);
    await expect(source.scan({})).rejects.toThrow("list.mbox is not there any more.");
  });

  it("that shrinks under a message says so", async () => {
    writeFileSync(file, large);
    const { source, messages } = await session();
    truncateSync(file, 1000);
    const last = messages.at(-1)?.index ?? -1;
    await expect(source.read(pathToFileURL(file).href, last)).rejects.toThrow(/no such message any more/);
  });
});

describe("the cache of a Maildir", () => {
  const maildir = (): string => path.join(folder, "Maildir");
  const deliver = (name: string, text: string): void => writeFileSync(path.join(maildir(), name), text);
  beforeEach(() => {
    for (const name of ["cur", "new", "tmp"]) mkdirSync(path.join(maildir(), name), { recursive: true });
    for (const [at, text] of numbered(0, 120).entries()) deliver(`cur/${1000 + at}.a.host:2,S`, text);
  });

  it("reads only what is new, and follows flags, moves and deletions", async () => {
    await session(maildir());
    deliver("new/2000.b.host", numbered(500, 1)[0] ?? "");
    renameSync(path.join(maildir(), "cur/1003.a.host:2,S"), path.join(maildir(), "cur/1003.a.host:2,RS"));
    rmSync(path.join(maildir(), "cur/1007.a.host:2,S"));
    const again = await session(maildir());
    // One head of at most 32 kB.
    expect(again.bytes).toBeLessThanOrEqual(32 * 1024);
    expect(again.messages).toEqual(await plain(maildir()));
    expect(again.messages).toHaveLength(120);
    expect(again.messages.find(({ subject }) => subject === "Mail 3")?.flags).toBe("RS");
  });

  it("is read whole where what was kept is damaged", async () => {
    await session(maildir());
    const kept = onlyCacheFile();
    chmodSync(kept, 0o600);
    writeFileSync(kept, readFileSync(kept).subarray(0, 700));
    expect((await session(maildir())).messages).toEqual(await plain(maildir()));
  });
});
