import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { findHunkInFile } from "../../../server/src/core/patch/findHunkInFile.js";
import { type PlacedHunk, type PlacedRow, placedHunk } from "../../../server/src/core/patch/hunkRows.js";

/** Rows written as in a diff: ` a`, `-b`, `+c`. */
function hunkOf(oldStart: number, newStart: number, ...rows: readonly string[]): PlacedHunk {
  const signOf = (row: string): PlacedRow["sign"] => (row[0] === "-" || row[0] === "+" ? row[0] : " ");
  return {
    rows: rows.map((row, line0) => ({ sign: signOf(row), text: row.slice(1), line0 })),
    oldStart,
    newStart,
    isWhole: true,
  };
}

const fileOf = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

describe("a line of a hunk in a file", () => {
  const hunk = hunkOf(2, 2, " two();", "-three();", "+drei();", "+vier();", " five();");
  const old = ["one();", "two();", "three();", "five();", "six();"];
  const now = ["one();", "two();", "drei();", "vier();", "five();", "six();"];
  const all = (...lines: readonly string[]) =>
    hunk.rows.map((_, at) => {
      const { line0, how } = findHunkInFile(fileOf(...lines), hunk, at);
      return `${line0} ${how}`;
    });

  it("stands where the header counts it, before the patch and behind it", () => {
    expect(all(...old)).toEqual(["1 exact", "2 exact", "3 notApplied", "3 notApplied", "3 exact"]);
    expect(all(...now)).toEqual(["1 exact", "2 applied", "2 exact", "3 exact", "4 exact"]);
  });

  it("is found where it has moved to, with other context, with other white space, alone", () => {
    const more = ["a();", "b();", "c();"];
    expect(all(...more, ...old)).toEqual([
      "4 drifted",
      "5 drifted",
      "6 notApplied",
      "6 notApplied",
      "6 drifted",
    ]);
    expect(all(...more, ...now).slice(1, 4)).toEqual(["5 applied", "5 drifted", "6 drifted"]);
    const other = [...more, "zwei();", "three();", "fuenf();"];
    expect(all(...other).slice(1, 3)).toEqual(["4 drifted", "5 notApplied"]);
    expect(all(...old.map((line) => `\t${line} `))[1]).toBe("2 exact");
    expect(all("x();", "y();", "vier();")[3]).toBe("2 drifted");
  });

  it("is told where it is nowhere, with the nearest place", () => {
    expect(all("x();", "y();")).toEqual(Array(5).fill("1 missing"));
    expect(all("", "", "", "two();", "", "")[1]).toBe("4 missing");
    expect(findHunkInFile("", hunk, 0)).toEqual({ line0: 0, how: "missing" });
    expect(findHunkInFile("x\n", hunk, 99)).toEqual({ line0: 0, how: "missing" });
    // A brace alone is no place.
    const brace = hunkOf(9, 9, " }", "+}");
    expect(findHunkInFile(fileOf("a();", "}", "b();"), { ...brace, isWhole: false }, 1).how).not.toBe(
      "exact",
    );
  });

  it("takes time in proportion to the file", () => {
    const rows = Array.from({ length: 500 }, (_, at) => ` ${at % 7 === 6 ? "}" : "a"}`);
    const big = "a\na\na\na\na\n}\na\n".repeat(30_000);
    expect(findHunkInFile(big, hunkOf(1, 1, ...rows, "-nowhere"), 3).how).toBe("drifted");
  });
});

const alphabet = fc.constantFrom("a();", "b();", "c();", "}");
const linesOf = (minLength: number, maxLength: number) => fc.array(alphabet, { minLength, maxLength });

it("is the place that a search of all places finds", () => {
  const cases = fc.record({
    file: linesOf(1, 30),
    wanted: linesOf(1, 4),
    start: fc.integer({ min: 1, max: 35 }),
  });
  fc.assert(
    fc.property(cases, ({ file, wanted, start }) => {
      const rows = wanted.map((line) => `-${line}`);
      const found = findHunkInFile(fileOf(...file), { ...hunkOf(start, start, ...rows), isWhole: false }, 0);
      const places = file.flatMap((_, at) =>
        wanted.every((line, below) => file[at + below] === line) ? [at] : [],
      );
      if (places.length === 0) return;
      const from = Math.min(start - 1, file.length);
      const least = Math.min(...places.map((place) => Math.abs(place - from)));
      expect(Math.abs(found.line0 - from)).toBe(least);
      expect(places).toContain(found.line0);
    }),
  );
});

describe("git apply", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "patch-mail-hunk-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...args: readonly string[]): { readonly status: number | null; readonly text: string } => {
    const { status, stdout, stderr } = spawnSync("git", [...args], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        LC_ALL: "C",
        GIT_CEILING_DIRECTORIES: folder,
        GIT_CONFIG_NOSYSTEM: "1",
        HOME: folder,
      },
    });
    return { status, text: stdout + stderr };
  };

  it("puts the hunk at the same line", () => {
    let compared = 0;
    const cases = fc.record({
      base: linesOf(4, 30),
      at: fc.nat(30),
      taken: fc.integer({ min: 1, max: 3 }),
      added: linesOf(0, 3),
      drift: linesOf(0, 6),
      where: fc.constantFrom("above", "below", "both"),
    });
    fc.assert(
      fc.property(cases, ({ base, at, taken, added, drift, where }) => {
        const place = at % base.length;
        const now = [
          ...base.slice(0, place),
          ...added.map((line) => `${line} new`),
          ...base.slice(place + taken),
        ];
        writeFileSync(join(folder, "old"), fileOf(...base));
        writeFileSync(join(folder, "new"), fileOf(...now));
        const diff = git("diff", "--no-index", "--no-color", "--no-prefix", "--", "old", "new").text;
        const { document } = parse(diff);
        const [hunk, more] = document.messages[0]?.files[0]?.hunks ?? [];
        if (hunk === undefined || more !== undefined) return;
        const moved = [...(where === "below" ? [] : drift), ...base, ...(where === "above" ? [] : drift)];
        writeFileSync(join(folder, "new"), fileOf(...moved));
        writeFileSync(join(folder, "p.diff"), diff.replaceAll(/^(diff --git|---) old/gm, "$1 new"));
        const applied = git("apply", "-v", "--check", "-p0", "p.diff");
        if (applied.status !== 0) return;
        const told = /Hunk #1 succeeded at (\d+)/.exec(applied.text)?.[1];
        const start = (told === undefined ? hunk.oldStart : Number(told)) - 1;
        const rows = placedHunk(document.lines, hunk);
        const removed = rows.rows.findIndex(({ sign }) => sign === "-");
        if (removed === -1) return;
        compared++;
        const above = rows.rows.slice(0, removed).filter(({ sign }) => sign !== "+").length;
        expect(findHunkInFile(fileOf(...moved), rows, removed)).toEqual({
          line0: start + above,
          how: told === undefined ? "exact" : "drifted",
        });
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(50);
  }, 60_000);
});
