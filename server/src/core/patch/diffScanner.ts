import type { BlobHash, DiffFile, DiffPath, FileStatus, Hunk, Problem } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { indexOfWithin } from "../text/search.js";
import type { Span } from "../text/span.js";
import { parseHunkHeader } from "./hunkHeader.js";
import { readName, splitGitNames, stripPrefixes } from "./paths.js";

/** What the scanner knows of the diff at one quote depth. Mutable, and gone when the message is read. */
export interface DiffState {
  readonly depth: number;
  /** Code units of padding behind the quote mark: 1 for `> +x`, 0 for `>+x`; told by the diff's own header lines. */
  pad: number;
  file: FileDraft | null;
  hunk: HunkDraft | null;
  /** Lines that the hunk's header still promises. */
  oldLeft: number;
  newLeft: number;
  /** For combined diffs: lines left for each parent; null for plain ones. */
  parentsLeft: number[] | null;
  /** Between a file's first header line and its first hunk. */
  inHeader: boolean;
  /** The hunk's counts do not hold: its lines are taken as they look until the next header. */
  isDamaged: boolean;
  /** In the data of a binary patch. */
  inBinary: boolean;
  /** The line before was the last of a sound hunk: what follows it at once is looked at with suspicion. */
  hunkEndedAtLine0: number;
}

interface FileDraft {
  readonly startLine0: number;
  readonly hasGitHeader: boolean;
  readonly isCombined: boolean;
  endLine0: number;
  gitOld: DiffPath | null;
  gitNew: DiffPath | null;
  oldName: DiffPath | null;
  newName: DiffPath | null;
  renameFrom: DiffPath | null;
  renameTo: DiffPath | null;
  isCopy: boolean;
  isNew: boolean;
  isDeleted: boolean;
  oldMode: string | null;
  newMode: string | null;
  oldBlob: BlobHash | null;
  newBlob: BlobHash | null;
  isBinary: boolean;
  readonly hunks: Hunk[];
}

/** A hunk while its lines come in; `span` and `missingLines` are set when it ends. */
type HunkDraft = { -readonly [Key in keyof Hunk]: Hunk[Key] };

const NO_SPAN: Span = { start: 0, end: 0 };

/** What the scanner writes to: the line table, the finished files, the problems of the message. */
export interface DiffSink {
  readonly text: string;
  readonly lines: LineTable;
  readonly files: DiffFile[];
  readonly problems: Problem[];
  readonly messageIndex: number;
  /** A page whose white space was lost on saving: damage there is no news, and context may lack its blank. */
  readonly isPage: boolean;
}

export function newDiffState(depth: number): DiffState {
  return {
    depth,
    pad: 0,
    file: null,
    hunk: null,
    oldLeft: 0,
    newLeft: 0,
    parentsLeft: null,
    inHeader: false,
    isDamaged: false,
    inBinary: false,
    hunkEndedAtLine0: -2,
  };
}

/** Whether the hunk's header promises more lines. */
export function inHunk(state: DiffState): boolean {
  return state.hunk !== null && (state.oldLeft > 0 || state.newLeft > 0);
}

/** Starts a file at a `diff --git`, `diff -u`, `diff --cc` or `Index:` line. `at` is where the line's content begins. */
export function startFile(sink: DiffSink, state: DiffState, line0: number, at: number, end: number): void {
  finishFile(sink, state);
  const { text } = sink;
  const isGit = text.startsWith("diff --git ", at);
  const isCombined = text.startsWith("diff --cc ", at) || text.startsWith("diff --combined ", at);
  const file = newFile(line0, isGit || isCombined, isCombined);
  if (isGit) {
    const both = splitGitNames(text, at + 11, end);
    file.gitOld = both?.old ?? null;
    file.gitNew = both?.new ?? null;
  } else if (isCombined) {
    const name = readName(text, at + (text.startsWith("diff --cc ", at) ? 10 : 16), end);
    file.gitOld = name;
    file.gitNew = name;
  } else if (text.startsWith("Index: ", at)) {
    const name = readName(text, at + 7, end);
    file.gitOld = name;
    file.gitNew = name;
  }
  state.file = file;
  state.inHeader = true;
  sink.lines.kinds[line0] = LineKind.diffCommand;
}

/** The wrapped second half of a `diff --git a/x` line whose `b/x` a mailer has put on the next line. */
export function addWrappedName(
  sink: DiffSink,
  state: DiffState,
  line0: number,
  at: number,
  end: number,
): void {
  if (!state.file) return;
  state.file.gitNew = readName(sink.text, at, end);
  state.file.endLine0 = line0 + 1;
  sink.lines.kinds[line0] = LineKind.diffExtended;
}

