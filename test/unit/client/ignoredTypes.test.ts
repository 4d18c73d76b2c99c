import { expect, it } from "vitest";
import { withIgnored } from "../../../client/src/features/quickFixes/ignoredTypes.js";
import { checkpatchArguments } from "../../../server/src/work/scripts/checkpatchArguments.js";

it.each([
  [[], ["--ignore=BRACES"]],
  [["--strict"], ["--strict", "--ignore=BRACES"]],
  [
    ["--ignore=A", "--strict", "--ignore=B,C", "--types=D"],
    ["--ignore=A", "--strict", "--ignore=B,C,BRACES", "--types=D"],
  ],
  [["--ignore=A,BRACES"], ["--ignore=A,BRACES"]],
])("%s ignores one type more, as the server takes it", (before, after) => {
  expect(withIgnored(before, "BRACES")).toEqual(after);
  expect(checkpatchArguments(after).refused).toEqual([]);
});
