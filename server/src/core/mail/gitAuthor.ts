import type { Mailbox } from "../model.js";
import { decodeEncodedWords } from "./encodedWords.js";

export type GitAuthor = Pick<Mailbox, "name" | "address">;

const maxLength = 4000;

/**
 * The author that git reads out of the value of a `From:` (mailinfo.c, `handle_from`): encoded words undone, then quotes; the
 * piece around the first `@` is the address, the rest the name, whatever commas or colons stand in it. null where there is no
 * address.
 */
export function gitAuthor(value: string): GitAuthor | null {
  const decoded = decodeEncodedWords(value.slice(0, maxLength)).replace(/\s+/g, " ");
  const text = withoutQuotes(decoded);
  const sign = text.indexOf("@");
  if (sign === -1) return bogus(text);
  let start = sign;
  while (start > 0 && text[start - 1] !== " " && text[start - 1] !== "<") start--;
  const rest = /[ >]/.exec(text.slice(sign));
  const end = rest === null ? text.length : sign + rest.index;
  const opened = start > 0 && text[start - 1] === "<" ? start - 1 : start;
  const whole = `${text.slice(0, opened)} ${text.slice(end + 1)}`.replace(/\s+/g, " ").trim();
  const isComment = whole.length > 1 && whole.startsWith("(") && whole.endsWith(")");
  const name = isComment ? whole.slice(1, -1) : whole;
  const address = text.slice(start, end);
  // git takes the address for the name of such a one.
  return { name: /[@<>]/.test(name) ? "" : name, address };
}

/** `John Doe <johndoe>` */
function bogus(text: string): GitAuthor | null {
  const found = /^([^<]*)<([^>]+)>/.exec(text);
  if (found === null) return null;
  return { name: found[1]?.trim() ?? "", address: found[2] ?? "" };
}

/** Quotes and backslashes of quoted strings and comments undone; a comment keeps its parentheses. */
function withoutQuotes(text: string): string {
  let result = "";
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? "";
    if (c === "\\" && (isQuoted || depth > 0)) result += text[++at] ?? "";
    else if (c === '"' && depth === 0) isQuoted = !isQuoted;
    else {
      if (!isQuoted && c === "(") depth++;
      if (!isQuoted && c === ")" && depth > 0) depth--;
      result += c;
    }
  }
  return result;
}
