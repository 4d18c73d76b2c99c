import type { HunkOutcome, HunkToApply } from "./applyHunks.js";

/** How much context is wanted: lines, as `-U<n>`; `function`: the whole function, as `-W`; `file`: all of it. */
export type WantedContext = number | "function" | "file";

/** Lines that are exchanged: as many old ones from `old0` on for new ones from `new0` on, both 0-based. */
interface Change {
  readonly old0: number;
  readonly oldCount: number;
  readonly new0: number;
  readonly newCount: number;
}

/**
 * The hunks of a diff with more (or less) context, made of both whole texts: what `git diff -U<n>` or `git diff -W` writes of
 * them where the changes are git's. `outcomes`: where the hunks apply in `before` (`applyHunks`). null where they stand in
 * another order than in the file. No hunk header is longer than git's: 80 characters of the function's line.
 */
export function widenHunks(
  before: string,
  after: string,
  hunks: readonly HunkToApply[],
  outcomes: readonly HunkOutcome[],
  context: WantedContext,
): string | null {
  const changes = changesOf(hunks, outcomes);
  if (changes === null) return null;
  const old = linesOf(before);
  const now = linesOf(after);
  const last = changes.at(-1);
  if (last === undefined || last.old0 + last.oldCount > old.length || last.new0 + last.newCount > now.length)
    return null;
  let text = "";
  let lastHead = -1;
  let functionLine = "";
  const ofFunctions = context === "function";
  for (let at = 0; at < changes.length; ) {
    const group = ofFunctions
      ? functionGroup(changes, at, old, now)
      : lineGroup(changes, at, old, now, context === "file" ? Number.MAX_SAFE_INTEGER : context);
    const { old0, oldEnd, new0, newEnd, end } = group;
    // As git: the nearest line of a function above, else that of the hunk before.
    for (let line = old0 - 1; line > lastHead && line >= 0; line--) {
      if (!isFunctionLine(old[line])) continue;
      functionLine = sectionOf(old[line] ?? "");
      break;
    }
    lastHead = old0 - 1;
    const section = functionLine === "" ? "" : ` ${functionLine}`;
    text += `@@ -${rangeText(old0, oldEnd)} +${rangeText(new0, newEnd)} @@${section}\n`;
    let oldLine = old0;
    for (const change of changes.slice(at, end)) {
      for (; oldLine < change.old0; oldLine++) text += row(" ", old[oldLine]);
      for (let line = 0; line < change.oldCount; line++) text += row("-", old[change.old0 + line]);
      for (let line = 0; line < change.newCount; line++) text += row("+", now[change.new0 + line]);
      oldLine = change.old0 + change.oldCount;
    }
    for (; oldLine < oldEnd; oldLine++) text += row(" ", old[oldLine]);
    at = end;
  }
  return text;
}

/** The changes in the order of the file; null where hunks do not stand in that order. */
function changesOf(
  hunks: readonly HunkToApply[],
  outcomes: readonly HunkOutcome[],
): readonly Change[] | null {
  const changes: Change[] = [];
  let delta = 0;
  let least = 0;
  for (const [index, { rows }] of hunks.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind !== "applied" || outcome.line0 < least) return null;
    let new0 = outcome.line0;
    let old0 = new0 - delta;
    let change: Change | null = null;
    for (const { sign } of rows) {
      if (sign === " ") {
        if (change !== null) changes.push(change);
        change = null;
        old0++;
        new0++;
        continue;
      }
      change ??= { old0, oldCount: 0, new0, newCount: 0 };
      if (sign === "-") {
        change = { ...change, oldCount: change.oldCount + 1 };
        old0++;
        delta--;
      } else {
        change = { ...change, newCount: change.newCount + 1 };
        new0++;
        delta++;
      }
    }
    if (change !== null) changes.push(change);
    least = new0;
  }
  return changes;
}

/** Changes from `at` up to `end`, exclusive, that one hunk holds, with their context. */
interface Group {
  readonly old0: number;
  readonly oldEnd: number;
  readonly new0: number;
  readonly newEnd: number;
  readonly end: number;
}

function lineGroup(
  changes: readonly Change[],
  at: number,
  old: readonly string[],
  now: readonly string[],
  context: number,
): Group {
  const end = endOfNear(changes, at, context);
  return { ...edges(changes, at, end, old, now, context), end };
}

