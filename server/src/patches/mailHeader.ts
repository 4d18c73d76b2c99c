import { gitBytes } from "../core/mail/gitText.js";
import type { Mailbox } from "../core/model.js";

/** Columns of a header line, where there is a blank to fold it at (RFC 5322 §2.1.1). */
const maxColumns = 78;
/** Characters of an encoded word (RFC 2047 §2). */
const maxWord = 75;

/** `name: value`, folded at blanks; what is not ASCII, or could be read as encoded, as encoded words (RFC 2047). */
export function textField(name: string, value: string): string {
  const text = oneLine(value);
  const tag = /^(?:\[[^\]]{0,200}\] )+/.exec(text)?.[0] ?? "";
  const rest = text.slice(tag.length);
  // The tag stays readable for programs that only look for "[PATCH".
  const words = needsEncoding(text) && !needsEncoding(tag) ? tag + encodedWords(rest, inText) : rfc2047(text);
  return folded(`${name}: ${words}`);
}

/** `name: Display Name <local@domain>` (RFC 5322 §3.4). */
export function addressField(
  name: string,
  { name: given, address }: Pick<Mailbox, "name" | "address">,
): string {
  const shown = oneLine(given);
  const bare = oneLine(address).replace(/[<>\s]/g, "");
  if (shown === "") return `${name}: ${bare}`;
  // git reads of a name what stands there; quotes only where another reader would stumble.
  const isPlain = /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(shown);
  const quoted = `"${shown.replace(/["\\]/g, "\\$&")}"`;
  // git undoes quotes after encoded words: a name that has some of its own is quoted in them.
  const phrase = needsEncoding(shown)
    ? encodedWords(/["\\]/.test(shown) ? quoted : shown, inPhrase)
    : isPlain
      ? shown
      : quoted;
  return folded(`${name}: ${phrase} <${bare}>`);
}

/** Control characters would begin another field. */
export const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ").trim();

const rfc2047 = (text: string): string => (needsEncoding(text) ? encodedWords(text, inText) : text);

// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const needsEncoding = (text: string): boolean => /[^\u0000-\u007f]|=\?/.test(text);

/** Characters that stand for themselves in an encoded word: in a subject, and in a name (RFC 2047 §5). */
const inText = /^[!-<>@-^`-~]$/;
const inPhrase = /^[A-Za-z0-9!*+/-]$/;

/** UTF-8, `q`, no character split. */
function encodedWords(text: string, plain: RegExp): string {
  const open = "=?UTF-8?q?";
  const encoder = new TextEncoder();
  const words: string[] = [];
  let word = open;
  for (const character of text) {
    const piece = plain.test(character)
      ? character
      : Array.from(encoder.encode(character), (byte) => `=${hex(byte)}`).join("");
    if (word.length + piece.length + 2 > maxWord) {
      words.push(`${word}?=`);
      word = open;
    }
    word += piece;
  }
  return [...words, `${word}?=`].join(" ");
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");

/** Folded before single blanks, so that unfolding gives the same text. */
function folded(line: string): string {
  const rows: string[] = [];
  let row = "";
  for (const word of line.split(/(?<=\S) (?=\S)/)) {
    if (row !== "" && row.length + 1 + word.length > maxColumns && rows.length < 200 && row !== nameOf(row)) {
      rows.push(row);
      row = ` ${word}`;
    } else row = row === "" ? word : `${row} ${word}`;
  }
  return [...rows, row].join("\n");
}

/** A field's name alone is never a line. */
const nameOf = (row: string): string => /^[^: ]+:$/.exec(row)?.[0] ?? "";

/** A body as quoted-printable (RFC 2045 §6.7); `lines`, as `gitText` keeps them, without line ends, which are LF. */
export function quotedPrintable(lines: readonly string[]): string {
  let text = "";
  for (const line of lines) {
    let row = "";
    const bytes = gitBytes(line);
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      const isBlank = byte === 0x20 || byte === 0x09;
      const isFrom = at === 0 && line.startsWith("From ");
      const isPlain = (byte > 0x20 && byte < 0x7f && byte !== 0x3d) || (isBlank && at + 1 < bytes.length);
      const piece = isPlain && !isFrom ? String.fromCharCode(byte) : `=${hex(byte)}`;
      if (row.length + piece.length > 75) {
        text += `${row}=\n`;
        row = "";
      }
      row += piece;
    }
    text += `${row}\n`;
  }
  return text;
}
