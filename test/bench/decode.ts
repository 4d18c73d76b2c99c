import { decodeMail } from "../../server/src/adapters/decodeMail.js";
import { viewInFile } from "../../server/src/mailboxes/decodedMessage.js";
import { messageInFile } from "../../server/src/mailboxes/decodedSource.js";
import { bigPatch, bigPatchLines } from "./bigPatch.js";
import { median, ms, printRows, type Row, ratio } from "./measure.js";

const rawBytes = 1_000_000;

/** The decoded view of a message of 1 MB, with its map of offsets, beside mailparser on the same bytes. */
export async function benchDecode(rounds: number): Promise<void> {
  const text = bigPatch(bigPatchLines).slice(0, (rawBytes / 78) * 57);
  const rows: Row[] = [];
  for (const [encoding, body] of [
    ["base64", Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\r\n")],
    ["quoted-printable", text.slice(0, rawBytes).replace(/[=\t]/g, (c) => (c === "=" ? "=3D" : "=09"))],
  ] as const) {
    const head = `From: Ada <ada@example.org>\r\nSubject: [PATCH] x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
    const bytes = Buffer.from(head + body, "latin1");
    const ours: number[] = [];
    const peers: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await timed(async () => void (await viewOf(bytes))));
      peers.push(await timed(async () => void (await decodeMail(bytes))));
    }
    const [first = Number.NaN] = ours;
    rows.push(
      {
        what: `ours, ${encoding}, ${(bytes.length / 1e6).toFixed(2)} MB: the first one`,
        figure: ms(first),
        target: "< 150 ms",
        isMet: first < 150,
      },
      { what: "  median", figure: ms(median(ours)), ratio: `ours ${ratio(median(ours), median(peers))}` },
      { what: "  mailparser, median (text, no offsets)", figure: ms(median(peers)) },
    );
  }
  printRows("Decoded view of a message of 1 MB, from the file's bytes", rows);
}

async function viewOf(bytes: Uint8Array): Promise<string> {
  const found = messageInFile(bytes, 0);
  if (found === null) throw new Error("no message");
  return (await viewInFile(found)).text;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
