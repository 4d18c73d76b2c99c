import type { Mailbox } from "../model.js";

/** Characters of an encoded word (RFC 2047 §2). */
const maxWord = 75;

/** `Display Name <local@domain>` (RFC 5322 §3.4) for a header: quoted or encoded where it must be; not folded. */
export function addressText({ name, address }: Pick<Mailbox, "name" | "address">): string {
  const shown = oneLine(name);
  const bare = oneLine(address).replace(/[<>\s]/g, "");
  if (shown === "") return bare;
  // git reads of a name what stands there; quotes only where another reader would stumble.
  const isPlain = /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(shown);
  const quoted = `"${shown.replace(/["\\]/g, "\\$&")}"`;
  // git undoes quotes after encoded words: a name that has some of its own is quoted in them.
  const phrase = needsEncoding(shown)
    ? encodedWords(/["\\]/.test(shown) ? quoted : shown, inPhrase)
    : isPlain
      ? shown
      : quoted;
  return `${phrase} <${bare}>`;
}

/** Control characters would begin another field. */
export const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ").trim();

/** Whether a text cannot stand in a header as it is, or would be read as encoded. */
// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
export const needsEncoding = (text: string): boolean => /[^\u0000-\u007f]|=\?/.test(text);

/** Characters that stand for themselves in an encoded word: in a subject, and in a name (RFC 2047 §5). */
export const inText = /^[!-<>@-^`-~]$/;
const inPhrase = /^[A-Za-z0-9!*+/-]$/;

/** UTF-8, `q`, no character split. */
export function encodedWords(text: string, plain: RegExp): string {
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

/** Two digits. */
export const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");
