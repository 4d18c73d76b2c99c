/** `textDocument/semanticTokens/full` and `/range` (LSP 3.17 § Semantic Tokens). */
import type {
  SemanticTokens,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from "vscode-languageserver-protocol";
import { type RangeDiffRow, readRangeDiffRow } from "../core/body/rangeDiff.js";
import { factNameLength } from "../core/body/report.js";
import { trailerName } from "../core/body/trailers.js";
import type { DocumentLines, MessageLines } from "../core/editedLines.js";
import { diffMentions, flattenedHeadEnd } from "../core/mail/flattened.js";
import { type Comment, LineKind, type MailDocument } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Cancellation, Feature, FeatureContext, FeatureOptions, LinesDocument } from "./feature.js";
import { inlineMarks } from "./inlineMarks.js";
import { lowerBound } from "./locate.js";
import { quoteColourCount, semanticTokensLegend, TokenModifier, TokenType } from "./semanticTokensLegend.js";

/** Prefix characters beyond this level get one token together: ten thousand levels are nobody's colours. */
const coloredLevels = 40;
/** Lines longer than this get one colour and no search for hashes in them. */
const longestProse = 20_000;
/** How often the cancellation token is looked at. */
const linesPerCheck = 4096;
/** Tokens for which room is made at once; V8 turns longer arrays into slow dictionaries. */
const mostTokensAtOnce = 1_000_000;
/** From so many lines on, looking for a carriage return in the whole text pays. */
const manyLines = 4096;

/** 1 at the codes of lower-case hexadecimal digits. */
const hexDigits = hexDigitCodes();

function hexDigitCodes(): Uint8Array {
  const codes = new Uint8Array(0x67).fill(1, 0x30, 0x3a);
  return codes.fill(1, 0x61, 0x67);
}

/** The type of a hunk's line (header, context, added, removed), -1 for any other line. */
const hunkLine = hunkLineTypes();

function hunkLineTypes(): Int8Array {
  const types = new Int8Array(64).fill(-1);
  types[LineKind.context] = TokenType.patchMailDiffContext;
  types[LineKind.added] = TokenType.patchMailDiffAdded;
  types[LineKind.removed] = TokenType.patchMailDiffRemoved;
  types[LineKind.hunkHeader] = TokenType.patchMailDiffHunk;
  return types;
}

/** The type of a line that is one token as a whole; -1: nothing, or more to tell (see `Painter.line`). */
const wholeLine = wholeLineTypes();

function wholeLineTypes(): Int8Array {
  const types = new Int8Array(64).fill(-1);
  types[LineKind.context] = TokenType.patchMailDiffContext;
  types[LineKind.added] = TokenType.patchMailDiffAdded;
  types[LineKind.removed] = TokenType.patchMailDiffRemoved;
  types[LineKind.wrapped] = TokenType.patchMailDiffContext;
  types[LineKind.noNewline] = TokenType.patchMailDiffMeta;
  types[LineKind.binary] = TokenType.patchMailDiffMeta;
  types[LineKind.attribution] = TokenType.patchMailAttribution;
  types[LineKind.signatureSeparator] = TokenType.patchMailSignature;
  types[LineKind.signature] = TokenType.patchMailSignature;
  types[LineKind.cutLine] = TokenType.patchMailCutLine;
  types[LineKind.scissors] = TokenType.patchMailCutLine;
  types[LineKind.dump] = TokenType.patchMailDump;
  types[LineKind.partSeparator] = TokenType.patchMailSeparator;
  types[LineKind.pageBanner] = TokenType.patchMailPage;
  types[LineKind.overview] = TokenType.patchMailPage;
  types[LineKind.replyInstructions] = TokenType.patchMailPage;
  return types;
}

/**
 * The tokens of the lines `[startLine0, endLine0)` as LSP's five numbers each: sorted, disjoint, none over two lines.
 * null when cancelled.
 */
export function semanticTokenData(
  document: LinesDocument,
  options: Pick<FeatureOptions, "hunkTokens">,
  startLine0 = 0,
  endLine0 = document.model.lines.count,
  token?: Cancellation,
): number[] | null {
  const last = Math.min(endLine0, document.model.lines.count);
  const { lines } = document.model;
  const paintsContent = options.hunkTokens === "lines";
  const unmarked = paintsContent ? null : unmarkedHunks(document.model);
  const painter = new Painter(document.text, lines, paintsContent, unmarked, startLine0, last);
  for (const message of document.model.messages) {
    if (message.endLine0 <= startLine0) continue;
    if (message.startLine0 >= last) break;
    const from = Math.max(startLine0, message.startLine0, painter.nextLine0);
    if (!painter.message(message, from, Math.min(last, message.endLine0), token)) return null;
  }
  return painter.data();
}

