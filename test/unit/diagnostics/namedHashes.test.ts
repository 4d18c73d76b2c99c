import { expect, it } from "vitest";
import { namedHashes } from "../../../server/src/diagnostics/namedHashes.js";

const found = (line: string, next: string | null = null): string[] =>
  namedHashes(line, () => next).map(({ hash, hashAt, gap, wordAt }) =>
    gap === null ? `${wordAt} below ${hashAt} ${hash}` : `${wordAt} ${hashAt} ${hash}`,
  );

it("all hashes of a line behind the word, and the one at the head of the next line", () => {
  expect(found("Since commit 1a2b3c4d5e6f and Commit  9f8e7d.")).toEqual([
    "6 13 1a2b3c4d5e6f",
    "30 38 9f8e7d",
  ]);
  expect(found("Since commit 1a2b3c4d5e6f, and commit", "  9f8e7d6c (x)")).toEqual([
    "6 13 1a2b3c4d5e6f",
    "31 below 2 9f8e7d6c",
  ]);
  expect(found("Since commit", null)).toEqual([]);
  expect(found("Since commit", "nothing")).toEqual([]);
  expect(found("the commitment 1a2b3c4d5e6f; commit 1a2b3c4x; commit 1a2b")).toEqual([]);
});
