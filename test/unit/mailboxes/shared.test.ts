import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { createHeaderScan } from "../../../server/src/mailboxes/headerScan.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { mailFileOf } from "../../../server/src/mailboxes/summary.js";
import type { ForestEntry } from "../../../server/src/threads/forest.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MailFile, MessageSummary, ThreadNode } from "../../../server/src/threads/model.js";
import { seriesLinks } from "../../../server/src/threads/series.js";
import { corpusFiles, hasShared, seedText, sharedDir } from "../../corpus/shared.js";
import { withoutPlaces } from "./mails.js";

const uri = "file:///page.eml";
const seed = (number: string): MailFile => mailFileOf(uri, parse(seedText(number)).document);

/** Threads as rows: depth, what stands there, its minute. */
function rows(file: MailFile): readonly string[] {
  const index = createMailIndex();
  index.setFile(uri, file);
  const forest = index.forest();
  const draw = (entry: ForestEntry, depth: number): string[] => {
    const { message, told, messageId } = entry.node;
    const date = message?.date ?? told?.date ?? null;
    const name = message ? "message" : told && !told.isGhost ? "told" : messageId;
    const when = date === null ? "" : ` ${new Date(date).toISOString().slice(5, 16)}`;
    return [
      `${"  ".repeat(depth)}${name}${when}`,
      ...forest.childrenOf(entry).flatMap((child) => draw(child, depth + 1)),
    ];
  };
  return forest.roots.flatMap((root) => draw(root, 0));
}

describe.runIf(hasShared("seeds", 3))("threads of the seeds", () => {
  it("000: ten messages in the exact tree, with two ghosts", () => {
    expect(rows(seed("000"))).toEqual([
      "message 02-28T21:02",
      "  message 03-01T01:49",
      "  message 03-01T22:23",
      "    20180302124050.GF6255@sirena.org.uk",
      "      message 03-05T21:30",
      "        message 03-07T21:11",
      "          message 03-08T01:21",
      "            message 03-08T06:03",
      "            20180308111348.GB6019@sirena.org.uk",
      "              message 03-08T23:49",
      "                message 03-09T06:33",
      "                message 03-09T11:14",
    ]);
  });

  it("001: this message at its place among 17 that are told", () => {
    const drawn = rows(seed("001"));
    expect(drawn).toHaveLength(18);
    expect(drawn.filter((row) => row.includes("message"))).toEqual(["            message 08-18T00:21"]);
    expect(drawn.filter((row) => /^ {2}told/.test(row))).toHaveLength(5);
  });

  it("003: an overview that lost its tree is one thread, as an order that says so", () => {
    const { told } = seed("003");
    expect(told).toHaveLength(92);
    expect(told.every((one) => one.isOrderOnly)).toBe(true);
    expect(new Set(told.slice(1).map((one) => one.parentId))).toEqual(new Set([told[0]?.messageId]));
    const drawn = rows(seed("003"));
    expect(drawn).toHaveLength(92);
    expect(drawn.filter((row) => !row.startsWith(" "))).toHaveLength(1);
  });
});

const isMailbox = (name: string): boolean => /\.(?:mbox|mbx|eml|patch)$/.test(name);

function scan(bytes: Uint8Array): readonly MessageSummary[] {
  const headers = createHeaderScan(uri);
  for (let at = 0; at < bytes.length; at += 1000) headers.push(bytes.subarray(at, at + 1000));
  return headers.end();
}

describe.runIf(hasShared("corpus", 2))("mail files of the corpus", () => {
  const files = corpusFiles().filter((file) => isMailbox(file.path));

  it("are scanned as they are parsed", () => {
    const different = files.filter((file) => {
      const { document } = parse(new TextDecoder().decode(file.bytes));
      if (document.form !== "mail") return false;
      const parsed = mailFileOf(uri, document).messages;
      const scanned = withoutPlaces(scan(file.bytes));
      // Bytes that are no UTF-8 are decoded better by the scan, which has them.
      const facts = ({
        subject,
        fromName,
        commit: _commit,
        archivedAt: _archivedAt,
        ...rest
      }: MessageSummary): unknown =>
        /\ufffd/.test(subject + fromName) ? rest.messageId : { subject, fromName, ...rest };
      return (
        parsed.length !== scanned.length ||
        parsed.some((message, at) => {
          const other = scanned[at];
          return (
            !other ||
            JSON.stringify(facts(message)) !==
              JSON.stringify(
                /\ufffd/.test(message.subject + message.fromName) ? other.messageId : facts(other),
              )
          );
        })
      );
    });
    console.log(`scanned and parsed: ${files.length} files`);
    // Its subject stands in the body (git-am(1)): the scan reads headers only.
    expect(different.map((file) => file.path)).toEqual(["eml/single/7676bf3db5.eml"]);
  });
});

