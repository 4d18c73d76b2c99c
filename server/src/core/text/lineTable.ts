import type { Span } from "./span.js";

/** An LSP position: 0-based line, 0-based UTF-16 code unit in the line. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/**
 * The lines of a text as columns of typed arrays. A line ends at LF, CRLF or a lone CR, as in LSP (§ "Text Documents"),
 * and the line end belongs to its line. There is always at least one line; a text that ends in a line end has an empty
 * last line.
 */
export class LineTable {
  /** `count + 1` offsets; the last is the text's length. */
  readonly starts: Uint32Array;
  readonly count: number;
  /** `LineKind` of each line (../model.ts). */
  readonly kinds: Uint8Array;
  /** Quote depth of each line. */
  readonly depths: Uint16Array;
  /** Column (code units) at which the content begins behind the quote prefix and its padding. */
  readonly columns: Uint16Array;

  /** `text`: all of it, with its line ends. */
  constructor(readonly text: string) {
    const starts = lineStarts(text);
    this.starts = starts;
    this.count = starts.length - 1;
    this.kinds = new Uint8Array(this.count);
    this.depths = new Uint16Array(this.count);
    this.columns = new Uint16Array(this.count);
  }

  /** Offset of the line's first character. */
  start(line0: number): number {
    return this.starts[line0] ?? this.text.length;
  }

  /** Offset behind the line's last character, before its line end. */
  contentEnd(line0: number): number {
    const start = this.start(line0);
    let end = this.start(line0 + 1);
    if (end > start && this.text.charCodeAt(end - 1) === 10) end--;
    else if (end > start && this.text.charCodeAt(end - 1) === 13) return end - 1;
    else return end;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return end;
  }

  /** Whether the line ends in CR LF. */
  endsInCrlf(line0: number): boolean {
    return this.text.startsWith("\r\n", this.contentEnd(line0));
  }

  /** Offset at which the line's content begins, behind the quote prefix. */
  contentStart(line0: number): number {
    return this.start(line0) + (this.columns[line0] ?? 0);
  }

  kind(line0: number): number {
    return this.kinds[line0] ?? 0;
  }

  depth(line0: number): number {
    return this.depths[line0] ?? 0;
  }

  /** The line without its line end. */
  lineText(line0: number): string {
    return this.text.slice(this.start(line0), this.contentEnd(line0));
  }

  /** The line's content: without quote prefix and line end. */
  content(line0: number): string {
    return this.text.slice(this.contentStart(line0), this.contentEnd(line0));
  }

  /** The line that holds `offset`; offsets outside the text are clamped. O(log n). */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  positionAt(offset: number): Position {
    const line = this.lineAt(offset);
    return { line, character: Math.max(0, offset - this.start(line)) };
  }

  /** The offset of an LSP position; a character past the line's end means the line's end. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.count) return this.text.length;
    return Math.min(
      this.start(position.line) + Math.max(0, position.character),
      this.contentEnd(position.line),
    );
  }

  rangeOf(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }

  /** Whole lines `[startLine0, endLine0)`, with the last line end. */
  spanOfLines(startLine0: number, endLine0: number): Span {
    return { start: this.start(startLine0), end: this.start(Math.max(startLine0, endLine0)) };
  }
}

function lineStarts(text: string): Uint32Array {
  let starts = new Uint32Array(Math.max(16, (text.length >> 5) + 2));
  let count = 1;
  const grow = (): void => {
    const grown = new Uint32Array(starts.length * 2);
    grown.set(starts);
    starts = grown;
  };
  if (!text.includes("\r")) {
    // The engine's own search is several times faster than a loop over characters.
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
      if (count + 1 >= starts.length) grow();
      starts[count++] = at + 1;
    }
  } else {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) {
        if (count + 1 >= starts.length) grow();
        starts[count++] = at + 1;
      }
    }
  }
  starts[count] = text.length;
  return starts.slice(0, count + 1);
}
