import type { Mailbox } from "../model.js";
import { indexOfWithin } from "../text/search.js";
import { decodeEncodedWords } from "./encodedWords.js";

/**
 * The mailboxes of an address list (RFC 5322 §3.4): names, quoted strings, comments, groups, folded lines.
 * `text` is the document, `[start, end)` the field's value in UTF-16 code units. A piece without `@` gives a mailbox with
 * an empty address. Old archives write `local at domain`: read as `local@domain`. Never fails.
 */
export function parseAddresses(text: string, start: number, end: number): Mailbox[] {
  const result: Mailbox[] = [];
  for (const piece of splitList(text, start, end)) {
    const mailbox = parseMailbox(text, piece.start, piece.end);
    if (mailbox) result.push(mailbox);
  }
  return result;
}

function splitList(text: string, start: number, end: number): { start: number; end: number }[] {
  const pieces: { start: number; end: number }[] = [];
  let from = start;
  let inQuotes = false;
  let comments = 0;
  let inAngle = false;
  for (let at = start; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x5c) at++;
    else if (inQuotes) inQuotes = c !== 0x22;
    else if (c === 0x22 && comments === 0) inQuotes = true;
    else if (c === 0x28) comments++;
    else if (c === 0x29) comments = Math.max(0, comments - 1);
    else if (comments > 0) continue;
    else if (c === 0x3c) inAngle = true;
    else if (c === 0x3e) inAngle = false;
    else if (inAngle) continue;
    else if (c === 0x2c || c === 0x3b) {
      pieces.push({ start: from, end: at });
      from = at + 1;
    } else if (c === 0x3a) from = at + 1; // "group-name:" of a group
  }
  pieces.push({ start: from, end });
  return pieces;
}

function parseMailbox(text: string, from: number, to: number): Mailbox | null {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  if (start >= end) return null;
  const lastAngle = text.slice(start, end).lastIndexOf("<");
  if (lastAngle !== -1) {
    const angle = start + lastAngle;
    const close = indexOfWithin(text, ">", angle, end);
    const addressEnd = close === -1 ? end : close;
    return {
      name: cleanName(text.slice(start, angle)),
      address: withAt(text.slice(angle + 1, addressEnd).trim()),
      span: { start, end },
      addressSpan: { start: angle + 1, end: addressEnd },
    };
  }
  const comment = indexOfWithin(text, "(", start, end);
  const addressEnd = comment === -1 ? end : comment;
  const name = addressEnd < end ? text.slice(addressEnd + 1, end).replace(/\)[^)]*$/, "") : "";
  const bare = text.slice(start, addressEnd).trim();
  const address = withAt(bare);
  const isAddress = address.includes("@") && !/\s/.test(address);
  return {
    name: isAddress ? cleanName(name) : cleanName(text.slice(start, end)),
    address: isAddress ? address : "",
    span: { start, end },
    addressSpan: isAddress ? { start, end: start + bare.length } : null,
  };
}

/** Pipermail writes `user at host` for `user@host`. */
function withAt(address: string): string {
  const at = address.indexOf(" at ");
  return at === -1 || address.includes("@") ? address : `${address.slice(0, at)}@${address.slice(at + 4)}`;
}

/**
 * A display name as people read it: quoted strings without their quotes, escapes undone, encoded words decoded, comments
 * (RFC 5322 §3.2.2) behind it in one pair of parentheses.
 */
function cleanName(raw: string): string {
  let name = "";
  let comment = "";
  let depth = 0;
  for (let at = 0; at < raw.length; at++) {
    let c = raw.charAt(at);
    if (c === "(") depth++;
    else if (c === ")" && depth > 0) depth--;
    else if (c === '"' && depth === 0) continue;
    else {
      if (c === "\\" && at + 1 < raw.length) c = raw.charAt(++at);
      if (depth > 0) comment += c;
      else name += c;
    }
  }
  const phrase = tidy(name);
  const note = tidy(comment);
  if (note === "") return phrase;
  return phrase === "" ? note : `${phrase} (${note})`;
}

const tidy = (text: string): string => decodeEncodedWords(text.replace(/\s+/g, " ").trim()).trim();
