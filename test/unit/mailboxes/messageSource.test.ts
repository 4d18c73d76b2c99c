import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { maildirFlags } from "../../../server/src/mailboxes/filesSource.js";
import { packedAs } from "../../../server/src/mailboxes/mailSourceAt.js";
import { MailStoreError } from "../../../server/src/mailboxes/mailStore.js";
import { type SourceScan } from "../../../server/src/mailboxes/messageSource.js";
import { createNodeMailStore } from "../../../server/src/mailboxes/nodeMailStore.js";
import { openSource, sourceOfBytes } from "../../../server/src/mailboxes/openSource.js";
import { readMailFile } from "../../../server/src/mailboxes/readMailFile.js";
import { defaultSourceLimits, type SourceLimits } from "../../../server/src/mailboxes/sourceLimits.js";
import { cover, mailbox, mailText, patch, reply, withoutId } from "./mails.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-source-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function scanOf(file: string, limits?: Partial<SourceLimits>): Promise<SourceScan> {
  const source = await openSource(file, { ...defaultSourceLimits, ...limits }, parse);
  const scan = await source.scan({});
  if (scan === undefined) throw new Error("stopped");
  return scan;
}

const subjectsOf = (scan: SourceScan): string[] =>
  [...scan.files.values()].flatMap(({ messages }) => messages.map(({ subject }) => subject));
const sentence = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error: unknown) => (error instanceof MailStoreError ? error.message : `another error: ${String(error)}`),
  );

const mails = [cover, patch, reply, withoutId];
/** Messages that differ, so that a wrong place is seen. */
const many = (count: number): string =>
  mailbox(
    Array.from({ length: count }, (_, at) =>
      mailText(
        { From: "anna@example.org", Subject: `mail ${at}`, "Message-ID": `<${at}@example.org>` },
        // Does not pack well.
        Array.from(
          { length: 30 },
          (_row, row) => `${Math.sin(at * 31 + row)} ${Math.cos(row * 7 + at)}\n`,
        ).join(""),
      ),
    ),
  );

