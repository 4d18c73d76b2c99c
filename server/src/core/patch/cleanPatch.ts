import { type DiffFile, type Hunk, LineKind, type Message } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { exactDiff, exactFileHeader, exactHunk } from "./exactDiff.js";

/** A diff taken out of a mail, for git and for people. */
export interface CleanPatch {
  /** LF; ends in one, unless it is empty. */
  readonly text: string;
  /** What the reader must know: what was joined, and what is not as its author wrote it. Plain sentences. */
  readonly notes: readonly string[];
}

/**
 * Files' diffs out of any place of a mail. A diff of the mail's own is given exactly as it was sent (`exactDiff`), so git says
 * of a damaged one what it says of the mail. A quoted one is without quote marks and comments; lines that a mailer wrapped
 * are joined where the hunk's counts prove it, and a hunk that was trimmed counts what is left. Notes tell of all of that.
 */
export function cleanFiles(lines: LineTable, message: Message, files: readonly DiffFile[]): CleanPatch {
  const pieces: string[] = [];
  const notes: string[] = [];
  for (const file of files) {
    const header = fileHeader(lines, file, notes);
    if (file.depth === 0) {
      pieces.push(exactDiff(lines, file));
      for (const hunk of file.hunks) tellDamage(file, hunk, notes);
      continue;
    }
    pieces.push(header);
    for (const [at] of file.hunks.entries()) pieces.push(quotedHunk(lines, message, file, at, notes));
    if (file.hunks.length === 0 && file.isBinary) pieces.push(binaryRows(lines, file));
  }
  return { text: pieces.join(""), notes };
}

/** One hunk below the header of its file; see `cleanFiles`. */
export function cleanHunk(lines: LineTable, message: Message, file: DiffFile, hunk: Hunk): CleanPatch {
  const notes: string[] = [];
  const header = fileHeader(lines, file, notes);
  if (file.depth === 0) {
    tellDamage(file, hunk, notes);
    return { text: header + exactHunk(lines, file, hunk), notes };
  }
  const text = header + quotedHunk(lines, message, file, file.hunks.indexOf(hunk), notes);
  return { text, notes };
}

/** What notes call a hunk. */
function hunkName(file: DiffFile, { oldStart, oldLines, newStart, newLines }: Hunk): string {
  return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@${file.path === "" ? "" : ` of ${file.path}`}`;
}

function tellDamage(file: DiffFile, hunk: Hunk, notes: string[]): void {
  if (hunk.corruptLine0 === null) return;
  notes.push(`${hunkName(file, hunk)} is damaged: it is copied as it was sent, and git will not take it.`);
}

/** Header lines of a file's diff; a wrapped `diff --git` in one. */
function fileHeader(lines: LineTable, file: DiffFile, notes: string[]): string {
  if (file.depth === 0) {
    if (file.path === "") notes.push("The mail does not say which file this is a diff of.");
    return exactFileHeader(lines, file);
  }
  const rows: string[] = [];
  const names: string[] = [];
  for (let line0 = file.startLine0; line0 < file.headerEndLine0; line0++) {
    const kind = lines.kind(line0);
    const content = lines.content(line0).trimEnd();
    const isWrapped =
      lines.kind(line0 - 1) === LineKind.diffCommand &&
      /^diff --git \S+$/.test(rows.at(-1) ?? "") &&
      /^[b-w12]\/\S+$/.test(content);
    if (isWrapped) rows[rows.length - 1] += ` ${content}`;
    else if (kind < LineKind.diffCommand || kind > LineKind.diffNew) continue;
    // Other lines at another depth are comments, or another quote.
    else if (lines.depth(line0) !== file.depth) continue;
    else if (kind === LineKind.diffOld || kind === LineKind.diffNew) names.push(content);
    else rows.push(content);
  }
  // git takes no hunk without both of them.
  if (names.length === 2 || file.path === "" || file.hunks.length === 0) rows.push(...names);
  else rows.push(nameRow("---", "a/", file.oldPath?.path), nameRow("+++", "b/", file.newPath?.path));
  if (file.path === "") notes.push("The mail does not say which file this is a diff of.");
  return rows.map((row) => `${row}\n`).join("");
}

const nameRow = (mark: string, prefix: string, path: string | undefined): string =>
  `${mark} ${path === undefined ? "/dev/null" : prefix + path}`;

/** The data, without the header lines above it. */
function binaryRows(lines: LineTable, file: DiffFile): string {
  let line0 = file.startLine0;
  while (line0 < file.endLine0 && lines.kind(line0) !== LineKind.binary) line0++;
  return exactDiff(lines, { ...file, startLine0: line0 });
}

/** A quoted hunk, whole where its counts can be met, else what is left of it. */
function quotedHunk(lines: LineTable, message: Message, file: DiffFile, at: number, notes: string[]): string {
  const hunk = file.hunks[at];
  if (hunk === undefined) return "";
  if (file.isCombined) return exactHunk(lines, file, hunk);
  const name = hunkName(file, hunk);
  if (hunk.unmarkedLines > 0) {
    notes.push(
      `${name} has lost white space where it was saved: it is copied as it stands, and git will not take it.`,
    );
    return exactHunk(lines, file, hunk);
  }
  const whole = wholeHunk(lines, hunk, file.hunks[at + 1]?.startLine0 ?? message.endLine0);
  if (whole === null) {
    const rest = restOfHunk(lines, hunk);
    notes.push(
      `${name} is not whole in this quote: the copy counts the lines that are left, ${rest.old} old and ${rest.now} new, and is not the patch that was sent.`,
    );
    return rest.text;
  }
  const { joined, suspectLine0 } = whole;
  if (joined > 0)
    notes.push(
      `${name}: ${joined} wrapped ${joined === 1 ? "line is" : "lines are"} joined with a blank, as the header's counts ask for.`,
    );
  if (suspectLine0 !== null)
    notes.push(
      `${name}: line ${suspectLine0 + 1} may be the end of the wrapped line above it; it is left out as a comment.`,
    );
  return whole.text;
}