/**
 * 1 at the lines of hunks whose context has lost its blanks: there the grammar, which knows lines by their first
 * character, is out of the hunk, and colours none. null: there are none, as in all but saved pages.
 */
function unmarkedHunks(model: DocumentLines | MailDocument): Uint8Array | null {
  if (!("form" in model) || (model.form !== "page" && model.form !== "threadView")) return null;
  let found: Uint8Array | null = null;
  for (const { files } of model.messages) {
    for (const { unmarkedLines, startLine0, endLine0 } of files.flatMap((file) => file.hunks)) {
      if (unmarkedLines === 0) continue;
      found ??= new Uint8Array(model.lines.count);
      found.fill(1, startLine0, endLine0);
    }
  }
  return found;
}

/** Writes tokens line by line. Its state is the encoder's: the last token's place. */
class Painter {
  private readonly numbers: number[];
  private used = 0;
  /** First line that was not painted yet. */
  nextLine0 = 0;
  private lastLine0 = 0;
  private lastStart = 0;
  /** Column behind the last token of the current line. */
  private column = 0;
  private currentLine0 = 0;
  /** Line of the header field painted last, and the type of that field's value. */
  private fieldLine0 = -1;
  private fieldType: number = TokenType.patchMailHeaderValue;
  /** All line ends are known to be one character long. */
  private readonly endsInLf: boolean;
  private readonly nextTab: ForwardSearch;
  private readonly nextAt: ForwardSearch;

  constructor(
    private readonly text: string,
    private readonly lines: LineTable,
    private readonly paintsContent: boolean,
    /** 1 at lines of hunks that are painted all the same. */
    private readonly painted: Uint8Array | null,
    startLine0: number,
    endLine0: number,
  ) {
    const lineCount = Math.max(0, endLine0 - startLine0);
    const end = lines.start(endLine0);
    this.nextTab = forwardSearch(text, "\t", end);
    this.nextAt = forwardSearch(text, "@", end);
    // Room for some more tokens than lines, all at once: growing step by step costs three times as much. It grows by itself.
    const tokenCount = Math.min(lineCount + (lineCount >> 2), mostTokensAtOnce);
    this.numbers = new Array<number>(5 * tokenCount).fill(0);
    this.endsInLf = lineCount >= manyLines && !text.includes("\r");
  }

  data(): number[] {
    this.numbers.length = this.used;
    return this.numbers;
  }

  /** false when cancelled. */
  message(message: MessageLines, from: number, to: number, token: Cancellation | undefined): boolean {
    const { kinds, depths } = this.lines;
    const { comments } = message;
    const hasQuotes = message.quotes.length > 0;
    let comment = lowerBound(comments, from + 1, (one: Comment) => one.endLine0);
    let nextCheck = from;
    for (let line0 = from; line0 < to; line0++) {
      if (line0 >= nextCheck) {
        if (token?.isCancellationRequested) return false;
        nextCheck = line0 + linesPerCheck;
      }
      const kind = kinds[line0] as number; // in range: line0 < to <= lines.count
      const depth = depths[line0] as number;
      // The bulk of a patch: unquoted hunk lines.
      if (depth === 0 && hunkLine[kind] !== -1) {
        line0 = this.hunkLines(line0, Math.min(to, nextCheck), hasQuotes) - 1;
        continue;
      }
      this.currentLine0 = line0;
      this.column = 0;
      if (depth === 0 && kind === LineKind.text) {
        while (comment < comments.length && (comments[comment]?.endLine0 ?? 0) <= line0) comment++;
        const isComment = comment < comments.length && (comments[comment]?.startLine0 ?? line0 + 1) <= line0;
        this.prose(
          this.lines.start(line0),
          this.lines.contentEnd(line0),
          isComment ? TokenType.patchMailComment : -1,
          0,
        );
        continue;
      }
      this.line(line0, kind, depth);
    }
    this.nextLine0 = Math.max(this.nextLine0, to);
    return true;
  }

