import { addressText, encodedText, needsEncoding, oneLine, rfc2047 } from "../core/mail/encodeWords.js";
import { gitBytes } from "../core/mail/gitText.js";
import type { Mailbox } from "../core/model.js";

/** Columns of a header line, where there is a blank to fold it at (RFC 5322 §2.1.1). */
const maxColumns = 78;

/** `name: value`, folded at blanks; what is not ASCII, or could be read as encoded, as encoded words (RFC 2047). */
export function textField(name: string, value: string): string {
  const text = oneLine(value);
  const tag = /^(?:\[[^\]]{0,200}\] )+/.exec(text)?.[0] ?? "";
  const rest = text.slice(tag.length);
  // The tag stays readable for programs that only look for "[PATCH".
  const words = needsEncoding(text) && !needsEncoding(tag) ? tag + encodedText(rest) : rfc2047(text);
  return folded(`${name}: ${words}`);
}

/** `name: Display Name <local@domain>` (RFC 5322 §3.4). */
export function addressField(name: string, mailbox: Pick<Mailbox, "name" | "address">): string {
  return folded(`${name}: ${addressText(mailbox)}`);
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
