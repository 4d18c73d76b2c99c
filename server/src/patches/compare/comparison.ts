import { settleChanges } from "./changeGroups.js";
import type { ComparedPatch } from "./comparedPatch.js";
import { type Budget, lineChanges } from "./lineDiff.js";
import { lineHunks } from "./lineHunks.js";
import type { LineStore } from "./lineStore.js";
import { isSame, maxPairSteps, pairPatches } from "./pairPatches.js";

/** git's marks: same text, other text, only in the old version, only in the new one. */
export type PairMark = "=" | "!" | "<" | ">";

/** What has changed in a pair with the mark `!`. */
export type PairChange = "author" | "log" | "trailers" | "context" | "diff" | "both" | "unknown";

export interface ComparedPair {
  readonly mark: PairMark;
  readonly old: ComparedPatch | null;
  readonly now: ComparedPatch | null;
  /**
   * null unless `mark` is `!`. `context`: the same lines are added and removed; `unknown`: there was too much text to
   * compare the two.
   */
  readonly change: PairChange | null;
  /** Where only trailers have changed, those, without indentation. */
  readonly addedTrailers: readonly string[];
  readonly removedTrailers: readonly string[];
  /** The diff of the two texts as git-range-diff(1) prints it, without its indentation; empty unless `mark` is `!`. */
  readonly lines: readonly string[];
  /** Lines of the diff that were left out. */
  readonly linesLeftOut: number;
}

export interface Comparison {
  /** In git's order: that of the new version, with each dropped patch behind those that stood before it. */
  readonly pairs: readonly ComparedPair[];
  readonly oldCount: number;
  readonly nowCount: number;
  readonly isByTitle: boolean;
}

/** Steps for all of a comparison: a second or two. */
const maxSteps = 300_000_000;
/** Lines of all diffs together that are shown. */
const maxShownLines = 200_000;

/**
 * Compares two versions of a series, from their texts alone. A generator that yields every few milliseconds' worth of
 * work: see `runSliced`.
 */
export function* compareVersions(
  store: LineStore,
  old: readonly ComparedPatch[],
  now: readonly ComparedPatch[],
): Generator<undefined, Comparison> {
  const budget = { steps: maxSteps };
  const { newOf, isByTitle } = yield* pairPatches(old, now, budget);
  const pairs: ComparedPair[] = [];
  const room = { lines: maxShownLines, steps: maxSteps };
  for (const [a, b] of inOrder(old, now, newOf)) {
    pairs.push(pairOf(store, a, b, room));
    yield;
  }
  return { pairs, oldCount: old.length, nowCount: now.length, isByTitle };
}

/** The order of git-range-diff(1), "Algorithm". */
function* inOrder(
  old: readonly ComparedPatch[],
  now: readonly ComparedPatch[],
  newOf: Int32Array,
): Generator<readonly [ComparedPatch | null, ComparedPatch | null]> {
  const oldOf = new Int32Array(now.length).fill(-1);
  for (const [at, partner] of newOf.entries()) if (partner >= 0) oldOf[partner] = at;
  const isShown = new Uint8Array(old.length);
  let i = 0;
  const dropped = function* (): Generator<readonly [ComparedPatch | null, null]> {
    for (; i < old.length && (isShown[i] === 1 || newOf[i] === -1); i++) {
      if (newOf[i] === -1) yield [old[i] ?? null, null];
    }
  };
  for (const [j, patch] of now.entries()) {
    yield* dropped();
    const partner = oldOf[j] ?? -1;
    yield [old[partner] ?? null, patch];
    if (partner >= 0) isShown[partner] = 1;
  }
  yield* dropped();
}

interface Room {
  lines: number;
  steps: number;
}

function pairOf(
  store: LineStore,
  old: ComparedPatch | null,
  now: ComparedPatch | null,
  room: Room,
): ComparedPair {
  const none = { old, now, change: null, addedTrailers: [], removedTrailers: [], lines: [], linesLeftOut: 0 };
  if (old === null || now === null) return { ...none, mark: old === null ? ">" : "<" };
  if (isSame(old.lines, now.lines)) return { ...none, mark: "=" };
  if (old.isBrief !== now.isBrief) return { ...none, mark: "!", change: "unknown" };
  const own = { steps: Math.min(maxPairSteps, Math.max(0, room.steps)) };
  const before = own.steps;
  const { lines, linesLeftOut } = shownDiff(store, old.lines, now.lines, room.lines, own);
  room.steps -= before - own.steps;
  room.lines -= lines.length;
  return { ...none, mark: "!", ...changeOf(store, old, now), lines, linesLeftOut };
}

