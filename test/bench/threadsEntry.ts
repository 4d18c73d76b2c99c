/**
 * The whole process that reads a mailbox and threads it, nothing else: what `mthread` and neomutt are measured against.
 * Prints figures as JSON, times in milliseconds from the start of the process unless said otherwise.
 */
import { parse } from "../../server/src/core/parse.js";
import type { MessageSource } from "../../server/src/mailboxes/messageSource.js";
import { createNodeMailboxCache } from "../../server/src/mailboxes/nodeMailboxCache.js";
import { openSource } from "../../server/src/mailboxes/openSource.js";
import { buildThreads } from "../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../server/src/threads/model.js";
import { generatedSummaries } from "./generatedMail.js";

const [file = "", mode = "", folder = ""] = process.argv.slice(2);
const loaded = performance.now();
const figures = await run();
console.log(JSON.stringify({ loaded, ...figures, peakMegabytes: process.resourceUsage().maxRSS / 1000 }));

async function run(): Promise<Readonly<Record<string, number>>> {
  if (file === "--million") return { quarter: threaded(250_000), threaded: threaded(1_000_000) };
  switch (mode) {
    case "--heap":
      return heap();
    case "--cache":
      return fromCache();
    case "--bodies":
      return bodies();
    default: {
      const threadCount = buildThreads({ messages: await scan(await openSource(file)), told: [] }).length;
      return { done: performance.now(), threadCount };
    }
  }
}

async function scan(source: MessageSource): Promise<MessageSummary[]> {
  const found = await source.scan({});
  if (found === undefined) throw new Error("the scan was stopped");
  return [...found.files.values()].flatMap(({ messages }) => messages);
}

/** Bytes of heap for each summary; needs --expose-gc. */
async function heap(): Promise<Readonly<Record<string, number>>> {
  const used = (): number => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const messages = await scan(await openSource(file));
  const bytes = used() - before;
  return { bytes: bytes / messages.length, messageCount: messages.length };
}

/** Milliseconds from the question to the summaries, and to the threads. */
async function fromCache(): Promise<Readonly<Record<string, number>>> {
  const cache = createNodeMailboxCache(folder, "bench");
  const start = performance.now();
  const messages = await scan(await openSource(file, undefined, undefined, cache));
  const scanned = performance.now() - start;
  const threadCount = buildThreads({ messages, told: [] }).length;
  const done = performance.now() - start;
  await cache.idle();
  return { scanned, threaded: done, threadCount };
}

/** Milliseconds to read and parse each message once. */
async function bodies(): Promise<Readonly<Record<string, number>>> {
  const source = await openSource(file);
  await scan(source);
  const start = performance.now();
  const decoder = new TextDecoder();
  let fileCount = 0;
  await source.readAll(({ bytes }) => {
    for (const message of parse(decoder.decode(bytes)).document.messages) fileCount += message.files.length;
  });
  return { bodies: performance.now() - start, fileCount };
}

function threaded(count: number): number {
  const messages = generatedSummaries(count);
  const start = performance.now();
  buildThreads({ messages, told: [] });
  return performance.now() - start;
}
