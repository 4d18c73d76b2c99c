import { expect, it } from "vitest";
import { diagnoseText, mail } from "./support.js";

/** A patch of `count` files of the same name, with a diffstat whose rows are cut in front. */
function manyFiles(count: number, row: (at: number) => string): string {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const rows = numbers.map((at) => ` ${row(at)} | 2 +-\n`).join("");
  const files = numbers.map((at) => {
    const path = `d/${at}/same.c`;
    return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b\n`;
  });
  const sum = ` ${count} files changed, ${count} insertions(+), ${count} deletions(-)\n`;
  const head =
    "From: Ada <ada@example.org>\nSubject: [PATCH] x\n\nx\n\nSigned-off-by: Ada <ada@example.org>\n---\n";
  return `${head}${rows}${sum}\n${files.join("")}`;
}

const mismatches = (text: string): number =>
  diagnoseText(text).filter(({ code }) => code === "patch.diffstat-mismatch").length;

it("compares each row of an ordinary patch", () => {
  expect(mismatches(manyFiles(300, () => ".../same.c"))).toBe(0);
  expect(mismatches(manyFiles(30, (at) => `d/${at}/same.c`))).toBe(0);
  expect(mismatches(manyFiles(30, (at) => `.../other${at}.c`))).toBeGreaterThan(0);
});

it("stops comparing where rows times files would take seconds: a wrong row at the end is not told any more", () => {
  const row = (count: number) => (at: number) => (at === count - 1 ? ".../other.c" : ".../same.c");
  expect(mismatches(manyFiles(300, row(300)))).toBe(1);
  expect(mismatches(manyFiles(20_000, row(20_000)))).toBe(0);
});

it("stops looking for one fault in one mail after a thousand", () => {
  const trailers = (count: number): string => "Reviewd-by: Rita Reviewer <rita@example.org>\n".repeat(count);
  const told = (count: number): number =>
    diagnoseText(mail({ log: `Words.\n\n${trailers(count)}` }), { limit: Number.POSITIVE_INFINITY }).filter(
      ({ code }) => code === "trailer.bad-form",
    ).length;
  expect(told(900)).toBe(900);
  expect(told(3000)).toBe(1000);
});
