import { expect, it } from "vitest";
import { filesSummary } from "../../../server/src/work/filesSummary.js";

const blobs = "blobs of the index line";

it.each<[string, readonly string[]]>([
  [
    "8 files: 6 from the blobs of the index lines, 1 new, 1 only renamed.",
    [blobs, blobs, "new file", blobs, blobs, "only renamed", blobs, blobs],
  ],
  ["2 files: from the blobs of the index lines.", [blobs, blobs]],
  ["1 file: from the blobs of the index line.", [blobs]],
  [
    "3 files: 2 applied to HEAD, 1 with hunks only.",
    ["applied to HEAD", "hunks only", "applied to HEAD after 2 former patches"],
  ],
  ["8 files: 1 a, 1 b, 1 c, 1 d, 1 e, 1 f, 2 others.", ["a", "b", "c", "d", "e", "f", "g", "h"]],
])("%s", (sentence, labels) => {
  expect(filesSummary(labels)).toBe(sentence);
});