/** Where a change stands farther from the one before than twice the context (xemit.c: `xdl_get_hunk`). */
function endOfNear(changes: readonly Change[], at: number, context: number): number {
  let end = at + 1;
  for (; end < changes.length; end++) {
    const before = changes[end - 1];
    const next = changes[end];
    if (before === undefined || next === undefined) break;
    if (next.old0 - (before.old0 + before.oldCount) > 2 * context) break;
  }
  return end;
}

function edges(
  changes: readonly Change[],
  at: number,
  end: number,
  old: readonly string[],
  now: readonly string[],
  context: number,
): Omit<Group, "end"> {
  const first = changes[at] ?? noChange;
  const last = changes[end - 1] ?? first;
  const above = Math.min(context, first.old0, first.new0);
  const oldLast = last.old0 + last.oldCount;
  const newLast = last.new0 + last.newCount;
  const below = Math.max(0, Math.min(context, old.length - oldLast, now.length - newLast));
  return {
    old0: first.old0 - above,
    new0: first.new0 - above,
    oldEnd: oldLast + below,
    newEnd: newLast + below,
  };
}

const noChange: Change = { old0: 0, oldCount: 0, new0: 0, newCount: 0 };
/** `git diff -W` gives at least so much. */
const functionContext = 3;

/** Whole functions around changes (xemit.c, XDL_EMIT_FUNCCONTEXT): from the comment above a function to the blank line below it. */
function functionGroup(
  changes: readonly Change[],
  at: number,
  old: readonly string[],
  now: readonly string[],
): Group {
  let end = endOfNear(changes, at, functionContext);
  let { old0, oldEnd, new0, newEnd } = edges(changes, at, end, old, now, functionContext);
  const first = changes[at] ?? noChange;
  const isAppended = first.old0 >= old.length;
  const addsFunction = isAppended && now.slice(first.new0).some(isFunctionLine);
  if (!addsFunction) {
    let start = functionAbove(old, isAppended ? old.length - 1 : first.old0);
    while (start > 0 && !isBlank(old[start - 1]) && !isFunctionLine(old[start - 1])) start--;
    start = Math.max(0, start);
    if (start < old0) {
      new0 = Math.max(0, new0 - (old0 - start));
      old0 = start;
    }
  }
  for (;;) {
    const last = changes[end - 1] ?? first;
    ({ oldEnd, newEnd } = edges(changes, at, end, old, now, functionContext));
    const below = functionBelow(old, last.old0 + last.oldCount);
    let stop = below;
    while (stop > 0 && isBlank(old[stop - 1])) stop--;
    if (below < 0) stop = old.length;
    if (stop > oldEnd) {
      newEnd = Math.min(newEnd + (stop - oldEnd), now.length);
      oldEnd = stop;
    }
    const next = changes[end];
    if (next === undefined) break;
    const line = Math.min(next.old0, old.length - 1);
    if (line - functionContext > oldEnd && hasFunction(old, oldEnd, line)) break;
    end++;
  }
  return { old0, oldEnd, new0, newEnd, end };
}

/** The nearest function line at or above a line; -1 where there is none. */
function functionAbove(lines: readonly string[], from: number): number {
  for (let line = Math.min(from, lines.length - 1); line >= 0; line--)
    if (isFunctionLine(lines[line])) return line;
  return -1;
}

/** The nearest function line at or below a line; -1 where there is none. */
function functionBelow(lines: readonly string[], from: number): number {
  for (let line = from; line < lines.length; line++) if (isFunctionLine(lines[line])) return line;
  return -1;
}

/** Whether a function line stands at `to` or above, down to but without `from`. */
function hasFunction(lines: readonly string[], from: number, to: number): boolean {
  for (let line = to; line > from && line >= 0; line--) if (isFunctionLine(lines[line])) return true;
  return false;
}

/** git's own idea of the line that begins a function, where no driver is set for the file (xemit.c: `def_ff`). */
function isFunctionLine(line: string | undefined): boolean {
  return line !== undefined && /^[A-Za-z_$]/.test(line);
}

function sectionOf(line: string): string {
  return line.replace(/\n$/, "").slice(0, 80).trimEnd();
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

/** `3,7`, `3` for one line, `2,0` for none behind line 2. */
function rangeText(start0: number, end0: number): string {
  const count = end0 - start0;
  const start = count === 0 ? start0 : start0 + 1;
  return count === 1 ? `${start}` : `${start},${count}`;
}

function row(sign: string, line: string | undefined): string {
  if (line === undefined) return "";
  return line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
}

/** Lines with their ends. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start) + 1 || text.length;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}
