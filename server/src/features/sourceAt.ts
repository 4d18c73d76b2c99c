/** What stands at a place of a mail that has a source elsewhere. Pure: the finder (../work) looks whether it is there. */
import { hunkAt, messageAt } from "../core/lookup.js";
import { type DiffFile, LineKind, type Message } from "../core/model.js";
import { type PlacedHunk, placedHunk } from "../core/patch/hunkRows.js";
import type { LineTable } from "../core/text/lineTable.js";
import { type Span, touches } from "../core/text/span.js";
import { commitWordAt } from "./commitWord.js";
import { placesOf } from "./documentLink.js";
import type { ParsedDocument } from "./feature.js";
import { fileOfRow } from "./hover/diffstatRow.js";

/** A place of a file; lines and columns are 1-based, null where none is told. */
export interface FilePlace {
  readonly path: string;
  readonly fileLine: number | null;
  readonly fileColumn: number | null;
}

export type SourceAt =
  /** `paths`: the one that is meant first; the others are the same file under another name. */
  | {
      readonly kind: "file";
      readonly span: Span;
      readonly paths: readonly string[];
      readonly fileLine: number | null;
      readonly fileColumn: number | null;
    }
  | {
      readonly kind: "hunkLine";
      readonly span: Span;
      readonly paths: readonly string[];
      readonly rows: PlacedHunk;
      /** Place in `rows.rows`. */
      readonly at: number;
      readonly status: DiffFile["status"];
    }
  /** `place`: what the line says of where the function was called. */
  | {
      readonly kind: "function";
      readonly span: Span;
      readonly name: string;
      readonly place: FilePlace | null;
    }
  | { readonly kind: "object"; readonly span: Span; readonly hash: string; readonly isBlob: boolean };

/** The narrowest thing at an offset that has a source; null where there is none. */
export function sourceAt(document: ParsedDocument, offset: number): SourceAt | null {
  const { model, text } = document;
  const { lines } = model;
  const message = messageAt(model, offset);
  if (message === null) return null;
  const line0 = lines.lineAt(offset);
  const word = commitWordAt(text, lines, offset);
  if (word?.isLikely) return { kind: "object", span: word.span, hash: word.hash, isBlob: false };
  return (
    inDiff(document, message, offset, line0) ??
    inDiffstat(message, offset, line0) ??
    inReport(message, offset) ??
    inTrace(lines, offset, line0) ??
    inWords(lines, offset, line0)
  );
}

function inDiff({ model }: ParsedDocument, message: Message, offset: number, line0: number): SourceAt | null {
  const { lines } = model;
  const found = hunkAt(model, message, line0);
  if (found === null) return null;
  const { file, hunk } = found;
  const isRemoved = lines.kind(line0) === LineKind.removed;
  if (hunk !== null) {
    if (file.isCombined) return wholeFile(file, contentOf(lines, line0), isRemoved);
    const rows = placedHunk(lines, hunk);
    if (rows.rows.length === 0) return wholeFile(file, contentOf(lines, line0), isRemoved);
    // The header, and a mark like "\ No newline": the line below or above.
    const next = rows.rows.findIndex((row) => row.line0 >= line0);
    const at = next === -1 ? rows.rows.length - 1 : next;
    const isOfHunk = lines.kind(line0) === LineKind.hunkHeader || rows.rows[at]?.line0 === line0;
    if (!isOfHunk && lines.kind(line0) !== LineKind.noNewline) return null;
    const span = contentOf(lines, line0);
    return { kind: "hunkLine", span, paths: pathsOf(file, isRemoved), rows, at, status: file.status };
  }
  for (const blob of [file.oldBlob, file.newBlob]) {
    if (blob !== null && touches(blob.span, offset) && /[1-9a-f]/.test(blob.hash))
      return { kind: "object", span: blob.span, hash: blob.hash, isBlob: true };
  }
  const isOld = file.oldPath !== null && touches(file.oldPath.span, offset);
  const span = isOld ? file.oldPath.span : file.newPath?.span;
  const isOnPath = span !== undefined && touches(span, offset);
  return wholeFile(file, isOnPath ? span : contentOf(lines, line0), isOld);
}

/** Names of the file, the side's own first. */
function pathsOf(file: DiffFile, isOld: boolean): string[] {
  const paths = [file.newPath?.path ?? "", file.oldPath?.path ?? ""];
  if (isOld) paths.reverse();
  return [...new Set([...paths, file.path])].filter((path) => path !== "");
}

function wholeFile(file: DiffFile, span: Span, isOld: boolean): SourceAt | null {
  const paths = pathsOf(file, isOld);
  return paths.length === 0 ? null : { kind: "file", span, paths, fileLine: null, fileColumn: null };
}

const contentOf = (lines: LineTable, line0: number): Span => ({
  start: lines.contentStart(line0),
  end: lines.contentEnd(line0),
});

