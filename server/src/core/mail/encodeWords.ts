import type { Mailbox } from "../model.js";

/** Text of header fields, as mail programs write it: the other way round of encodedWords.ts. */

/** Characters of an encoded word (RFC 2047 §2). */
const maxWord = 75;

/** Control characters would begin another field. */
export const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ").trim();

// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
export const needsEncoding = (text: string): boolean => /[^\u0000-\u007f]|=\?/.test(text);

/** Characters that stand for themselves in an encoded word: in a subject, and in a name (RFC 2047 §5). */
const inText = /^[!-<>@-^`-~]$/;
const inPhrase = /^[A-Za-z0-9!*+/-]$/;

/** Unstructured text as encoded words where it is not ASCII, or could be read as encoded. */
export const rfc2047 = (text: string): string => (needsEncoding(text) ? encodedText(text) : text);

/** Unstructured text as encoded words, whatever it holds. */
export const encodedText = (text: string): string => encodedWords(text, inText);

/** A display name in front of `<local@domain>` (RFC 5322 §3.4): as it is, in quotes, or as encoded words. */
export function phraseOf(name: string): string {
  const shown = oneLine(name);
  // git reads of a name what stands there; quotes only where another reader would stumble.
  const isPlain = /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(shown);
  const quoted = `"${shown.replace(/["\\]/g, "\\$&")}"`;
  // git undoes quotes after encoded words: a name that has some of its own is quoted in them.
  if (needsEncoding(shown)) return encodedWords(/["\\]/.test(shown) ? quoted : shown, inPhrase);
  return isPlain ? shown : quoted;
}

/** `Display Name <local@domain>` (RFC 5322 §3.4) for a header: quoted or encoded where it must be; not folded. */
export function addressText({ name, address }: Pick<Mailbox, "name" | "address">): string {
  const bare = oneLine(address).replace(/[<>\s]/g, "");
  return oneLine(name) === "" ? bare : `${phraseOf(name)} <${bare}>`;
}

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
