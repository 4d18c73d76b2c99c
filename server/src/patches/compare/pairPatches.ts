import { assign } from "./assignment.js";
import { settleChanges } from "./changeGroups.js";
import type { ComparedPatch } from "./comparedPatch.js";
import { type Budget, lineChanges } from "./lineDiff.js";
import { diffSize } from "./lineHunks.js";

/** For each old patch the index of the new one that it has become, -1 for none. */
export interface Pairs {
  readonly newOf: Int32Array;
  /** There was too much to compare: patches that are not equal were paired by their titles. */
  readonly isByTitle: boolean;
}

/** Of the lines of a diff: what it costs to have no partner (git-range-diff(1), `--creation-factor`). */
const creationFactor = 60;
/** Of a pair that cannot be: git's number. */
const never = 1 << 16;
/** Patches of both versions together; above, titles decide. */
const maxPatches = 1200;
/** Lines that are looked at for all pairs together, before any is compared; above, titles decide. */
const maxLooks = 400_000_000;
/** Below, the diff between all patches is made, as git does: of several equally good ways to pair, git's is found. */
const smallLooks = 4_000_000;

/**
 * Pairs the patches of two versions as git-range-diff(1) does: equal diffs first, then so that the sum of the sizes of the
 * diffs between them, and of 60 % of those without partner, is the least.
 *
 * A generator: it yields every few milliseconds' worth of work, for cancelling. `budget` bounds all of it.
 */
export function* pairPatches(
  old: readonly ComparedPatch[],
  now: readonly ComparedPatch[],
  budget: Budget,
): Generator<undefined, Pairs> {
  // One patch on each side was chosen by the reader: git would show nothing where they share little.
  if (old.length === 1 && now.length === 1) return { newOf: new Int32Array(1), isByTitle: false };
  const newOf = equalDiffs(old, now);
  const oldOf = new Int32Array(now.length).fill(-1);
  for (const [at, partner] of newOf.entries()) if (partner >= 0) oldOf[partner] = at;
  const isDone = !newOf.includes(-1) || !oldOf.includes(-1);
  if (isDone) return { newOf, isByTitle: false };
  const costs = yield* costsOf(old.map(sideOf), now.map(sideOf), newOf, oldOf, budget);
  if (costs === null) {
    byTitle(old, now, newOf, oldOf);
    return { newOf, isByTitle: true };
  }
  // Old patches are columns, new ones are rows, and behind them stands for each one that it has no partner.
  const found = yield* assign(old.length + now.length, costs);
  for (const at of old.keys()) {
    const row = found[at] ?? -1;
    newOf[at] = row < now.length ? row : -1;
  }
  return { newOf, isByTitle: false };
}

/** One patch to be paired. */
interface Side {
  readonly lines: Int32Array;
  /** `lines`, sorted. */
  readonly sorted: Int32Array;
  readonly alone: number;
  readonly isBrief: boolean;
}

function sideOf(patch: ComparedPatch): Side {
  const lines = diffOf(patch);
  const alone = Math.floor((patch.diffSize * creationFactor) / 100);
  return { lines, sorted: lines.slice().sort(), alone, isBrief: patch.isBrief };
}

/** The lines that pairing is by: the diff; of a patch without one all there is. */
function diffOf({ lines, diffStart }: ComparedPatch): Int32Array {
  return lines.subarray(diffStart);
}

/** Of several equal ones the last old one goes to the first new one, as in git. */
function equalDiffs(old: readonly ComparedPatch[], now: readonly ComparedPatch[]): Int32Array {
  const newOf = new Int32Array(old.length).fill(-1);
  const bySum = new Map<number, number[]>();
  for (const [at, patch] of old.entries()) {
    const sum = sumOfLines(diffOf(patch));
    const list = bySum.get(sum);
    if (list) list.push(at);
    else bySum.set(sum, [at]);
  }
  for (const [at, patch] of now.entries()) {
    const lines = diffOf(patch);
    const list = bySum.get(sumOfLines(lines)) ?? [];
    const found = list.findLastIndex((one) => isSame(diffOf(old[one] ?? patch), lines));
    const [partner] = found === -1 ? [] : list.splice(found, 1);
    if (partner !== undefined) newOf[partner] = at;
  }
  return newOf;
}

