import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { applyHunks } from "../../../server/src/core/patch/applyHunks.js";
import { hunksToApply } from "../../../server/src/core/patch/hunkRows.js";
import { type WantedContext, widenHunks } from "../../../server/src/core/patch/widenHunks.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-mail-widen-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function diff(before: string, after: string, option: string): string {
  writeFileSync(join(folder, "old"), before);
  writeFileSync(join(folder, "new"), after);
  return spawnSync("git", ["diff", "--no-index", option, "--", "old", "new"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" },
    encoding: "utf8",
  }).stdout;
}

const hunksIn = (text: string): string => text.slice(text.indexOf("\n@@ ") + 1);

/** Our hunks with that context, made of the hunks of `patch`. */
function widened(before: string, after: string, patch: string, context: WantedContext): string | null {
  const { document } = parse(patch);
  const file = document.messages[0]?.files[0];
  const hunks = file === undefined ? 0 : hunksToApply(document.lines, file);
  if (typeof hunks === "number") throw new Error("a hunk is damaged");
  const applied = applyHunks(before, hunks);
  expect(applied.text === after).toBe(true);
  return widenHunks(before, after, hunks, applied.outcomes, context);
}

const line = fc.constantFrom(
  "\tx;",
  "\ty;",
  "{",
  "}",
  "",
  "/* a comment */",
  "int one(void)",
  "static int two(int a)  ",
  "label_that_is_long_enough_to_be_cut_since_no_section_holds_more_than_eighty_characters_of_it",
  " \t",
);
const lines = fc.array(line, { maxLength: 60 });
const edits = fc.array(
  fc.record({ at: fc.nat(60), remove: fc.nat(3), add: fc.array(line, { maxLength: 3 }) }),
  { minLength: 1, maxLength: 6 },
);

describe("widenHunks", () => {
  it("is what git diff writes with that context, byte by byte", () => {
    let compared = 0;
    fc.assert(
      fc.property(
        lines,
        edits,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom("-U3", "-U0", "-U1"),
        (old, changes, openOld, openNew, sent) => {
          const text = (rows: readonly string[], isOpen: boolean): string =>
            rows.length === 0 ? "" : `${rows.join("\n")}${isOpen ? "" : "\n"}`;
          const result = [...old];
          for (const { at, remove, add } of changes)
            result.splice(Math.min(at, result.length), remove, ...add);
          const before = text(old, openOld);
          const after = text(result, openNew);
          const patch = diff(before, after, sent);
          if (!patch.includes("\n@@ ")) return;
          // Without context a hunk's place in the file is not sure: git asks for --unidiff-zero, too.
          if (applyWhole(before, patch) !== after) return;
          compared++;
          for (const [context, option] of [
            [3, "-U3"],
            [10, "-U10"],
            [25, "-U25"],
            ["file", "-U100000"],
            ["function", "-W"],
          ] as const) {
            const expected = hunksIn(diff(before, after, option));
            const ours = widened(before, after, patch, context);
            expect(ours === expected, `${option}\n${ours}\nis not\n${expected}\nof\n${patch}`).toBe(true);
          }
        },
      ),
      { numRuns: 100, seed: 9 },
    );
    expect(compared).toBeGreaterThan(40);
  });
});

function applyWhole(before: string, patch: string): string | null {
  const { document } = parse(patch);
  const file = document.messages[0]?.files[0];
  const hunks = file === undefined ? 0 : hunksToApply(document.lines, file);
  if (typeof hunks === "number") return null;
  const applied = applyHunks(before, hunks);
  return applied.isWhole ? applied.text : null;
}
