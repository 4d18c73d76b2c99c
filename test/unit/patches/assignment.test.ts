import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "../../../server/src/patches/compare/assignment.js";
import { runToEnd } from "../../../server/src/patches/compare/runSteps.js";

/** The least sum over all ways, by trying them. */
function leastSum(size: number, costs: readonly number[], row = 0, taken = 0): number {
  if (row === size) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (let column = 0; column < size; column++) {
    if ((taken & (1 << column)) !== 0) continue;
    const rest = leastSum(size, costs, row + 1, taken | (1 << column));
    least = Math.min(least, (costs[row * size + column] ?? 0) + rest);
  }
  return least;
}

describe("the assignment", () => {
  it("takes each row once, and no other has a lower sum", () => {
    const table = fc.integer({ min: 1, max: 6 }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        costs: fc.array(fc.oneof(fc.nat(4), fc.nat(100), fc.constant(65536)), {
          minLength: size * size,
          maxLength: size * size,
        }),
      }),
    );
    fc.assert(
      fc.property(table, ({ size, costs }) => {
        const rows = [...runToEnd(assign(size, Int32Array.from(costs)))];
        expect(new Set(rows).size).toBe(size);
        const sum = rows.reduce((all, row, column) => all + (costs[row * size + column] ?? 0), 0);
        expect(sum).toBe(leastSum(size, costs));
      }),
      { numRuns: 2000 },
    );
  });

  it("ends where all costs are equal, and for one row or none", () => {
    expect([...runToEnd(assign(0, new Int32Array()))]).toEqual([]);
    expect([...runToEnd(assign(1, Int32Array.of(7)))]).toEqual([0]);
    expect(new Set(runToEnd(assign(300, new Int32Array(300 * 300)))).size).toBe(300);
  });
});
