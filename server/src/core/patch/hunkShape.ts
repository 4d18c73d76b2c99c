import type { DiffFile, Hunk, Message } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import type { Span } from "../text/span.js";

/** Text that is to stand in place of a span. */
export interface TextChange {
  readonly span: Span;
  readonly text: string;
}

/** What an edit of a diff changes, in order and apart from each other; or why it cannot be done, in a sentence. */
export type EditAnswer = { readonly changes: readonly TextChange[] } | { readonly refused: string };

/** A hunk as its lines say, whatever its header counts. */
export interface HunkShape {
  readonly hunk: Hunk;
  /** Behind its last line. */
  readonly endLine0: number;
  /** 1-based line of the old file that its first line is, or would be: also where the header counts none. */
  readonly oldPlace: number;
  readonly old: number;
  readonly now: number;
}

/** The message's own files, as edits take them. */
export const ownFiles = (message: Message): readonly DiffFile[] =>
  message.files.filter((file) => file.depth === 0);

/**
 * Hunks of one of the message's own files by their lines' marks, while someone edits them: a hunk reaches to the next header,
 * signature, or line that is none of a diff. null where such a line stands between lines of a hunk: then nobody knows.
 */
export function shapesOf(lines: LineTable, message: Message, file: DiffFile): readonly HunkShape[] | null {
  return shapesAbove(lines, message, file, message.files.find((one) => isBelow(one, file)) ?? null);
}

/** `shapesOf` of all of the message's own files, in order. */
export function allShapes(
  lines: LineTable,
  message: Message,
): readonly { readonly file: DiffFile; readonly shapes: readonly HunkShape[] | null }[] {
  const files = ownFiles(message);
  return files.map((file, at) => ({
    file,
    // git knows no such edits of a merge's diff.
    shapes: file.isCombined ? null : shapesAbove(lines, message, file, files[at + 1] ?? null),
  }));
}

const isBelow = (file: DiffFile, other: DiffFile): boolean =>
  file.depth === 0 && file.startLine0 > other.startLine0;

function shapesAbove(
  lines: LineTable,
  message: Message,
  file: DiffFile,
  next: DiffFile | null,
): readonly HunkShape[] | null {
  const shapes: HunkShape[] = [];
  const { hunks } = file;
  for (const [at, hunk] of hunks.entries()) {
    const below = hunks[at + 1];
    const limit: Limit = below
      ? { kind: "hunk", line0: below.startLine0 }
      : next
        ? { kind: "file", line0: next.startLine0 }
        : { kind: "end", line0: message.endLine0 };
    const shape = shapeOf(lines, hunk, limit);
    if (shape === null) return null;
    shapes.push(shape);
  }
  return shapes;
}

/** What comes next in the message: another hunk of the file, another file, or its end. */
interface Limit {
  readonly kind: "hunk" | "file" | "end";
  readonly line0: number;
}

function shapeOf(lines: LineTable, hunk: Hunk, limit: Limit): HunkShape | null {
  // A header may say `-0,3`; lines count from 1.
  const oldPlace = Math.max(1, hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart);
  if (isSound(lines, hunk, limit))
    return { hunk, endLine0: hunk.endLine0, oldPlace, old: hunk.oldLines, now: hunk.newLines };
  let old = 0;
  let now = 0;
  let line0 = hunk.startLine0 + 1;
  let end0 = line0;
  // Empty lines count when a line of the hunk follows: an editor has taken their blank.
  let blanks = 0;
  for (; line0 < limit.line0; line0++) {
    const start = lines.start(line0);
    if (start === lines.contentEnd(line0)) {
      blanks++;
      continue;
    }
    const mark = lines.text.charAt(start);
    if (limit.kind === "end" && isSignature(lines, line0)) break;
    if (mark !== "+" && mark !== "-" && mark !== " " && mark !== "\\") break;
    old += blanks;
    now += blanks;
    blanks = 0;
    if (mark !== "+" && mark !== "\\") old++;
    if (mark !== "-" && mark !== "\\") now++;
    end0 = line0 + 1;
  }
  const isShort = old < hunk.oldLines || now < hunk.newLines;
  const isAtSignature = limit.kind === "end" && line0 < limit.line0 && isSignature(lines, line0);
  // Another line ends the hunk only where nothing of a diff can follow, or below an empty line when all is there.
  if (line0 < limit.line0 && !isAtSignature) {
    if (limit.kind === "hunk") return null;
    if (blanks === 0 && isShort && /^[-+ ]/.test(lines.lineText(line0 + 1))) return null;
    if (limit.kind === "file" && isShort) return null;
  }
  // Empty lines at the end are of the hunk where another header or the signature follows at once, and it wants them.
  if (
    limit.kind === "hunk" ||
    (isShort && (isAtSignature || (limit.kind === "file" && line0 === limit.line0)))
  ) {
    old += blanks;
    now += blanks;
    end0 += blanks;
  }
  return old + now === 0 ? null : { hunk, endLine0: end0, oldPlace, old, now };
}

