import { afterEach, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { type Comparison, compareVersions } from "../../../server/src/patches/compare/comparison.js";
import { changeText, comparisonText } from "../../../server/src/patches/compare/comparisonText.js";
import { createLineStore } from "../../../server/src/patches/compare/lineStore.js";
import { createPatchSet } from "../../../server/src/patches/compare/patchSet.js";
import { runToEnd } from "../../../server/src/patches/compare/runSteps.js";
import { type GeneratedSeries, generateSeries, type SeriesShape } from "./generatedSeries.js";
import { readRangeDiff } from "./rangeDiffOracle.js";

let series: GeneratedSeries | undefined;
afterEach(() => {
  series?.dispose();
  series = undefined;
});

function compare(old: string, now: string): Comparison {
  const store = createLineStore();
  const read = (text: string) => {
    const { document } = parse(text);
    const set = createPatchSet(store);
    for (const message of document.messages) set.addMail(document, message);
    return set.result().patches;
  };
  return runToEnd(compareVersions(store, read(old), read(now)));
}

const rowsOf = ({ pairs }: Comparison): string[] =>
  pairs.map(({ mark, old, now }) => `${old?.number ?? "-"}${mark}${now?.number ?? "-"}`);

/** Pairs, marks, order and inner diffs equal git's; gives the number of rows. */
function sameAsGit(seed: number, shape: SeriesShape, gitOptions: readonly string[] = []): number {
  series = generateSeries(seed, shape);
  const expected = readRangeDiff(
    series.git(["range-diff", "--no-color", ...gitOptions, "base..v1", "base..v2"]),
  );
  const compared = compare(series.mbox("v1"), series.mbox("v2"));
  expect(rowsOf(compared), `seed ${seed}`).toEqual(expected.rows);
  const inner = compared.pairs.flatMap(({ lines }) => lines).join("\n");
  expect(inner === expected.inner, `the diffs of seed ${seed} are not those of git`).toBe(true);
  series.dispose();
  return expected.rows.length;
}

describe("comparing versions from their mails alone", () => {
  it("pairs, marks, orders and shows patches as git range-diff does", { timeout: 120_000 }, () => {
    let rows = 0;
    for (let seed = 1000; seed < 1036; seed++) {
      rows += sameAsGit(seed, { patches: 2 + (seed % 9), files: 3, functions: 8, edits: 4 });
    }
    // Few large patches, and many small ones that are like each other.
    for (let seed = 2000; seed < 2004; seed++) {
      rows += sameAsGit(seed, { patches: 4, files: 2, functions: 60, edits: 40 });
      rows += sameAsGit(seed, { patches: 30, files: 2, functions: 3, edits: 2 });
    }
    expect(rows).toBeGreaterThan(300);
  });

  it("gives the same for mails that travelled: encoded, renumbered, with a changelog", () => {
    series = generateSeries(7, { patches: 6, files: 3, functions: 8, edits: 4 });
    const expected = readRangeDiff(series.git(["range-diff", "--no-color", "base..v1", "base..v2"]));
    const now = series.mbox("v2", "--reroll-count=2", "--subject-prefix=PATCH net-next", "--cover-letter");
    const compared = compare(
      series.mbox("v1", "--numbered").replaceAll("\n", "\r\n"),
      now.replaceAll("\n---\n", "\n---\nv2: did something.\n\n"),
    );
    expect(rowsOf(compared)).toEqual(expected.rows);
  });
});

describe("the text of a comparison", () => {
  it("is a mail with one range-diff block, as a cover letter has it, and no problem", () => {
    series = generateSeries(7, { patches: 6, files: 3, functions: 8, edits: 4 });
    const compared = compare(series.mbox("v1"), series.mbox("v2"));
    const side = (name: string) => ({ name, detail: "2026-01-02", notes: [] });
    const { text, rows } = comparisonText("net: rework", compared, side("v1"), side("v2"));
    const { document, problems } = parse(text);
    expect(problems).toEqual([]);
    const blocks = document.messages.flatMap((message) => message.blocks);
    const [block] = blocks.filter(({ kind }) => kind === "rangeDiff");
    expect(blocks.filter(({ kind }) => kind === "rangeDiff")).toHaveLength(1);
    expect(block?.startLine0).toBe((rows[0]?.line0 ?? 0) - 1);
    expect(block?.endLine0).toBe(rows.at(-1)?.endLine0);
    expect(document.messages.flatMap(({ files }) => files)).toEqual([]);
  });
});

describe("what has changed", () => {
  const patch = (log: string, diff: string, author = "Ann <ann@example.org>"): string =>
    `From: ${author}\nSubject: [PATCH] lib: melt the ice\n\n${log}\n---\n lib/ice.c | 2 +-\n\n${diff}-- \n2.40\n`;
  const diff = (context: string, line: string): string =>
    `diff --git a/lib/ice.c b/lib/ice.c\nindex 1111111..2222222 100644\n--- a/lib/ice.c\n+++ b/lib/ice.c\n@@ -1,4 +1,4 @@ void melt(void)\n a;\n ${context};\n-b;\n+${line};\n c;\n`;
  const signed = "It freezes.\n\nSigned-off-by: Ann <ann@example.org>";
  const changeOf = (old: string, now: string): string => {
    const [pair] = compare(old, now).pairs;
    return pair === undefined ? "no pair" : `${pair.mark} ${changeText(pair)}`.trimEnd();
  };
  const base = patch(signed, diff("x", "d"));

  it("is said in a sentence", () => {
    expect(changeOf(base, base.replace("@@ -1,4 +1,4 @@", "@@ -101,4 +201,4 @@"))).toBe("=");
    expect(changeOf(base, patch(`${signed}\nReviewed-by: Bo <bo@example.org>`, diff("x", "d")))).toBe(
      "! Only trailers added: Reviewed-by: Bo <bo@example.org>",
    );
    expect(changeOf(patch(`${signed}\nAcked-by: Bo <bo@example.org>`, diff("x", "d")), base)).toBe(
      "! Only trailers removed: Acked-by: Bo <bo@example.org>",
    );
    expect(changeOf(base, patch(signed.replace("freezes", "melts"), diff("x", "d")))).toBe(
      "! Only the commit message has changed.",
    );
    expect(changeOf(base, patch(signed, diff("x", "d"), "Cy <cy@example.org>"))).toBe(
      "! Only the author has changed.",
    );
    expect(changeOf(base, patch(signed, diff("y", "d")))).toBe(
      "! Only context has changed: the same lines are added and removed.",
    );
    expect(changeOf(base, patch(signed, diff("x", "e")))).toBe(
      "! The diff has changed, the commit message has not.",
    );
    expect(changeOf(base, patch(signed.replace("freezes", "melts"), diff("x", "e")))).toBe(
      "! The commit message and the diff have changed.",
    );
    expect(changeOf(base, patch(`${signed}\r`, diff("x", "d\r")))).toBe(
      "! The diff has changed, the commit message has not.",
    );
  });
});