  /**
   * The unquoted hunk lines from `from` on, as many as follow one another; returns the line behind them. One loop over
   * local variables: nearly all lines of a large patch pass here, once, before any compiler has warmed up.
   */
  private hunkLines(from: number, to: number, hasQuotes: boolean): number {
    const { text, numbers, lines, paintsContent, painted } = this;
    const { starts, kinds, depths } = lines;
    const types = hunkLine;
    const headerType = TokenType.patchMailDiffHunk;
    const contextType = TokenType.patchMailDiffContext;
    // The last line has no line end; lines that end otherwise are measured one by one.
    const plainTo = this.endsInLf ? lines.count - 1 : 0;
    let { used } = this;
    // A header has two tokens.
    const room = used + 10 * (to - from);
    while (numbers.length < room) numbers.push(0, 0, 0, 0, 0);
    let previous = this.lastLine0;
    let line0 = from;
    let next = starts[from] as number; // in range: from < to <= lines.count
    for (; line0 < to; line0++) {
      const type = types[kinds[line0] as number] as number;
      if (type === -1 || (hasQuotes && depths[line0] !== 0)) break;
      const start = next;
      next = starts[line0 + 1] as number;
      let length = line0 < plainTo ? next - start - 1 : lines.contentEnd(line0) - start;
      if (type === headerType) {
        const end = start + length;
        let at = this.hunkHeaderEnd(start, end);
        length = at - start;
        while (at < end && isBlank(text.charCodeAt(at))) at++;
        if (at < end) {
          numbers[used + 6] = at - start;
          numbers[used + 7] = end - at;
          numbers[used + 8] = TokenType.patchMailDiffSection;
          numbers[used + 2] = length;
          numbers[used + 3] = type;
          numbers[used] = line0 - previous;
          used += 10;
          previous = line0;
          continue;
        }
      } else if (!paintsContent && (painted === null || painted[line0] === 0))
        length = type === contextType || length === 0 ? 0 : 1;
      if (length === 0) continue;
      // The other numbers (column, modifiers) are 0, and there already.
      numbers[used] = line0 - previous;
      numbers[used + 2] = length;
      numbers[used + 3] = type;
      used += 5;
      previous = line0;
    }
    // Nothing else stands on these lines, so that only the line of the last token counts.
    if (used > this.used) this.lastStart = 0;
    this.used = used;
    this.lastLine0 = previous;
    return line0;
  }

  /** Behind the closing marks of `@@ -1,2 +1,2 @@ section`. */
  private hunkHeaderEnd(start: number, end: number): number {
    let at = start;
    while (at < end && this.text.charCodeAt(at) === 0x40) at++;
    return Math.min(end, this.nextAt(at) + at - start);
  }

  private line(line0: number, kind: number, depth: number): void {
    const lineStart = this.lines.start(line0);
    const end = this.lines.contentEnd(line0);
    let start = lineStart;
    let modifiers = 0;
    if (depth > 0) {
      modifiers = TokenModifier.patchMailQuoted;
      start = Math.min(end, this.lines.contentStart(line0));
      const level = this.prefix(lineStart, start, depth, modifiers);
      if (kind === LineKind.text || kind === LineKind.blank) {
        this.prose(level, end, quoteType(depth), modifiers);
        return;
      }
      this.emit(level - lineStart, start - level, quoteType(depth), modifiers);
    }
    const whole = wholeLine[kind] ?? -1;
    if (whole !== -1) {
      this.emit(start - lineStart, end - start, whole, modifiers);
      return;
    }
    this.structured(kind, lineStart, start, end, modifiers);
  }

  /** Lines with several tokens. */
  private structured(kind: number, lineStart: number, start: number, end: number, modifiers: number): void {
    // The most frequent first: each case is a comparison.
    switch (kind) {
      case LineKind.hunkHeader:
        this.hunkHeader(lineStart, start, end, modifiers);
        break;
      case LineKind.diffCommand:
        this.metaAndPath(lineStart, start, this.commandEnd(start, end), end, modifiers);
        break;
      case LineKind.diffOld:
      case LineKind.diffNew:
        this.metaAndPath(lineStart, start, Math.min(end, start + 4), this.pathEnd(start, end), modifiers);
        break;
      case LineKind.diffExtended:
        this.extended(lineStart, start, end, modifiers);
        break;
      case LineKind.headerField:
      case LineKind.headerContinuation:
        this.header(kind, lineStart, start, end, modifiers);
        break;
      case LineKind.trailer:
        this.trailer(start, end, modifiers);
        break;
      case LineKind.diffstatRow:
        this.diffstatRow(lineStart, start, end, modifiers);
        break;
      case LineKind.diffstatSummary:
        this.diffstatSummary(lineStart, start, end, modifiers);
        break;
      case LineKind.mboxSeparator:
        this.withMarks(start, end, TokenType.patchMailSeparator, modifiers, false);
        break;
      case LineKind.patchInfo: {
        const colon = indexOfCode(this.text, 0x3a, start, end);
        const nameEnd = colon === -1 ? end : colon;
        this.emit(start - lineStart, nameEnd - start, TokenType.patchMailDiffMeta, modifiers);
        this.withMarks(nameEnd, end, -1, modifiers, true);
        break;
      }
      case LineKind.report:
        this.report(lineStart, start, end, modifiers);
        break;
      case LineKind.rangeDiff:
        this.rangeDiff(lineStart, start, end, modifiers);
        break;
      case LineKind.corrupt:
        this.corrupt(lineStart, start, end, modifiers);
        break;
      case LineKind.flattened:
        this.flattened(lineStart, start, end, modifiers);
        break;
      default:
    }
  }

