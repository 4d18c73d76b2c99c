import { expect, it } from "vitest";
import { createAgreements } from "../../../client/src/features/quickFixes/agreements.js";
import { isWhileSaving } from "../../../client/src/features/quickFixes/whileSaving.js";

it("an agreement holds until the file is saved, closed or another one on the disk", () => {
  const agreements = createAgreements();
  const stamp = { mtime: 1, size: 2 };
  expect(agreements.holds("a", stamp)).toBe(false);
  agreements.agree("a", { ...stamp });
  expect(agreements.holds("a", stamp)).toBe(true);
  expect(agreements.holds("b", stamp)).toBe(false);
  expect(agreements.holds("a", { mtime: 2, size: 2 })).toBe(false);
  expect(agreements.holds("a", { mtime: 1, size: 3 })).toBe(false);
  agreements.forget("a");
  expect(agreements.holds("a", stamp)).toBe(false);
});

it.each([
  ["source.fixAll", 2, true],
  ["source.fixAll.patchMail", 2, true],
  ["source", 2, true],
  ["source.fixAll", 1, false],
  ["quickfix", 2, false],
  ["sourcery", 2, false],
  [undefined, 2, false],
])("asked for %j by trigger %j: while saving is %j", (value, triggerKind, wanted) => {
  expect(isWhileSaving({ only: value === undefined ? undefined : { value }, triggerKind })).toBe(wanted);
});
