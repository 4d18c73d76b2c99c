import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { applyHunks } from "../../../server/src/core/patch/applyHunks.js";
import { hunksToApply } from "../../../server/src/core/patch/hunkRows.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-mail-apply-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C",
  GIT_CEILING_DIRECTORIES: tmpdir(),
};
const git = (args: readonly string[]) =>
  spawnSync("git", [...args], { cwd: folder, env: environment, encoding: "latin1" });

/** The diff of two texts as git writes it: one file, `a/x` and `b/x`. */
function diffOf(before: string, after: string, ...options: readonly string[]): string {
  writeFileSync(join(folder, "old"), before, "latin1");
  writeFileSync(join(folder, "new"), after, "latin1");
  return git(["diff", "--no-index", ...options, "--", "old", "new"])
    .stdout.replaceAll("a/old", "a/x")
    .replaceAll("b/new", "b/x");
}

/** What `git apply --reject -v` makes of the file, and what it says of each hunk. */
function byGit(text: string, diff: string, ...options: readonly string[]) {
  writeFileSync(join(folder, "x"), text, "latin1");
  rmSync(join(folder, "x.rej"), { force: true });
  writeFileSync(join(folder, "diff"), diff, "latin1");
  const { stderr } = git(["apply", "--reject", "-v", "--whitespace=nowarn", ...options, "diff"]);
  const result = existsSync(join(folder, "x")) ? readFileSync(join(folder, "x"), "latin1") : "";
  const rejected = [...stderr.matchAll(/^Rejected hunk #(\d+)/gm)].map(([, number]) => Number(number));
  const offsets = new Map(
    [...stderr.matchAll(/^Hunk #(\d+) succeeded at \d+ \(offset (-?\d+) line/gm)].map(
      ([, number, offset]) => [Number(number), Number(offset)],
    ),
  );
  return { result, rejected, offsets, stderr };
}

function byUs(text: string, diff: string, isReverse = false) {
  const { document } = parse(diff);
  const file = document.messages[0]?.files[0];
  const hunks = file === undefined ? [] : hunksToApply(document.lines, file);
  if (typeof hunks === "number") throw new Error(`hunk ${hunks} is damaged`);
  return { ...applyHunks(text, hunks, { isReverse }), count: hunks.length };
}

/** Compares the two on one text; how many hunks applied with an offset, and how many failed. */
function compare(text: string, diff: string, isReverse = false): { moved: number; failed: number } {
  const theirs = byGit(text, diff, ...(isReverse ? ["-R"] : []));
  const ours = byUs(text, diff, isReverse);
  expect(ours.text === theirs.result, `${theirs.stderr}\n${diff.slice(0, 2000)}`).toBe(true);
  let moved = 0;
  const failed: number[] = [];
  for (const [index, outcome] of ours.outcomes.entries()) {
    if (outcome.kind === "failed") failed.push(index + 1);
    else {
      const { offset } = outcome;
      // `git apply -R` tells offsets with their sign turned.
      const told = (isReverse ? -1 : 1) * (theirs.offsets.get(index + 1) ?? 0);
      expect(offset === told, `hunk ${index + 1}: ${offset}, not ${told}\n${theirs.stderr}`).toBe(true);
      if (offset !== 0) moved++;
    }
  }
  expect(failed, theirs.stderr).toEqual(theirs.rejected);
  return { moved, failed: failed.length };
}

/** Few different lines, so that hunks are found in several places; with blanks, CR and bytes beyond ASCII. */
const line = fc.constantFrom(
  "a",
  "b",
  "c",
  "}",
  "",
  "\tx",
  " ",
  "a\r",
  "\r",
  "- a",
  "+",
  "@@ -1 +1 @@",
  "\xe4",
);
const edits = fc.array(
  fc.record({ at: fc.nat(60), remove: fc.nat(3), add: fc.array(line, { maxLength: 3 }) }),
  { maxLength: 5 },
);
const lines = fc.array(line, { maxLength: 50 });
const isOpen = fc.boolean();

function edited(
  before: readonly string[],
  changes: readonly { readonly at: number; readonly remove: number; readonly add: readonly string[] }[],
): string[] {
  const result = [...before];
  for (const { at, remove, add } of changes) result.splice(Math.min(at, result.length), remove, ...add);
  return result;
}
const textOf = (rows: readonly string[], open: boolean): string =>
  rows.length === 0 ? "" : `${rows.join("\n")}${open ? "" : "\n"}`;

describe("applyHunks", () => {
  it("does what git apply does: same bytes, same hunks, same offsets, there and back", () => {
    const told = { runs: 0, moved: 0, failed: 0 };
    fc.assert(
      fc.property(
        lines,
        edits,
        edits,
        isOpen,
        isOpen,
        isOpen,
        fc.constantFrom("-U3", "-U1", "-U0", "-U5"),
        (old, changes, drift, openOld, openNew, openDrift, context) => {
          const before = textOf(old, openOld);
          const after = textOf(edited(old, changes), openNew);
          const diff = diffOf(before, after, context);
          // A side that is empty is a change of mode for `--no-index`, too.
          if (!diff.includes("\n@@ ")) return;
          const drifted = textOf(edited(old, drift), openDrift);
          const later = textOf(edited(edited(old, changes), drift), openDrift);
          for (const [text, isReverse] of [
            [before, false],
            [drifted, false],
            [after, true],
            [later, true],
          ] as const) {
            const { moved, failed } = compare(text, diff, isReverse);
            told.runs++;
            told.moved += moved;
            told.failed += failed;
          }
        },
      ),
      { numRuns: 150, seed: 5 },
    );
    // The property is about something: offsets and failures come up.
    expect(told.moved).toBeGreaterThan(20);
    expect(told.failed).toBeGreaterThan(20);
  });

  it("keeps to its bounds where all lines are alike, and finds what one pass finds", () => {
    const same = "x\n".repeat(60_000);
    const context = Array.from({ length: 20_000 }, () => ({ sign: " ", text: "x\n" }) as const);
    const hunk = {
      oldStart: 2,
      newStart: 2,
      rows: [...context, { sign: "+", text: "y\n" }, { sign: " ", text: "z\n" }] as const,
    };
    expect(applyHunks(same, [hunk]).outcomes).toEqual([{ kind: "failed", reason: "notFound" }]);
    const found = applyHunks(`${same}z\n`, [hunk]);
    expect(found.outcomes).toEqual([{ kind: "applied", line0: 40_000, offset: 39_999 }]);
    expect(found.text === `${same}y\nz\n`).toBe(true);
    const many = applyHunks(
      same,
      Array.from({ length: 200 }, () => hunk),
    );
    expect(many.outcomes.at(-1)).toEqual({ kind: "failed", reason: "tooMuchWork" });
  });
});