  /**
   * The prefix's characters, each level in its own colour, but for the last level: its tokens are the caller's, who may
   * join them with the content. Returns where the last level begins.
   */
  private prefix(lineStart: number, end: number, depth: number, modifiers: number): number {
    if (depth === 1) return lineStart;
    let level = 1;
    let levelStart = lineStart;
    const told = Math.min(depth, coloredLevels);
    for (let at = lineStart; at < end && level < told; at++) {
      const c = this.text.charCodeAt(at);
      if (c !== 0x3e && c !== 0x7c) continue;
      const next = nextMark(this.text, at + 1, end);
      if (next === -1) break;
      this.emit(levelStart - lineStart, next - levelStart, quoteType(level), modifiers);
      levelStart = next;
      level++;
    }
    return levelStart;
  }

  /** Text in one colour (-1: none) but for the hashes, Message-IDs and paths in it. */
  private prose(start: number, end: number, type: number, modifiers: number): void {
    if (end <= start) return;
    if (end - start > longestProse) {
      if (type !== -1) this.emit(start - this.lines.start(this.currentLine0), end - start, type, modifiers);
      return;
    }
    this.withMarks(start, end, type, modifiers, false);
  }

  private withMarks(start: number, end: number, type: number, modifiers: number, alwaysHash: boolean): void {
    const lineStart = this.lines.start(this.currentLine0);
    let at = start;
    for (const mark of inlineMarks(this.text, this.lines, start, Math.min(end, start + longestProse))) {
      const markType = mark.kind === "url" ? -1 : markTypes[mark.kind];
      if (markType === -1) continue;
      if (type !== -1) this.emit(at - lineStart, mark.start - at, type, modifiers);
      this.emit(mark.start - lineStart, mark.end - mark.start, markType, modifiers);
      at = mark.end;
    }
    if (alwaysHash && at === start) {
      const hash = lastHash(this.text, start, end);
      if (hash !== null) {
        if (type !== -1) this.emit(at - lineStart, hash.start - at, type, modifiers);
        this.emit(hash.start - lineStart, hash.end - hash.start, TokenType.patchMailHash, modifiers);
        at = hash.end;
      }
    }
    if (type !== -1) this.emit(at - lineStart, end - at, type, modifiers);
  }

  private header(kind: number, lineStart: number, start: number, end: number, modifiers: number): void {
    let at = start;
    // A continuation below a painted line of its field: a field may have 100,000 lines, each looking up to the first.
    if (kind !== LineKind.headerContinuation || this.fieldLine0 !== this.currentLine0 - 1) {
      let nameLine0 = this.currentLine0;
      while (kind === LineKind.headerContinuation && nameLine0 > 0 && this.lines.kind(nameLine0) === kind)
        nameLine0--;
      const nameStart = nameLine0 === this.currentLine0 ? start : this.lines.contentStart(nameLine0);
      const nameLineEnd = this.lines.contentEnd(nameLine0);
      const colon = indexOfCode(this.text, 0x3a, nameStart, Math.min(nameLineEnd, nameStart + 200));
      this.fieldType =
        colon === -1 ? TokenType.patchMailHeaderValue : headerType(this.text.slice(nameStart, colon));
      if (kind === LineKind.headerField && colon !== -1) {
        this.emit(start - lineStart, colon - start, TokenType.patchMailHeaderName, modifiers);
        at = colon + 1;
      }
    }
    this.fieldLine0 = this.currentLine0;
    const type = this.fieldType;
    while (at < end && isBlank(this.text.charCodeAt(at))) at++;
    // Archive pages glue "[thread overview]" and "(raw)" to some values.
    this.emit(at - lineStart, valueEnd(this.text, at, end, type) - at, type, modifiers);
  }

