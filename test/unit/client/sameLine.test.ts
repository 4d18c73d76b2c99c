import { expect, it } from "vitest";
import { sameLine } from "../../../client/src/sameLine.js";

const hunk = ["@@ -1,3 +1,3 @@", " {", "-\ta = 1;", "+\ta = 2;", " }"];
const second = ["@@ -9,3 +9,3 @@", " x", "-\ta = 1;", "+\ta = 3;", " }"];

it("finds a line by its text and its neighbours", () => {
  const from = ["Log.", "", ...hunk, ...second];
  const to = ["@@ -1,20 +1,20 @@", " int a;", ...hunk.slice(1), " int b;", ...second.slice(1)];
  expect(sameLine(from, from.lastIndexOf("-\ta = 1;"), to)).toBe(to.lastIndexOf("-\ta = 1;"));
  expect(sameLine(from, from.indexOf("-\ta = 1;"), to)).toBe(to.indexOf("-\ta = 1;"));
});

it("finds a quoted line, and from a header that has changed the line below", () => {
  const from = hunk.map((line) => `> > ${line}`);
  const to = ["@@ -1,20 +1,20 @@", " int a;", ...hunk.slice(1)];
  expect(sameLine(from, 3, to)).toBe(4);
  expect(sameLine(from, 0, to)).toBe(2);
});

it("finds nothing where nothing is the same", () => {
  expect(sameLine(["a", "", ""], 0, ["b", ""])).toBeNull();
  expect(sameLine(["a"], 7, ["a"])).toBeNull();
  expect(sameLine([], 0, [])).toBeNull();
});
