import { describe, expect, it } from "vitest";
import { parseHunkHeader } from "../../../server/src/core/patch/hunkHeader.js";

const numbersOf = (line: string): string | null => {
  const found = parseHunkHeader(line, 0, line.length);
  if (found === null) return null;
  const parents = found.parentCounts ? ` parents ${found.parentCounts.join(",")}` : "";
  return `${found.oldStart},${found.oldCount}${parents} ${found.newStart},${found.newCount}|${line.slice(found.afterOffset)}`;
};

describe("a hunk header", () => {
  it.each<[string, string | null]>([
    ["@@ -1,3 +1,4 @@", "1,3 1,4|"],
    ["@@ -1,3 +1,4 @@ static int frost(void)", "1,3 1,4| static int frost(void)"],
    // An omitted count is 1, an explicit 0 is 0.
    ["@@ -1 +1 @@", "1,1 1,1|"],
    ["@@ -0,0 +1 @@", "0,0 1,1|"],
    ["@@ -1 +0,0 @@", "1,1 0,0|"],
    ["@@ -5,0 +6,2 @@", "5,0 6,2|"],
    ["@@ -1,3 +1,4 @@@@ x", "1,3 1,4|@@ x"],
    // Combined: one count for each parent.
    ["@@@ -1,2 -3,4 +5,6 @@@ x", "1,2 parents 2,4 5,6| x"],
    ["@@@@ -1 -2 -3 +4 @@@@", "1,1 parents 1,1,1 4,1|"],
    ["@@ -99999999999,1 +1 @@", "4294967295,1 1,1|"],
    ["@@ @@", null],
    ["@@ -1,3 +1,4", null],
    ["@@ -1,3 +1,4 @", null],
    ["@@ -1,3 1,4 @@", null],
    ["@@ -1,3  +1,4 @@", null],
    ["@@ -1, +1 @@", null],
    ["@@ -a +b @@", null],
    ["@@ +1 -1 @@", null],
    ["@@-1 +1@@", null],
    ["@ -1 +1 @", null],
    ["@@@ -1 +1 @@@", null],
    ["", null],
  ])("%s", (line, expected) => {
    expect(numbersOf(line)).toBe(expected);
  });

  it("ends with its line, whatever stands in the next", () => {
    const text = "@@ -1 +1 @@";
    for (let end = 0; end < text.length; end++) expect(parseHunkHeader(text, 0, end)).toBeNull();
  });
});