function changeOf(
  store: LineStore,
  old: ComparedPatch,
  now: ComparedPatch,
): Pick<ComparedPair, "change" | "addedTrailers" | "removedTrailers"> {
  const none = { addedTrailers: [], removedTrailers: [] };
  const isSameLog = isSame(logOf(old), logOf(now));
  const isSameAuthor = isSame(old.lines.subarray(0, old.logStart), now.lines.subarray(0, now.logStart));
  if (!isSame(diffOf(old), diffOf(now))) {
    if (!isSameLog || !isSameAuthor) return { ...none, change: "both" };
    return { ...none, change: isSame(editsOf(store, old), editsOf(store, now)) ? "context" : "diff" };
  }
  if (isSameLog) return { ...none, change: "author" };
  if (!isSameAuthor || !isSame(wordsOf(store, old), wordsOf(store, now))) return { ...none, change: "log" };
  const text = (id: number): string => store.textOf(id).trim();
  const addedTrailers = [...now.trailers].filter((id) => !old.trailers.has(id)).map(text);
  const removedTrailers = [...old.trailers].filter((id) => !now.trailers.has(id)).map(text);
  const isOnly = addedTrailers.length + removedTrailers.length > 0;
  return isOnly ? { change: "trailers", addedTrailers, removedTrailers } : { ...none, change: "log" };
}

function diffOf({ lines, diffStart }: ComparedPatch): Int32Array {
  return diffStart === 0 ? new Int32Array() : lines.subarray(diffStart);
}

function logOf({ lines, logStart, diffStart }: ComparedPatch): Int32Array {
  return lines.subarray(logStart, diffStart === 0 ? lines.length : diffStart);
}

/** The log without trailers and empty lines. */
function wordsOf(store: LineStore, patch: ComparedPatch): Int32Array {
  return logOf(patch).filter((id) => !patch.trailers.has(id) && store.textOf(id) !== "");
}

/** Names of files, and the lines that are added or removed. */
function editsOf(store: LineStore, patch: ComparedPatch): Int32Array {
  return diffOf(patch).filter((id) => {
    const text = store.textOf(id);
    return text.startsWith("+") || text.startsWith("-") || text.startsWith(" ## ");
  });
}

/** What stands behind `@@`: characters, as in git, which counts bytes. */
const maxHeading = 80;

function shownDiff(
  store: LineStore,
  old: Int32Array,
  now: Int32Array,
  room: number,
  budget: Budget,
): { readonly lines: readonly string[]; readonly linesLeftOut: number } {
  const changes = lineChanges(old, now, budget);
  settleChanges(old, now, changes, budget);
  const lines: string[] = [];
  let linesLeftOut = 0;
  let heading = "";
  let looked = 0;
  for (const hunk of lineHunks(changes)) {
    // The last heading above the hunk.
    for (let at = hunk.oldStart - 1; at >= looked; at--) {
      const found = headingOf(store.textOf(old[at] ?? -1));
      if (found === null) continue;
      heading = found;
      break;
    }
    looked = hunk.oldStart;
    if (lines.length + hunk.size + 1 > room) {
      linesLeftOut += hunk.size + 1;
      continue;
    }
    lines.push(heading === "" ? "@@" : `@@ ${heading}`);
    for (let i = hunk.oldStart, j = hunk.nowStart; i < hunk.oldEnd || j < hunk.nowEnd; ) {
      if (i < hunk.oldEnd && changes.old[i] === 1) lines.push(`-${store.textOf(old[i++] ?? -1)}`);
      else if (j < hunk.nowEnd && changes.now[j] === 1) lines.push(`+${store.textOf(now[j++] ?? -1)}`);
      else {
        lines.push(` ${store.textOf(old[i++] ?? -1)}`);
        j++;
      }
    }
  }
  return { lines, linesLeftOut };
}

/** ` ## file ##` and `@@ file: function`, with or without a mark in front of it. */
function headingOf(text: string): string | null {
  if (text.startsWith(" ## ") && text.endsWith(" ##")) return cut(text.slice(4, -3));
  const at = text.startsWith("@@ ") ? 3 : text.startsWith("@@ ", 1) ? 4 : 0;
  return at === 0 ? null : cut(text.slice(at));
}

function cut(heading: string): string {
  const { length } = heading;
  if (length <= maxHeading) return heading.trimEnd();
  const last = heading.charCodeAt(maxHeading - 1);
  return heading.slice(0, last >= 0xd800 && last <= 0xdbff ? maxHeading - 1 : maxHeading).trimEnd();
}