function newFile(line0: number, hasGitHeader: boolean, isCombined: boolean): FileDraft {
  return {
    startLine0: line0,
    hasGitHeader,
    isCombined,
    endLine0: line0 + 1,
    gitOld: null,
    gitNew: null,
    oldName: null,
    newName: null,
    renameFrom: null,
    renameTo: null,
    isCopy: false,
    isNew: false,
    isDeleted: false,
    oldMode: null,
    newMode: null,
    oldBlob: null,
    newBlob: null,
    isBinary: false,
    hunks: [],
  };
}

/** Git's extended header lines (git-diff(1)) and those of CVS and svn; false where the line is none of them. */
export function extendedHeaderLine(
  sink: DiffSink,
  state: DiffState,
  line0: number,
  at: number,
  end: number,
): boolean {
  const file = state.file;
  if (!file) return false;
  const { text } = sink;
  if (text.startsWith("index ", at)) readBlobs(file, text, at + 6, end);
  else if (!isOtherHeader(file, text, at, end)) return false;
  sink.lines.kinds[line0] = LineKind.diffExtended;
  file.endLine0 = line0 + 1;
  return true;
}

function isOtherHeader(file: FileDraft, text: string, at: number, end: number): boolean {
  const value = (prefix: string): string => text.slice(at + prefix.length, end).trimEnd();
  const name = (prefix: string): DiffPath => readName(text, at + prefix.length, end);
  const is = (prefix: string): boolean => text.startsWith(prefix, at);
  if (is("old mode ")) file.oldMode = value("old mode ");
  else if (is("new mode ")) file.newMode = value("new mode ");
  else if (is("new file mode ")) {
    file.newMode = value("new file mode ");
    file.isNew = true;
  } else if (is("deleted file mode ")) {
    file.oldMode = value("deleted file mode ");
    file.isDeleted = true;
  } else if (is("rename from ")) file.renameFrom = name("rename from ");
  else if (is("rename old ")) file.renameFrom = name("rename old ");
  else if (is("rename to ")) file.renameTo = name("rename to ");
  else if (is("rename new ")) file.renameTo = name("rename new ");
  else if (is("copy from ")) {
    file.renameFrom = name("copy from ");
    file.isCopy = true;
  } else if (is("copy to ")) file.renameTo = name("copy to ");
  else if (file.isCombined && is("mode ")) file.newMode = value("mode ");
  else {
    const isFollowing = is("diff ") && file.oldName === null && !is("diff --git ") && !is("diff --c");
    return (
      is("similarity index ") ||
      is("dissimilarity index ") ||
      is("=====") ||
      is("RCS file:") ||
      is("retrieving revision") ||
      isFollowing
    );
  }
  return true;
}

/** `index 1234567..89abcde 100644`; `index a,b..c` of a combined diff gives the last parent's blob. */
function readBlobs(file: FileDraft, text: string, start: number, end: number): void {
  let at = start;
  let stop = hexEnd(text, start, end);
  while (text.charCodeAt(stop) === 0x2c) {
    at = stop + 1;
    stop = hexEnd(text, at, end);
  }
  if (text.charCodeAt(stop) !== 0x2e || text.charCodeAt(stop + 1) !== 0x2e) return;
  if (stop > at) file.oldBlob = { hash: text.slice(at, stop), span: { start: at, end: stop } };
  const newStart = stop + 2;
  stop = hexEnd(text, newStart, end);
  if (stop > newStart)
    file.newBlob = { hash: text.slice(newStart, stop), span: { start: newStart, end: stop } };
  if (text.charCodeAt(stop) !== 0x20 || end - stop < 7) return;
  const mode = text.slice(stop + 1, stop + 7);
  if (!/^\d{6}$/.test(mode)) return;
  file.oldMode ??= mode;
  file.newMode ??= mode;
}

function hexEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isHex(text.charCodeAt(at))) at++;
  return at;
}

const isHex = (c: number): boolean =>
  (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66) || (c >= 0x41 && c <= 0x46);

