import type { DiffPath } from "../model.js";
import { indexOfWithin } from "../text/search.js";
import type { Span } from "../text/span.js";

/**
 * A file name of a `---`, `+++`, `rename from` … line: git's C-style quoting undone, a tab and what follows (time stamp)
 * dropped, also diff(1)'s time stamp behind a blank (git-diff(1), `core.quotePath`; apply.c `find_name`).
 */
export function readName(text: string, start: number, end: number): DiffPath {
  if (text.charCodeAt(start) === 0x22) {
    const close = closingQuote(text, start, end);
    if (close !== -1) return { path: unquote(text.slice(start + 1, close)), span: { start, end: close + 1 } };
  }
  let stop = indexOfWithin(text, "\t", start, end);
  if (stop === -1) stop = end;
  // A time stamp ends in a digit, which few names do.
  const last = text.charCodeAt(stop - 1);
  if (last === 0x20 || (last >= 0x30 && last <= 0x39))
    stop -= timeStampLength(text.slice(Math.max(start, stop - 48), stop));
  while (stop > start && text.charCodeAt(stop - 1) === 0x20) stop--;
  return { path: text.slice(start, stop), span: { start, end: stop } };
}

/** Length of diff(1)'s time stamp at the end of a text, with the blank before it; 0 without one. */
function timeStampLength(text: string): number {
  return / \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [+-]\d{4})?\s*$/.exec(text)?.[0].length ?? 0;
}

/** Offset of the quote that closes the one at `start`, or -1. */
function closingQuote(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x5c) at++;
    else if (c === 0x22) return at;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** git's C-style quoting undone; octal bytes are read as UTF-8. */
export function unquote(quoted: string): string {
  if (!quoted.includes("\\")) return quoted;
  const bytes: number[] = [];
  for (let at = 0; at < quoted.length; at++) {
    const c = quoted.charAt(at);
    if (c !== "\\") {
      const point = quoted.codePointAt(at) ?? 0;
      const whole = String.fromCodePoint(point);
      bytes.push(...new TextEncoder().encode(whole));
      at += whole.length - 1;
      continue;
    }
    const octal = quoted.slice(at + 1, at + 4);
    const next = quoted.charAt(at + 1);
    if (/^[0-3][0-7]{2}$/.test(octal)) {
      bytes.push(Number.parseInt(octal, 8));
      at += 3;
    } else {
      bytes.push(ESCAPES[next] ?? next.charCodeAt(0));
      at++;
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes.filter((byte) => !Number.isNaN(byte))));
}

/** Two paths of PATH_MAX; more is no header line, and would make the search for the middle slow. */
const MAX_NAMES = 8200;

/** The two names of `diff --git a/x b/x` behind `start`, as written, or null where they cannot be told apart. */
export function splitGitNames(
  text: string,
  start: number,
  end: number,
): { old: DiffPath; new: DiffPath } | null {
  if (text.charCodeAt(start) === 0x22) {
    const close = closingQuote(text, start, end);
    if (close === -1 || text.charCodeAt(close + 1) !== 0x20) return null;
    return { old: readName(text, start, close + 1), new: readName(text, close + 2, end) };
  }
  if (end - start > MAX_NAMES) return null;
  const quoted = indexOfWithin(text, ' "', start, end);
  if (quoted !== -1) return { old: plain(text, start, quoted), new: readName(text, quoted + 1, end) };
  // The usual case: both names are the same but for their prefix, so the blank between them is in the middle. Only where
  // a rename makes them differ does the first " b/" decide (git takes rename lines instead; so do we, later).
  let first = -1;
  for (
    let blank = indexOfWithin(text, " ", start, end);
    blank !== -1;
    blank = indexOfWithin(text, " ", blank + 1, end)
  ) {
    const left = text.slice(start, blank);
    const right = text.slice(blank + 1, end);
    if (withoutFirst(left) === withoutFirst(right) && left.length > 0) return names(text, start, blank, end);
    if (first === -1 && /^[a-z]\//.test(right)) first = blank;
  }
  if (first !== -1) return names(text, start, first, end);
  const only = indexOfWithin(text, " ", start, end);
  return only !== -1 && indexOfWithin(text, " ", only + 1, end) === -1 ? names(text, start, only, end) : null;
}

const names = (
  text: string,
  start: number,
  blank: number,
  end: number,
): { old: DiffPath; new: DiffPath } => ({
  old: plain(text, start, blank),
  new: plain(text, blank + 1, end),
});

const plain = (text: string, start: number, end: number): DiffPath => ({
  path: text.slice(start, end),
  span: { start, end },
});

const withoutFirst = (path: string): string => {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(slash + 1);
};

/**
 * Both names without their prefix: `a/` and `b/` (or git's mnemonic i/ w/ c/ o/ 1/ 2/), or a first folder in which they
 * differ (`linux.orig/x`, `linux/x`). Names that share their first folder were written with `--no-prefix` and stay.
 * git quotes names, spans stay those of the text.
 */
export function stripPrefixes(
  old: DiffPath | null,
  neu: DiffPath | null,
): { old: DiffPath | null; new: DiffPath | null } {
  const a = isNull(old) ? null : old;
  const b = isNull(neu) ? null : neu;
  if (a && b) {
    const headA = firstFolder(a.path);
    const headB = firstFolder(b.path);
    if (headA === "" || headB === "") return { old: a, new: b };
    if (headA === headB && !isMnemonic(headA)) return { old: a, new: b };
    if (!(isMnemonic(headA) && isMnemonic(headB)) && withoutFirst(a.path) !== withoutFirst(b.path))
      return { old: a, new: b };
    return { old: strip(a, headA), new: strip(b, headB) };
  }
  const only = a ?? b;
  if (!only) return { old: null, new: null };
  const head = firstFolder(only.path);
  const stripped = isMnemonic(head) ? strip(only, head) : only;
  return a ? { old: stripped, new: null } : { old: null, new: stripped };
}

const isNull = (path: DiffPath | null): boolean => path === null || path.path === "/dev/null";
const isMnemonic = (folder: string): boolean => folder.length === 1 && "abiwco12".includes(folder);
const firstFolder = (path: string): string => path.slice(0, Math.max(0, path.indexOf("/")));

function strip(path: DiffPath, folder: string): DiffPath {
  const quoted = path.span.end - path.span.start !== path.path.length;
  const skip = folder.length + 1;
  const span: Span = quoted ? path.span : { start: path.span.start + skip, end: path.span.end };
  return { path: path.path.slice(skip), span };
}