/** The path of a row; where git has shortened it, the diff below says all of it. */
function inDiffstat(message: Message, offset: number, line0: number): SourceAt | null {
  for (const { rows, depth } of message.diffstats) {
    const row = rows.find((one) => one.line0 === line0);
    if (row === undefined || !touches(row.pathSpan, offset)) continue;
    const file = fileOfRow(
      row,
      message.files.filter((one) => one.depth === depth),
    );
    if (file !== null) return wholeFile(file, row.pathSpan, false);
    const isShort = row.path.startsWith("...") || row.path.includes(" => ");
    return isShort ? null : place([row.path], row.pathSpan, null, null);
  }
  return null;
}

const place = (
  paths: readonly string[],
  span: Span,
  fileLine: number | null,
  fileColumn: number | null,
): SourceAt => ({ kind: "file", span, paths, fileLine, fileColumn });

function inReport({ report }: Message, offset: number): SourceAt | null {
  if (report === null) return null;
  const found = placesOf(report).find(({ span }) => touches(span, offset));
  return found === undefined ? null : place(endsOf(found.path), found.span, found.fileLine, found.fileColumn);
}

/** How far around the cursor a line is looked at. */
const reach = 300;

function windowAt(lines: LineTable, offset: number, line0: number): { start: number; words: string } {
  const start = Math.max(lines.contentStart(line0), offset - reach);
  return { start, words: lines.text.slice(start, Math.min(lines.contentEnd(line0), offset + reach)) };
}

/** `name+0x1a/0x30` of a kernel's stack trace, with the suffixes that compilers add to names; bounded. */
const traceEntry = /([A-Za-z_]\w{0,150})((?:\.\w{1,30}){0,4})\+0x[0-9a-f]{1,16}\/0x[0-9a-f]{1,16}/g;
/** The place that some symbolizers put behind it: ` net/core/dev.c:123 [inline]`. */
const placeBehind =
  /^[ \t]{1,8}(?:\[\w{1,60}\][ \t]{1,8})?([\w./+,@~-]{1,300}\.\w{1,6}):(\d{1,7})(?::(\d{1,5}))?/;

function inTrace(lines: LineTable, offset: number, line0: number): SourceAt | null {
  const { start, words } = windowAt(lines, offset, line0);
  for (const match of words.matchAll(traceEntry)) {
    const span = { start: start + match.index, end: start + match.index + match[0].length };
    if (!touches(span, offset)) continue;
    const behind = placeBehind.exec(words.slice(match.index + match[0].length));
    const told =
      behind === null
        ? null
        : {
            path: behind[1] ?? "",
            fileLine: Number(behind[2]),
            fileColumn: behind[3] === undefined ? null : Number(behind[3]),
          };
    return { kind: "function", span, name: match[1] ?? "", place: told };
  }
  return null;
}

/** A path in running text, with the line behind it: `mm/slub.c:321`, `core.c:12:5`, `Documentation/x.rst`. */
const wordPath = /[\w./+,@~-]{1,300}/g;
const lineBehind = /^(?::(\d{1,7})(?::(\d{1,5}))?|, line (\d{1,7})| line (\d{1,7}))/;

function inWords(lines: LineTable, offset: number, line0: number): SourceAt | null {
  if (lines.kind(line0) === LineKind.encoded || lines.kind(line0) === LineKind.binary) return null;
  const { start, words } = windowAt(lines, offset, line0);
  for (const match of words.matchAll(wordPath)) {
    const path = match[0].replace(/[.,~-]+$/, "");
    const behind = lineBehind.exec(words.slice(match.index + path.length));
    const from = start + match.index;
    const span = { start: from, end: from + path.length + (behind?.[0].length ?? 0) };
    if (!touches(span, offset)) continue;
    if (words[match.index - 1] === "<" || words[match.index - 1] === ":" || path.includes("@")) return null;
    const last = path.slice(path.lastIndexOf("/") + 1);
    const isSource = /^[\w+-][\w.+-]*\.(?:[chSs]|rs|dtsi?|lds|py|sh|awk|pl|yaml|rst|txt|cc|cpp|hpp)$/.test(
      last,
    );
    const isKnown = /^(?:Makefile|Kbuild|Kconfig(?:\.\w+)?|MAINTAINERS)$/.test(last) && path.includes("/");
    const hasExtension = path.includes("/") && /\.\w{1,6}$/.test(last);
    if (!isSource && !isKnown && !hasExtension) return null;
    const number = behind?.[1] ?? behind?.[3] ?? behind?.[4];
    const column = behind?.[2];
    return place(
      endsOf(path),
      span,
      number === undefined ? null : Number(number),
      column === undefined ? null : Number(column),
    );
  }
  return null;
}

/** Directories above a tree that a report may name: `/build/linux/mm/slub.c`, `../mm/slub.c`. */
const maxParents = 12;

/** The path, and, where it leads out of a tree, its ends: one of them may be one of the tree. */
function endsOf(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const lastUp = parts.lastIndexOf("..");
  const isPlain = !path.startsWith("/") && lastUp === -1;
  if (isPlain) return [parts.join("/")];
  const below = parts.slice(lastUp + 1).slice(-maxParents);
  // A single name stands in many directories, and is none of this tree for sure.
  return below.slice(0, -1).map((_, at) => below.slice(at).join("/"));
}