/** `--- a/x` of a file header; starts a file of its own where no `diff` line stands before. */
export function oldNameLine(sink: DiffSink, state: DiffState, line0: number, at: number, end: number): void {
  if (!state.inHeader || !state.file || state.file.oldName || state.file.hunks.length > 0) {
    finishFile(sink, state);
    state.file = newFile(line0, false, false);
    state.inHeader = true;
  }
  state.file.oldName = readName(sink.text, at + 4, end);
  if (isEpoch(sink.text, state.file.oldName.span.end, end)) state.file.isNew = true;
  state.file.endLine0 = line0 + 1;
  sink.lines.kinds[line0] = LineKind.diffOld;
}

export function newNameLine(sink: DiffSink, state: DiffState, line0: number, at: number, end: number): void {
  if (!state.file) return;
  state.file.newName = readName(sink.text, at + 4, end);
  if (isEpoch(sink.text, state.file.newName.span.end, end)) state.file.isDeleted = true;
  state.file.endLine0 = line0 + 1;
  sink.lines.kinds[line0] = LineKind.diffNew;
}

/** diff(1) says "no such file" with the epoch as time stamp (apply.c `is_dev_null`, `has_epoch_timestamp`). */
function isEpoch(text: string, start: number, end: number): boolean {
  if (end - start < 20) return false;
  const stamp = text.slice(start, Math.min(end, start + 48));
  return /^\s*(?:1969-12-31|1970-01-01) \d\d:\d\d:00(?:\.0+)? [+-]\d{4}\s*$/.test(stamp);
}

/** `@@ -a,b +c,d @@`; false where it is no hunk header. */
export function startHunk(sink: DiffSink, state: DiffState, line0: number, at: number, end: number): boolean {
  const numbers = parseHunkHeader(sink.text, at, end);
  if (!numbers) return false;
  finishHunk(sink, state);
  if (!state.file) {
    // The replier has cut the file header away, or there never was one: a file without a name.
    state.file = newFile(line0, false, false);
    if (state.depth === 0) {
      problem(
        sink,
        "hunkWithoutHeader",
        line0,
        "This hunk has no file header (--- and +++) above it: git says “patch fragment without header”.",
      );
    }
  }
  const { afterOffset } = numbers;
  const sectionStart = afterOffset + (sink.text.charCodeAt(afterOffset) === 0x20 ? 1 : 0);
  state.hunk = {
    kind: "hunk",
    depth: state.depth,
    span: NO_SPAN,
    headerSpan: { start: at, end: afterOffset },
    startLine0: line0,
    endLine0: line0 + 1,
    oldStart: numbers.oldStart,
    oldLines: numbers.oldCount,
    newStart: numbers.newStart,
    newLines: numbers.newCount,
    section: { start: Math.min(end, sectionStart), end },
    additions: 0,
    deletions: 0,
    contextLines: 0,
    unmarkedLines: 0,
    missingLines: 0,
    corruptLine0: null,
  };
  state.parentsLeft = numbers.parentCounts ? [...numbers.parentCounts] : null;
  state.oldLeft = numbers.parentCounts ? Math.max(...numbers.parentCounts) : numbers.oldCount;
  state.newLeft = numbers.newCount;
  state.inHeader = false;
  state.isDamaged = false;
  state.inBinary = false;
  sink.lines.kinds[line0] = LineKind.hunkHeader;
  if (state.oldLeft === 0 && state.newLeft === 0) state.hunkEndedAtLine0 = line0;
  return true;
}

/**
 * Takes a line as part of the running hunk, by its first character (`code`, -1 for an empty line), and counts it.
 * False where it cannot be one: the counts then do not hold.
 */
export function hunkLine(
  sink: DiffSink,
  state: DiffState,
  line0: number,
  code: number,
  at: number,
  end: number,
): boolean {
  const hunk = state.hunk;
  if (!hunk) return false;
  if (state.parentsLeft) return combinedLine(sink, state, hunk, state.parentsLeft, line0, at, end);
  const kinds = sink.lines.kinds;
  switch (code) {
    case 0x20:
    case -1:
      if (state.oldLeft === 0 || state.newLeft === 0) return false;
      state.oldLeft--;
      state.newLeft--;
      hunk.contextLines++;
      kinds[line0] = LineKind.context;
      break;
    case 0x2b:
      if (state.newLeft === 0) return false;
      state.newLeft--;
      hunk.additions++;
      kinds[line0] = LineKind.added;
      break;
    case 0x2d:
      if (state.oldLeft === 0) return false;
      state.oldLeft--;
      hunk.deletions++;
      kinds[line0] = LineKind.removed;
      break;
    case 0x5c:
      kinds[line0] = LineKind.noNewline;
      break;
    default:
      return false;
  }
  hunk.endLine0 = line0 + 1;
  if (state.oldLeft === 0 && state.newLeft === 0) state.hunkEndedAtLine0 = line0;
  return true;
}

