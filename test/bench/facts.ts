import { parse } from "../../server/src/core/parse.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { factsOfBytes } from "../../server/src/mailboxes/factsOfBytes.js";
import type { MessageFacts } from "../../server/src/threads/facts.js";
import { placeComments } from "../../server/src/threads/placeComments.js";
import { benchMail } from "../corpus/shared.js";
import { ms, printRows } from "./measure.js";

const wantedBytes = 100_000_000;

interface Read {
  readonly messageId: string;
  readonly above: readonly string[];
  readonly bytes: Uint8Array;
}

/** What needs bodies, over 100 MB: the 5,000 mails as often as they go into it, each time read anew. */
export async function benchFacts(): Promise<void> {
  const file = benchMail();
  if (file.length === 0) return console.log("\nFacts of bodies: skipped, since ../shared/bench is absent");
  const find = messagesInFile(file);
  const mails: Read[] = [];
  for (let index = 0; index < find.count; index++) {
    const bytes = find(index)?.bytes;
    if (bytes === undefined) continue;
    const message = parse(Buffer.from(bytes).toString("utf8")).document.messages[0];
    const above = [...new Set([...(message?.inReplyTo ?? []), ...(message?.references.toReversed() ?? [])])];
    mails.push({ messageId: message?.messageId ?? "", above, bytes });
  }
  const size = mails.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let kept: (MessageFacts | null)[] = [];
  let done = 0;
  let reading = 0;
  let placing = 0;
  let processor = 0;
  while (done < wantedBytes) {
    kept = [];
    const start = performance.now();
    const used = process.cpuUsage();
    for (const { bytes } of mails) {
      if (done >= wantedBytes) break;
      kept.push(await factsOfBytes(bytes));
      done += bytes.length;
    }
    const read = performance.now();
    place(mails, kept);
    reading += read - start;
    placing += performance.now() - read;
    const { user, system } = process.cpuUsage(used);
    processor += (user + system) / 1000;
  }
  kept = [];
  for (const { bytes } of mails) kept.push(await factsOfBytes(bytes));
  const count = kept.length;
  globalThis.gc?.();
  const held = memory();
  kept = [];
  globalThis.gc?.();
  const heap = (held - memory()) / count;
  const all = reading + placing;
  printRows(
    `What bodies tell, ${(done / 1e6).toFixed(0)} MB of mail (${mails.length} mails of ${(size / 1e6).toFixed(0)} MB, again and again)`,
    [
      {
        what: "trailers, results, comments, patches",
        figure: ms(all),
        target: "< 3000 ms",
        isMet: all < 3000,
      },
      { what: "  processor time, collecting garbage included", figure: ms(processor) },
      { what: "  decoding, parsing, reading the facts", figure: ms(reading) },
      { what: "  comments put into the patches", figure: ms(placing) },
      { what: "kept for a message, anchors of patches and quotes included", figure: `${heap.toFixed(0)} B` },
    ],
  );
}

const memory = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

function place(mails: readonly Read[], facts: readonly (MessageFacts | null)[]): void {
  const byId = new Map(facts.map((one, at) => [mails[at]?.messageId ?? "", one]));
  for (const [at, one] of facts.entries()) {
    if (one === null) continue;
    const anchors = mails[at]?.above.flatMap((id) => byId.get(id)?.anchor ?? []) ?? [];
    placeComments(one.comments, one.quoted, anchors);
  }
}
