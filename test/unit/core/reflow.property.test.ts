import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, reflow } from "../../../server/src/core/text/reflow.js";

/** Words that prose is made of, and words that mean something to git or to a mail reader where a line begins. */
const WORDS = [
  ...[
    "the",
    "a",
    "widget",
    "count",
    "is",
    "lost.",
    "when",
    "(it)",
    "sleeps,",
    "näive",
    "🧩🧩",
    "x:",
    "Note:",
  ],
  ...["-", "*", "1.", "2)", "[3]", "(a)", "v2:", ">", ">>", "---", "--", "+++", "@@", "#12", "From", "diff"],
  ...[
    "Fixes:",
    "Index:",
    "https://example.org/a/b",
    "a_word_that_is_longer_than_most_lines_of_this_text",
    "|",
    "$",
  ],
];
const GAPS = [" ", " ", " ", " ", "  ", "   ", "\t"];
const PREFIXES = ["", "", "", "", "- ", "  ", " * ", "   ", "10. ", "[1] ", "\t", "# "];

const line = fc
  .tuple(
    fc.constantFrom(...PREFIXES),
    fc.array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...GAPS)), { minLength: 1, maxLength: 14 }),
    fc.constantFrom("", "", "", " ", "  "),
  )
  .map(
    ([prefix, words, end]) =>
      prefix +
      words
        .map(([word, gap]) => word + gap)
        .join("")
        .trimEnd() +
      end,
  );
const texts = fc.array(line, { maxLength: 12 });
const options = fc.record({
  width: fc.integer({ min: 10, max: 80 }),
  fill: fc.constantFrom<"long" | "all">("long", "all"),
});

const words = (lines: readonly string[]): string[] => lines.join("\n").split(/\s+/).filter(Boolean);

function applied(lines: readonly string[], changes: ReturnType<typeof reflow>): string[] {
  const result = [...lines];
  for (const { from, to, lines: now } of [...changes].reverse()) result.splice(from, to - from, ...now);
  return result;
}

describe("reflow, whatever it is given", () => {
  it("changes nothing but white space, in order and apart", () => {
    fc.assert(
      fc.property(texts, options, (lines, given) => {
        const changes = reflow(lines, given);
        let at = 0;
        for (const { from, to } of changes) {
          expect(from).toBeGreaterThanOrEqual(at);
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(at).toBeLessThanOrEqual(lines.length);
        expect(words(applied(lines, changes))).toEqual(words(lines));
      }),
      { numRuns: 2000 },
    );
  });

  it("has nothing left to do afterwards", () => {
    fc.assert(
      fc.property(texts, options, (lines, given) => {
        const once = applied(lines, reflow(lines, given));
        expect(applied(once, reflow(once, given))).toEqual(once);
      }),
      { numRuns: 5000 },
    );
  });

  it("makes no line longer than the width that could be broken", () => {
    // With a bare list of words, none of which may not begin a line, nothing excuses a long line but one long word.
    const plain = fc.array(fc.constantFrom(...WORDS.slice(0, 11), "https://example.org/a/b"), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(plain, options, (all, given) => {
        const text = all.join(" ");
        const lines = applied([text], reflow([text], given));
        const isLink = (each: string): boolean => {
          const at = each.lastIndexOf(" ");
          return columnsOf(each.slice(at + 1)) > given.width && columnsOf(each.slice(0, at)) <= given.width;
        };
        for (const each of lines)
          if (columnsOf(each) > given.width && !(each.endsWith("/a/b") && isLink(each)))
            expect(each.trim().split(" "), "words of a long line").toHaveLength(1);
      }),
      { numRuns: 1000 },
    );
  });

  it("begins no line with a mark that it did not begin with", () => {
    const marks = /^\s*(?:[>#]|---|--$|-- |\+\+\+|@@|From |diff |[-*] |\d+[.)] |[A-Za-z][\w-]*:( |$))/;
    fc.assert(
      fc.property(texts, options, (lines, given) => {
        for (const { from, lines: now } of reflow(lines, given)) {
          for (const each of now.slice(1)) {
            const isOld = lines
              .slice(from)
              .some((old) => marks.test(old) && old.trim().split(/\s/)[0] === each.trim().split(/\s/)[0]);
            if (!isOld) expect(marks.test(each), JSON.stringify(each)).toBe(false);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
