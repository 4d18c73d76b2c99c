import { assign, never } from "./assignment.js";
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
/** Rows and columns of the table of costs; above, titles decide. */
const maxPatches = 1200;
/** Lines that are looked at for all pairs together, before any is compared. */
const maxLooks = 400_000_000;

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
  const newOf = equalDiffs(old, now);
  const taken = new Set(newOf);
  const rows = [...old.keys()].filter((at) => newOf[at] === -1);
  const columns = [...now.keys()].filter((at) => !taken.has(at));
  if (rows.length === 0 || columns.length === 0) return { newOf, isByTitle: false };
  const sides = { rows: rows.map((at) => sideOf(old[at])), columns: columns.map((at) => sideOf(now[at])) };
  const looks =
    columns.length * sumOf(sides.rows.map(({ lines }) => lines.length)) +
    rows.length * sumOf(sides.columns.map(({ lines }) => lines.length));
  const costs = rows.length + columns.length > maxPatches || looks > maxLooks ? null : yield* costsOf(sides, budget);
  if (costs === null) {
    byTitle(old, now, rows, columns, newOf);
    return { newOf, isByTitle: true };
  }
  const found = yield* assign({
    rows: rows.length,
    columns: columns.length,
    costs,
    rowAlone: Int32Array.from(sides.rows, ({ alone }) => alone),
    columnAlone: Int32Array.from(sides.columns, ({ alone }) => alone),
  });
  for (const [row, at] of rows.entries()) {
    const column = found[row] ?? -1;
    if (column >= 0) newOf[at] = columns[column] ?? -1;
  }
  return { newOf, isByTitle: false };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** One patch to be paired. */
interface Side {
  readonly lines: Int32Array;
  /** `lines`, sorted. */
  readonly sorted: Int32Array;
  readonly alone: number;
}

function sideOf(patch: ComparedPatch | undefined): Side {
  const lines = patch === undefined ? new Int32Array() : diffOf(patch);
  const alone = Math.floor(((patch?.diffSize ?? 0) * creationFactor) / 100);
  return { lines, sorted: lines.slice().sort(), alone };
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

/** Steps of work between two yields: some milliseconds. */
const sliceSteps = 1_000_000;

/** Row by row; null where the budget does not last. */
function* costsOf(
  { rows, columns }: { readonly rows: readonly Side[]; readonly columns: readonly Side[] },
  budget: Budget,
): Generator<undefined, Int32Array | null> {
  const costs = new Int32Array(rows.length * columns.length).fill(never);
  let rest = budget.steps;
  for (const [row, old] of rows.entries()) {
    for (const [column, now] of columns.entries()) {
      if (budget.steps < rest - sliceSteps) {
        yield;
        rest = budget.steps;
      }
      // No pair costs more than both without partner: for nearly all a count of their common lines shows that.
      const most = old.alone + now.alone;
      budget.steps -= (old.lines.length + now.lines.length) >> 2;
      if (leastDifference(old.sorted, now.sorted) > most) continue;
      costs[row * columns.length + column] = costOf(old.lines, now.lines, budget);
      if (budget.steps <= 0) return null;
    }
  }
  return costs;
}

function costOf(old: Int32Array, now: Int32Array, budget: Budget): number {
  const changes = lineChanges(old, now, budget);
  settleChanges(old, now, changes, budget);
  return Math.min(diffSize(changes), never);
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
  rows: readonly number[],
  columns: readonly number[],
  newOf: Int32Array,
): void {
  const byName = new Map<string, number[]>();
  for (const at of columns) {
    const name = now[at]?.subject ?? "";
    const list = byName.get(name);
    if (list) list.push(at);
    else byName.set(name, [at]);
  }
  for (const list of byName.values()) list.reverse();
  for (const at of rows) newOf[at] = byName.get(old[at]?.subject ?? "")?.pop() ?? -1;
}
