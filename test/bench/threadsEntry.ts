/**
 * The whole process that reads a mailbox and threads it, nothing else: what `mthread` and neomutt are measured against.
 * Prints figures as JSON; "--heap" says what the summaries hold (needs --expose-gc).
 */
import { openSource } from "../../server/src/mailboxes/openSource.js";
import { buildThreads } from "../../server/src/threads/jwz.js";

const [file = "", mode = ""] = process.argv.slice(2);
const collect = globalThis.gc;
const heap = (): number => {
  collect?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const before = mode === "--heap" ? heap() : 0;
const loaded = performance.now();
let source: Awaited<ReturnType<typeof openSource>> | null = await openSource(file);
const scan = await source.scan({});
if (scan === undefined) throw new Error("the scan was stopped");
const scanned = performance.now();
const messages = [...scan.files.values()].flatMap((one) => one.messages);
if (mode === "--heap") {
  source = null;
  console.log(JSON.stringify({ messages: messages.length, bytes: (heap() - before) / messages.length }));
} else {
  const threads = buildThreads({ messages, told: [] });
  const done = performance.now();
  const figures = { loaded, scanned, done, messageCount: messages.length, threadCount: threads.length };
  console.log(JSON.stringify({ ...figures, peakMegabytes: process.resourceUsage().maxRSS / 1000 }));
}
