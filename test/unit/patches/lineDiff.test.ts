import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settleChanges } from "../../../server/src/patches/compare/changeGroups.js";
import { lineChanges } from "../../../server/src/patches/compare/lineDiff.js";
import { diffSize, lineHunks } from "../../../server/src/patches/compare/lineHunks.js";

const lines = fc.array(fc.nat(6), { maxLength: 60 }).map((list) => Int32Array.from(list));
const kept = (text: Int32Array, changed: Uint8Array): number[] =>
  [...text].filter((_, at) => changed[at] === 0);

describe("the lines that differ", () => {
  it("leave the same lines on both sides, before and after runs are moved, whatever the budget", () => {
    fc.assert(
      fc.property(lines, lines, fc.constantFrom(0, 100, 1000, 1e9), (a, b, steps) => {
        const budget = { steps };
        const changes = lineChanges(a, b, budget);
        expect(kept(a, changes.old)).toEqual(kept(b, changes.now));
        const before = kept(a, changes.old).length;
        settleChanges(a, b, changes, budget);
        expect(kept(a, changes.old)).toEqual(kept(b, changes.now));
        expect(kept(a, changes.old).length).toBe(before);
      }),
      { numRuns: 2000 },
    );
  });

  it("are in hunks that do not touch, and count as many lines as there are", () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const changes = lineChanges(a, b, { steps: 1e9 });
        const changed = [...changes.old, ...changes.now].filter((mark) => mark === 1).length;
        const hunks = [...lineHunks(changes)];
        let end = -1;
        for (const hunk of hunks) {
          expect(hunk.oldStart).toBeGreaterThanOrEqual(end);
          end = hunk.oldEnd;
        }
        const size = diffSize(changes);
        expect(size).toBeGreaterThanOrEqual(changed);
        expect(size).toBeLessThanOrEqual(changed + hunks.length * 7 + a.length);
        expect(hunks.length === 0).toBe(changed === 0);
      }),
    );
  });

  it("of two texts without a common line are all, and end soon where every line is the same", () => {
    const many = 100_000;
    const a = Int32Array.from({ length: many }, (_, at) => at);
    const b = Int32Array.from({ length: many }, (_, at) => many + at);
    expect(diffSize(lineChanges(a, b, { steps: 1e7 }))).toBe(2 * many + 1);
    const same = new Int32Array(many);
    const shorter = new Int32Array(many - 10);
    const changes = lineChanges(same, shorter, { steps: 1e7 });
    settleChanges(same, shorter, changes, { steps: 1e7 });
    expect(kept(same, changes.old).length).toBe(many - 10);
  });
});