describe("compressed mailboxes", () => {
  it("are read through all members, each cut anywhere", async () => {
    const text = Buffer.from(mailbox(mails));
    const members = [0, 100, 101, 900].map((start, at, all) => gzipSync(text.subarray(start, all[at + 1])));
    const scan = await scanOf(put("t.mbox.gz", Buffer.concat([...members, gzipSync("")])));
    expect(scan.messageCount).toBe(4);
    expect(subjectsOf(scan)).toEqual(subjectsOf(await scanOf(put("plain.mbox", text))));
    expect(scan.notes).toEqual([]);
    expect([...scan.files.values()].every(({ isIndexOnly }) => isIndexOnly === true)).toBe(true);
  });

  it("bear zeros behind the end, and say that other bytes are left out", async () => {
    const packed = gzipSync(mailbox(mails));
    const padded = await scanOf(put("a.mbox.gz", Buffer.concat([packed, Buffer.alloc(700)])));
    expect(padded).toMatchObject({ messageCount: 4, notes: [] });
    const garbage = await scanOf(
      put("b.mbox.gz", Buffer.concat([packed, Buffer.from("<html>not gzip</html>")])),
    );
    expect(garbage.messageCount).toBe(4);
    expect(garbage.notes).toEqual([
      "b.mbox.gz has bytes behind its end that are no gzip data: they are left out.",
    ]);
  });

  it("show what comes before their end where they were cut off, as gzip does", async () => {
    const packed = gzipSync(many(400));
    const file = put("cut.mbox.gz", packed.subarray(0, Math.floor(packed.length / 2)));
    const source = await openSource(file);
    const texts: string[] = [];
    const scan = await source.readAll(({ bytes }) => void texts.push(Buffer.from(bytes).toString()));
    expect(scan.notes).toEqual([
      "cut.mbox.gz ends in the middle, as if its download had been cut off: what comes before is shown.",
    ]);
    const gzip = spawnSync("gzip", ["-dc", file]).stdout.toString();
    expect(gzip.split("Message-ID:").length - 1).toBe(scan.messageCount);
    expect(gzip).toContain(texts.at(-1)?.trimEnd());
    expect(gzip.trimEnd().endsWith(texts.at(-1)?.trimEnd() ?? "?")).toBe(true);
  });

  it("show what comes before a damage in the middle, to the byte where gzip stops or further", async () => {
    const packed = gzipSync(many(3000));
    for (const place of [0.3, 0.6, 0.9]) {
      const broken = Buffer.from(packed);
      broken.fill(0xff, Math.floor(packed.length * place), Math.floor(packed.length * place) + 40);
      const file = put(`broken${place}.mbox.gz`, broken);
      const scan = await scanOf(file);
      const [note] = scan.notes;
      expect(note).toMatch(/is damaged/);
      expect(scan.messageCount).toBeGreaterThan(3000 * place * 0.9);
      const gzip = spawnSync("gzip", ["-dc", file], { maxBuffer: 1 << 28 }).stdout;
      let length = 0;
      await createNodeMailStore().unpack(
        pathToFileURL(file).href,
        (bytes) => {
          const theirs = gzip.subarray(length, length + bytes.length);
          expect(theirs.equals(bytes.subarray(0, theirs.length))).toBe(true);
          length += bytes.length;
        },
        () => false,
        1 << 28,
      );
      // gzip writes whole windows of 32 kB.
      expect(length).toBeGreaterThanOrEqual(gzip.length);
      expect(length).toBeLessThan(gzip.length + 32 * 1024);
    }
  });

  it("say that a checksum is wrong", async () => {
    const packed = gzipSync(mailbox(mails));
    packed.writeUInt32LE(1, packed.length - 8);
    const scan = await scanOf(put("sum.mbox.gz", packed));
    expect(scan.messageCount).toBe(4);
    expect(scan.notes).toEqual([
      "sum.mbox.gz is damaged: its checksum is wrong, so what is shown of it may be, too.",
    ]);
  });

  it("are unpacked up to a limit", async () => {
    const limits = { unpackedBytes: 1024 * 1024 };
    const bomb = put("bomb.mbox.gz", gzipSync(`${mailbox([cover])}${"\n".repeat(50 * 1024 * 1024)}`));
    const scan = await scanOf(bomb, limits);
    expect(scan.messageCount).toBe(1);
    expect(scan.notes).toEqual([
      "bomb.mbox.gz unpacks to more than 1 MB: what comes before is shown (the setting patchMail.limits.unpackedMegabytes).",
    ]);
    const source = await openSource(bomb, { ...defaultSourceLimits, ...limits });
    await expect(source.read(source.uri, 0)).resolves.toHaveLength(
      1024 * 1024 - "From mboxrd@z Thu Jan  1 00:00:00 1970\n".length - 1,
    );
  });

  it("are given up early where they hold no mail", async () => {
    const bomb = put("zeros.mbox.gz", gzipSync(Buffer.alloc(80 * 1024 * 1024)));
    let seen = 0;
    const source = await openSource(bomb);
    const scan = await source.scan({ onProgress: (done) => (seen = done) });
    expect(seen).toBeLessThan(8 * 1024 * 1024);
    expect(scan?.notes).toEqual(["zeros.mbox.gz holds no mail."]);
  });

  it("are told by their first bytes, whatever their name; other packings by a sentence", async () => {
    expect((await scanOf(put("no-suffix", gzipSync(mailbox(mails))))).messageCount).toBe(4);
    expect((await scanOf(put("plain.mbox.gz", mailbox(mails)))).messageCount).toBe(4);
    const xz = put("a.mbox.xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]));
    expect(await sentence(openSource(xz))).toBe(
      "a.mbox.xz is packed with xz, which is not read here: unpack it first.",
    );
    expect(packedAs(Buffer.from("BZh9"))).toBe("bzip2");
    expect(packedAs(Buffer.from("BZhello"))).toBe(null);
    const odd = put("odd.mbox.gz", Buffer.from([0x1f, 0x8b, 9, 9, 9, 9]));
    expect((await scanOf(odd)).notes.join()).toMatch(/^odd\.mbox\.gz /);
  });

  it("give single messages, near and far, forwards and back", async () => {
    const text = many(9000);
    const plain = await openSource(put("many.mbox", text));
    const packed = await openSource(put("many.mbox.gz", gzipSync(text)));
    for (const index of [0, 8999, 8998, 4000, 4001, 1, 8000]) {
      const bytes = Buffer.from(await packed.read(packed.uri, index));
      expect(bytes.toString()).toContain(`Subject: mail ${index}\n`);
      expect(bytes.equals(await plain.read(plain.uri, index))).toBe(true);
    }
    expect(await sentence(packed.read(packed.uri, 9000))).toBe("many.mbox.gz has no such message any more.");
  });
});

it("bytes of standard input are read like files, plain, compressed and damaged", async () => {
  const text = Buffer.from(many(500));
  const packed = gzipSync(text);
  const cut = packed.subarray(0, packed.length - 5000);
  const results = [];
  for (const bytes of [text, packed, cut]) {
    const source = await sourceOfBytes(bytes);
    const all: string[] = [];
    const { notes } = await source.readAll(({ bytes: own }) => void all.push(Buffer.from(own).toString()));
    expect(Buffer.from(await source.read(source.uri, 7)).toString()).toBe(all[7]);
    results.push([all.length, notes.join()]);
  }
  expect(results.slice(0, 2)).toEqual([
    [500, ""],
    [500, ""],
  ]);
  expect(results[2]?.[1]).toMatch(/^standard input ends in the middle/);
});

describe("Maildirs", () => {
  const maildir = (): string => {
    put("Mail/cur/1700000002.M2P1.host:2,RS", patch);
    put("Mail/cur/1700000001.M1P1.host:2,SF", cover);
    put("Mail/cur/.hidden", reply);
    put("Mail/new/1700000003.M3P1.host", reply);
    put("Mail/tmp/1700000004.M4P1.host", withoutId);
    return path.join(folder, "Mail");
  };

  it("give the messages of cur and new with their flags, in the order of delivery", async () => {
    const scan = await scanOf(maildir());
    expect(scan.messageCount).toBe(3);
    const messages = [...scan.files].map(([uri, { messages: own }]) => [
      decodeURIComponent(uri).split("/").slice(-2).join("/"),
      own[0]?.messageId,
      own[0]?.flags,
    ]);
    expect(messages).toEqual([
      ["cur/1700000001.M1P1.host:2,SF", "cover@example.org", "FS"],
      ["cur/1700000002.M2P1.host:2,RS", "one@example.org", "RS"],
      ["new/1700000003.M3P1.host", "reply@example.com", ""],
    ]);
  });

  it("find a message again whose flags have changed since", async () => {
    const root = maildir();
    const source = await openSource(root);
    const scan = await source.scan({});
    const uri = [...(scan?.files.keys() ?? [])][2] ?? "";
    renameSync(path.join(root, "new/1700000003.M3P1.host"), path.join(root, "cur/1700000003.M3P1.host:2,S"));
    expect(Buffer.from(await source.read(uri, 0)).toString()).toBe(reply);
    rmSync(path.join(root, "cur/1700000003.M3P1.host:2,S"));
    expect(await sentence(source.read(uri, 0))).toBe("1700000003.M3P1.host is not there any more.");
  });

  it("take `From ` lines of a message for text, and read long headers", async () => {
    put("M/new/1.a", `${patch}\nFrom anna@example.org Mon Mar  9 10:17:29 2026\n${cover}`);
    put("M/new/2.b", mailText({ Received: "x ".repeat(40_000), Subject: "long", From: "a@example.org" }));
    mkdirSync(path.join(folder, "M/cur"));
    expect(subjectsOf(await scanOf(path.join(folder, "M")))).toEqual([
      "[PATCH v2 1/2] hwmon: Fix temperatures",
      "long",
    ]);
  });

  it("say that they are empty", async () => {
    for (const name of ["cur", "new", "tmp"])
      mkdirSync(path.join(folder, "Empty", name), { recursive: true });
    expect(await scanOf(path.join(folder, "Empty"))).toMatchObject({
      messageCount: 0,
      notes: ["Empty is an empty Maildir."],
    });
    const source = await openSource(path.join(folder, "Empty"));
    expect((await source.readAll(() => undefined)).notes).toEqual(["Empty is an empty Maildir."]);
  });

  it("know the letters of flags, also behind other signs", () => {
    expect(maildirFlags("1.a:2,TSRPFD")).toBe("DFPRST");
    expect(maildirFlags("1.a;2,S")).toBe("S");
    expect(maildirFlags("1.a:2,")).toBe("");
    expect(maildirFlags("1.a:2,Sab")).toBe("S");
    expect(maildirFlags("1.a:1,S")).toBe("");
  });
});

describe("folders of mail files", () => {
  it("give their files in the order that git format-patch numbers them", async () => {
    put("out/0010-b.patch", mailText({ From: "a@example.org", Subject: "ten" }));
    put("out/0002-a.patch", mailText({ From: "a@example.org", Subject: "two" }));
    put("out/0000-cover-letter.patch", cover);
    put("out/t.mbox.gz", gzipSync(mailbox([patch, reply])));
    put("out/notes.txt", cover);
    put("out/sub/x.eml", cover);
    const source = await openSource(path.join(folder, "out"));
    const indexes: string[] = [];
    await source.readAll(({ uri, index }) => void indexes.push(`${path.basename(uri)} ${index}`));
    const scan = await scanOf(path.join(folder, "out"));
    expect(source.kind).toBe("folder");
    expect(subjectsOf(scan).slice(1, 3)).toEqual(["two", "ten"]);
    expect(indexes).toEqual([
      "0000-cover-letter.patch 0",
      "0002-a.patch 0",
      "0010-b.patch 0",
      "t.mbox.gz 0",
      "t.mbox.gz 1",
    ]);
  });

  it("say that there is nothing, or nothing that may be read", async () => {
    mkdirSync(path.join(folder, "none"));
    expect((await scanOf(path.join(folder, "none"))).notes).toEqual([
      "none holds no mail files (.eml, .patch, .mbox, .mbox.gz).",
    ]);
    expect((await (await openSource(path.join(folder, "none"))).readAll(() => undefined)).notes).toEqual([
      "none holds no mail files (.eml, .patch, .mbox, .mbox.gz).",
    ]);
    expect(await sentence(openSource(path.join(folder, "gone")))).toBe("gone is not there any more.");
    const closed = path.join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0);
    // For root no folder is closed.
    if (process.getuid?.() !== 0)
      expect(await sentence(openSource(closed))).toBe("closed may not be read with your rights.");
    chmodSync(closed, 0o700);
  });

  it("read the other files where one cannot be read", async () => {
    put("out/1.eml", cover);
    put("out/2.mbox.gz", gzipSync(mailbox(mails)).subarray(0, 60));
    put("out/3.eml", patch);
    const scan = await scanOf(path.join(folder, "out"));
    expect(subjectsOf(scan)).toContain("[PATCH v2 1/2] hwmon: Fix temperatures");
    expect(scan.notes).toHaveLength(1);
  });
});

