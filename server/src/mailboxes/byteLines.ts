/** What gets the lines of a file. */
export interface LineSink {
  /** Whether a line that is not empty and begins with that byte is of interest; asked before each line. */
  wants(firstByte: number): boolean;
  /**
   * A line without its line end, at most `maxLineBytes` of it; valid until the call returns. `line0` is its 0-based
   * number as an editor counts.
   */
  line(bytes: Uint8Array, line0: number, isAfterEmpty: boolean): void;
}

export interface ByteLines {
  /** The next bytes; they may end anywhere. */
  push(chunk: Uint8Array): void;
  /** After the last bytes. */
  end(): void;
}

/** What is longer is cut. */
export const maxLineBytes = 64 * 1024;

/**
 * Splits bytes into lines at LF or CRLF. A lone CR ends no line here (no header has one), and counts as the line end
 * that editors make of it. Holds back one unfinished line at most.
 */
export function splitLines(sink: LineSink): ByteLines {
  let line0 = 0;
  let isAfterEmpty = true;
  /** Beginning of a line whose end has not come. */
  let carry: Uint8Array = new Uint8Array(0);
  /** The rest of a line that is too long is passed over, its CRs counted. */
  let isInLongLine = false;
  let longLineCrs = 0;
  let longLineLast = 0;

  /** Counts a line that has ended: its LF, and each CR that is not part of a CRLF. */
  const count = (crs: number, lastByte: number): void => {
    line0 += 1 + crs - (lastByte === 13 ? 1 : 0);
  };
  const give = (bytes: Uint8Array): void => {
    if (bytes.length === 0 || sink.wants(bytes[0] ?? 0)) sink.line(bytes, line0, isAfterEmpty);
    isAfterEmpty = bytes.length === 0;
  };
  /** The offset behind the LF of the long line, or -1 where it does not end here. */
  const skipLongLine = (data: Uint8Array): number => {
    const end = data.indexOf(10);
    const rest = end === -1 ? data : data.subarray(0, end);
    longLineCrs += countCr(rest);
    if (rest.length > 0) longLineLast = rest[rest.length - 1] ?? 0;
    if (end === -1) return -1;
    count(longLineCrs, longLineLast);
    isInLongLine = false;
    return end + 1;
  };

  return {
    push(chunk) {
      const data = carry.length > 0 ? concat(carry, chunk) : chunk;
      carry = new Uint8Array(0);
      let at = isInLongLine ? skipLongLine(data) : 0;
      if (at === -1) return;
      const hasCr = data.includes(13);
      for (let end = data.indexOf(10, at); end !== -1; end = data.indexOf(10, at)) {
        const last = end > at ? (data[end - 1] ?? 0) : 0;
        const contentEnd = last === 13 ? end - 1 : end;
        // Most lines are unwanted ones: nothing to make for them.
        if (contentEnd > at && !sink.wants(data[at] ?? 0)) isAfterEmpty = false;
        else give(data.subarray(at, Math.min(contentEnd, at + maxLineBytes)));
        count(hasCr ? countCr(data.subarray(at, end)) : 0, last);
        at = end + 1;
      }
      const rest = data.subarray(at);
      if (rest.length <= maxLineBytes) {
        // A copy: the chunk's memory belongs to the reader.
        carry = rest.slice();
        return;
      }
      give(rest.subarray(0, maxLineBytes));
      isInLongLine = true;
      longLineCrs = countCr(rest);
      longLineLast = rest[rest.length - 1] ?? 0;
    },
    end() {
      if (carry.length > 0) give(carry[carry.length - 1] === 13 ? carry.subarray(0, -1) : carry);
      carry = new Uint8Array(0);
    },
  };
}

function countCr(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(13); at !== -1; at = bytes.indexOf(13, at + 1)) count++;
  return count;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
