/**
 * `textDocument/documentHighlight` (LSP 3.17 § Document Highlights Request): where else the thing under the cursor stands.
 * - A name in a hunk: in the same patch, its log included; written where a line is added, read where one is removed.
 * - The `+` or `-` of a changed line: the line, and the one that takes its place.
 * - A Message-ID, a commit's or blob's hash (also abbreviated), a person's address and name, a file's path.
 * Anything else is null: the editor then marks equal words by itself.
 */
import type { DocumentHighlight, DocumentHighlightParams } from "vscode-languageserver-protocol";
import { hunkAt, messageAt } from "../core/lookup.js";
import { parseAddresses } from "../core/mail/addresses.js";
import { type DiffFile, LineKind, type Mailbox, type Message } from "../core/model.js";
import { changedText, changeRuns } from "../core/patch/changeRuns.js";
import { pairLines } from "../core/patch/wordDiff.js";
import { indexOfWithin } from "../core/text/search.js";
import type { Span } from "../core/text/span.js";
import { commitWordAt } from "./commitWord.js";
import { patchFiles } from "./diffRegions.js";
import type { Feature, ParsedDocument } from "./feature.js";
import { fieldAt } from "./locate.js";
import { messageIdAt } from "./messageIds.js";

/** LSP's numbers (§ DocumentHighlightKind). */
const Kind = { text: 1, read: 2, write: 3 } as const;

/** What happens to a name in a line of a patch. */
const highlightKinds: Readonly<Record<number, 1 | 2 | 3>> = {
  [LineKind.added]: Kind.write,
  [LineKind.removed]: Kind.read,
  [LineKind.context]: Kind.text,
  [LineKind.hunkHeader]: Kind.text,
};

/** Nobody looks at more. */
const maxHighlights = 2000;
const longestWord = 200;

type Found = { readonly start: number; readonly end: number; readonly kind: 1 | 2 | 3 };

/** Highlights of the thing at `offset`, in order; null where it is nothing that we know. */
export function highlightsAt(document: ParsedDocument, offset: number): DocumentHighlight[] | null {
  const { model } = document;
  const { lines } = model;
  const message = messageAt(model, offset);
  if (message === null) return null;
  const line0 = lines.lineAt(offset);
  const place: Place = { document, message, line0, offset };
  const found =
    pairAt(place) ??
    idsAt(place) ??
    blobsAt(place) ??
    (isHunkLine(lines.kind(line0)) ? null : (hashesAt(place) ?? personAt(place) ?? pathsAt(place))) ??
    nameAt(place);
  if (found === null || found.length === 0) return null;
  const highlights: DocumentHighlight[] = [];
  let end = -1;
  for (const one of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (one.start < end) continue;
    end = one.end;
    highlights.push({ range: lines.rangeOf(one), kind: one.kind });
  }
  return highlights;
}

interface Place {
  readonly document: ParsedDocument;
  readonly message: Message;
  readonly line0: number;
  readonly offset: number;
}

const isHunkLine = (kind: number): boolean =>
  kind === LineKind.context || kind === LineKind.added || kind === LineKind.removed;

/** On the sign of a changed line, or before it: the line and its partner. */
function pairAt({ document, message, line0, offset }: Place): Found[] | null {
  const { model, text } = document;
  const { lines } = model;
  const kind = lines.kind(line0);
  if (kind !== LineKind.added && kind !== LineKind.removed) return null;
  if (offset > lines.contentStart(line0)) return null;
  const place = hunkAt(model, message, line0);
  if (!place?.hunk || place.file.isCombined) return null;
  for (const { removed, added } of changeRuns(lines, place.hunk, line0, line0 + 1)) {
    const spansOf = (all: readonly number[]): Span[] => all.map((one) => changedText(lines, one));
    const pair = pairLines(text, spansOf(removed), spansOf(added)).find(
      (one) => removed[one.old] === line0 || added[one.new] === line0,
    );
    if (pair === undefined) return null;
    return [
      { ...contentOf(document, removed[pair.old] ?? line0), kind: Kind.read },
      { ...contentOf(document, added[pair.new] ?? line0), kind: Kind.write },
    ];
  }
  return null;
}