describe("mailboxes that change", () => {
  it("are read anew when a message is asked for", async () => {
    const file = put("a.mbox", mailbox([cover, patch]));
    const source = await openSource(file);
    await source.scan({});
    writeFileSync(file, mailbox([reply, cover, patch]));
    expect(Buffer.from(await source.read(source.uri, 2)).toString()).toBe(patch);
    writeFileSync(file, "");
    expect(await sentence(source.read(source.uri, 2))).toBe("a.mbox has no such message any more.");
    rmSync(file);
    expect(await sentence(source.read(source.uri, 0))).toBe("a.mbox is not there any more.");
    expect(await sentence(source.scan({}))).toBe("a.mbox is not there any more.");
  });

  it("are said to have changed while they were read", async () => {
    const file = put("a.mbox", many(5000));
    const source = await openSource(file);
    let isDone = false;
    const scan = await source.scan({
      onProgress() {
        if (!isDone) appendFileSync(file, mailbox([cover]));
        isDone = true;
      },
    });
    expect(scan?.notes).toEqual(["a.mbox has changed while it was read: open it again to see all of it."]);
    expect(scan?.messageCount).toBeGreaterThanOrEqual(5000);
  });

  it("stop when they are told to", async () => {
    const source = await openSource(put("a.mbox.gz", gzipSync(many(5000))));
    let asked = 0;
    expect(await source.scan({ isStopped: () => ++asked > 3 })).toBeUndefined();
    expect(await (await openSource(put("b.mbox", many(10)))).scan({ isStopped: () => true })).toBeUndefined();
  });
});

