import fc from "fast-check";
import { expect, it } from "vitest";
import {
  changesOfPieces,
  editPieces,
  textOfPieces,
  wholeText,
} from "../../../server/src/core/text/pieces.js";

interface Change {
  readonly span: { readonly start: number; readonly end: number };
  readonly text: string;
}

/** The plain way: from the last change to the first. */
const changed = (text: string, changes: readonly Change[]): string =>
  changes
    .toReversed()
    .reduce((so, { span, text: now }) => so.slice(0, span.start) + now + so.slice(span.end), text);

/** Changes of a text of that length out of random numbers, in order and apart. */
function changesFor(length: number, numbers: readonly (readonly [number, string])[]): Change[] {
  const places = numbers.map(([number]) => number % (length + 1)).sort((a, b) => a - b);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < places.length; at += 2) {
    const [start = 0, end = 0] = [places[at], places[at + 1]];
    if (start <= (changes.at(-1)?.span.end ?? -1)) continue;
    changes.push({ span: { start, end }, text: numbers[at]?.[1] ?? "" });
  }
  return changes;
}

it("is the same text, and the same by one set of changes of the original, after any rounds of changes", () => {
  const rounds = fc.array(
    fc.array(fc.tuple(fc.nat({ max: 60 }), fc.string({ maxLength: 4 })), { maxLength: 8 }),
    {
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), rounds, (original, all) => {
      let text = original;
      let pieces = wholeText(original.length);
      for (const numbers of all) {
        const changes = changesFor(text.length, numbers);
        pieces = editPieces(pieces, changes);
        text = changed(text, changes);
        expect(textOfPieces(original, pieces)).toBe(text);
      }
      const changes = changesOfPieces(original, pieces);
      expect(changed(original, changes)).toBe(text);
      for (const [at, { span }] of changes.entries())
        expect(span.start).toBeGreaterThanOrEqual(changes[at - 1]?.span.end ?? 0);
    }),
    { numRuns: 2000 },
  );
});
