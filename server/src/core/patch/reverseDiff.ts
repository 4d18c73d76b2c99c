import { type DiffFile, type Hunk, LineKind, type Message } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import {
  type EditAnswer,
  type HunkShape,
  headerChanges,
  headerText,
  lineEnd,
  numbersOf,
  shapesOf,
  type TextChange,
} from "./hunkShape.js";
import { splitGitNames } from "./paths.js";

const notUnderstood: EditAnswer = {
  refused: "A line of this file's diff begins with neither blank, “+”, “-” nor “\\”: mend that first.",
};

/**
 * One hunk turned around: it takes back what it did. The patch is then for a file in which this hunk is applied already and
 * the others are not, so the old side of those below moves, too. A new or deleted file has one hunk: its header turns with it.
 */
export function reverseHunk(lines: LineTable, message: Message, file: DiffFile, hunk: Hunk): EditAnswer {
  if (file.isCombined) return { refused: "This is the diff of a merge: it has more than two sides." };
  if (file.status === "added" || file.status === "deleted") return reverseFile(lines, message, file);
  const shapes = shapesOf(lines, message, file);
  const at = shapes?.findIndex((shape) => shape.hunk === hunk) ?? -1;
  const turned = shapes?.[at];
  if (shapes === null || turned === undefined) return notUnderstood;
  const drift = turned.now - turned.old;
  const numbers = numbersOf(
    shapes.map((shape, index) => {
      if (index < at) return shape;
      if (index === at) return { oldPlace: shape.oldPlace, old: shape.now, now: shape.old };
      return { ...shape, oldPlace: shape.oldPlace + drift };
    }),
  );
  const changes = [...headerChanges(file.hunks, numbers), ...reversedRows(lines, turned)];
  return { changes: changes.sort((a, b) => a.span.start - b.span.start) };
}

/** All of a file's diff turned around, its header, too: what `git apply -R` would do with it before. */
export function reverseFile(lines: LineTable, message: Message, file: DiffFile): EditAnswer {
  if (file.isCombined) return { refused: "This is the diff of a merge: it has more than two sides." };
  if (file.status === "copied")
    return { refused: "A copy cannot be turned around: git has no header for it." };
  const shapes = shapesOf(lines, message, file);
  if (shapes === null) return notUnderstood;
  const header = reversedHeader(lines, file);
  if (header === null)
    return { refused: "The data of a binary file, or a header like this one, cannot be turned around here." };
  const changes: TextChange[] = [...header];
  let drift = 0;
  for (const { hunk, old, now, oldPlace } of shapes) {
    const newPlace = oldPlace + drift;
    drift += now - old;
    const turned = {
      oldStart: now === 0 ? newPlace - 1 : newPlace,
      old: now,
      newStart: old === 0 ? oldPlace - 1 : oldPlace,
      now: old,
    };
    changes.push({ span: hunk.headerSpan, text: headerText(turned) });
  }
  for (const shape of shapes) changes.push(...reversedRows(lines, shape));
  return { changes: changes.sort((a, b) => a.span.start - b.span.start) };
}

/** Each run of changes with its sides swapped, what is removed first, as diff writes it. */
function reversedRows(lines: LineTable, { hunk, endLine0 }: HunkShape): TextChange[] {
  const changes: TextChange[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  let from0 = -1;
  let last: string[] | null = null;
  const close = (line0: number): void => {
    if (from0 !== -1)
      changes.push({ span: lines.spanOfLines(from0, line0), text: [...removed, ...added].join("") });
    from0 = -1;
    removed = [];
    added = [];
  };
  for (let line0 = hunk.startLine0 + 1; line0 < endLine0; line0++) {
    const row = lines.text.slice(lines.start(line0), lines.contentEnd(line0)) + lineEnd(lines, line0);
    switch (row.charAt(0)) {
      case "+":
        if (from0 === -1) from0 = line0;
        removed.push(`-${row.slice(1)}`);
        last = removed;
        break;
      case "-":
        if (from0 === -1) from0 = line0;
        added.push(`+${row.slice(1)}`);
        last = added;
        break;
      case "\\":
        // "No newline at end of file" is said of the line above.
        if (from0 !== -1) last?.push(row);
        break;
      default:
        close(line0);
    }
  }
  close(endLine0);
  return changes;
}

/** Changes of the header lines; null where one cannot be turned around. */
function reversedHeader(lines: LineTable, file: DiffFile): TextChange[] | null {
  const rows: { readonly line0: number; readonly row: string }[] = [];
  for (let line0 = file.startLine0; line0 < file.headerEndLine0; line0++) {
    const kind = lines.kind(line0);
    if (kind === LineKind.binary && !lines.lineText(line0).startsWith("Binary files ")) return null;
    rows.push({ line0, row: lines.lineText(line0) });
  }
  const valueOf = (prefix: string): string | undefined =>
    rows.find(({ row }) => row.startsWith(prefix))?.row.slice(prefix.length);
  const command = valueOf("diff --git ");
  const names = command === undefined ? null : splitGitNames(command, 0, command.length);
  if (command !== undefined && names === null) return null;
  const oldName = command?.slice(names?.old.span.start, names?.old.span.end);
  const newName = command?.slice(names?.new.span.start, names?.new.span.end);
  const prefixes = {
    old: /^"?(\w\/)/.exec(oldName ?? valueOf("--- ") ?? "")?.[1] ?? "",
    now: /^"?(\w\/)/.exec(newName ?? valueOf("+++ ") ?? "")?.[1] ?? "",
  };
  const swap = (name: string, from: string, to: string): string =>
    name.startsWith("/dev/null") || prefixes.old === "" || prefixes.now === ""
      ? name
      : name.replace(new RegExp(`^("?)${from}`), `$1${to}`);
  const asOld = (name: string): string => swap(name, prefixes.now, prefixes.old);
  const asNew = (name: string): string => swap(name, prefixes.old, prefixes.now);
  const pairs: Readonly<Record<string, string>> = {
    "--- ": "+++ ",
    "+++ ": "--- ",
    "old mode ": "new mode ",
    "new mode ": "old mode ",
    "rename from ": "rename to ",
    "rename to ": "rename from ",
    "rename old ": "rename new ",
    "rename new ": "rename old ",
  };
  const changes: TextChange[] = [];
  for (const { line0, row } of rows) {
    const turned = ((): string => {
      if (row.startsWith("diff --git ")) return `diff --git ${asOld(newName ?? "")} ${asNew(oldName ?? "")}`;
      if (row.startsWith("new file mode ")) return `deleted file mode ${row.slice(14)}`;
      if (row.startsWith("deleted file mode ")) return `new file mode ${row.slice(18)}`;
      const index = /^index ([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})(.*)$/.exec(row);
      if (index !== null) return `index ${index[2] ?? ""}..${index[1] ?? ""}${index[3] ?? ""}`;
      const binary = /^Binary files (\S+) and (\S+) differ$/.exec(row);
      if (binary !== null)
        return `Binary files ${asOld(binary[2] ?? "")} and ${asNew(binary[1] ?? "")} differ`;
      const prefix = Object.keys(pairs).find((one) => row.startsWith(one));
      if (prefix === undefined) return row;
      const other = valueOf(pairs[prefix] ?? "") ?? "";
      if (prefix === "--- ") return prefix + asOld(other);
      return prefix + (prefix === "+++ " ? asNew(other) : other);
    })();
    if (turned !== row)
      changes.push({ span: { start: lines.start(line0), end: lines.contentEnd(line0) }, text: turned });
  }
  return changes;
}
