/**
 * Bytes of git's output as text: UTF-8, and each line that is not as Latin-1, since a diff holds lines of files of any
 * charset. Never fails.
 */
export function decodeLines(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    const lines: string[] = [];
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(10, start) + 1 || bytes.length;
      const line = bytes.subarray(start, end);
      start = end;
      try {
        lines.push(decoder.decode(line));
      } catch {
        lines.push(new TextDecoder("latin1").decode(line));
      }
    }
    return lines.join("");
  }
}