/** As `hunkLine`, for a context line that a saved page has left without its blank; told as damage in unquoted diffs. */
export function unmarkedLine(
  sink: DiffSink,
  state: DiffState,
  line0: number,
  at: number,
  end: number,
): boolean {
  if (!hunkLine(sink, state, line0, 0x20, at, end)) return false;
  if (state.hunk) {
    state.hunk.unmarkedLines++;
    if (state.depth === 0) state.hunk.corruptLine0 ??= line0;
  }
  return true;
}

/**
 * Takes sound lines of an unquoted diff from `line0` on, as many as come, over the headers of further hunks of the same
 * file, and returns the line that needs a closer look. The same as `hunkLine` and `startHunk` line by line, in one loop:
 * nearly all lines of a large patch pass through here, once, before any compiler has warmed up.
 */
export function runHunks(sink: DiffSink, state: DiffState, line0: number, endLine0: number): number {
  const { text } = sink;
  const { starts } = sink.lines;
  let line = line0;
  for (;;) {
    line = runHunk(sink, state, line, endLine0);
    if (line >= endLine0 || state.oldLeft > 0 || state.newLeft > 0) return line;
    const start = starts[line] ?? 0;
    if (text.charCodeAt(start) !== 0x40 || !text.startsWith("@@ -", start)) return line;
    if (!startHunk(sink, state, line, start, sink.lines.contentEnd(line))) return line;
    line++;
  }
}

function runHunk(sink: DiffSink, state: DiffState, line0: number, endLine0: number): number {
  const { hunk } = state;
  if (!hunk || state.parentsLeft) return line0;
  const { text } = sink;
  const { starts, kinds } = sink.lines;
  const { length } = text;
  const { added, context, removed } = LineKind;
  let oldLeft = state.oldLeft;
  let newLeft = state.newLeft;
  let line = line0;
  for (; line < endLine0 && (oldLeft > 0 || newLeft > 0); line++) {
    const start = starts[line] as number; // in range: line < endLine0 <= lines.count
    if (start >= length) break;
    const code = text.charCodeAt(start);
    if (code === 0x2b) {
      if (newLeft === 0) break;
      newLeft--;
      hunk.additions++;
      kinds[line] = added;
    } else if (code === 0x20 || code === 0x0a || code === 0x0d) {
      if (oldLeft === 0 || newLeft === 0) break;
      oldLeft--;
      newLeft--;
      hunk.contextLines++;
      kinds[line] = context;
    } else if (code === 0x2d) {
      // "--" may be a boundary or a signature.
      if (oldLeft === 0 || text.charCodeAt(start + 1) === 0x2d) break;
      oldLeft--;
      hunk.deletions++;
      kinds[line] = removed;
    } else break;
  }
  if (line === line0) return line0;
  state.oldLeft = oldLeft;
  state.newLeft = newLeft;
  hunk.endLine0 = line;
  if (oldLeft === 0 && newLeft === 0) state.hunkEndedAtLine0 = line - 1;
  return line;
}

/** git-diff(1) "Combined diff format": one sign column for each parent. */
function combinedLine(
  sink: DiffSink,
  state: DiffState,
  hunk: HunkDraft,
  left: number[],
  line0: number,
  at: number,
  end: number,
): boolean {
  const { text, lines } = sink;
  if (text.charCodeAt(at) === 0x5c) {
    lines.kinds[line0] = LineKind.noNewline;
    hunk.endLine0 = line0 + 1;
    return true;
  }
  let isRemoved = false;
  let isAdded = false;
  for (let parent = 0; parent < left.length; parent++) {
    const c = at + parent < end ? text.charCodeAt(at + parent) : 0x20;
    if (c === 0x2d) isRemoved = true;
    else if (c === 0x2b) isAdded = true;
    else if (c !== 0x20) return false;
  }
  for (let parent = 0; parent < left.length; parent++) {
    const c = at + parent < end ? text.charCodeAt(at + parent) : 0x20;
    if (isRemoved ? c === 0x2d : c === 0x20) left[parent] = Math.max(0, (left[parent] ?? 0) - 1);
  }
  if (!isRemoved) state.newLeft = Math.max(0, state.newLeft - 1);
  if (isRemoved) hunk.deletions++;
  else if (isAdded) hunk.additions++;
  else hunk.contextLines++;
  lines.kinds[line0] = isRemoved ? LineKind.removed : isAdded ? LineKind.added : LineKind.context;
  state.oldLeft = Math.max(...left);
  hunk.endLine0 = line0 + 1;
  if (state.oldLeft === 0 && state.newLeft === 0) state.hunkEndedAtLine0 = line0;
  return true;
}

