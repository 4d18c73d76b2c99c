/**
 * Documents that are too large to analyse whole after each edit. VS Code itself gives up on folds and grammar at the
 * same limits (ARCHITECTURE.md "Numbers"); other editors do not, so the server must not hang there.
 */
export interface Limits {
  /** Above this many UTF-16 code units a document is oversized. */
  readonly maxCharacters: number;
  /** Above this many lines, too. */
  readonly maxLines: number;
  /** What is still analysed of an oversized document: that many code units from its beginning. */
  readonly analysedCharacters: number;
}

export const defaultLimits: Limits = {
  maxCharacters: 20 * 1024 * 1024,
  maxLines: 300_000,
  analysedCharacters: 4 * 1024 * 1024,
};

export interface AnalysedPart {
  /** A prefix of the text, or all of it: offsets and positions are those of the document. */
  readonly text: string;
  /** A sentence for the user where the text is not all; else null. */
  readonly notice: string | null;
}

/**
 * What of a text is analysed. `countLines` is asked only where the answer can matter. A text no longer than the
 * analysed part is never oversized. Cut at a line's end, or inside
 * the line (never inside a character) where the first line is longer than the part.
 */
export function analysedPart(text: string, countLines: () => number, limits: Limits): AnalysedPart {
  if (text.length <= limits.analysedCharacters) return { text, notice: null };
  const tooLong = text.length > limits.maxCharacters;
  if (!tooLong && countLines() <= limits.maxLines) return { text, notice: null };
  const part = text.slice(0, cutBefore(text, limits.analysedCharacters));
  const size = tooLong
    ? `This document is ${megabytes(text.length)} MB long`
    : `This document has more than ${limits.maxLines.toLocaleString("en-US")} lines`;
  return {
    text: part,
    notice:
      `${size}, too large to follow each edit: Patch Mail reads only its first ${megabytes(part.length)} MB ` +
      "and looks for no problems in it. Split the mailbox, or open its messages one by one from the Threads view.",
  };
}

function cutBefore(text: string, limit: number): number {
  const lineEnd = text.lastIndexOf("\n", limit - 1);
  if (lineEnd !== -1) return lineEnd + 1;
  // Between the two halves of a surrogate pair is no place to cut.
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}

function megabytes(characters: number): string {
  const value = characters / (1024 * 1024);
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}
