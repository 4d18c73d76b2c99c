import { type DiffFile, LineKind, type MailDocument, type Message } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { patchFacts } from "../../threads/patchFacts.js";
import type { LineStore } from "./lineStore.js";

/**
 * A patch as git-range-diff(1) compares it: author, log and diff as one text, without line numbers, hashes and what
 * stands between `---` and the diff. Lines are ids of a `LineStore`.
 */
export interface ComparedPatch {
  /** As its series numbers it; 1-based. */
  readonly number: number;
  /** The sender's commit, else a sum of the text; hexadecimal. */
  readonly id: string;
  /** `id` is the name of a commit. */
  readonly isCommit: boolean;
  /** The log's first line. */
  readonly subject: string;
  readonly lines: Int32Array;
  /** Index of the log's first line in `lines`, behind the author. */
  readonly logStart: number;
  /** Index of the diff's first line in `lines`; 0 for a patch without diff. */
  readonly diffStart: number;
  /** Lines of the diff as git counts them: without the empty ones between files. */
  readonly diffSize: number;
  /** Those of `lines` that are trailers of the log. */
  readonly trailers: ReadonlySet<number>;
  /** There was too much text: in place of the diff stands a sum of it. */
  readonly isBrief: boolean;
}

/** Columns that a tab in a log leads to (git-log(1), `--expand-tabs`). */
const tabWidth = 8;

export function comparedPatch(
  store: LineStore,
  document: MailDocument,
  message: Message,
  number: number,
  isBrief = false,
): ComparedPatch {
  const rows: number[] = [];
  const add = (text: string): void => {
    rows.push(store.idOf(text));
  };
  const { name, address } = message.author ?? { name: "", address: "" };
  add(" ## Metadata ##");
  add(`Author: ${name || address} <${address}>`);
  add("");
  add(" ## Commit message ##");
  const logStart = rows.length;
  const subject = message.tag.title || message.subject;
  add(`    ${subject}`.trimEnd());
  const trailers = new Set<number>();
  for (const { text, isTrailer } of logLines(document.lines, message)) {
    add(text);
    const last = rows.at(-1);
    if (isTrailer && last !== undefined) trailers.add(last);
  }
  let diffStart = 0;
  let diffSize = 0;
  if (isBrief) {
    const facts = patchFacts(document, message);
    add("");
    diffStart = rows.length;
    add(` ## a diff with the sum ${facts?.patch.patchId ?? ""} ##`);
    diffSize = 1;
  }
  for (const file of isBrief ? [] : message.files) {
    if (file.depth > 0) continue;
    add("");
    if (diffStart === 0) diffStart = rows.length;
    const before = rows.length;
    addFile(document.lines, file, add);
    diffSize += rows.length - before;
  }
  const lines = Int32Array.from(rows);
  const commit = message.commit !== null && !/^0+$/.test(message.commit) ? message.commit : null;
  return {
    number,
    id: commit ?? sumOf(store, lines),
    isCommit: commit !== null,
    subject,
    lines,
    logStart,
    diffStart,
    diffSize,
    trailers,
    isBrief,
  };
}

/** The log below its first line as `git am` makes it a commit's and `git log` shows it: empty lines joined, tabs expanded. */
function* logLines(
  lines: LineTable,
  { commitLog, trailers }: Message,
): Generator<{ readonly text: string; readonly isTrailer: boolean }> {
  if (commitLog === null) return;
  const ofTrailers = new Set<number>();
  for (const { line0, endLine0, depth } of trailers) {
    if (depth === 0) for (let line = line0; line < endLine0; line++) ofTrailers.add(line);
  }
  let isGap = true;
  for (let line0 = commitLog.startLine0; line0 < commitLog.endLine0; line0++) {
    const text = lines.lineText(line0).trimEnd();
    if (text === "") {
      isGap = true;
      continue;
    }
    if (isGap) yield { text: "", isTrailer: false };
    isGap = false;
    yield { text: `    ${withoutTabs(text)}`, isTrailer: ofTrailers.has(line0) };
  }
}

function withoutTabs(text: string): string {
  const [first = "", ...others] = text.split("\t");
  let result = first;
  for (const piece of others) result += " ".repeat(tabWidth - (result.length % tabWidth)) + piece;
  return result;
}

function addFile(lines: LineTable, file: DiffFile, add: (text: string) => void): void {
  add(` ## ${fileTitle(file)} ##`);
  const path = file.status === "deleted" ? (file.oldPath?.path ?? file.path) : file.path;
  if (file.isBinary) {
    const [old, now] = [file.oldPath, file.newPath].map((side) => side?.path ?? "/dev/null");
    add(` Binary files ${old} and ${now} differ`);
  }
  // A CR is the source's where the file's header has none: else the mail is sent with CRLF.
  const isSentWithCr = lines.endsInCrlf(file.startLine0);
  for (const hunk of file.hunks) {
    const section = lines.text.slice(hunk.section.start, hunk.section.end).trim();
    add(section === "" ? "@@" : `@@ ${path}: ${section}`);
    for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
      if (lines.depth(line0) !== hunk.depth) continue;
      const kind = lines.kind(line0);
      const content = lines.content(line0) + (!isSentWithCr && lines.endsInCrlf(line0) ? "\r" : "");
      if (kind === LineKind.context) add(content.startsWith(" ") ? content : ` ${content}`);
      else if (kind === LineKind.added || kind === LineKind.removed) add(content);
      else if (kind === LineKind.noNewline || kind === LineKind.corrupt) add(` ${content}`);
    }
  }
}

function fileTitle({ status, path, oldPath, oldMode, newMode }: DiffFile): string {
  const mode =
    oldMode !== null && newMode !== null && oldMode !== newMode && status !== "added" && status !== "deleted"
      ? ` (mode change ${oldMode} => ${newMode})`
      : "";
  switch (status) {
    case "added":
      return `${path} (new)`;
    case "deleted":
      return `${oldPath?.path ?? path} (deleted)`;
    case "renamed":
      return `${oldPath?.path ?? ""} => ${path}${mode}`;
    case "copied":
    case "modified":
      return `${path}${mode}`;
  }
}

/** 12 digits that tell texts apart in a list; no program knows them. */
function sumOf(store: LineStore, lines: Int32Array): string {
  let a = 0x811c9dc5 | 0;
  let b = 0x2545f491;
  for (const id of lines) {
    const text = store.textOf(id);
    for (let at = 0; at < text.length; at++) {
      const c = text.charCodeAt(at);
      a = Math.imul(a ^ c, 0x01000193);
      b = Math.imul(((b << 5) | (b >>> 27)) ^ c, 0x5bd1e995);
    }
    a = Math.imul(a ^ 10, 0x01000193);
  }
  const hex = (sum: number): string => (sum >>> 0).toString(16).padStart(8, "0");
  return (hex(a ^ (a >>> 15)) + hex(b ^ (b >>> 13))).slice(0, 12);
}
