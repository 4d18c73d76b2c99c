import type { DiffFile, Hunk, Message } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import {
  allShapes,
  type EditAnswer,
  type HunkShape,
  headerChanges,
  headerText,
  lineEnd,
  numbersOf,
  ownFiles,
  shapesOf,
  type TextChange,
} from "./hunkShape.js";

/** Edits of a message's own diff: model in, changes of the text out. None is made where the hunks cannot be understood. */

/** The own file and hunk at a line; also where the line is one more than the hunk's header counts. */
export function ownHunkAt(
  lines: LineTable,
  message: Message,
  line0: number,
): { readonly file: DiffFile; readonly hunk: Hunk | null } | null {
  const file = ownFiles(message).findLast(({ startLine0 }) => startLine0 <= line0);
  if (file === undefined || line0 >= message.endLine0) return null;
  const hunk = file.hunks.findLast(({ startLine0 }) => startLine0 <= line0);
  if (hunk === undefined) return line0 < file.endLine0 ? { file, hunk: null } : null;
  if (line0 < hunk.endLine0) return { file, hunk };
  const shape = shapesOf(lines, message, file)?.find((one) => one.hunk === hunk);
  return shape !== undefined && line0 < shape.endLine0 ? { file, hunk } : null;
}

const notUnderstood: EditAnswer = {
  refused: "A line of this file's diff begins with neither blank, “+”, “-” nor “\\”: mend that first.",
};
const combined: EditAnswer = { refused: "This is the diff of a merge: it has more than two sides." };

/** Counts of all hunks of a file, and where they begin on the new side. */
export function recountFile(lines: LineTable, message: Message, file: DiffFile): EditAnswer {
  if (file.isCombined) return combined;
  const shapes = shapesOf(lines, message, file);
  if (shapes === null) return notUnderstood;
  return { changes: headerChanges(file.hunks, numbersOf(shapes)) };
}

/** The same for the whole patch; a file that cannot be understood stays as it is. */
export function recountAll(lines: LineTable, message: Message): EditAnswer {
  const changes: TextChange[] = [];
  let refused: EditAnswer | null = null;
  for (const { file, shapes } of allShapes(lines, message)) {
    if (shapes === null) refused ??= file.isCombined ? combined : notUnderstood;
    else changes.push(...headerChanges(file.hunks, numbersOf(shapes)));
  }
  return changes.length === 0 && refused !== null ? refused : { changes };
}

export function deleteHunk(lines: LineTable, message: Message, file: DiffFile, hunk: Hunk): EditAnswer {
  if (file.isCombined) return combined;
  const shapes = shapesOf(lines, message, file);
  if (shapes === null) return notUnderstood;
  const gone = shapes.find((shape) => shape.hunk === hunk);
  if (gone === undefined) return notUnderstood;
  const rest = shapes.filter((shape) => shape !== gone);
  if (rest.length === 0) return deleteLastHunk(lines, message, file, gone);
  const changes: TextChange[] = [
    ...headerChanges(
      rest.map((shape) => shape.hunk),
      numbersOf(rest),
    ),
    { span: lines.spanOfLines(hunk.startLine0, gone.endLine0), text: "" },
  ];
  return { changes: changes.sort((a, b) => a.span.start - b.span.start) };
}

/** What a rename or a change of mode says without hunks stays; else the file goes. */
function deleteLastHunk(
  lines: LineTable,
  message: Message,
  file: DiffFile,
  { hunk, endLine0 }: HunkShape,
): EditAnswer {
  const isMoved = file.status === "renamed" || file.status === "copied";
  const isOtherMode =
    file.status === "modified" &&
    file.oldMode !== null &&
    file.newMode !== null &&
    file.oldMode !== file.newMode;
  if (!isMoved && !isOtherMode) return deleteFile(lines, message, file);
  const changes: TextChange[] = [];
  for (let line0 = file.startLine0; line0 < hunk.startLine0; line0++) {
    if (/^(?:index |--- |\+\+\+ )/.test(lines.lineText(line0)))
      changes.push({ span: lines.spanOfLines(line0, line0 + 1), text: "" });
  }
  return { changes: [...changes, { span: lines.spanOfLines(hunk.startLine0, endLine0), text: "" }] };
}

