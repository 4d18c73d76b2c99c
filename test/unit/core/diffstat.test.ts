import { describe, expect, it } from "vitest";
import {
  isSummaryRow,
  readDiffstatRow,
  readDiffstatSummary,
} from "../../../server/src/core/patch/diffstat.js";
import { mailOf, messageOf, variants } from "./read.js";

describe("a diffstat's row", () => {
  it.each<[string, string | null, number | null]>([
    [" drivers/frost.c | 12 +++---", "drivers/frost.c", 12],
    [" drivers/frost.c |    1 +", "drivers/frost.c", 1],
    [" frost.c | 0", "frost.c", 0],
    [" two words.c | 2 +-", "two words.c", 2],
    [" .../long/path/frost.c => melt.c | 2 +-", ".../long/path/frost.c => melt.c", 2],
    [" drivers/{frost => melt}/x.c | 2 +-", "drivers/{frost => melt}/x.c", 2],
    [" frost.bin | Bin 0 -> 12 bytes", "frost.bin", null],
    [" frost.c | Unmerged", "frost.c", 0],
    ["frost.c | 3 +-", "frost.c", 3],
  ])("%s", (line, path, changes) => {
    const row = readDiffstatRow(line, 0, line.length);
    expect(row && line.slice(row.pathStart, row.pathEnd)).toBe(path);
    expect(row?.changes).toBe(changes);
  });

  it.each([" a | b", " a || b", " | 3 +", " a | 3 apples", " a| 3 +", " a table | row", "a", ""])(
    "%j is none",
    (line) => {
      expect(readDiffstatRow(line, 0, line.length)).toBeNull();
    },
  );
});

describe("a diffstat's summary", () => {
  it.each<[string, [number, number, number] | null]>([
    [" 3 files changed, 4 insertions(+), 1 deletion(-)", [3, 4, 1]],
    [" 1 file changed, 1 insertion(+)", [1, 1, 0]],
    [" 2 files changed, 7 deletions(-)", [2, 0, 7]],
    [" 1 file changed, 0 insertions(+), 0 deletions(-)", [1, 0, 0]],
    [" 1 file changed", [1, 0, 0]],
    ["12 files changed, 3 insertions(+)", [12, 3, 0]],
    [" many files changed, 3 insertions(+)", null],
    [" 3 files changed their owner", null],
    ["The 3 files changed, 4 insertions(+)", null],
  ])("%s", (line, expected) => {
    const summary = readDiffstatSummary(line);
    expect(summary && [summary.files, summary.insertions, summary.deletions]).toEqual(expected);
  });

  it.each([
    [" create mode 100644 drivers/frost.c", true],
    [" delete mode 100644 drivers/frost.c", true],
    [" mode change 100644 => 100755 frost.sh", true],
    [" rename drivers/{frost => melt}/x.c (97%)", true],
    [" copy a => b (100%)", true],
    [" rewrite frost.c (60%)", true],
    [" create mode of the driver", false],
    [" rename it", false],
  ])("may be followed by %s: %s", (line, expected) => {
    expect(isSummaryRow(line)).toBe(expected);
  });
});

describe.each(variants)("the diffstat of a patch, $name", ({ of }) => {
  it("has rows, summary and what follows, and is not the diff's files", () => {
    const text = of(
      mailOf(
        "Text.\n---\nv2: | is a bar\n\n frost.c  | 2 +-\n logo.bin | Bin 0 -> 12 bytes\n 2 files changed, 1 insertion(+), 1 deletion(-)\n create mode 100644 logo.bin\n\n",
      ),
    );
    const { diffstats, files } = messageOf(text);
    expect(files).toEqual([]);
    expect(diffstats).toMatchObject([
      {
        rows: [
          { path: of("frost.c"), changes: 2 },
          { path: "logo.bin", changes: null },
        ],
        summary: { files: 2, insertions: 1, deletions: 1 },
        startLine0: 7,
        endLine0: 11,
      },
    ]);
    const [row] = diffstats[0]?.rows ?? [];
    expect(text.slice(row?.pathSpan.start, row?.pathSpan.end)).toBe(of("frost.c"));
  });

  it("is none where a table of the writer has one row", () => {
    expect(messageOf(of(mailOf("Speeds:\n\n frost | 12\n\nThat is all.\n"))).diffstats).toEqual([]);
  });
});
