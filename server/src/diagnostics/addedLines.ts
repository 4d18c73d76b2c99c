import { type DiffFile, LineKind } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { RuleContext } from "./rule.js";

/** What the white space of a message's added lines is like: 0-based lines, in order. */
export interface AddedLines {
  /** They end in blanks or tabs. */
  readonly trailing: readonly number[];
  /** A blank stands before a tab in their indentation. */
  readonly spaceBeforeTab: readonly number[];
  /** They end in CR LF, in a file whose lines end in LF. */
  readonly dos: readonly number[];
}

const BLANK = 0x20;
const TAB = 0x09;
const CR = 0x0d;

const known = new WeakMap<RuleContext, AddedLines>();

/** One pass over the diffs, for all rules that ask about white space. */
export function addedLines(context: RuleContext): AddedLines {
  const found = known.get(context);
  if (found) return found;
  const { lines } = context.document.model;
  const result: Found = { trailing: [], spaceBeforeTab: [], dos: [] };
  const { span } = context.message;
  const mayBeDos = context.files.length > 0 && lines.text.slice(span.start, span.end).includes("\r");
  for (const file of context.files) {
    if (file.isCombined) continue;
    lookAtWhiteSpace(lines, file, result);
    if (mayBeDos) for (const line0 of dosLines(lines, file)) result.dos.push(line0);
  }
  known.set(context, result);
  return result;
}

/** Where the blanks and tabs before the line's end begin. */
export function trailingStart(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/**
 * Behind the last tab of the indentation that begins at `start`, where a blank stands before one (git-config(1)
 * `core.whitespace`, space-before-tab); else -1.
 */
export function spaceBeforeTabEnd(text: string, start: number, end: number): number {
  let hasBlank = false;
  let behind = -1;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BLANK) hasBlank = true;
    else if (code !== TAB) break;
    else if (hasBlank) behind = at + 1;
  }
  return behind;
}

interface Found {
  readonly trailing: number[];
  readonly spaceBeforeTab: number[];
  readonly dos: number[];
}

function lookAtWhiteSpace(lines: LineTable, { hunks }: DiffFile, found: Found): void {
  const { text, kinds } = lines;
  for (const hunk of hunks) {
    for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
      if (kinds[line0] !== LineKind.added) continue;
      const start = lines.start(line0) + 1;
      const end = lines.contentEnd(line0);
      if (start >= end) continue;
      if (isBlank(text.charCodeAt(end - 1))) found.trailing.push(line0);
      if (isBlank(text.charCodeAt(start)) && spaceBeforeTabEnd(text, start, end) !== -1)
        found.spaceBeforeTab.push(line0);
    }
  }
}

/** Added lines that end in CR LF, unless the changed file or the whole mail is so. */
function dosLines(lines: LineTable, file: DiffFile): readonly number[] {
  const { text, kinds } = lines;
  const isDos = (line0: number): boolean => text.charCodeAt(lines.contentEnd(line0)) === CR;
  const added: number[] = [];
  let hasOld = false;
  let hasLf = !isDos(file.startLine0);
  for (const hunk of file.hunks) {
    for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
      const kind = kinds[line0];
      if (kind === LineKind.added) {
        if (isDos(line0)) added.push(line0);
      } else if (kind === LineKind.context || kind === LineKind.removed) {
        if (!hasOld) hasLf = false; // the file's own lines say more than the diff's header
        hasOld = true;
        hasLf ||= !isDos(line0);
      }
    }
  }
  return hasLf ? added : [];
}

const isBlank = (code: number): boolean => code === BLANK || code === TAB;