function sumOfLines(lines: Int32Array): number {
  let sum = lines.length;
  for (const line of lines) sum = Math.imul(sum ^ line, 0x01000193) ^ (sum >>> 15);
  return sum;
}

export function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Steps for the diff of one pair; behind them it is coarse. */
export const maxPairSteps = 20_000_000;
/** Steps of work between two yields: some milliseconds. */
const sliceSteps = 1_000_000;

/** The table for `assign`; null where the budget does not last. */
function* costsOf(
  old: readonly Side[],
  now: readonly Side[],
  newOf: Int32Array,
  oldOf: Int32Array,
  budget: Budget,
): Generator<undefined, Int32Array | null> {
  const looks = looksOf(old, newOf, oldOf) + looksOf(now, oldOf, newOf);
  const size = old.length + now.length;
  const isBrief = [...old, ...now].some((side) => side.isBrief);
  if (isBrief || size > maxPatches || looks > maxLooks) return null;
  const costs = new Int32Array(size * size).fill(never);
  let rest = budget.steps;
  for (const [i, a] of old.entries()) {
    for (const [j, b] of now.entries()) {
      if (budget.steps < rest - sliceSteps) {
        yield;
        rest = budget.steps;
      }
      if (newOf[i] === j) costs[j * size + i] = 0;
      if (newOf[i] !== -1 || oldOf[j] !== -1) continue;
      // No pair costs more than both without partner: for nearly all a count of their common lines shows that.
      budget.steps -= (a.lines.length + b.lines.length) >> 2;
      const isFar = looks > smallLooks && leastDifference(a.sorted, b.sorted) > a.alone + b.alone;
      if (!isFar) costs[j * size + i] = costOf(a.lines, b.lines, budget);
      if (budget.steps <= 0) return null;
    }
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (row < now.length && column < old.length) continue;
      costs[row * size + column] = costAlone(old[column], newOf[column], now[row], oldOf[row]);
    }
  }
  return costs;
}

/** Outside of the pairs: an old patch or a new one that stays without partner, or nothing at all. */
function costAlone(
  old: Side | undefined,
  newOf: number | undefined,
  now: Side | undefined,
  oldOf: number | undefined,
): number {
  if (old !== undefined) return newOf === -1 ? old.alone : never;
  if (now !== undefined) return oldOf === -1 ? now.alone : never;
  return 0;
}

/** Lines that are looked at to compare those without partner with all of the others. */
function looksOf(sides: readonly Side[], partners: Int32Array, others: Int32Array): number {
  const count = others.reduce((sum, partner) => sum + (partner === -1 ? 1 : 0), 0);
  let lines = 0;
  for (const [at, side] of sides.entries()) if (partners[at] === -1) lines += side.lines.length;
  return lines * count;
}

function costOf(old: Int32Array, now: Int32Array, budget: Budget): number {
  // No single pair takes so long that nobody else gets a turn.
  const own = { steps: Math.min(budget.steps, maxPairSteps) };
  const before = own.steps;
  const changes = lineChanges(old, now, own);
  settleChanges(old, now, changes, own);
  budget.steps -= before - own.steps;
  return diffSize(changes);
}

/** Lines of either that have no equal line in the other, wherever it stands: a diff has at least as many. */
function leastDifference(a: Int32Array, b: Int32Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i] ?? 0;
    const y = b[j] ?? 0;
    if (x === y) common++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return a.length + b.length - 2 * common;
}

/** Equal titles, each with the first that is left. */
function byTitle(
  old: readonly ComparedPatch[],
  now: readonly ComparedPatch[],
  newOf: Int32Array,
  oldOf: Int32Array,
): void {
  const byName = new Map<string, number[]>();
  for (const [at, { subject }] of now.entries()) {
    if (oldOf[at] !== -1) continue;
    const list = byName.get(subject);
    if (list) list.push(at);
    else byName.set(subject, [at]);
  }
  for (const list of byName.values()) list.reverse();
  for (const [at, { subject }] of old.entries()) {
    if (newOf[at] === -1) newOf[at] = byName.get(subject)?.pop() ?? -1;
  }
}