  private trailer(start: number, end: number, modifiers: number): void {
    const lineStart = this.lines.start(this.currentLine0);
    const length = trailerName(this.text, start, end);
    let at = start;
    if (length > 0) {
      this.emit(start - lineStart, length, TokenType.patchMailTrailerName, modifiers);
      at = start + length + 1;
    }
    while (at < end && isBlank(this.text.charCodeAt(at))) at++;
    const open = indexOfCode(this.text, 0x3c, at, end);
    const close = open === -1 ? -1 : indexOfCode(this.text, 0x3e, open, end);
    const isPerson = close !== -1 && holdsAddress(this.text, open, close);
    if (isPerson) {
      this.emit(at - lineStart, close + 1 - at, TokenType.patchMailTrailerPerson, modifiers);
      at = close + 1;
      while (at < end && isBlank(this.text.charCodeAt(at))) at++;
    }
    this.withMarks(at, end, TokenType.patchMailTrailerValue, modifiers, false);
  }

  private hunkHeader(lineStart: number, start: number, end: number, modifiers: number): void {
    let at = this.hunkHeaderEnd(start, end);
    this.emit(start - lineStart, at - start, TokenType.patchMailDiffHunk, modifiers);
    while (at < end && isBlank(this.text.charCodeAt(at))) at++;
    this.emit(at - lineStart, end - at, TokenType.patchMailDiffSection, modifiers);
  }

  /** `diff --git `, `diff --cc `, `Index: `: where the path begins. */
  private commandEnd(start: number, end: number): number {
    const first = indexOfCode(this.text, 0x20, start, end);
    if (first === -1) return end;
    if (!this.text.startsWith("diff ", start)) return first + 1;
    let at = first + 1;
    while (at < end && this.text.charCodeAt(at) === 0x2d) {
      const space = indexOfCode(this.text, 0x20, at, end);
      if (space === -1) return end;
      at = space + 1;
    }
    return at;
  }

  /** A path of `---`/`+++` ends at a tab (the time that diff(1) writes). */
  private pathEnd(start: number, end: number): number {
    return Math.min(end, this.nextTab(start));
  }

  private metaAndPath(
    lineStart: number,
    start: number,
    pathStart: number,
    pathEnd: number,
    modifiers: number,
  ): void {
    const metaEnd =
      pathStart > start && isBlank(this.text.charCodeAt(pathStart - 1)) ? pathStart - 1 : pathStart;
    this.emit(start - lineStart, metaEnd - start, TokenType.patchMailDiffMeta, modifiers);
    this.emit(pathStart - lineStart, pathEnd - pathStart, TokenType.patchMailFilePath, modifiers);
  }

  /** `index a..b 100644`, `rename from path`, `new file mode 100644`. */
  private extended(lineStart: number, start: number, end: number, modifiers: number): void {
    if (this.text.startsWith("rename ", start) || this.text.startsWith("copy ", start)) {
      const space = indexOfCode(this.text, 0x20, start + 7, end);
      if (space !== -1) {
        this.metaAndPath(lineStart, start, space + 1, end, modifiers);
        return;
      }
    }
    if (!this.text.startsWith("index ", start)) {
      this.emit(start - lineStart, end - start, TokenType.patchMailDiffMeta, modifiers);
      return;
    }
    this.emit(start - lineStart, 5, TokenType.patchMailDiffMeta, modifiers);
    let at = start + 6;
    while (at < end) {
      let to = at;
      while (to < end && hexDigits[this.text.charCodeAt(to)] === 1) to++;
      const stop = this.text.charCodeAt(to);
      const isHash = to > at && (to === end || stop === 0x2e || stop === 0x2c || stop === 0x20);
      // The mode behind the space is six digits, a blob's abbreviation at least four.
      if (isHash && !isMode(this.text, at, to, start + 6)) {
        this.emit(at - lineStart, to - at, TokenType.patchMailHash, modifiers);
      } else {
        while (to < end && !isBlank(this.text.charCodeAt(to))) to++;
        this.emit(at - lineStart, to - at, TokenType.patchMailDiffMeta, modifiers);
      }
      at = to;
      while (at < end && hexDigits[this.text.charCodeAt(at)] !== 1) at++;
    }
  }

