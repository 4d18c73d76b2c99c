import { decodeCharset, type MappedText } from "./decodeCharset.js";
import { findWord } from "./encodedWords.js";
import { OffsetMapBuilder } from "./offsetMap.js";

/** A longer value is shown as it stands: looking for encoded words costs more than it tells. */
const maxDecoded = 200_000;

/** What is kept of a header value besides its words. */
export interface HeaderForm {
  /** Its lines stay apart as they were folded. */
  readonly keepsFolds: boolean;
  /**
   * It is read for addresses again: a name that an encoded word brings along is quoted where it holds characters that
   * mean something there (RFC 5322 §3.2.4), or it could name other recipients.
   */
  readonly isAddresses: boolean;
}

/**
 * A header value decoded for showing: encoded words (RFC 2047), raw 8-bit characters, folding. Control characters that an encoded word brings along cannot make new lines, so
 * no field can be forged. `text` holds one character for each byte (MimeTree); the map leads to its offsets.
 */
export function decodeHeaderValue(
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  form: HeaderForm,
): MappedText {
  const value = composeValue(text, bytes, start, end, form);
  // A line of white space alone would end the header.
  return form.keepsFolds && /\n[ \t]*(?:\n|$)/.test(value.text)
    ? composeValue(text, bytes, start, end, { ...form, keepsFolds: false })
    : value;
}

function composeValue(
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  { keepsFolds, isAddresses }: HeaderForm,
): MappedText {
  const value = text.slice(start, end);
  const builder = new OffsetMapBuilder();
  let result = "";
  /** Within a quoted string. */
  let inQuotes = false;
  const put = (piece: string, from: number, to: number): void => {
    result += piece;
    builder.add(piece.length, start + from, start + to);
  };
  const plain = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const code = value.charCodeAt(at);
      if (code === 10 || code === 13) {
        let next = at + (code === 13 && value.charCodeAt(at + 1) === 10 ? 2 : 1);
        if (!keepsFolds) while (next < to && isBlank(value.charCodeAt(next))) next++;
        put(keepsFolds ? "\n" : " ", at, next);
        at = next;
        continue;
      }
      let next = at + 1;
      if (code >= 0x80) {
        while (next < to && value.charCodeAt(next) >= 0x80) next++;
        put(harmless(decodeCharset(bytes.subarray(start + at, start + next), "").text), at, next);
      } else {
        while (next < to && isPlain(value.charCodeAt(next))) next++;
        const piece = value.slice(at, next);
        if (isAddresses)
          for (const sign of piece.matchAll(/\\.|"/g)) if (sign[0] === '"') inQuotes = !inQuotes;
        put(harmless(piece), at, next);
      }
      at = next;
    }
  };
  let at = 0;
  /** Adjacent words of one charset are joined as bytes first, since mailers split inside a character. */
  let run: { charset: string; start: number; end: number; bytes: number[] } | null = null;
  const endRun = (): void => {
    if (run) {
      const words = harmless(decodeCharset(Uint8Array.from(run.bytes), run.charset).text);
      put(isAddresses ? asPhrase(words, inQuotes) : words, run.start, run.end);
    }
    run = null;
  };
  const mayHaveWords = value.length <= maxDecoded;
  for (let word = mayHaveWords ? findWord(value, 0) : null; word; word = findWord(value, at)) {
    const isGlue = run !== null && value.slice(at, word.start).trim() === "";
    if (!isGlue) {
      endRun();
      plain(at, word.start);
    } else if (run?.charset !== word.charset) endRun();
    run ??= { charset: word.charset, start: word.start, end: word.end, bytes: [] };
    for (const byte of word.bytes) run.bytes.push(byte);
    run.end = word.end;
    at = word.end;
  }
  endRun();
  plain(at, value.length);
  return { text: result, map: builder.build() };
}

/** A name that is safe among addresses: quoted where it must be, its quotes and backslashes escaped. */
function asPhrase(words: string, inQuotes: boolean): string {
  if (!/[()<>[\]:;@\\,"]/.test(words)) return words;
  const escaped = words.replace(/["\\]/g, "\\$&");
  return inQuotes ? escaped : `"${escaped}"`;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
const isPlain = (code: number): boolean => code < 0x80 && code !== 10 && code !== 13;

/** Line ends of all kinds and control characters become a blank each. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
}