function contentOf({ model: { lines } }: ParsedDocument, line0: number): Span {
  return { start: lines.contentStart(line0), end: lines.contentEnd(line0) };
}

function idsAt({ document, message, offset }: Place): Found[] | null {
  const { model, text } = document;
  const id = messageIdAt(message, text, model.lines, offset);
  if (id === null || offset < id.start - 1 || offset > id.end + 1) return null;
  if (id.id.length > 1000) return null;
  return occurrences(text, id.id, 0, text.length, (c) => c > 0x20 && c !== 0x3c && c !== 0x3e && c !== 0x2f);
}

/** The blob of an `index` line: the same one, however abbreviated. */
function blobsAt({ document, line0, offset }: Place): Found[] | null {
  const { lines } = document.model;
  if (lines.kind(line0) !== LineKind.diffExtended) return null;
  const word = wordAround(document.text, contentOf(document, line0), offset, isHex);
  return word === null || word.end - word.start < 7 ? null : hashes(document.text, word);
}

function hashesAt({ document, offset }: Place): Found[] | null {
  const word = commitWordAt(document.text, document.model.lines, offset);
  return word === null ? null : hashes(document.text, word.span);
}

/** Words of hexadecimal digits of which one begins with the other. */
function hashes(text: string, { start, end }: Span): Found[] {
  const hash = text.slice(start, end).toLowerCase();
  const found: Found[] = [];
  const head = hash.slice(0, 7);
  for (let at = text.indexOf(head); at !== -1 && found.length < maxHighlights; ) {
    const word = wordAround(
      text,
      { start: Math.max(0, at - 1), end: Math.min(text.length, at + 65) },
      at,
      isWord,
    );
    const stop = word?.end ?? at + head.length;
    const other = text.slice(at, stop);
    const isWhole = word?.start === at && /^[0-9a-f]{7,64}$/.test(other);
    if (isWhole && (other.startsWith(hash) || hash.startsWith(other)))
      found.push({ start: at, end: stop, kind: Kind.text });
    at = text.indexOf(head, Math.max(stop, at + 1));
  }
  return found;
}

/** Name and address of a person in a header field or trailer, wherever they stand. */
function personAt({ document, message, line0, offset }: Place): Found[] | null {
  const { text } = document;
  const field = fieldAt(message, line0);
  const trailer = message.trailers.find((one) => one.line0 <= line0 && line0 < one.endLine0);
  const span = field?.valueKind === "addresses" ? field.valueSpan : trailer?.valueSpan;
  if (span === undefined || offset < span.start || offset > span.end) return null;
  const person = parseAddresses(text, span.start, Math.min(span.end, span.start + 10_000)).find(
    (one) => one.span.start <= offset && offset <= one.span.end,
  );
  return person === undefined ? null : personsIn(text, person);
}

function personsIn(text: string, { name, address }: Mailbox): Found[] | null {
  if (!/@/.test(address)) return null;
  const found = addresses(text, address);
  if (name.length < 3) return found;
  return [...found, ...occurrences(text, name, 0, text.length, isWord)];
}

/** Addresses differ in case at most. */
function addresses(text: string, address: string): Found[] {
  const found: Found[] = [];
  // A pattern without choices; lower case of the whole text would move offsets (one `İ` becomes two characters).
  const pattern = new RegExp(address.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "gi");
  for (const { index, 0: whole } of text.matchAll(pattern)) {
    const end = index + whole.length;
    const isWhole = !isAddress(text.charCodeAt(index - 1)) && !isAddress(text.charCodeAt(end));
    if (isWhole && found.push({ start: index, end, kind: Kind.text }) >= maxHighlights) break;
  }
  return found;
}

