import type { Budget, LineChanges } from "./lineDiff.js";

/**
 * Moves each run of changed lines that could stand in several places (an added paragraph between two empty lines) to
 * where a reader of git's diffs expects it: runs that touch become one; where the other side has changed lines, too, next
 * to those; else as far down as it goes. Changes the arrays. Where the budget ends, runs stay where they are.
 */
export function settleChanges(a: Int32Array, b: Int32Array, { old, now }: LineChanges, budget: Budget): void {
  settle(a, old, now, budget);
  settle(b, now, old, budget);
}

/** A run of changed lines, also an empty one between two lines that have partners. */
interface Run {
  start: number;
  end: number;
}

function settle(lines: Int32Array, changed: Uint8Array, otherChanged: Uint8Array, budget: Budget): void {
  const run = firstRun(changed);
  // The run of the other side at the same place.
  const other = firstRun(otherChanged);
  for (;;) {
    if (run.end > run.start && budget.steps > 0) {
      settleRun(lines, changed, run, otherChanged, other, budget);
    }
    if (run.end >= lines.length) return;
    toNext(changed, run);
    toNext(otherChanged, other);
  }
}

function settleRun(
  lines: Int32Array,
  changed: Uint8Array,
  run: Run,
  otherChanged: Uint8Array,
  other: Run,
  budget: Budget,
): void {
  let highestEnd = run.end;
  /** Where the run ended when the other side had changed lines there, too; lowest such place. */
  let besideOther = -1;
  for (let size = -1; size !== run.end - run.start; ) {
    size = run.end - run.start;
    besideOther = -1;
    while (slideUp(lines, changed, run)) {
      toPrevious(otherChanged, other);
      budget.steps--;
    }
    highestEnd = run.end;
    if (other.end > other.start) besideOther = run.end;
    while (slideDown(lines, changed, run)) {
      toNext(otherChanged, other);
      budget.steps--;
      if (other.end > other.start) besideOther = run.end;
    }
  }
  if (run.end === highestEnd || besideOther === -1) return;
  while (other.end === other.start && slideUp(lines, changed, run)) toPrevious(otherChanged, other);
}

function firstRun(changed: Uint8Array): Run {
  const run = { start: 0, end: 0 };
  while (changed[run.end] === 1) run.end++;
  return run;
}

function toNext(changed: Uint8Array, run: Run): void {
  run.start = run.end + 1;
  run.end = run.start;
  while (changed[run.end] === 1) run.end++;
}

function toPrevious(changed: Uint8Array, run: Run): void {
  run.end = run.start - 1;
  run.start = run.end;
  while (run.start > 0 && changed[run.start - 1] === 1) run.start--;
}

/** One line up, and further over a run that is then touched. */
function slideUp(lines: Int32Array, changed: Uint8Array, run: Run): boolean {
  if (run.start === 0 || lines[run.start - 1] !== lines[run.end - 1]) return false;
  changed[--run.start] = 1;
  changed[--run.end] = 0;
  while (run.start > 0 && changed[run.start - 1] === 1) run.start--;
  return true;
}

function slideDown(lines: Int32Array, changed: Uint8Array, run: Run): boolean {
  if (run.end >= lines.length || lines[run.start] !== lines[run.end]) return false;
  changed[run.start++] = 0;
  changed[run.end++] = 1;
  while (changed[run.end] === 1) run.end++;
  return true;
}
