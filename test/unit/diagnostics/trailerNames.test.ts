import fc from "fast-check";
import { expect, it } from "vitest";
import { editDistance } from "../../../server/src/diagnostics/trailerNames.js";

/** By the definition, without a table. */
function plain(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  return Math.min(
    plain(a.slice(1), b) + 1,
    plain(a, b.slice(1)) + 1,
    plain(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
  );
}

it("the edit distance is that of the definition, up to what is asked for", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 4 }), (a, b, enough) => {
      const wanted = plain(a, b);
      expect(editDistance(a, b)).toBe(wanted);
      const bounded = editDistance(a, b, enough);
      if (wanted < enough) expect(bounded).toBe(wanted);
      else expect(bounded).toBeGreaterThanOrEqual(enough);
    }),
  );
});
