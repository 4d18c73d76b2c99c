import type { Message } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { type HunkNumbers, parseHunkHeader } from "./hunkHeader.js";

/** A hunk's header and all lines that may be its own: also those that a damaged hunk has lost to the text below it. */
export interface HunkRegion {
  readonly headerLine0: number;
  readonly numbers: HunkNumbers;
  /** Behind the last line that may be one of it; the empty lines at its end are included. */
  readonly endLine0: number;
  /** What stands there: a line that only a diff or git writes, or whatever ends the message. */
  readonly endsAt: "header" | "signature" | "message";
  /** As the header of its file names it; "" where that cannot be read. */
  readonly path: string;
}

/**
 * The hunks of the message's own diff, found by their headers alone, in order. Unlike the parser's they reach to the next header
 * or signature whatever their lines look like. Diffs of merges are left out.
 */
export function hunkRegions(lines: LineTable, message: Message): readonly HunkRegion[] {
  const before = known.get(message);
  if (before !== undefined) return before;
  const found = findRegions(lines, message);
  known.set(message, found);
  return found;
}

/** Each finding of a message asks for them. */
const known = new WeakMap<Message, readonly HunkRegion[]>();

function findRegions(lines: LineTable, message: Message): readonly HunkRegion[] {
  const first = message.files.find(({ depth }) => depth === 0);
  if (first === undefined) return [];
  const regions: HunkRegion[] = [];
  let path = "";
  let open: { readonly headerLine0: number; readonly numbers: HunkNumbers } | null = null;
  const close = (endLine0: number, endsAt: HunkRegion["endsAt"]): void => {
    if (open !== null) regions.push({ ...open, endLine0, endsAt, path });
    open = null;
  };
  for (let line0 = first.startLine0; line0 < message.endLine0; line0++) {
    const start = lines.start(line0);
    const code = lines.text.charCodeAt(start);
    // Nearly all lines begin with none of these: "@", "d", "I", "-".
    if (code !== 0x40 && code !== 0x64 && code !== 0x49 && code !== 0x2d) continue;
    if (isSignature(lines, line0, message.endLine0)) {
      close(line0, "signature");
      continue;
    }
    if (!isHeader(lines, line0)) continue;
    close(line0, "header");
    if (code === 0x2d) path = pathOf(lines.lineText(line0 + 1)) || pathOf(lines.lineText(line0));
    if (code !== 0x40) continue;
    const numbers = parseHunkHeader(lines.text, start, lines.contentEnd(line0));
    if (numbers !== null && numbers.parentCounts === null) open = { headerLine0: line0, numbers };
  }
  close(message.endLine0, "message");
  return regions;
}

function isHeader(lines: LineTable, line0: number): boolean {
  const { text } = lines;
  const start = lines.start(line0);
  if (text.startsWith("@@ -", start) || text.startsWith("@@@ -", start)) return true;
  if (text.startsWith("diff --", start) || text.startsWith("Index: ", start)) return true;
  return text.startsWith("--- ", start) && text.startsWith("+++ ", lines.start(line0 + 1));
}

/** git's `-- ` and a version or nothing below it, or the `---` that b4 writes above `base-commit:`. */
function isSignature(lines: LineTable, line0: number, endLine0: number): boolean {
  const { text } = lines;
  const start = lines.start(line0);
  const length = lines.contentEnd(line0) - start;
  if (length > 3 || !text.startsWith("--", start)) return false;
  const below = line0 + 1 < endLine0 ? lines.lineText(line0 + 1) : "";
  if (length === 3 && text.charAt(start + 2) === "-") return /^(?:base-commit|change-id): /.test(below);
  return (length === 2 || text.charAt(start + 2) === " ") && (below === "" || /^[^-+ @\\]/.test(below));
}

/** The path of a `---` or `+++` line, without its first folder and what `diff -u` writes behind it. */
function pathOf(line: string): string {
  const found = /^(?:---|\+\+\+) (?:[^/\t]{1,200}\/)?([^\t]{1,1000})/.exec(line);
  return found?.[1] ?? "";
}
