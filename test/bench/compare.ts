import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CompareResult } from "../../server/src/work/compareVersions.js";
import { bundleServer, startTestClient } from "../lsp/serverUnderTest.js";
import { generateSeries } from "../unit/patches/generatedSeries.js";
import { readRangeDiff } from "../unit/patches/rangeDiffOracle.js";
import { median, printRows, ratio } from "./measure.js";

const patches = 40;

/** Two versions of a series from their mails over --stdio, without a repository, beside `git range-diff` on the same commits. */
export async function benchCompare(rounds: number): Promise<void> {
  const series = generateSeries(5, { patches, files: 30, functions: 40, edits: 14 });
  const bundle = await bundleServer();
  try {
    const uris: string[] = [];
    let lineCount = 0;
    for (const version of ["v1", "v2"] as const) {
      const reroll = `--reroll-count=${version.slice(1)}`;
      const mail = series
        .mbox(version, "--thread", "--cover-letter", reroll)
        .replaceAll("*** SUBJECT HERE ***", "net");
      const file = path.join(series.folder, `${version}.mbox`);
      writeFileSync(file, mail);
      lineCount += mail.split("\n").length;
      uris.push(pathToFileURL(file).href);
    }
    const first: number[] = [];
    const again: number[] = [];
    const git: number[] = [];
    let text = "";
    let expected = "";
    for (let round = 0; round < rounds; round++) {
      const client = startTestClient(bundle);
      // Without trust no git runs: it is our own work that is measured.
      await client.initialize({ initializationOptions: { trusted: false } });
      await client.connection.sendRequest("patchMail/mailFiles", { files: uris });
      const [old, now] = uris.map((uri) => ({ textDocument: { uri }, position: { line: 0, character: 0 } }));
      for (const times of [first, again]) {
        const start = performance.now();
        const result = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
          old,
          now,
        });
        times.push(performance.now() - start);
        ({ text } = result);
      }
      await client.shutdown();
      const start = performance.now();
      expected = series.git(["range-diff", "--no-color", "base..v1", "base..v2"]);
      git.push(performance.now() - start);
    }
    const isSame = readRangeDiff(text).rows.join() === readRangeDiff(expected).rows.join();
    const figure = (times: readonly number[]): string => `${median(times).toFixed(0)} ms`;
    printRows(
      `Two versions of ${patches} patches, ${lineCount} lines of mail; pairs and marks ${isSame ? "as" : "OTHER than"} git's (median of ${rounds})`,
      [
        {
          what: "ours: the first request of a new server",
          figure: figure(first),
          target: "under 1 s",
          isMet: median(first) < 1000,
        },
        { what: "ours: again", figure: figure(again), ratio: ratio(median(again), median(git)) },
        { what: "git range-diff, on the commits", figure: figure(git) },
      ],
    );
  } finally {
    series.dispose();
    bundle.remove();
  }
}
