import type { DiffFile, Diffstat, Message } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { diffstatText, mailWidth, renameName, type StatRow } from "./diffstatText.js";
import { allShapes, type EditAnswer, lineEnd, type TextChange } from "./hunkShape.js";

/** The diffstat of the message's own diff: the last one above it; null where there is none. */
export function ownDiffstat(message: Message): Diffstat | null {
  const diffLine0 = message.files.find(({ depth }) => depth === 0)?.startLine0;
  if (diffLine0 === undefined) return null;
  return message.diffstats.findLast(({ depth, endLine0 }) => depth === 0 && endLine0 <= diffLine0) ?? null;
}

/** Writes the diffstat anew, as git would for the diff below it. Sizes of binary files stay as they were told. */
export function refreshDiffstat(lines: LineTable, message: Message): EditAnswer {
  const stat = ownDiffstat(message);
  if (stat === null) return { refused: "There is no diffstat above this diff." };
  const rows = rowsOf(lines, message, stat);
  if (rows === null)
    return {
      refused: "A hunk of this patch is damaged: the diffstat would count what git does not.",
    };
  const widest = stat.rows.reduce(
    (most, { line0 }) => Math.max(most, lines.contentEnd(line0) - lines.start(line0)),
    0,
  );
  // `git diff` and `git show` write wider ones than mail has.
  const text = diffstatText(rows, widest > mailWidth ? Math.max(80, widest) : mailWidth);
  const end = lineEnd(lines, stat.startLine0);
  const own = text.map((row) => row + end).join("");
  const span = lines.spanOfLines(stat.startLine0, endOfStat(lines, stat));
  const before = lines.text.slice(span.start, span.end);
  const changes: readonly TextChange[] = before === own ? [] : [{ span, text: own }];
  return { changes };
}

/** Its last row, without the empty line below. */
function endOfStat(lines: LineTable, { startLine0, endLine0 }: Diffstat): number {
  let end0 = endLine0;
  while (end0 > startLine0 + 1 && lines.lineText(end0 - 1).trim() === "") end0--;
  return end0;
}

function rowsOf(lines: LineTable, message: Message, stat: Diffstat): readonly StatRow[] | null {
  const rows: StatRow[] = [];
  const told = toldOf(lines, stat);
  for (const { file, shapes } of allShapes(lines, message)) {
    if (shapes === null) return null;
    let [added, deleted] = [0, 0];
    for (const { hunk, endLine0 } of shapes) {
      for (let line0 = hunk.startLine0 + 1; line0 < endLine0; line0++) {
        const mark = lines.text.charAt(lines.start(line0));
        if (mark === "+") added++;
        else if (mark === "-") deleted++;
      }
    }
    const name = nameOf(file);
    const binary = file.isBinary ? binaryText(lines, file, told.get(name) ?? null) : null;
    rows.push({ name, added, deleted, binary, summary: summaryOf(lines, file, name) });
  }
  // git sorts nothing here: files stand in the order of the diff.
  return rows;
}

function nameOf(file: DiffFile): string {
  const isMoved = file.status === "renamed" || file.status === "copied";
  if (!isMoved || file.oldPath === null || file.newPath === null) return quoted(file.path);
  const { path: old } = file.oldPath;
  const { path: now } = file.newPath;
  if (quoted(old) !== old || quoted(now) !== now) return `${quoted(old)} => ${quoted(now)}`;
  return renameName(old, now);
}

/** git's C-style quoting (`core.quotePath`). */
function quoted(path: string): string {
  // oxlint-disable-next-line no-control-regex -- all that git quotes
  if (!/["\\\u0000-\u001f\u007f-\uffff]/.test(path)) return path;
  const names: Readonly<Record<number, string>> = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
    34: '\\"',
    92: "\\\\",
  };
  const bytes = Array.from(new TextEncoder().encode(path), (byte) => {
    const name = names[byte];
    if (name !== undefined) return name;
    if (byte < 32 || byte > 126) return `\\${byte.toString(8).padStart(3, "0")}`;
    return String.fromCharCode(byte);
  });
  return `"${bytes.join("")}"`;
}

/** What the old diffstat says of binary files behind the bar, by their names. */
function toldOf(lines: LineTable, { rows }: Diffstat): ReadonlyMap<string, string> {
  return new Map(
    rows
      .filter(({ changes }) => changes === null)
      .map(({ path, line0 }) => {
        const text = lines.lineText(line0);
        return [path, text.slice(text.lastIndexOf("|") + 1).trim()];
      }),
  );
}

/** `Bin 12 -> 34 bytes`: told by `GIT binary patch` where it holds both files whole, else as it was. */
function binaryText(lines: LineTable, file: DiffFile, told: string | null): string {
  const sizes: number[] = [];
  for (let line0 = file.startLine0; line0 < file.endLine0; line0++) {
    if (lines.kind(line0) !== LineKind.binary) continue;
    const literal = /^literal (\d{1,12})$/.exec(lines.lineText(line0));
    if (literal !== null) sizes.push(Number(literal[1]));
  }
  const [now, old] = sizes;
  if (now !== undefined && old !== undefined && sizes.length === 2) return `Bin ${old} -> ${now} bytes`;
  return told ?? "Bin";
}

/** ` create mode 100644 path` … (git-diff(1) `--summary`). */
function summaryOf(lines: LineTable, file: DiffFile, name: string): readonly string[] {
  const headerValue = (prefix: string): string | null => {
    for (let line0 = file.startLine0; line0 < file.headerEndLine0; line0++) {
      const row = lines.lineText(line0);
      if (row.startsWith(prefix)) return row.slice(prefix.length).trim();
    }
    return null;
  };
  const created = headerValue("new file mode ");
  if (created !== null) return [` create mode ${created} ${name}`];
  const deleted = headerValue("deleted file mode ");
  if (deleted !== null) return [` delete mode ${deleted} ${name}`];
  const rows: string[] = [];
  const [old, now] = [headerValue("old mode "), headerValue("new mode ")];
  const mode = old !== null && now !== null && old !== now ? ` mode change ${old} => ${now}` : null;
  const similarity = headerValue("similarity index ");
  const isMoved = file.status === "renamed" || file.status === "copied";
  if (isMoved) {
    rows.push(` ${file.status === "renamed" ? "rename" : "copy"} ${name} (${similarity ?? "100%"})`);
    if (mode !== null) rows.push(mode);
    return rows;
  }
  const rewritten = headerValue("dissimilarity index ");
  if (rewritten !== null) {
    rows.push(` rewrite ${name} (${rewritten})`);
    if (mode !== null) rows.push(mode);
  } else if (mode !== null) rows.push(`${mode} ${name}`);
  return rows;
}