export function deleteFile(lines: LineTable, message: Message, file: DiffFile): EditAnswer {
  const files = ownFiles(message);
  if (files.length === 1)
    return { refused: "This is all that the patch changes: nothing would be left of it." };
  const shapes = file.isCombined ? [] : shapesOf(lines, message, file);
  if (shapes === null) return notUnderstood;
  const endLine0 = Math.max(file.endLine0, shapes.at(-1)?.endLine0 ?? 0);
  return { changes: [{ span: lines.spanOfLines(file.startLine0, endLine0), text: "" }] };
}

/**
 * Two hunks of one; the line at `line0` is the first of the second. git looks for context on both sides of a change, so
 * the cut is between two context lines: at the cursor, or one line below it.
 */
export function splitHunk(
  lines: LineTable,
  message: Message,
  file: DiffFile,
  hunk: Hunk,
  line0: number,
): EditAnswer {
  if (file.isCombined) return combined;
  const shapes = shapesOf(lines, message, file);
  const at = shapes?.findIndex((shape) => shape.hunk === hunk) ?? -1;
  const whole = shapes?.[at];
  if (shapes === null || whole === undefined) return notUnderstood;
  const cut0 = [line0, line0 + 1].find(
    (candidate) =>
      candidate > hunk.startLine0 + 1 &&
      candidate < whole.endLine0 &&
      isContext(lines, candidate - 1) &&
      isContext(lines, candidate),
  );
  if (cut0 === undefined)
    return {
      refused: "A hunk is split between two lines of context: git finds no place for a change without it.",
    };
  const [upper, lower] = [counts(lines, hunk.startLine0 + 1, cut0), counts(lines, cut0, whole.endLine0)];
  if (upper.changes === 0 || lower.changes === 0)
    return {
      refused: `Nothing is changed ${upper.changes === 0 ? "above" : "below"} the cursor in this hunk: git refuses a hunk of context alone.`,
    };
  const parts = [
    { ...whole, old: upper.old, now: upper.now },
    { ...whole, oldPlace: whole.oldPlace + upper.old, old: lower.old, now: lower.now },
  ];
  const numbers = numbersOf([...shapes.slice(0, at), ...parts, ...shapes.slice(at + 1)]);
  const second = numbers[at + 1];
  if (second === undefined) return notUnderstood;
  const place = lines.start(cut0);
  const inserted: TextChange = {
    span: { start: place, end: place },
    text: `${headerText(second)}${lineEnd(lines, hunk.startLine0)}`,
  };
  const others = [...numbers.slice(0, at + 1), ...numbers.slice(at + 2)];
  const changes = [...headerChanges(file.hunks, others), inserted];
  return { changes: changes.sort((a, b) => a.span.start - b.span.start) };
}

/** A blank, or an empty line whose blank an editor has taken. */
function isContext(lines: LineTable, line0: number): boolean {
  const start = lines.start(line0);
  return start === lines.contentEnd(line0) || lines.text.charAt(start) === " ";
}

function counts(
  lines: LineTable,
  from0: number,
  to0: number,
): { readonly old: number; readonly now: number; readonly changes: number } {
  let old = 0;
  let now = 0;
  let changes = 0;
  for (let line0 = from0; line0 < to0; line0++) {
    const mark = isContext(lines, line0) ? " " : lines.text.charAt(lines.start(line0));
    if (mark === "\\") continue;
    if (mark !== "+") old++;
    if (mark !== "-") now++;
    if (mark !== " ") changes++;
  }
  return { old, now, changes };
}
