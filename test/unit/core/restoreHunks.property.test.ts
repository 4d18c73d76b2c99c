import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { restoreHunks } from "../../../server/src/core/patch/restoreHunks.js";
import { parsed } from "../features/fixture.js";
import { applied, expectSame } from "../features/quickFixes/fixture.js";

/** Sound patches are damaged as mailers do it: what is offered must give the very bytes back, or nothing is offered. */
const word = fc.constantFrom(
  "ret",
  "=",
  "foo(bar,",
  "NULL);",
  "-",
  "+",
  "*p",
  "if",
  "(x)",
  "sizeof(*frost),",
  "&&",
  "long_name_of_it,",
  "0x1f",
);
const line = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.array(word, { minLength: 0, maxLength: 16 }))
  .map(([tabs, words]) => (words.length === 0 ? "" : "\t".repeat(tabs) + words.join(" ")))
  // What begins with a mark at the left edge is the case of its own below.
  .filter((text) => !/^[-+*]/.test(text));
const row = fc.tuple(fc.constantFrom(" ", " ", " ", "+", "-"), line).map(([mark, text]) => mark + text);
const hunk = fc
  .array(row, { minLength: 2, maxLength: 12 })
  .filter((rows) => rows.some((one) => /^[-+]/.test(one)) && rows.some((one) => /^ [\t\w]/.test(one)));
const patch = fc.array(hunk, { minLength: 1, maxLength: 4 }).map(patchOf);

function patchOf(hunks: readonly (readonly string[])[]): string {
  let [old, now] = [10, 10];
  const texts = hunks.map((rows) => {
    const count = (gone: string): number => rows.filter((one) => one[0] !== gone).length;
    const header = `@@ -${old},${count("+")} +${now},${count("-")} @@ int frost_read(struct frost *frost)\n`;
    old += count("+") + 20;
    now += count("-") + 20;
    return header + rows.map((one) => `${one}\n`).join("");
  });
  return `From: Ada Example <ada@example.org>
Subject: [PATCH] widget: keep the count

It is lost.

Signed-off-by: Ada Example <ada@example.org>
---
diff --git a/drivers/widget/core.c b/drivers/widget/core.c
index 1111111111aa..2222222222bb 100644
--- a/drivers/widget/core.c
+++ b/drivers/widget/core.c
${texts.join("")}-- \n2.39.2\n\n`;
}

/** As a mailer fills lines: at the last blank before the column, which goes. Marks of a hunk's line are not known to it. */
function wrapped(text: string, column: number): string {
  const fill = (one: string): string[] => {
    if (one.length <= column) return [one];
    let at = one.lastIndexOf(" ", column);
    if (at < 2) at = one.indexOf(" ", column);
    return at < 2 ? [one] : [one.slice(0, at), ...fill(one.slice(at + 1))];
  };
  const start = text.indexOf("\n@@ ") + 1;
  const end = text.lastIndexOf("-- \n");
  return text.slice(0, start) + text.slice(start, end).split("\n").flatMap(fill).join("\n") + text.slice(end);
}

const inHunks = (text: string, change: (row: string, at: number) => string): string => {
  const start = text.indexOf("\n@@ ") + 1;
  const end = text.lastIndexOf("-- \n");
  return text.slice(0, start) + text.slice(start, end).split("\n").map(change).join("\n") + text.slice(end);
};

let gitSays = 0;
const numstat = (text: string): string => {
  const done = spawnSync("git", ["apply", "--numstat", "-"], { input: text });
  return done.status === 0 ? done.stdout.toString() : "refused";
};

/** true: the bytes are those again; false: nothing is offered. */
function restores(sound: string, damaged: string, isAsked: boolean): boolean {
  const { document } = parse(damaged);
  const [message] = document.messages;
  const answer = message ? restoreHunks(document.lines, message) : null;
  if (answer === null) return false;
  const edits = answer.changes.map(({ span, text }) => ({
    range: document.lines.rangeOf(span),
    newText: text,
  }));
  const text = applied(parsed(damaged), edits);
  // One hunk may be beyond proof; those that are mended must be what they were.
  if (text !== sound && isPartly(text, sound, damaged)) return false;
  expectSame(text, sound, "what was put back");
  if (isAsked) {
    gitSays++;
    expect(numstat(text)).toBe(numstat(sound));
    expect(numstat(text)).not.toBe("refused");
  }
  return true;
}

/** Each hunk is as it was, or still as damaged as it came. */
function isPartly(text: string, sound: string, damaged: string): boolean {
  const of = (all: string): string[] => all.split(/^(?=@@ |-- $)/m);
  const [is, was, came] = [of(text), of(sound), of(damaged)];
  return is.length === was.length && is.every((one, at) => one === was[at] || one === came[at]);
}

const marked = (text: string): number => text.match(/^[-+]/gm)?.length ?? 0;

describe("a damaged patch", () => {
  const ratio = (damage: fc.Arbitrary<readonly [string, string]>, runs: number): number => {
    let [done, all, asked] = [0, 0, 0];
    fc.assert(
      fc.property(damage, ([sound, damaged]) => {
        if (sound === damaged) return;
        all++;
        if (restores(sound, damaged, asked++ % 10 === 0)) done++;
      }),
      { numRuns: runs, seed: 6 },
    );
    console.log(`${done} of ${all} damaged patches restored`);
    return done / Math.max(1, all);
  };

  it("is unwrapped to the byte, or left alone", () => {
    const damage = fc
      .tuple(patch, fc.integer({ min: 68, max: 78 }))
      .map(([sound, column]) => [sound, wrapped(sound, column)] as const);
    expect(ratio(damage, 250)).toBeGreaterThan(0.8);
  });

  it("is unwrapped to the byte, or left alone, where the mailer is narrow", () => {
    const damage = fc
      .tuple(patch, fc.integer({ min: 58, max: 65 }))
      .map(([sound, column]) => [sound, wrapped(sound, column)] as const)
      // A rest that begins with a mark may be taken for a line of its own, and one of those for it.
      .filter(([sound, damaged]) => marked(sound) === marked(damaged));
    expect(ratio(damage, 250)).toBeGreaterThan(0.6);
  });

  it("gets the blanks back that a mailer took from all lines", () => {
    const damage = patch.map((sound) => [sound, inHunks(sound, (one) => one.replace(/^ /, ""))] as const);
    expect(ratio(damage, 250)).toBeGreaterThan(0.9);
  });

  it("gets the blank back that one line has lost", () => {
    const damage = fc.tuple(patch, fc.nat()).map(([sound, seed]) => {
      const rows = sound.split("\n");
      const able = rows.flatMap((one, at) => (/^ [\t\w]/.test(one) && at > 10 ? [at] : []));
      const gone = able[seed % able.length] ?? 0;
      return [sound, rows.map((one, at) => (at === gone ? one.slice(1) : one)).join("\n")] as const;
    });
    expect(ratio(damage, 250)).toBeGreaterThan(0.8);
  });

  it("is left alone where it is sound", () => {
    fc.assert(
      fc.property(patch, (sound) => {
        const { document } = parse(sound);
        const [message] = document.messages;
        expect(message && restoreHunks(document.lines, message)).toBeNull();
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  afterAll(() => console.log(`git was asked ${gitSays} times`));
});