describe("mailboxes of very many messages", () => {
  const limited = { ...defaultSourceLimits, messages: 1000 };
  const note = (name: string): string =>
    `${name} holds more than 1,000 messages: the first ones are shown (the setting patchMail.limits.messages).`;
  const tiny = (count: number): string => mailbox(Array<string>(count).fill("From: a@b.org\nSubject: x\n\n"));

  it("are listed up to a limit, and not read to their end", async () => {
    const text = Buffer.from(tiny(100_000));
    for (const [name, bytes] of [
      ["a.mbox.gz", gzipSync(text)],
      ["a.mbox", text],
    ] as const) {
      let seen = 0;
      const source = await openSource(put(name, bytes), limited, parse);
      const shown: number[] = [];
      const scan = await source.scan({
        onProgress: (done) => (seen = done),
        onMessages: (messages) => shown.push(...messages.map(({ index }) => index)),
      });
      expect(scan).toMatchObject({ messageCount: 1000, notes: [note(name)] });
      expect(scan && subjectsOf(scan)).toHaveLength(1000);
      expect(shown).toEqual(Array.from({ length: 1000 }, (_, at) => at));
      expect(seen).toBeLessThan(text.length / 2);
      expect(await sentence(source.read(source.uri, 1000))).toBe(`${name} has no such message any more.`);
    }
  });

  it("are given out one by one up to a limit where they are compressed", async () => {
    const results: unknown[] = [];
    for (const [name, bytes] of [
      ["a.mbox.gz", gzipSync(tiny(3000))],
      ["a.mbox", tiny(3000)],
    ] as const) {
      let count = 0;
      const { notes } = await (await openSource(put(name, bytes), limited)).readAll(() => void count++);
      results.push([count, notes]);
    }
    expect(results).toEqual([
      [1000, [note("a.mbox.gz")]],
      [3000, []],
    ]);
  });

  it("have one limit together where they are in a folder", async () => {
    for (let at = 0; at < 10; at++) put(`many/${at}.mbox.gz`, gzipSync(tiny(300)));
    const scan = await (await openSource(path.join(folder, "many"), limited)).scan({});
    expect(scan?.messageCount).toBe(1000);
    expect(scan?.notes.at(-1)).toBe(note("many"));
  });

  it("are not read whole into the threads of a workspace", async () => {
    const uri = pathToFileURL(put("a.mbox", tiny(3000))).href;
    const small = { parsedBytes: 10, parsedPageBytes: 10, maxBytes: 10 ** 9, maxMessages: 1000 };
    expect(await sentence(readMailFile(uri, createNodeMailStore(), parse, () => false, small))).toBe(
      "a.mbox holds more than 1,000 messages: Patch Mail: Open Mailbox… shows the first ones.",
    );
  });
});