  private diffstatRow(lineStart: number, start: number, end: number, modifiers: number): void {
    let at = start;
    while (at < end && isBlank(this.text.charCodeAt(at))) at++;
    const bar = at + this.text.slice(at, end).lastIndexOf("|");
    if (bar < at) {
      // " create mode 100644 path", " rename a => b (97%)"
      this.emit(at - lineStart, end - at, TokenType.patchMailDiffMeta, modifiers);
      return;
    }
    let pathEnd = bar;
    while (pathEnd > at && isBlank(this.text.charCodeAt(pathEnd - 1))) pathEnd--;
    this.emit(at - lineStart, pathEnd - at, TokenType.patchMailFilePath, modifiers);
    for (let from = bar + 1; from < end; ) {
      const c = this.text.charCodeAt(from);
      let to = from + 1;
      if (c === 0x2b || c === 0x2d) {
        while (to < end && this.text.charCodeAt(to) === c) to++;
        const isArrow = c === 0x2d && this.text.charCodeAt(to) === 0x3e;
        const type = c === 0x2b ? TokenType.patchMailDiffstatAdded : TokenType.patchMailDiffstatRemoved;
        if (!isArrow) this.emit(from - lineStart, to - from, type, modifiers);
      }
      from = to;
    }
  }

  /** ` 2 files changed, 3 insertions(+), 1 deletion(-)` */
  private diffstatSummary(lineStart: number, start: number, end: number, modifiers: number): void {
    let at = start;
    for (let part = 0; at < end && part < 3; part++) {
      while (at < end && (isBlank(this.text.charCodeAt(at)) || this.text.charCodeAt(at) === 0x2c)) at++;
      const comma = indexOfCode(this.text, 0x2c, at, end);
      const to = comma === -1 ? end : comma;
      const sign = this.text.charCodeAt(to - 2);
      const type =
        sign === 0x2b
          ? TokenType.patchMailDiffstatAdded
          : sign === 0x2d
            ? TokenType.patchMailDiffstatRemoved
            : TokenType.patchMailDiffMeta;
      this.emit(at - lineStart, to - at, type, modifiers);
      at = to;
    }
  }

  /**
   * A range-diff's row, or a line of the diff of two patches: four columns in, then the sign of what changed between them,
   * then the patches' own sign (git-range-diff(1)). An interdiff's lines stand flush left or two columns in.
   */
  private rangeDiff(lineStart: number, start: number, end: number, modifiers: number): void {
    let at = start;
    while (at < end && this.text.charCodeAt(at) === 0x20) at++;
    const blanks = at - start;
    if (blanks >= 4) {
      this.rangeDiffInner(lineStart, start + 4, end, modifiers);
      return;
    }
    const row = readRangeDiffRow(this.text, start, end);
    if (row !== null) {
      this.rangeDiffRow(row, lineStart, at, end, modifiers);
      return;
    }
    const c = this.text.charCodeAt(at);
    const isChange = c === 0x2b || c === 0x2d || c === 0x40;
    if (blanks !== 1 && blanks !== 3 && isChange && !isFileName(this.text, at))
      this.emit(at - lineStart, end - at, rangeDiffType(c), modifiers);
    else if (blanks === 1 || blanks === 3)
      this.emit(at - lineStart, end - at, TokenType.patchMailDiffContext, modifiers);
    else this.withMarks(at, end, TokenType.patchMailDiffMeta, modifiers, false);
  }

  private rangeDiffRow(
    { oldHash, newHash, status, statusAt, subjectAt }: RangeDiffRow,
    lineStart: number,
    at: number,
    end: number,
    modifiers: number,
  ): void {
    const meta = TokenType.patchMailDiffMeta;
    const put = (from: number, to: number, type: number): void =>
      this.emit(from - lineStart, to - from, type, modifiers);
    const hash = ({ start: from, end: to }: RangeDiffRow["oldHash"]): void =>
      put(from, to, this.text.charCodeAt(from) === 0x2d ? meta : TokenType.patchMailHash);
    put(at, oldHash.start - 1, meta);
    hash(oldHash);
    const type =
      status === "<"
        ? TokenType.patchMailDiffRemoved
        : status === ">"
          ? TokenType.patchMailDiffAdded
          : status === "!"
            ? TokenType.patchMailDiffHunk
            : meta;
    put(statusAt, statusAt + 1, type);
    put(statusAt + 2, newHash.start - 1, meta);
    hash(newHash);
    put(subjectAt, end, TokenType.patchMailDiffSection);
  }

