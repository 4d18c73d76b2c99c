import type { Random } from "../bench/random.js";
import { check, type Times } from "./invariants.js";
import { pieces } from "./mutate.js";

const length = 40_000;
const factor = 8;

/** A step that took more than its share on the longer text. */
export interface Growth {
  readonly text: string;
  readonly name: string;
  readonly shortMilliseconds: number;
  readonly longMilliseconds: number;
}

/**
 * A text of one to three pieces of mail over and over, and the same eight times as long: which steps take much more than
 * eight times as long?
 */
export async function growths(random: Random): Promise<Growth[]> {
  const head = random.pick([
    "",
    "From: A <a@example.org>\nSubject: x\n\n",
    "diff --git a/x b/x\n--- a/x\n+++ b/x\n",
  ]);
  const unit = Array.from({ length: 1 + random.below(3) }, () => random.pick(pieces)).join("");
  const short = head + unit.repeat(Math.ceil(length / unit.length));
  const long = head + unit.repeat(Math.ceil((length * factor) / unit.length));
  const once = await timesOf(short, random);
  const more = await timesOf(long, random);
  return [...more]
    .map(([name, longMilliseconds]) => ({
      text: long,
      name,
      shortMilliseconds: once.get(name) ?? 0,
      longMilliseconds,
    }))
    .filter(
      ({ shortMilliseconds, longMilliseconds }) =>
        longMilliseconds > 150 && longMilliseconds > shortMilliseconds * factor * 2.5,
    );
}

/** The better of two runs: another program may have had its turn in one of them. */
async function timesOf(text: string, random: Random): Promise<Times> {
  const best: Times = new Map();
  for (let run = 0; run < 2; run++) {
    const times: Times = new Map();
    await check(text, random, times);
    for (const [name, took] of times) best.set(name, Math.min(best.get(name) ?? took, took));
  }
  return best;
}
