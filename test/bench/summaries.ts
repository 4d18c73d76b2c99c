import { buildThreads } from "../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../server/src/threads/model.js";
import { seriesOf } from "../../server/src/threads/seriesOf.js";
import { printRows } from "./measure.js";

/** Summaries are made, threaded, and their series found; each size twice the one before, to see that the cost is linear. */
export function benchSummaries(): void {
  const rows: { what: string; figure: string; ratio?: string }[] = [];
  let before = 0;
  for (const count of [125_000, 250_000, 500_000, 1_000_000]) {
    const messages = generated(count);
    const start = performance.now();
    const user = process.cpuUsage().user;
    const roots = buildThreads({ messages, told: [] });
    const seconds = (performance.now() - start) / 1000;
    const own = (process.cpuUsage().user - user) / 1e6;
    const seriesStart = performance.now();
    const { series } = seriesOf(roots, () => undefined);
    const seriesSeconds = (performance.now() - seriesStart) / 1000;
    rows.push({
      what: `${count.toLocaleString("en")} summaries: ${roots.length} threads, ${series.length} series`,
      figure: `${seconds.toFixed(2)} s (${own.toFixed(2)} s of processor), series ${seriesSeconds.toFixed(2)} s`,
      ...(before === 0 ? {} : { ratio: `${(own / before).toFixed(1)} times the one before` }),
    });
    before = own;
  }
  printRows("Threads of generated summaries (goal: 1,000,000 in under 10 s)", rows);
}

/** Threads of ten: a cover letter, three patches and replies, out of order by date. */
function generated(count: number): MessageSummary[] {
  // Texts as they come out of a file: in one piece, and each its own.
  const flat = (text: string): string => Buffer.from(text).toString("latin1");
  const id = (at: number): string => flat(`2026${at}.${Math.floor(at / 10)}-1-anna@example.org`);
  return Array.from({ length: count }, (_, at) => {
    const place = at % 10;
    const first = at - place;
    const parent = first + Math.floor(place / 2);
    const topic = `topic ${first / 10}`;
    const subject =
      place === 0
        ? `[PATCH v2 0/3] ${topic}`
        : place < 4
          ? `[PATCH v2 ${place}/3] ${topic}, part ${place}`
          : `Re: [PATCH v2 ${place % 4}/3] ${topic}`;
    return {
      uri: "file:///generated.mbox",
      index: at,
      line0: at * 50,
      messageId: id(at),
      isSynthetic: false,
      inReplyTo: place === 0 ? [] : [id(parent)],
      references: place === 0 ? [] : [id(first), id(parent)],
      subject: flat(subject),
      fromName: `Writer ${first % 977}`,
      fromAddress: `writer${first % 977}@example.org`,
      date: 1_600_000_000_000 + ((at * 7919) % count) * 1000,
    };
  });
}