/** The header's counts hold, and no line that looks like one more follows. */
function isSound(lines: LineTable, { corruptLine0, endLine0 }: Hunk, limit: Limit): boolean {
  if (corruptLine0 !== null) return false;
  // A count of one too many takes git's signature for a deleted line.
  if (limit.kind === "end" && isSignature(lines, endLine0 - 1) && /^\d/.test(lines.lineText(endLine0)))
    return false;
  if (endLine0 >= limit.line0) return true;
  // git ends a file's diff at an empty line that the counts leave out: the next hunk would be lost.
  if (limit.kind === "hunk" && isEmpty(lines, endLine0, limit.line0)) return false;
  return !/^[-+ ]/.test(lines.lineText(endLine0)) || isSignature(lines, endLine0);
}

function isEmpty(lines: LineTable, from0: number, to0: number): boolean {
  for (let line0 = from0; line0 < to0; line0++)
    if (lines.start(line0) !== lines.contentEnd(line0)) return false;
  return true;
}

/** `-- ` in front of a signature, not a deleted `- ` with lines of the hunk below it. */
function isSignature(lines: LineTable, line0: number): boolean {
  const content = lines.lineText(line0);
  if (content !== "-- " && content !== "--") return false;
  const below = lines.lineText(line0 + 1);
  return below === "" || /^[^-+ @\\]/.test(below);
}

/** The numbers of a hunk's header. */
export interface Numbers {
  readonly oldStart: number;
  readonly old: number;
  readonly newStart: number;
  readonly now: number;
}

/** `@@ -a,b +c,d @@` as git writes it: a count of 1 is left out. */
export function headerText({ oldStart, old, newStart, now }: Numbers): string {
  const side = (start: number, count: number): string => (count === 1 ? `${start}` : `${start},${count}`);
  return `@@ -${side(oldStart, old)} +${side(newStart, now)} @@`;
}

/** Numbers of a file's hunks in order: an empty side counts from the line before, the new side goes on from what is above. */
export function numbersOf(
  shapes: readonly Pick<HunkShape, "oldPlace" | "old" | "now">[],
): readonly Numbers[] {
  let drift = 0;
  return shapes.map(({ oldPlace, old, now }) => {
    const newPlace = Math.max(1, oldPlace + drift);
    drift += now - old;
    return {
      oldStart: old === 0 ? oldPlace - 1 : oldPlace,
      old,
      newStart: now === 0 ? newPlace - 1 : newPlace,
      now,
    };
  });
}

/** Changes of the headers that say other numbers; equal numbers stay as they are written. */
export function headerChanges(hunks: readonly Hunk[], numbers: readonly Numbers[]): TextChange[] {
  const changes: TextChange[] = [];
  for (const [at, hunk] of hunks.entries()) {
    const wanted = numbers[at];
    if (wanted === undefined) continue;
    const isSame =
      wanted.oldStart === hunk.oldStart &&
      wanted.old === hunk.oldLines &&
      wanted.newStart === hunk.newStart &&
      wanted.now === hunk.newLines;
    if (!isSame) changes.push({ span: hunk.headerSpan, text: headerText(wanted) });
  }
  return changes;
}

/** The line end of a line; LF where it has none. */
export function lineEnd(lines: LineTable, line0: number): string {
  return lines.text.slice(lines.contentEnd(line0), lines.start(line0 + 1)) || "\n";
}
