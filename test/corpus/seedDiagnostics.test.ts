import { describe, expect, it } from "vitest";
import { diagnoseText, summary } from "../unit/diagnostics/support.js";
import { hasShared, seedText } from "./shared.js";

describe.runIf(hasShared("seeds", 5))("pages saved from an archive", () => {
  // Their white space is not the mail's: each hunk that lost some is told, and nothing of flattened or quoted diffs.
  it.each([
    ["000", []],
    ["001", []],
    ["002", []],
    ["003", new Array(8).fill("information patch.whitespace-damaged")],
    ["004", []],
  ])("%s", (number, expected) => {
    expect(summary(diagnoseText(seedText(number))).map((line) => line.replace(/ \d+$/, ""))).toEqual(
      expected,
    );
  });
});