/** A path of the diffstat or of a file's header: both, and the other lines that name the file. */
function pathsAt({ document, message, line0, offset }: Place): Found[] | null {
  const { lines } = document.model;
  const files = message.files.filter(({ endLine0 }) => endLine0 > 0);
  const row = message.diffstats.flatMap(({ rows }) => rows).find((one) => one.line0 === line0);
  const file = files.find(
    ({ startLine0, headerEndLine0, depth }) =>
      startLine0 <= line0 && line0 < headerEndLine0 && depth === lines.depth(line0),
  );
  const under =
    row !== undefined && offset >= row.pathSpan.start && offset <= row.pathSpan.end
      ? row.path
      : (pathsIn(document, file).find(({ span }) => offset >= span.start && offset <= span.end)?.path ??
        file?.path);
  const isOnPath = row !== undefined || /[^\s]/.test(document.text.charAt(offset));
  if (under === undefined || under === "" || !isOnPath) return null;
  const found: Found[] = [];
  for (const { rows } of message.diffstats)
    for (const { path, pathSpan } of rows) if (path === under) found.push({ ...pathSpan, kind: Kind.text });
  for (const one of files)
    for (const { path, span } of pathsIn(document, one))
      if (path === under && found.length < maxHighlights) found.push({ ...span, kind: Kind.text });
  return found.length > 0 ? found : null;
}