/** Raw width from which on a mailer may have wrapped a line. */
const wrapWidth = 60;

interface Gathered {
  readonly rows: string[];
  old: number;
  now: number;
}

/** Takes a line by its mark; one without is context whose blank was lost. */
function take(gathered: Gathered, content: string): void {
  const mark = content.charAt(0);
  if (mark !== "+" && mark !== "\\") gathered.old++;
  if (mark !== "-" && mark !== "\\") gathered.now++;
  gathered.rows.push(/^[-+ \\]/.test(content) ? content : ` ${content}`);
}

interface WholeHunk {
  readonly text: string;
  /** Lines that were put at the end of those above them. */
  readonly joined: number;
  /** A line of less depth that may be the end of a wrapped one; it was not joined. */
  readonly suspectLine0: number | null;
}

/**
 * The hunk with exactly the lines that its header counts, or null. A line without a mark, right below one of the hunk, is
 * taken for the rest of that one: the counts hold then, and would not if it were a line of its own.
 */
function wholeHunk(lines: LineTable, hunk: Hunk, limit0: number): WholeHunk | null {
  const gathered: Gathered = { rows: [lines.content(hunk.startLine0)], old: 0, now: 0 };
  let joined = 0;
  let suspectLine0: number | null = null;
  let last0 = hunk.startLine0;
  for (let line0 = hunk.startLine0 + 1; line0 < limit0; line0++) {
    const isWide = last0 === line0 - 1 && lines.contentEnd(last0) - lines.start(last0) >= wrapWidth;
    if (lines.depth(line0) !== hunk.depth) {
      // Another mail is quoted from here on.
      if (lines.kind(line0) === LineKind.attribution && lines.depth(line0) < hunk.depth) break;
      const isBetween = isWide && lines.depth(line0 + 1) === hunk.depth && lines.content(line0).trim() !== "";
      if (isBetween && lines.depth(line0) < hunk.depth) suspectLine0 ??= line0;
      continue;
    }
    const content = lines.content(line0);
    if (/^(?:diff --|@@ -|Index: )/.test(content)) break;
    const isFull = gathered.old >= hunk.oldLines && gathered.now >= hunk.newLines;
    const isMarked = /^(?:[-+ \\]|$)/.test(content);
    if (isFull && !content.startsWith("\\ ") && (isMarked || !isWide)) break;
    if (isMarked) take(gathered, content);
    else if (last0 !== line0 - 1) return null;
    else {
      const above = gathered.rows.pop() ?? "";
      gathered.rows.push(above.endsWith(" ") ? above + content : `${above} ${content}`);
      joined++;
    }
    if (gathered.old > hunk.oldLines || gathered.now > hunk.newLines) return null;
    last0 = line0;
  }
  if (gathered.old !== hunk.oldLines || gathered.now !== hunk.newLines) return null;
  return { text: `${gathered.rows.join("\n")}\n`, joined, suspectLine0 };
}

/** Those lines of a hunk that are there, below a header that counts them. */
function restOfHunk(
  lines: LineTable,
  hunk: Hunk,
): { readonly text: string; readonly old: number; readonly now: number } {
  const gathered: Gathered = { rows: [], old: 0, now: 0 };
  for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
    const kind = lines.kind(line0);
    if (lines.depth(line0) !== hunk.depth || kind < LineKind.context || kind > LineKind.noNewline) continue;
    take(gathered, lines.content(line0));
  }
  const { old, now, rows } = gathered;
  if (old + now === 0) return { text: "", old, now };
  const section = lines.text.slice(hunk.section.start, hunk.section.end).trimEnd();
  const header = `@@ -${hunk.oldStart},${old} +${hunk.newStart},${now} @@${section === "" ? "" : ` ${section}`}`;
  return { text: `${[header, ...rows].join("\n")}\n`, old, now };
}
