import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { compareVersions } from "../../../server/src/patches/compare/comparison.js";
import { comparisonText } from "../../../server/src/patches/compare/comparisonText.js";
import { createLineStore } from "../../../server/src/patches/compare/lineStore.js";
import { createPatchSet } from "../../../server/src/patches/compare/patchSet.js";
import { runInSlices, runToEnd } from "../../../server/src/patches/compare/runSteps.js";

/** Patches with `lines` added lines each; `line` makes them. */
function version(
  number: number,
  count: number,
  lines: number,
  line: (patch: number, at: number) => string,
): string[] {
  return Array.from({ length: count }, (_, at) => {
    const body = Array.from({ length: lines }, (_each, row) => `+${line(at, row)}`).join("\n");
    const head = `From: Ann <ann@example.org>\nSubject: [PATCH v${number} ${at + 1}/${count}] net: patch ${at}\nMessage-ID: <${number}.${at}@example.org>`;
    return `${head}\n\nText.\n---\n\ndiff --git a/f${at}.c b/f${at}.c\n--- a/f${at}.c\n+++ b/f${at}.c\n@@ -0,0 +1,${lines} @@\n${body}\n`;
  });
}

function read(old: readonly string[], now: readonly string[]) {
  const store = createLineStore();
  const side = (mails: readonly string[]) => {
    const set = createPatchSet(store);
    for (const text of mails) {
      const { document } = parse(text);
      for (const message of document.messages) set.addMail(document, message);
    }
    return set.result();
  };
  return { store, old: side(old), now: side(now) };
}

const side = { name: "v1", detail: "", notes: [] };

describe("series that are made to take long", () => {
  it("are paired by their titles where there are too many patches, and the text says so", () => {
    const sides = read(
      version(1, 700, 3, (patch, at) => `a ${patch} ${at}`),
      version(2, 700, 3, (patch, at) => `b ${patch} ${at}`),
    );
    const compared = runToEnd(compareVersions(sides.store, sides.old.patches, sides.now.patches));
    expect(compared.isByTitle).toBe(true);
    expect(compared.pairs.every(({ mark }) => mark === "!")).toBe(true);
    expect(comparisonText("x", compared, side, side).text).toContain("they are paired by their titles.");
  });

  it("end within their budget where all lines are alike", () => {
    let seed = 1;
    const random = (): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % 30;
    };
    const sides = read(
      version(1, 60, 1000, () => `x${random()}`),
      version(2, 60, 1000, () => `x${random()}`),
    );
    const compared = runToEnd(compareVersions(sides.store, sides.old.patches, sides.now.patches));
    expect(compared.pairs.length).toBeGreaterThanOrEqual(60);
  });

  it("keep no more text than the limit: then sums of diffs are compared", { timeout: 60_000 }, () => {
    const text = (from: string) => (patch: number, at: number) =>
      `${from} ${patch} ${at} ${"and so on ".repeat(20)}`;
    const old = version(1, 40, 5000, text("a"));
    const sides = read(old, [
      ...version(2, 20, 5000, text("a")),
      ...version(2, 40, 5000, text("b")).slice(20),
    ]);
    expect(sides.store.characters).toBeLessThan(40_000_000);
    expect(sides.now.notes.join()).toMatch(/only sums of their diffs are compared/);
    const compared = runToEnd(compareVersions(sides.store, sides.old.patches, sides.now.patches));
    expect(compared.isByTitle).toBe(true);
    // Where one side has its text and the other has not, nothing is claimed.
    expect(compared.pairs.filter(({ mark }) => mark === "=").length).toBeLessThanOrEqual(20);
    expect(compared.pairs.some(({ change }) => change === "unknown")).toBe(true);
  });

  it("can be stopped between two slices of the work", async () => {
    const sides = read(
      version(1, 200, 30, (patch, at) => `same ${at % 7} ${patch % 3}`),
      version(2, 200, 30, (patch, at) => `same ${at % 7} ${patch % 4}`),
    );
    let now = 0;
    let pauses = 0;
    const steps = compareVersions(sides.store, sides.old.patches, sides.now.patches);
    const work = runInSlices(
      steps,
      () => (now += 20),
      () => (++pauses < 3 ? Promise.resolve() : Promise.reject(new Error("stopped"))),
    );
    await expect(work).rejects.toThrow("stopped");
    expect(pauses).toBe(3);
  });
});