/** Where a file's header names its paths, without `a/` and `b/`. */
function pathsIn(
  { text, model: { lines } }: ParsedDocument,
  file: DiffFile | undefined,
): { readonly path: string; readonly span: Span }[] {
  if (file === undefined) return [];
  const found: { path: string; span: Span }[] = [];
  const paths = new Set([file.oldPath?.path ?? "", file.newPath?.path ?? ""]);
  paths.delete("");
  for (let line0 = file.startLine0; line0 < Math.min(file.headerEndLine0, file.startLine0 + 40); line0++) {
    if (lines.depth(line0) !== file.depth) continue;
    const end = lines.contentEnd(line0);
    for (const path of paths) {
      let at = indexOfWithin(text, path, lines.contentStart(line0), end);
      while (at !== -1) {
        const after = at + path.length;
        const isWhole = !isPath(text.charCodeAt(after)) && /[/\s"]/.test(text.charAt(at - 1));
        if (isWhole || after === end) found.push({ path, span: { start: at, end: after } });
        at = indexOfWithin(text, path, after, end);
      }
    }
  }
  return found;
}

/** A name in a hunk, or one of code in the patch's log (`some_name`, `name()`). */
function nameAt(place: Place): Found[] | null {
  const { document, message, line0, offset } = place;
  const { model, text } = document;
  const { lines } = model;
  const kind = lines.kind(line0);
  const content = contentOf(document, line0);
  const isInHunk = isHunkLine(kind) || kind === LineKind.hunkHeader || kind === LineKind.wrapped;
  const start = isHunkLine(kind) ? Math.min(content.end, content.start + 1) : content.start;
  const word = wordAround(text, { start, end: content.end }, offset, isWord);
  if (word === null) return null;
  const name = text.slice(word.start, word.end);
  if (isInHunk) {
    const file = hunkAt(model, message, line0)?.file;
    return file === undefined ? null : inPatch(place, name, file);
  }
  if (kind !== LineKind.text && kind !== LineKind.trailer) return null;
  if (!name.includes("_") && text.charCodeAt(word.end) !== 0x28) return null;
  const depth = lines.depth(line0);
  const file = message.files.find((one) => one.depth === depth && one.startLine0 > line0);
  return file === undefined ? null : inPatch(place, name, file);
}

/** Every place of a name in a patch: in its hunks by what happens to the line, and in the text above them. */
function inPatch({ document, message }: Place, name: string, file: DiffFile): Found[] {
  const { text, model } = document;
  const { lines } = model;
  const files = patchFiles(message, file);
  const found: Found[] = [];
  const from = files[0]?.startLine0 ?? 0;
  // An attribution, or the message's header, is where the text above begins.
  const border = message.attributions.findLast((one) => one.depth < file.depth && one.startLine0 <= from);
  const inLine = (line0: number, kind: 1 | 2 | 3, skip: number): void => {
    const start = lines.contentStart(line0) + skip;
    for (const one of occurrences(
      text,
      name,
      start,
      lines.contentEnd(line0),
      isWord,
      maxHighlights - found.length,
    ))
      found.push({ ...one, kind });
  };
  for (let line0 = Math.max(message.bodyLine0, border?.endLine0 ?? 0); line0 < from; line0++) {
    const kind = lines.kind(line0);
    const isText = kind === LineKind.text || kind === LineKind.trailer;
    if (isText && lines.depth(line0) === file.depth && found.length < maxHighlights)
      inLine(line0, Kind.text, 0);
  }
  for (const { hunks } of files) {
    for (const { startLine0, endLine0 } of hunks) {
      let kind: number = LineKind.hunkHeader;
      for (let line0 = startLine0; line0 < endLine0 && found.length < maxHighlights; line0++) {
        if (lines.depth(line0) !== file.depth) continue;
        const own = lines.kind(line0);
        // The rest of a line is what the line is, without a sign of its own.
        if (own !== LineKind.wrapped) kind = own;
        const shown = highlightKinds[kind];
        const hasSign = own !== LineKind.wrapped && own !== LineKind.hunkHeader;
        if (shown !== undefined) inLine(line0, shown, hasSign ? 1 : 0);
      }
    }
  }
  return found;
}

/** Where `needle` stands in `[start, end)` with no character beside it that would make it part of something longer. */
function occurrences(
  text: string,
  needle: string,
  start: number,
  end: number,
  isPart: (code: number) => boolean,
  limit = maxHighlights,
): Found[] {
  const found: Found[] = [];
  const isAll = start === 0 && end === text.length;
  const next = (from: number): number =>
    isAll ? text.indexOf(needle, from) : indexOfWithin(text, needle, from, end);
  for (let at = next(start); at !== -1 && found.length < limit; at = next(at + needle.length)) {
    const after = at + needle.length;
    const isWhole =
      (at <= start || !isPart(text.charCodeAt(at - 1))) && (after >= end || !isPart(text.charCodeAt(after)));
    if (isWhole) found.push({ start: at, end: after, kind: Kind.text });
  }
  return found;
}

/** The run of such characters around `offset` in a stretch; null where there is none, or a very long one. */
function wordAround(
  text: string,
  within: Span,
  offset: number,
  isPart: (code: number) => boolean,
): Span | null {
  if (offset < within.start || offset > within.end) return null;
  let start = offset;
  let end = offset;
  while (start > within.start && offset - start <= longestWord && isPart(text.charCodeAt(start - 1))) start--;
  while (end < within.end && end - offset <= longestWord && isPart(text.charCodeAt(end))) end++;
  return start === end || end - start > longestWord ? null : { start, end };
}

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;
const isWord = (c: number): boolean =>
  (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || isDigit(c) || c === 0x5f || c >= 0x80;
const isHex = (c: number): boolean => isDigit(c) || (c >= 0x61 && c <= 0x66);
/** What an address may hold. */
const isAddress = (c: number): boolean => isWord(c) || c === 0x2d || c === 0x2b;
const isPath = (c: number): boolean => isWord(c) || c === 0x2d || c === 0x2e || c === 0x2f;

export const documentHighlight: Feature<DocumentHighlightParams, DocumentHighlight[] | null> = {
  method: "textDocument/documentHighlight",
  capabilities: { documentHighlightProvider: true },
  handle: (document, { position }) => highlightsAt(document, document.model.lines.offsetAt(position)),
};
