/** What gets the lines of a file. */
export interface LineSink {
  /**
   * Asked before each line: "all" lines, those that may be a separator (`F`), those and boundary lines (`-`), or none of
   * the rest.
   */
  readonly wanted: "all" | "separators" | "separatorsAndDashes" | "none";
  /**
   * A line without its line end, at most `maxLineBytes` of it: `[start, end)` of `data`, valid until the call returns
   * (not as an array of its own: most lines are looked at once, and not worth one). `offset` is that of its first byte
   * in the file, `line0` its 0-based number as an editor counts.
   */
  line(
    data: Uint8Array,
    start: number,
    end: number,
    offset: number,
    line0: number,
    isAfterEmpty: boolean,
  ): void;
}

export interface ByteLines {
  /** The next bytes; they may end anywhere. */
  push(chunk: Uint8Array): void;
  /** After the last bytes. */
  end(): void;
  /** Bytes so far. */
  readonly offset: number;
  /** Line ends so far, counted as an editor does; exact after `end`. */
  readonly lineCount: number;
}

/** Where a line begins: offset of its first byte, and its 0-based number as an editor counts. */
export interface LineStart {
  readonly offset: number;
  readonly line0: number;
}

const fileStart: LineStart = { offset: 0, line0: 0 };

/** What is longer is cut. */
export const maxLineBytes = 64 * 1024;

const LF = 10;
const CR = 13;
const F = 0x46;
const DASH = 0x2d;

/**
 * Splits bytes into lines at LF or CRLF. A lone CR ends no line here (no header has one), and counts as the line end
 * that editors make of it. Holds back one unfinished line at most.
 */
export function splitLines(sink: LineSink, from: LineStart = fileStart): ByteLines {
  let { line0 } = from;
  let isAfterEmpty = true;
  /** Bytes before the ones at hand. */
  let base = from.offset;
  /** Beginning of a line whose end has not come. */
  let carry: Uint8Array = new Uint8Array(0);
  /** The rest of a line that is too long is passed over, its CRs counted. */
  let isInLongLine = false;
  let longLineCrs = 0;
  let longLineLast = 0;

  /** Counts a line that has ended: its LF, and each CR that is not part of a CRLF. */
  const count = (crs: number, lastByte: number): void => {
    line0 += 1 + crs - (lastByte === CR ? 1 : 0);
  };
  const isWanted = (firstByte: number): boolean => {
    const { wanted } = sink;
    return (
      wanted === "all" ||
      (wanted !== "none" && (firstByte === F || (wanted === "separatorsAndDashes" && firstByte === DASH)))
    );
  };
  /** The offset behind the LF of the long line, or -1 where it does not end here. */
  const skipLongLine = (data: Uint8Array): number => {
    const end = data.indexOf(LF);
    const rest = end === -1 ? data : data.subarray(0, end);
    longLineCrs += countCr(rest);
    if (rest.length > 0) longLineLast = rest[rest.length - 1] ?? 0;
    if (end === -1) return -1;
    count(longLineCrs, longLineLast);
    isInLongLine = false;
    return end + 1;
  };
  /**
   * Passes over lines that are not wanted, from the line that starts at `at`: the start of the first line that is, or of
   * the last one, whose end is not there.
   */
  const skipUnwanted = (data: Uint8Array, at: number): number => {
    const { wanted } = sink;
    const first = wanted === "none" ? -1 : F;
    const second = wanted === "separatorsAndDashes" ? DASH : first;
    let byte = data[at] ?? 0;
    if (byte === first || byte === second) return at;
    const length = data.length;
    let start = at;
    let lines = 0;
    let before = at;
    for (let next = at; next < length; ) {
      if (data[next++] !== LF) continue;
      lines++;
      before = start;
      start = next;
      byte = data[next] ?? 0;
      if (byte === first || byte === second) break;
    }
    if (lines > 0) {
      line0 += lines;
      // The line before is empty where it holds its line end alone.
      const size = start - before;
      isAfterEmpty = size === 1 || (size === 2 && data[before] === CR);
    }
    return start;
  };
  /** As `skipUnwanted`, one line at a time, since CRs are to be counted. */
  const skipUnwantedWithCrs = (data: Uint8Array, at: number): number => {
    let start = at;
    while (start < data.length && !isWanted(data[start] ?? 0)) {
      const end = data.indexOf(LF, start);
      if (end === -1) return start;
      const line = data.subarray(start, end);
      const last = line.length > 0 ? (line[line.length - 1] ?? 0) : 0;
      count(countCr(line), last);
      isAfterEmpty = line.length === (last === CR ? 1 : 0);
      start = end + 1;
    }
    return start;
  };
  const give = (data: Uint8Array, start: number, end: number): void => {
    sink.line(data, start, Math.min(end, start + maxLineBytes), base + start, line0, isAfterEmpty);
    isAfterEmpty = end === start;
  };

  /** Takes bytes that begin at a line's start, or inside the long line. */
  const process = (data: Uint8Array): void => {
    let at = isInLongLine ? skipLongLine(data) : 0;
    if (at === -1) {
      base += data.length;
      return;
    }
    const hasCr = data.includes(CR);
    while (at < data.length) {
      if (sink.wanted !== "all") {
        at = hasCr ? skipUnwantedWithCrs(data, at) : skipUnwanted(data, at);
        if (at >= data.length) break;
      }
      const end = lineEnd(data, at);
      if (end === -1) break;
      const last = end > at ? (data[end - 1] ?? 0) : 0;
      const contentEnd = last === CR ? end - 1 : end;
      if (isWanted(data[at] ?? 0)) give(data, at, contentEnd);
      else isAfterEmpty = contentEnd === at;
      count(hasCr ? countCr(data.subarray(at, end)) : 0, last);
      at = end + 1;
    }
    const rest = data.subarray(at);
    if (rest.length <= maxLineBytes) {
      // A copy (slice of a Buffer is none): the chunk's memory belongs to the reader.
      carry = new Uint8Array(rest);
      base += at;
      return;
    }
    if (isWanted(rest[0] ?? 0)) give(data, at, at + maxLineBytes);
    isAfterEmpty = false;
    isInLongLine = true;
    longLineCrs = countCr(rest);
    longLineLast = rest[rest.length - 1] ?? 0;
    base += data.length;
  };

  return {
    get offset() {
      return base + carry.length;
    },
    get lineCount() {
      return line0;
    },
    push(chunk) {
      let data = chunk;
      if (carry.length > 0) {
        // Only the line that was begun is put together: a copy of the whole chunk would cost more than reading it.
        const end = chunk.indexOf(LF);
        const whole = concat(carry, end === -1 ? chunk : chunk.subarray(0, end + 1));
        carry = new Uint8Array(0);
        process(whole);
        if (end === -1) return;
        data = chunk.subarray(end + 1);
      }
      if (data.length > 0) process(data);
    },
    end() {
      if (carry.length > 0) {
        const end = carry[carry.length - 1] === CR ? carry.length - 1 : carry.length;
        if (isWanted(carry[0] ?? 0)) give(carry, 0, end);
      }
      base += carry.length;
      carry = new Uint8Array(0);
    },
  };
}

/** As `indexOf`, which costs more than it gains on lines of a usual length. */
function lineEnd(data: Uint8Array, start: number): number {
  const near = Math.min(data.length, start + 256);
  for (let at = start; at < near; at++) if (data[at] === LF) return at;
  return near === data.length ? -1 : data.indexOf(LF, near);
}

function countCr(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(CR); at !== -1; at = bytes.indexOf(CR, at + 1)) count++;
  return count;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
