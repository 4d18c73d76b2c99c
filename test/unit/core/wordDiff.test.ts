import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pairLines, wordDiff } from "../../../server/src/core/patch/wordDiff.js";
import { createRandom, type Random } from "../../bench/random.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-words-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Marked {
  readonly old: readonly string[];
  readonly new: readonly string[];
  readonly oldRest: string;
  readonly newRest: string;
}

/** The marked words of two lines, and what is left of each without them. */
function marked(old: string, now: string): Marked {
  const text = `${old}\n${now}`;
  const start = old.length + 1;
  const marks = wordDiff(text, { start: 0, end: old.length }, { start, end: text.length });
  const words = (all: readonly number[]): string[] =>
    all.flatMap((from, at) => (at % 2 === 0 ? [text.slice(from, all[at + 1])] : []));
  const rest = (all: readonly number[], from: number, to: number): string => {
    let left = "";
    let end = from;
    for (let at = 0; at < all.length; at += 2) {
      expect(all[at]).toBeGreaterThanOrEqual(end);
      expect(all[at + 1]).toBeGreaterThan(all[at] ?? 0);
      left += text.slice(end, all[at]);
      end = all[at + 1] ?? 0;
    }
    expect(end).toBeLessThanOrEqual(to);
    return left + text.slice(end, to);
  };
  return {
    old: words(marks.old),
    new: words(marks.new),
    oldRest: rest(marks.old, 0, old.length),
    newRest: rest(marks.new, start, text.length),
  };
}

describe("words of a pair", () => {
  it.each<[string, string, string[], string[]]>([
    ["\tint b = 1;", "\tint c = 1;", ["b"], ["c"]],
    ["return foo(a, b);", "return foo(a, b, c);", [], [", c"]],
    ["if (a && b)", "if (a)", [" && b"], []],
    ["\tfoo();", "\t\tfoo();", ["\t"], ["\t\t"]],
    ["old words", "new names", ["old words"], ["new names"]],
    ["größe = 1", "größen = 1", ["größe"], ["größen"]],
    ["a 🧩 b", "a 🧩🧩 b", ["🧩"], ["🧩🧩"]],
    ["x", "", ["x"], []],
    ["same", "same", [], []],
    ["0x1f << 3", "0x2f << 3", ["0x1f"], ["0x2f"]],
    ["p->count++", "p->counts--", ["count++"], ["counts--"]],
  ])("%j to %j", (old, now, removed, added) => {
    const found = marked(old, now);
    expect(found.old).toEqual(removed);
    expect(found.new).toEqual(added);
  });

  it("compares lines of 100,000 characters from both ends, and takes no time for it", () => {
    const long = "word ".repeat(20_000);
    expect(marked(`a ${long}`, `b ${long}`)).toMatchObject({ old: ["a"], new: ["b"] });
  });
});

describe("pairs", () => {
  const pairs = (old: readonly string[], now: readonly string[]): string[] => {
    const text = [...old, ...now].join("\n");
    let at = 0;
    const spans = [...old, ...now].map((line) => {
      const span = { start: at, end: at + line.length };
      at += line.length + 1;
      return span;
    });
    return pairLines(text, spans.slice(0, old.length), spans.slice(old.length)).map(
      (pair) => `${old[pair.old]} | ${now[pair.new]}`,
    );
  };
  it("goes by likeness, not by place", () => {
    expect(
      pairs(
        ["ret = first(dev);", "ret = second(dev);"],
        ["mutex_lock(&dev->lock);", "ret = first(dev, 1);", "ret = second(dev, 1);"],
      ),
    ).toEqual(["ret = first(dev); | ret = first(dev, 1);", "ret = second(dev); | ret = second(dev, 1);"]);
  });
  it("leaves lines alone that have nothing in common", () => {
    expect(pairs(["\treturn -EINVAL;"], ["\tmutex_unlock(&lock);"])).toEqual([]);
    expect(pairs(["}", "", "{"], ["\tbreak", ""])).toEqual([]);
  });
  it("pairs thousands of lines in order", () => {
    const old = Array.from({ length: 3000 }, (_, at) => `value_${at} = old(${at});`);
    const now = Array.from({ length: 3000 }, (_, at) => `value_${at} = new(${at});`);
    expect(pairs(old, now)).toHaveLength(3000);
  });
});

const names = ["count", "dev", "ret", "foo_bar", "i", "size_t", "0x1f", "12", "struct", "größe", "if"];
const marks = [" ", "  ", "\t", "(", ")", ";", ",", "->", " = ", "*", "&&", "+"];

function line(random: Random): string {
  let text = "";
  for (let count = random.below(14); count > 0; count--) text += random.pick(names) + random.pick(marks);
  return text;
}

describe("generated lines", () => {
  it("what is not marked is equal on both sides", () => {
    const random = createRandom(7);
    for (let round = 0; round < 3000; round++) {
      const old = line(random);
      const now = random.below(2) === 0 ? line(random) : edited(random, old);
      const { oldRest, newRest } = marked(old, now);
      expect(oldRest, `${old} | ${now}`).toBe(newRest);
    }
  });

  it("one changed word is marked as git diff --word-diff marks it", () => {
    const random = createRandom(11);
    const rows: { old: string; now: string }[] = [];
    while (rows.length < 300) {
      // Each word is there once: of words that repeat, any may be called the changed one.
      const words = Array.from({ length: 4 + random.below(6) }, (_, at) => `${random.pick(names)}_${at}`);
      const at = random.below(words.length);
      const old = words.join(" ");
      rows.push({ old, now: words.with(at, `changed_${rows.length}`).join(" ") });
    }
    const found = rows.map(({ old, now }) => {
      const { old: removed, new: added } = marked(old, now);
      return { removed, added };
    });
    expect(found).toEqual(gitWords(rows));
  });
});

function edited(random: Random, text: string): string {
  const words = text.split(/\b/);
  if (words.length === 0) return text;
  for (let count = 1 + random.below(3); count > 0; count--)
    words[random.below(words.length)] = random.pick(random.below(2) === 0 ? names : marks);
  return words.join("");
}

/** Of each pair, the words that git removes and adds (porcelain: a segment a line, `~` for each line end). */
function gitWords(
  rows: readonly { readonly old: string; readonly now: string }[],
): { removed: string[]; added: string[] }[] {
  fs.writeFileSync(path.join(folder, "old"), rows.map(({ old }) => `${old}\nkept\n`).join(""));
  fs.writeFileSync(path.join(folder, "new"), rows.map(({ now }) => `${now}\nkept\n`).join(""));
  const regex = "--word-diff-regex=[[:alnum:]_]+|[[:blank:]]+|.";
  const args = ["diff", "--no-index", "-U99999", "--word-diff=porcelain", regex, "old", "new"];
  const { stdout, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
  expect(stderr).toBe("");
  const body = stdout
    .slice(stdout.indexOf("\n@@") + 1)
    .split("\n")
    .slice(1, -1);
  const found: { removed: string[]; added: string[] }[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  for (const segment of body) {
    if (segment === " kept") {
      found.push({ removed, added });
      removed = [];
      added = [];
    } else if (segment.startsWith("-")) removed.push(segment.slice(1));
    else if (segment.startsWith("+")) added.push(segment.slice(1));
  }
  return found;
}