describe("large mailboxes", () => {
  it("of 300,000 lines or 20 MB are index only; others open in an editor", async () => {
    const lines = put("lines.mbox", `${mailbox(mails)}${"\n".repeat(300_001)}`);
    const size = put("size.mbox", `${mailbox(mails)}${"x".repeat(21 * 1024 * 1024)}`);
    for (const [file, isIndexOnly] of [
      [lines, true],
      [size, true],
      [put("small.mbox", mailbox(mails)), undefined],
    ] as const) {
      const scan = await scanOf(file);
      expect(scan.messageCount).toBe(4);
      expect(scan.files.get(pathToFileURL(file).href)?.isIndexOnly).toBe(isIndexOnly);
    }
  });

  it("of 200 MB are streamed, the first messages shown before the end", async () => {
    const part = Buffer.from(many(4000));
    const file = put("large.mbox", "");
    const count = Math.ceil((200 * 1024 * 1024) / part.length);
    for (let at = 0; at < count; at++) appendFileSync(file, part);
    const source = await openSource(file);
    let first = 0;
    let shown = 0;
    const scan = await source.scan({
      onProgress: (done) => (first ||= done),
      onMessages: (messages) => (shown += messages.length),
    });
    expect(first).toBeLessThan(5 * 1024 * 1024);
    expect(scan?.messageCount).toBe(4000 * count);
    expect(shown).toBe(4000 * count);
    expect(Buffer.from(await source.read(source.uri, 4000 * count - 1)).toString()).toContain(
      "Subject: mail 3999\n",
    );
  }, 60_000);

  it("hold no message that is too large to be given out", async () => {
    const file = put("a.mbox", mailbox([`${cover}${"x\n".repeat(5000)}`, patch]));
    const source = await openSource(file, { ...defaultSourceLimits, messageBytes: 5000 });
    expect(await sentence(source.read(source.uri, 0))).toMatch(
      /^This message of a\.mbox has \d+ MB: too large/,
    );
    expect(Buffer.from(await source.read(source.uri, 1)).toString()).toBe(patch);
    const sizes: number[] = [];
    const { notes } = await source.readAll(({ bytes }) => void sizes.push(bytes.length));
    expect(notes).toEqual(["Message 1 of a.mbox has 0 MB: only its first 0 MB are shown."]);
    expect(sizes[0]).toBe(5000);
    expect(sizes).toHaveLength(2);
  });
});

it("bare diffs and other texts are no mail, and can be read all the same", async () => {
  const diff = put("x.patch", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n");
  const source = await openSource(diff);
  expect(await source.scan({})).toMatchObject({ messageCount: 0, notes: ["x.patch holds no mail."] });
  const all: unknown[] = [];
  await source.readAll(({ isWholeFile, bytes }) => void all.push([isWholeFile, bytes.length]));
  expect(all).toEqual([[true, 53]]);
  expect(Buffer.from(await source.read(source.uri, 0)).toString()).toMatch(/^diff --git/);
  expect(await scanOf(put("empty.mbox", ""))).toMatchObject({
    messageCount: 0,
    notes: ["empty.mbox is empty."],
  });
  const empty = await openSource(path.join(folder, "empty.mbox"));
  expect(await empty.readAll(() => expect.fail("a message"))).toEqual({
    messageCount: 0,
    notes: ["empty.mbox is empty."],
  });
});
