/** What of a file's bytes an editor does not keep when it saves the file. */
export interface FileBytes {
  /** Lines that end with CRLF, with LF, and with CR alone. */
  readonly crlf: number;
  readonly lf: number;
  readonly cr: number;
  /** Bytes that are no UTF-8. */
  readonly invalid: number;
}

/** Counts the line ends and what is no UTF-8 (Unicode 16, table 3-7), in one pass. */
export function lookAtBytes(bytes: Uint8Array): FileBytes {
  let [crlf, lf, cr, invalid] = [0, 0, 0, 0];
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a) lf++;
    else if (byte === 0x0d) {
      if (bytes[at + 1] === 0x0a) {
        crlf++;
        at++;
      } else cr++;
    } else if (byte >= 0x80) {
      const length = sequenceLength(bytes, at, byte);
      if (length === 0) invalid++;
      at += Math.max(1, length);
      continue;
    }
    at++;
  }
  return { crlf, lf, cr, invalid };
}

/** Length of the sequence of UTF-8 that begins at `at`; 0 where none does. */
function sequenceLength(bytes: Uint8Array, at: number, first: number): number {
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  // No overlong forms, no surrogates, nothing beyond U+10FFFF.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let next = at + 2; next < at + length; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

const counted = (count: number, one: string, more: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

/**
 * What saving alters, in sentences; null where nothing is: the file has one line end and is UTF-8. `end`: that which the editor
 * gives to all lines. `isUtf8`: the editor reads the file as UTF-8, and not in a charset that the user has chosen.
 */
export function whatSavingAlters(
  { crlf, lf, cr, invalid }: FileBytes,
  end: "CRLF" | "LF",
  isUtf8: boolean,
): string | null {
  const ends = [
    [crlf, "CRLF"],
    [lf, "LF"],
    [cr, "CR"],
  ] as const;
  const present = ends.filter(([count]) => count > 0);
  const told = present.map(
    ([count, name], at) =>
      `${at === 0 ? counted(count, "line ends", "lines end") : count.toLocaleString("en")} with ${name}`,
  );
  const sentences: string[] = [];
  if (present.length > 1 || cr > 0) sentences.push(`${told.join(", ")}: all will end with ${end}.`);
  if (invalid > 0 && isUtf8)
    sentences.push(
      `${counted(invalid, "byte is", "bytes are")} no UTF-8 (another charset, or damage): each becomes the sign “\ufffd”.`,
    );
  return sentences.length === 0 ? null : sentences.join("\n");
}
