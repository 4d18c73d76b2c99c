import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { bundleServer, startTestClient } from "../lsp/serverUnderTest.js";
import { wholeProcess } from "./cold.js";
import { median, printRows, ratio } from "./measure.js";

/** The threads of the shared mailbox over --stdio, beside programs that split or read a mailbox. */
export async function benchThreads(projectRoot: string, rounds: number): Promise<void> {
  const packed = path.join(projectRoot, "../shared/bench/ext4-5000.mbox.gz");
  if (!existsSync(packed)) {
    console.log("\nThreads: left out, the mailbox ../shared/bench/ext4-5000.mbox.gz is not there.");
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-bench-mbox-"));
  const bundle = await bundleServer();
  try {
    const file = path.join(folder, "bench.mbox");
    const bytes = gunzipSync(readFileSync(packed));
    writeFileSync(file, bytes);
    const ours: number[] = [];
    const mailsplit: number[] = [];
    const python: number[] = [];
    let listed = { messageCount: 0, threadCount: 0 };
    for (let round = 0; round < rounds; round++) {
      // Each time a new server: the index of the one before knows the file.
      const client = startTestClient(bundle);
      await client.initialize();
      const start = performance.now();
      await client.connection.sendRequest("patchMail/mailFiles", { files: [pathToFileURL(file).href] });
      listed = await client.connection.sendRequest("patchMail/threads", { limit: 1000 });
      ours.push(performance.now() - start);
      await client.shutdown();
      const split = path.join(folder, `split${round}`);
      mkdirSync(split);
      mailsplit.push(wholeProcess("git", ["mailsplit", "--mboxrd", `-o${split}`, file]));
      python.push(
        wholeProcess("python3", [
          "-c",
          "import mailbox, sys\nfor m in mailbox.mbox(sys.argv[1]): m['subject'], m['message-id'], m['references']",
          file,
        ]),
      );
    }
    const figure = (taken: readonly number[]): string => {
      const seconds = median(taken) / 1000;
      return `${seconds.toFixed(2)} s, ${(bytes.length / 1e6 / seconds).toFixed(0)} MB/s`;
    };
    const versus = (peer: readonly number[]): string => `ours ${ratio(median(ours), median(peer))}`;
    printRows(
      `Threads of a mailbox of ${(bytes.length / 1e6).toFixed(0)} MB: ${listed.messageCount} messages, ${listed.threadCount} threads (median of ${rounds})`,
      [
        { what: "ours: a new server, read and threaded, 1,000 rows", figure: figure(ours) },
        {
          what: "git mailsplit (splits only, writes files)",
          figure: figure(mailsplit),
          ratio: versus(mailsplit),
        },
        { what: "Python's mailbox (three headers each)", figure: figure(python), ratio: versus(python) },
      ],
    );
  } finally {
    bundle.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