describe.runIf(hasShared("bench", 1))("the 5,000 mails of the bench", () => {
  it("are scanned as they are parsed", () => {
    const bytes = gunzipSync(readFileSync(path.join(sharedDir, "bench/ext4-5000.mbox.gz")));
    const scanned = createHeaderScan(uri);
    scanned.push(bytes);
    const messages = scanned.end();
    expect(messages).toHaveLength(5000);
    const threads = buildThreads({ messages, told: [] });
    expect(threads.reduce((sum, root) => sum + countBelow(root), 0)).toBe(5000);
  });
});

/** Messages and duplicates of a tree. */
function countBelow(root: ThreadNode): number {
  let count = 0;
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    count += (node.message === null ? 0 : 1) + node.duplicates.length;
    stack.push(...node.children);
  }
  return count;
}

const hasNotmuch = ((): boolean => {
  try {
    execFileSync("notmuch", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    console.log("skipped: 1 check, since notmuch is absent (Debian: apt-get install notmuch)");
    return false;
  }
})();

describe.runIf(hasNotmuch && hasShared("corpus", 1))("threads, as notmuch has them", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-notmuch-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("hold the same messages together", () => {
    const messages: MessageSummary[] = [];
    mkdirSync(path.join(folder, "mail/cur"), { recursive: true });
    // The fixtures of b4 and Patchwork give one Message-ID to different mails, of which notmuch knows the first.
    const boxes = corpusFiles().filter(({ path: name }) =>
      /^(?!mbox\/(?:b4|patchwork)).*\.mbo?x$/.test(name),
    );
    for (const file of boxes) {
      const text = file.bytes.toString("latin1");
      for (const message of parse(text).document.messages) {
        if (message.messageId === null) continue;
        const summary = mailFileOf(`file:///${file.path}`, parse(text).document).messages.find(
          ({ index }) => index === message.index,
        );
        if (!summary) continue;
        const start = message.separator === null ? message.span.start : message.header.span.start;
        writeFileSync(
          path.join(folder, "mail/cur", `${messages.length}:2,`),
          Buffer.from(text.slice(start, message.span.end), "latin1"),
        );
        messages.push(summary);
      }
    }
    const config = path.join(folder, "config");
    writeFileSync(
      config,
      `[database]\npath=${path.join(folder, "mail")}\n[user]\nname=x\nprimary_email=x@example.org\n`,
    );
    const notmuch = (...words: string[]): string =>
      execFileSync("notmuch", [`--config=${config}`, ...words], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
    notmuch("new");
    const theirs = notmuch("search", "--output=threads", "*")
      .split("\n")
      .filter((thread) => thread !== "")
      .map((thread) =>
        notmuch("search", "--output=messages", thread)
          .split("\n")
          .filter((id) => id !== "")
          .map((id) => id.replace(/^id:/, "")),
      );
    const ours = new Map<string, number>();
    for (const [number, root] of buildThreads({ messages, told: [] }).entries()) {
      const stack = [root];
      for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
        if (node.message !== null) ours.set(node.messageId, number);
        stack.push(...node.children);
      }
    }
    const apart = theirs.filter((ids) => new Set(ids.map((id) => ours.get(id) ?? id)).size > 1);
    // What we join beyond references is a series sent without any, which notmuch leaves apart.
    const joined = new Set(
      seriesLinks(messages).flatMap(({ parent, child }) => [parent.messageId, child.messageId]),
    );
    const threadOf = new Map(theirs.flatMap((ids, number) => ids.map((id) => [id, number] as const)));
    const together = new Map<number, Set<number>>();
    for (const [id, thread] of ours) {
      if (joined.has(id)) continue;
      const set = together.get(thread) ?? new Set();
      set.add(threadOf.get(id) ?? -1);
      together.set(thread, set);
    }
    console.log(
      `notmuch: ${messages.length} messages, ${theirs.length} threads; joined as a series: ${joined.size}`,
    );
    expect(apart).toEqual([]);
    expect([...together.values()].filter((set) => set.size > 1)).toEqual([]);
  });
});