  private rangeDiffInner(lineStart: number, start: number, end: number, modifiers: number): void {
    const outer = this.text.charCodeAt(start);
    const put = (from: number, to: number, type: number): void =>
      this.emit(from - lineStart, to - from, type, modifiers);
    if (outer === 0x40) {
      put(start, end, TokenType.patchMailDiffHunk);
      return;
    }
    const inner = start + 1 < end ? this.text.charCodeAt(start + 1) : 0x20;
    const isInnerChange = inner === 0x2b || inner === 0x2d;
    if (outer === 0x2b || outer === 0x2d) {
      // The outer sign tells which version has the line: the old one (`-+`, `--`) or the new one (`++`, `+-`).
      put(start, end, rangeDiffType(outer));
    } else if (isInnerChange) {
      // Both versions have it: its sign has its colour, what has changed stands out.
      put(start + 1, start + 2, rangeDiffType(inner));
      put(start + 2, end, TokenType.patchMailDiffContext);
    } else if (this.text.startsWith("## ", start + 1)) put(start + 1, end, TokenType.patchMailDiffMeta);
    else put(start, end, TokenType.patchMailDiffContext);
  }

  /** What is new (`>> file:1:2: warning: …`) and the line that it means (`> 2158 …`) stand out; the rest is read as text. */
  private report(lineStart: number, start: number, end: number, modifiers: number): void {
    let at = start;
    while (at < end && isBlank(this.text.charCodeAt(at))) at++;
    if (this.text.charCodeAt(at) === 0x3e || this.text.startsWith("-->", at)) {
      this.emit(at - lineStart, end - at, TokenType.patchMailReport, modifiers);
      return;
    }
    const length = factNameLength(this.text, at, end);
    this.emit(at - lineStart, length, TokenType.patchMailHeaderName, modifiers);
    this.prose(at + length, end, -1, modifiers);
  }

  private corrupt(lineStart: number, start: number, end: number, quoted: number): void {
    const modifiers = quoted | TokenModifier.patchMailCorrupt;
    const c = this.text.charCodeAt(start);
    const type =
      c === 0x2b
        ? TokenType.patchMailDiffAdded
        : c === 0x2d
          ? TokenType.patchMailDiffRemoved
          : TokenType.patchMailDiffContext;
    this.emit(start - lineStart, end - start, type, modifiers);
  }

  /** A whole message on one line: its head, and in its text what is left of a diff. */
  private flattened(lineStart: number, start: number, end: number, modifiers: number): void {
    let at = flattenedHeadEnd(this.text, start, end);
    this.emit(start - lineStart, at - start, TokenType.patchMailPage, modifiers);
    for (const { span, pathSpan } of diffMentions(this.text, at, end)) {
      this.prose(at, span.start, -1, modifiers);
      this.metaAndPath(lineStart, span.start, pathSpan.start, pathSpan.end, modifiers);
      at = span.end;
    }
    this.prose(at, end, -1, modifiers);
  }

  /** One token at `column` of the current line. What would overlap the token before it is cut. */
  private emit(column: number, length: number, type: number, modifiers: number): void {
    const cut = this.column - column;
    if (cut > 0) {
      column += cut;
      length -= cut;
    }
    if (length <= 0) return;
    const line0 = this.currentLine0;
    const lineDelta = line0 - this.lastLine0;
    const { numbers } = this;
    numbers[this.used] = lineDelta;
    numbers[this.used + 1] = lineDelta === 0 ? column - this.lastStart : column;
    numbers[this.used + 2] = length;
    numbers[this.used + 3] = type;
    numbers[this.used + 4] = modifiers;
    this.used += 5;
    this.lastLine0 = line0;
    this.lastStart = column;
    this.column = column + length;
  }
}

/** Of a line or a sign in a diff of diffs. */
function rangeDiffType(sign: number): number {
  if (sign === 0x40) return TokenType.patchMailDiffHunk;
  return sign === 0x2b ? TokenType.patchMailDiffAdded : TokenType.patchMailDiffRemoved;
}