/** Marks a line that stands inside the running hunk and cannot be part of it. */
export function corruptLine(sink: DiffSink, state: DiffState, line0: number): void {
  const hunk = state.hunk;
  if (!hunk) return;
  hunk.corruptLine0 ??= line0;
  hunk.endLine0 = line0 + 1;
  state.isDamaged = true;
  sink.lines.kinds[line0] = LineKind.corrupt;
}

/** The hunk ends before `line0` although its header promises more. */
export function cutHunk(state: DiffState, line0: number): void {
  if (state.hunk) state.hunk.corruptLine0 ??= line0;
}

export function finishHunk(sink: DiffSink, state: DiffState): void {
  const hunk = state.hunk;
  if (!hunk || !state.file) return;
  hunk.missingLines = state.oldLeft + state.newLeft;
  if (hunk.missingLines > 0) hunk.corruptLine0 ??= hunk.endLine0;
  hunk.span = sink.lines.spanOfLines(hunk.startLine0, hunk.endLine0);
  state.file.hunks.push(hunk);
  state.file.endLine0 = Math.max(state.file.endLine0, hunk.endLine0);
  state.hunk = null;
  state.oldLeft = 0;
  state.newLeft = 0;
  state.parentsLeft = null;
  state.isDamaged = false;
  if (hunk.corruptLine0 !== null || (hunk.additions === 0 && hunk.deletions === 0))
    reportHunk(sink, state.depth, hunk);
}

function reportHunk(sink: DiffSink, depth: number, hunk: Hunk): void {
  if (hunk.corruptLine0 !== null) {
    const counts = `${hunk.oldLines} old and ${hunk.newLines} new lines`;
    if (depth > 0) {
      problem(
        sink,
        "quotedHunk",
        hunk.startLine0,
        hunk.missingLines === 0
          ? `This quoted hunk is not whole: other lines stand between the ${counts} that its header counts.`
          : `This quoted hunk is not whole: its header counts ${counts}, ${hunk.missingLines} of them ${hunk.missingLines === 1 ? "is" : "are"} not here.`,
      );
    } else if (sink.isPage) {
      problem(sink, "corruptHunk", hunk.startLine0, lossOnPage(sink, hunk));
    } else {
      const line = hunk.corruptLine0;
      const isCut = line >= hunk.endLine0;
      problem(
        sink,
        "corruptHunk",
        isCut ? Math.max(hunk.startLine0, line - 1) : line,
        isCut
          ? `The hunk ends too early: its header counts ${counts}, ${hunk.missingLines} of them ${hunk.missingLines === 1 ? "is" : "are"} missing. git says “corrupt patch”.`
          : `This line cannot be part of the hunk: it begins with neither blank, “+”, “-” nor “\\”, or is one more than the header counts (${counts}). git says “corrupt patch”.`,
      );
    }
  } else if (depth === 0 && hunk.additions === 0 && hunk.deletions === 0) {
    problem(sink, "noopHunk", hunk.startLine0, "This hunk neither adds nor removes a line: git refuses it.");
  }
}

/** What saving a page has taken from a hunk, as far as its counts tell: what differs comes first, the advice once. */
function lossOnPage(sink: DiffSink, hunk: Hunk): string {
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  const old = hunk.oldLines - hunk.deletions - hunk.contextLines;
  const lost: string[] = [];
  if (hunk.missingLines > 0) {
    const isEmpty = old * 2 === hunk.missingLines;
    lost.push(isEmpty ? counted(old, "empty context line") : counted(hunk.missingLines, "line"));
  }
  if (hunk.unmarkedLines > 0)
    lost.push(
      `the leading ${hunk.unmarkedLines === 1 ? "blank" : "blanks"} of ${counted(hunk.unmarkedLines, "context line")}`,
    );
  const what = lost.length === 0 ? "White space was lost" : `Lost: ${lost.join(" and ")}`;
  const counts = `(@@ counts ${hunk.oldLines} old and ${hunk.newLines} new lines${hunk.missingLines === 0 ? ", so many are here" : ""})`;
  const isTold = sink.problems.some(({ code }) => code === "corruptHunk");
  if (isTold) return `${what} ${counts}.`;
  const where = hunk.missingLines > 0 ? "where they stood cannot be told, and " : "";
  return `${what} ${counts}. The page was saved so: ${where}indentation may be lost, too. To apply the patch get the mail itself (“raw” or mbox.gz).`;
}

