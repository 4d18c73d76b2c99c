import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareCommand } from "../../../server/src/cli/compareCommand.js";
import { type GeneratedSeries, generateSeries } from "../patches/generatedSeries.js";
import { type RangeDiff, readRangeDiff } from "../patches/rangeDiffOracle.js";

let series: GeneratedSeries;
let expected: RangeDiff;
beforeAll(() => {
  series = generateSeries(12, { patches: 8, files: 3, functions: 8, edits: 4 });
  const [first = "", second = ""] = (["v1", "v2"] as const).map((version) =>
    series.mbox(version, "--cover-letter", `--reroll-count=${version.slice(1)}`),
  );
  writeFileSync(path.join(series.folder, "v1.mbox"), first);
  writeFileSync(path.join(series.folder, "v2.mbox"), second);
  writeFileSync(path.join(series.folder, "both.mbox"), first + second);
  mkdirSync(path.join(series.folder, "files"));
  series.git(["format-patch", "-o", "files", "base..v2"]);
  expected = readRangeDiff(series.git(["range-diff", "--no-color", "base..v1", "base..v2"]));
});
afterAll(() => series.dispose());

async function compare(words: readonly string[], isJson = false) {
  let text = "";
  const notes: string[] = [];
  const status = await compareCommand.run(
    {
      words: words.map((word) => path.join(series.folder, word)),
      options: new Map(isJson ? [["--json", ""]] : []),
    },
    {
      isTerminal: true,
      print: (piece) => {
        text += piece;
      },
      printed: () => Promise.resolve(),
      note: (sentence) => notes.push(sentence),
    },
  );
  return { status, text, notes };
}

describe("patch-mail compare", () => {
  it("prints what git range-diff prints, from two mailboxes or a folder of patches", async () => {
    for (const [old, now] of [
      ["v1.mbox", "v2.mbox"],
      ["v1.mbox", "files"],
    ] as const) {
      const { status, text, notes } = await compare([old, now]);
      expect({ status, notes }).toEqual({ status: 0, notes: [] });
      const own = readRangeDiff(text);
      expect(own.rows).toEqual(expected.rows);
      const git = expected.inner.split("\n");
      expect(own.inner.split("\n").filter((line) => git.includes(line)).length).toBe(git.length);
    }
  });

  it("prints the same as JSON", async () => {
    const { text } = await compare(["v1.mbox", "v2.mbox"], true);
    const report = JSON.parse(text) as {
      readonly pairs: readonly {
        readonly mark: string;
        readonly old: { readonly number: number } | null;
        readonly new: { readonly number: number } | null;
        readonly diff: readonly string[];
      }[];
    };
    const rows = report.pairs.map(
      (pair) => `${pair.old?.number ?? "-"}${pair.mark}${pair.new?.number ?? "-"}`,
    );
    expect(rows).toEqual(expected.rows);
    expect(report.pairs.flatMap(({ diff }) => diff).join("\n") === expected.inner).toBe(true);
  });

  it("takes the newest version of a mailbox with several, and says so", async () => {
    const { text, notes } = await compare(["v1.mbox", "both.mbox"]);
    expect(readRangeDiff(text).rows).toEqual(expected.rows);
    expect(notes).toEqual([`${path.join(series.folder, "both.mbox")}: There are v1, v2: v2 is compared.`]);
  });

  it("says what cannot be read, and how many names it needs", async () => {
    expect((await compare(["v1.mbox", "none.mbox"])).status).toBe(2);
    expect((await compare(["v1.mbox", "v2.mbox", "both.mbox"])).status).toBe(2);
  });
});
