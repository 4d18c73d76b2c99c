import type { HeaderBlock } from "../model.js";
import { decodeBytes, hexByte } from "./encodedWords.js";
import { fieldText, findField } from "./header.js";

/** What the header of a message or part says of its body (RFC 2045). */
export interface PartHead {
  /** Lower case; `text/plain` where there is no or no readable Content-Type. */
  readonly contentType: string;
  /** null unless the part is a multipart with a boundary. */
  readonly boundary: string | null;
  readonly charset: string;
  /** From Content-Disposition's filename or Content-Type's name, RFC 2047/2231 decoded. */
  readonly name: string;
  readonly disposition: "inline" | "attachment";
  readonly encoding: "identity" | "quoted-printable" | "base64";
  readonly isFlowed: boolean;
  /** format=flowed with DelSp=yes (RFC 3676 §4.1): the blank of a soft line end is no blank of the text. */
  readonly deletesSpace?: boolean;
}

export function readPartHead(text: string, header: HeaderBlock): PartHead {
  const type = parameters(value(text, header, "content-type"));
  const disposition = parameters(value(text, header, "content-disposition"));
  const transfer = value(text, header, "content-transfer-encoding").trim().toLowerCase();
  // PHP mailers write the type in quotes.
  const told = type.head.replace(/^"(.*)"$/, "$1");
  const contentType = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(told) ? told : "text/plain";
  return {
    contentType,
    boundary: contentType.startsWith("multipart/") ? (type.values.get("boundary") ?? null) : null,
    charset: (type.values.get("charset") ?? "us-ascii").toLowerCase(),
    name: disposition.values.get("filename") ?? type.values.get("name") ?? "",
    disposition: disposition.head === "attachment" ? "attachment" : "inline",
    encoding:
      transfer === "base64" ? "base64" : transfer === "quoted-printable" ? "quoted-printable" : "identity",
    isFlowed: (type.values.get("format") ?? "").toLowerCase() === "flowed",
    deletesSpace: (type.values.get("delsp") ?? "").toLowerCase() === "yes",
  };
}

function value(text: string, header: HeaderBlock, name: string): string {
  const field = findField(header, name);
  return field ? fieldText(text, field) : "";
}

/** `type/sub; name="value"; name*=utf-8''v%20` (RFC 2045 §5.1, RFC 2231), names in lower case. */
export function parameters(raw: string): { head: string; values: ReadonlyMap<string, string> } {
  const values = new Map<string, string>();
  const pieces = splitAtSemicolons(raw.slice(0, 4000));
  const head = (pieces[0] ?? "").trim().toLowerCase();
  const parts = new Map<string, { order: number; text: string; isEncoded: boolean }[]>();
  for (const piece of pieces.slice(1, 200)) {
    const equals = piece.indexOf("=");
    if (equals === -1) continue;
    const full = piece.slice(0, equals).trim().toLowerCase();
    let text = piece.slice(equals + 1).trim();
    if (text.startsWith('"'))
      text = text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined).replace(/\\(.)/g, "$1");
    const [base = "", second, third] = full.split("*");
    if (second === undefined) {
      if (!values.has(base)) values.set(base, text);
      continue;
    }
    const order = /^\d{1,3}$/.test(second) ? Number(second) : 0;
    const list = parts.get(base) ?? [];
    list.push({ order, text, isEncoded: second === "" || third !== undefined });
    parts.set(base, list);
  }
  for (const [base, list] of parts) {
    list.sort((a, b) => a.order - b.order);
    let charset = "utf-8";
    const bytes: number[] = [];
    for (const [at, part] of list.entries()) {
      let piece = part.text;
      if (part.isEncoded && at === 0) {
        const quote = /^([^']{0,40})'[^']{0,40}'/.exec(piece);
        if (quote) {
          charset = quote[1] || charset;
          piece = piece.slice(quote[0].length);
        }
      }
      for (const byte of part.isEncoded ? percentBytes(piece) : new TextEncoder().encode(piece))
        bytes.push(byte);
    }
    values.set(base, decodeBytes(Uint8Array.from(bytes), charset));
  }
  return { head, values };
}

function splitAtSemicolons(raw: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let inQuotes = false;
  for (let at = 0; at < raw.length; at++) {
    const c = raw.charAt(at);
    if (c === "\\") at++;
    else if (c === '"') inQuotes = !inQuotes;
    else if (c === ";" && !inQuotes) {
      pieces.push(raw.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(raw.slice(from));
  return pieces;
}

/** `v%C3%B6` as bytes (RFC 2231 §4); a percent sign without two digits behind it stands for itself. */
function percentBytes(text: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const byte = text.charAt(at) === "%" ? hexByte(text, at + 1) : -1;
    if (byte === -1) for (const one of new TextEncoder().encode(text.charAt(at))) bytes.push(one);
    else {
      bytes.push(byte);
      at += 2;
    }
  }
  return bytes;
}