export function problem(sink: DiffSink, code: Problem["code"], line0: number, message: string): void {
  const { lines } = sink;
  const line = Math.min(line0, lines.count - 1);
  sink.problems.push({
    code,
    message,
    span: { start: lines.start(line), end: lines.contentEnd(line) },
    messageIndex: sink.messageIndex,
  });
}

export function finishFile(sink: DiffSink, state: DiffState): void {
  finishHunk(sink, state);
  const draft = state.file;
  state.file = null;
  state.inHeader = false;
  state.inBinary = false;
  if (!draft) return;
  const { lines } = sink;
  const git = stripPrefixes(draft.gitOld, draft.gitNew);
  // A page may lack the blank behind ---, and quoting may have lost one of the lines: any name is better than none.
  const named =
    draft.oldName || draft.newName
      ? stripPrefixes(draft.oldName ?? draft.gitOld, draft.newName ?? draft.gitNew)
      : git;
  const isNew = draft.isNew || draft.oldName?.path === "/dev/null";
  const isDeleted = draft.isDeleted || draft.newName?.path === "/dev/null";
  const oldPath = isNew ? null : (draft.renameFrom ?? named.old ?? (draft.hasGitHeader ? git.old : null));
  const newPath = isDeleted ? null : (draft.renameTo ?? named.new ?? (draft.hasGitHeader ? git.new : null));
  let status: FileStatus = "modified";
  if (isNew) status = "added";
  else if (isDeleted) status = "deleted";
  else if (draft.renameFrom && draft.renameTo) status = draft.isCopy ? "copied" : "renamed";
  const firstHunk = draft.hunks[0];
  let additions = 0;
  let deletions = 0;
  for (const hunk of draft.hunks) {
    additions += hunk.additions;
    deletions += hunk.deletions;
  }
  sink.files.push({
    kind: "file",
    depth: state.depth,
    span: lines.spanOfLines(draft.startLine0, draft.endLine0),
    startLine0: draft.startLine0,
    endLine0: draft.endLine0,
    headerEndLine0: firstHunk ? firstHunk.startLine0 : draft.endLine0,
    oldPath,
    newPath,
    path: newPath?.path ?? oldPath?.path ?? "",
    status,
    oldMode: draft.oldMode,
    newMode: draft.newMode,
    oldBlob: draft.oldBlob,
    newBlob: draft.newBlob,
    isBinary: draft.isBinary,
    isCombined: draft.isCombined,
    hasGitHeader: draft.hasGitHeader,
    hunks: draft.hunks,
    additions,
    deletions,
  });
}

/** `GIT binary patch` or `Binary files … differ`; false where the line is neither. */
export function binaryLine(
  sink: DiffSink,
  state: DiffState,
  line0: number,
  at: number,
  end: number,
): boolean {
  const { text } = sink;
  if (!state.file) return false;
  const isData = text.startsWith("GIT binary patch", at);
  const isNotice =
    text.startsWith("Binary files ", at) &&
    text
      .slice(Math.max(at, end - 7), end)
      .trimEnd()
      .endsWith("differ");
  if (!isData && !isNotice) return false;
  state.file.isBinary = true;
  state.file.endLine0 = line0 + 1;
  state.inHeader = false;
  state.inBinary = isData;
  sink.lines.kinds[line0] = LineKind.binary;
  return true;
}

/** A line of binary data (base85 with a length character, or `literal N`, `delta N`); false ends the data. */
export function binaryDataLine(
  sink: DiffSink,
  state: DiffState,
  line0: number,
  at: number,
  end: number,
): boolean {
  const { text } = sink;
  const isStart = text.startsWith("literal ", at) || text.startsWith("delta ", at);
  // Each data line: one length character and base85, 67 characters at most, no blank.
  const isData =
    end > at &&
    end - at <= 67 &&
    indexOfWithin(text, " ", at, end) === -1 &&
    /^[A-Za-z]/.test(text.charAt(at));
  if (end > at && !isStart && !isData) {
    state.inBinary = false;
    return false;
  }
  sink.lines.kinds[line0] = end === at ? LineKind.blank : LineKind.binary;
  if (state.file && end > at) state.file.endLine0 = line0 + 1;
  return true;
}
