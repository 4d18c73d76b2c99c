import { describe, expect, it } from "vitest";
import { wordMarksIn } from "../../../server/src/features/wordMarks.js";
import { densePatch } from "../../bench/densePatch.js";
import { parsed } from "./fixture.js";

/** Marks by line: what `wordMarksIn` gives, its numbers three by three. */
function marksByLine(numbers: readonly number[]): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (let at = 0; at < numbers.length; at += 3) {
    const [line0 = 0, from = 0, end = 0] = numbers.slice(at, at + 3);
    found.set(line0, [...(found.get(line0) ?? []), `${from}-${end}`]);
  }
  return found;
}

describe("marks of a range of lines", () => {
  it.each([[40], [400]])(
    "are those of the whole, for pairs with a line in it: blocks of %i lines",
    (block) => {
      const document = parsed(densePatch(2 * block + 10, [block]));
      const whole = wordMarksIn(document, 0, document.model.lines.count);
      // In the removed lines of a block, whose partners stand further below than the range ends.
      const part = wordMarksIn(document, 10, 20);
      for (const side of ["removed", "added"] as const) {
        const all = marksByLine(whole[side]);
        const some = marksByLine(part[side]);
        expect(some.size).toBeGreaterThan(2);
        expect(some.size).toBeLessThanOrEqual(10);
        for (const [line0, marks] of some) expect(marks).toEqual(all.get(line0));
      }
      const asked = [...marksByLine(whole.removed)].filter(([line0]) => line0 >= 10 && line0 < 20);
      expect([...marksByLine(part.removed)]).toEqual(asked);
    },
  );
});