/** `--- a/x`, `+++ b/x` of an interdiff. */
function isFileName(text: string, at: number): boolean {
  return /^(?:---|\+\+\+) (?:[ab]\/|\/dev\/null|")/.test(text.slice(at, at + 14));
}

const markTypes = {
  hash: TokenType.patchMailHash,
  messageId: TokenType.patchMailMessageId,
  path: TokenType.patchMailFilePath,
} as const;

function quoteType(level: number): number {
  return TokenType.patchMailQuote1 + ((level - 1) % quoteColourCount);
}

function headerType(name: string): number {
  switch (name.trim().toLowerCase()) {
    case "from":
    case "to":
    case "cc":
    case "bcc":
    case "sender":
    case "reply-to":
    case "return-path":
    case "x-original-from":
    case "resent-from":
    case "resent-to":
    case "mail-followup-to":
      return TokenType.patchMailHeaderAddress;
    case "subject":
      return TokenType.patchMailHeaderSubject;
    case "date":
    case "resent-date":
      return TokenType.patchMailHeaderDate;
    case "message-id":
    case "in-reply-to":
    case "references":
    case "resent-message-id":
      return TokenType.patchMailMessageId;
    default:
      return TokenType.patchMailHeaderValue;
  }
}

/** Where a header's value ends on its line: behind the last `>` of Message-IDs, before a `[` behind a date. */
function valueEnd(text: string, start: number, end: number, type: number): number {
  if (type === TokenType.patchMailMessageId) {
    const close = lastIndexOfCode(text, 0x3e, start, end);
    return close === -1 ? end : close + 1;
  }
  if (type !== TokenType.patchMailHeaderDate) return end;
  const open = indexOfCode(text, 0x5b, start, end);
  let to = open === -1 ? end : open;
  while (to > start && isBlank(text.charCodeAt(to - 1))) to--;
  return to;
}

/** `<user@host>`, or `<user at host>` as some archives write it. */
function holdsAddress(text: string, start: number, end: number): boolean {
  return (
    indexOfCode(text, 0x40, start, end) !== -1 ||
    text.slice(start, Math.min(end, start + 300)).includes(" at ")
  );
}

/** Offset of the next occurrence at `start` or behind it; the limit, or more, where there is none before it. */
type ForwardSearch = (start: number) => number;

/**
 * The engine's own search, for questions that go forward in the text: what was found stays the answer until it is
 * passed, so that all questions together read the text once, however rare the character is.
 */
function forwardSearch(text: string, character: string, limit: number): ForwardSearch {
  let from = limit;
  let found = -1;
  return (start) => {
    if (start >= from && start <= found) return found;
    const at = text.slice(start, limit).indexOf(character);
    from = start;
    found = at === -1 ? limit : start + at;
    return found;
  };
}

function indexOfCode(text: string, code: number, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === code) return at;
  return -1;
}

function lastIndexOfCode(text: string, code: number, start: number, end: number): number {
  for (let at = end - 1; at >= start; at--) if (text.charCodeAt(at) === code) return at;
  return -1;
}

/** Offset of the next quote mark in `[start, end)`, or -1. */
function nextMark(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x3e || c === 0x7c) return at;
  }
  return -1;
}

/** The last run of 7 to 64 hex digits that is a word of its own, all digits or all letters included. */
function lastHash(text: string, start: number, end: number): { start: number; end: number } | null {
  let to = Math.min(end, start + 200);
  while (to > start) {
    let from = to;
    while (from > start && isHex(text.charCodeAt(from - 1))) from--;
    const length = to - from;
    const stands =
      (from === start || text.charCodeAt(from - 1) === 0x20) && (to === end || text.charCodeAt(to) === 0x20);
    if (length >= 7 && length <= 64 && stands) return { start: from, end: to };
    to = from === to ? to - 1 : from;
  }
  return null;
}

function isMode(text: string, start: number, end: number, firstHash: number): boolean {
  return start !== firstHash && end - start === 6 && text.charCodeAt(start - 1) === 0x20;
}

function isHex(c: number): boolean {
  return hexDigits[c] === 1;
}

function isBlank(c: number): boolean {
  return c === 0x20 || c === 0x09;
}

export const semanticTokensFull: Feature<SemanticTokensParams, SemanticTokens | null> = {
  method: "textDocument/semanticTokens/full",
  capabilities: { semanticTokensProvider: { legend: semanticTokensLegend, full: true, range: true } },
  handle(document, _params, { options, token }) {
    const data = semanticTokenData(document, options, 0, document.model.lines.count, token);
    return data === null ? null : { data };
  },
};

export const semanticTokensRange: Feature<SemanticTokensRangeParams, SemanticTokens | null> = {
  method: "textDocument/semanticTokens/range",
  capabilities: {},
  handle: rangeTokens,
  handleLines: rangeTokens,
};

function rangeTokens(
  document: LinesDocument,
  { range }: SemanticTokensRangeParams,
  { options, token }: FeatureContext,
): SemanticTokens | null {
  const data = semanticTokenData(document, options, range.start.line, range.end.line + 1, token);
  return data === null ? null : { data };
}
